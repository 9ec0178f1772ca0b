"""What a new account looks like."""

from decimal import Decimal

import pytest

from nexus.accounts.models import BrokerAccount
from nexus.accounts.opening import demo_account_id, open_at_broker, open_demo
from nexus.kernel.account import AccountKind, ConsensusMode, EntryKind
from tests.factories import NOW


def test_a_demo_account_begins_with_ten_thousand_in_its_ledger() -> None:
    change = open_demo("U1", NOW)

    assert change.after.balance == Decimal("10000.00")
    assert [(entry.number, entry.kind, entry.amount) for entry in change.entries] == [
        (1, EntryKind.OPENING, Decimal("10000.00"))
    ]
    assert change.after.consensus_mode is ConsensusMode.ADVISORY
    assert change.after.is_default


def test_a_user_has_one_demo_account_whoever_asks() -> None:
    assert demo_account_id("U1") == open_demo("U1", NOW).after.account_id
    assert demo_account_id("U1") != demo_account_id("U2")


@pytest.mark.parametrize(
    ("is_real", "kind", "mode"),
    [
        (True, AccountKind.REAL, ConsensusMode.ENFORCED),
        (False, AccountKind.DERIV_DEMO, ConsensusMode.ADVISORY),
    ],
)
def test_an_account_at_the_broker_mirrors_its_balance(
    is_real: bool, kind: AccountKind, mode: ConsensusMode
) -> None:
    held = BrokerAccount("ROT1", is_real, Decimal("250.10"), "USD")

    account = open_at_broker("A2", "U1", held, NOW).after

    assert (account.kind, account.consensus_mode) == (kind, mode)
    assert account.balance == Decimal("250.10")
    assert account.broker_account_id == "ROT1"
    assert not account.is_default
