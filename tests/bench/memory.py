"""Memory of the trader with five symbols and a hundred linked accounts that do nothing."""

import time

import httpx
import psutil

from infra.local.product import LocalNexus
from nexus.adapters.dynamodb.market import DynamoMarket
from nexus.adapters.dynamodb.store import Store
from nexus.kernel.clock import system_clock
from nexus.trading.ports import QuoteKey
from tests.bench.linked import link_accounts
from tests.bench.people import Person
from tests.bench.table import Row

ACCOUNTS, LIMIT_MB = 100, 300
OPEN_SECONDS, IDLE_SECONDS = 120.0, 15.0


def measure(nexus: LocalNexus) -> list[Row]:
    """Weigh the trader of the running product."""
    trader = psutil.Process(nexus.processes["trader"].pid)
    before = _megabytes(trader)
    person = Person(nexus)
    _open_sockets(nexus, person.user_id)
    person.close()
    time.sleep(IDLE_SECONDS)
    return [_row(before, _megabytes(trader), _health(nexus))]


def _open_sockets(nexus: LocalNexus, user_id: str) -> None:
    """Ask a price on each account once: that is what opens its socket at the broker."""
    store = Store(nexus.aws.client("dynamodb"), nexus.outputs["TablePrefix"])
    market = DynamoMarket(store)
    for account in link_accounts(nexus, user_id, ACCOUNTS):
        market.request(QuoteKey("R_100", "CALL", 1, account.account_id), system_clock())
    deadline = time.monotonic() + OPEN_SECONDS
    while _health(nexus)["broker_accounts"] != ACCOUNTS:
        if time.monotonic() > deadline:
            raise RuntimeError(f"Expected {ACCOUNTS} open sockets, was {_health(nexus)}")
        time.sleep(1)


def _health(nexus: LocalNexus) -> dict[str, object]:
    answer = httpx.get(nexus.trader_health_url, trust_env=False, timeout=10)
    found: dict[str, object] = answer.json()
    return found


def _megabytes(process: psutil.Process) -> float:
    return float(process.memory_info().rss) / 1_000_000


def _row(before: float, after: float, health: dict[str, object]) -> Row:
    symbols = health["symbols"]
    count = len(symbols) if isinstance(symbols, list) else 0
    return Row(
        f"trader memory, {count} symbols, {health['broker_accounts']} idle linked accounts",
        f"{after:.0f} MB",
        f"{before:.0f} MB without accounts",
        f"≤ {LIMIT_MB} MB",
        after / before,
        after <= LIMIT_MB,
        "resident set",
    )
