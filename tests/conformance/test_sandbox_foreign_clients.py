"""Two clients that nobody here wrote drive the twin: ticks, history, prices, a trade to its end.

infra/local/setup.sh installs both before `make test`.
"""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from tests.conformance.sandbox_harness import ROOT, Account, Broker, Frame, running_broker

CLIENTS = Path(__file__).parent / "clients"
NODE_PACKAGE = CLIENTS / "node" / "node_modules" / "@deriv" / "deriv-api"
PYTHON = ROOT / ".venv-clients" / "bin" / "python"
NODE = shutil.which("node") or "node"
needs_node_client = pytest.mark.skipif(
    not NODE_PACKAGE.is_dir(), reason="npm @deriv/deriv-api is not installed (make setup-tests)"
)
needs_python_client = pytest.mark.skipif(
    not PYTHON.is_file(), reason="PyPI python-deriv-api is not installed (make setup-tests)"
)
DRIVERS = [
    pytest.param(
        [NODE, str(CLIENTS / "node" / "drive.mjs")],
        Decimal(10),
        id="npm @deriv/deriv-api",
        marks=needs_node_client,
    ),
    pytest.param(
        [str(PYTHON), str(CLIENTS / "python" / "drive.py")],
        Decimal("0.35"),
        id="PyPI python-deriv-api",
        marks=needs_python_client,
    ),
]


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Broker]:
    state = tmp_path_factory.mktemp("foreign") / "broker.sqlite"
    with running_broker(state) as broker:
        broker.control("POST", "/clock", {"pace": 5})
        yield broker


def drive(command: list[str], account: Account) -> Frame:
    origin = re.sub("^http", "ws", account.broker.url)
    urls = [f"{origin}/trading/v1/options/ws/public", account.otp_url()]
    done = subprocess.run(
        [*command, *urls], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    seen: Frame = json.loads(done.stdout)
    return seen


@pytest.mark.parametrize(("command", "stake"), DRIVERS)
def test_a_client_nobody_here_wrote_watches_prices_and_trades_to_the_end(
    broker: Broker, command: list[str], stake: Decimal
) -> None:
    account = broker.account()

    seen = drive(command, account)

    check_market(seen["market"], stake)
    check_trade(seen["trade"], broker, account, stake)


def check_market(market: Frame, stake: Decimal) -> None:
    assert market["once"]["symbol"] == "R_50"
    epochs = [tick["epoch"] for tick in market["ticks"]]
    assert [tick["symbol"] for tick in market["ticks"]] == ["1HZ100V"] * 3
    assert epochs == list(range(epochs[0], epochs[0] + 3))
    assert len(market["history"]["times"]) == len(market["history"]["prices"]) == 20
    assert market["proposal"]["ask_price"] == float(stake)
    assert market["proposal"]["payout"] > float(stake)
    assert market["streamed"] == 1
    assert market["refusals"] == [
        "InvalidSymbol",
        "InputValidationFailed",
        "AuthorizationRequired",
    ]
    assert market["left"] == []


def check_trade(trade: Frame, broker: Broker, account: Account, stake: Decimal) -> None:
    books = broker.control("GET", f"/books?account_id={account.id}")
    [contract] = books["contracts"]
    [kept] = books["accounts"]
    assert trade["buy"]["contract_id"] == contract["id"] == trade["ended"]["contract_id"]
    assert Decimal(str(trade["buy"]["buy_price"])) == stake == Decimal(contract["buy_price"])
    assert trade["again"] == "InvalidContractProposal"
    assert set(trade["statuses"][:-1]) == {"open"}
    assert trade["statuses"][-1] == contract["status"]
    assert contract["status"] in {"won", "lost"}
    assert trade["ended"]["tick_passed"] == trade["ended"]["tick_count"] == 3
    assert Decimal(trade["ended"]["sell_price"]) == Decimal(contract["sell_price"])
    assert Decimal(str(trade["balance"]["balance"])) == Decimal(kept["balance"])
    assert trade["left"] == []


def test_the_lock_files_name_no_addresses() -> None:
    assert "resolved" not in (CLIENTS / "node" / "package-lock.json").read_text()
    assert "://" not in (CLIENTS / "python" / "requirements.txt").read_text()
