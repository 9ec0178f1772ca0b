from decimal import Decimal

import pytest

from functions.sandbox_broker.assumptions import Assumptions
from functions.sandbox_broker.books.models import Ending
from functions.sandbox_broker.contracts.kinds import KINDS
from functions.sandbox_broker.contracts.progress import look
from functions.sandbox_broker.market.scripts import Direction
from tests.unit.sandbox_broker.factories import NOON, a_contract, a_market, a_script, exact

KNOWN = Assumptions()


def ending_of(ticks: dict[int, int], at: int, **change: object) -> Ending | None:
    return look(a_contract(**change), a_market(exact(ticks)), at, KNOWN).ending


def test_a_tick_at_the_start_is_not_the_entry() -> None:
    progress = look(a_contract(), a_market(), NOON + 1, KNOWN)
    later = look(a_contract(), a_market(), NOON + 2, KNOWN)

    assert progress.entry is None
    assert later.entry is not None
    assert later.entry.epoch == NOON + 2


@pytest.mark.parametrize(
    ("kind", "exit_pips", "status"),
    [
        ("CALL", 101, "won"),
        ("CALL", 100, "lost"),
        ("CALL", 99, "lost"),
        ("PUT", 99, "won"),
        ("PUT", 100, "lost"),
        ("CALLE", 100, "won"),
        ("CALLE", 99, "lost"),
        ("PUTE", 100, "won"),
        ("PUTE", 101, "lost"),
    ],
)
def test_entry_and_exit_decide(kind: str, exit_pips: int, status: str) -> None:
    ticks = {NOON + 2: 100, NOON + 60: exit_pips}

    ending = ending_of(ticks, NOON + 62, kind=kind)

    assert ending is not None
    assert ending.status == status
    assert ending.sell_price == (Decimal("18.83") if status == "won" else 0)
    assert ending.exit == (NOON + 60, exit_pips)


@pytest.mark.parametrize(("barrier", "status"), [("+0.0010", "lost"), ("+0.0009", "won")])
def test_a_relative_barrier_counts_from_the_entry(barrier: str, status: str) -> None:
    ticks = {NOON + 2: 100, NOON + 60: 110}

    ending = ending_of(ticks, NOON + 62, kind="HIGHER", barrier=barrier)

    assert ending is not None
    assert ending.status == status


def test_nothing_is_settled_before_a_tick_beyond_the_expiry() -> None:
    contract, market = a_contract(), a_market()

    assert look(contract, market, NOON + 60, KNOWN).is_expired
    assert look(contract, market, NOON + 61, KNOWN).ending is None
    ending = look(contract, market, NOON + 62, KNOWN).ending
    assert ending is not None
    assert ending.time == NOON + 62


def test_an_expiry_between_ticks_takes_the_tick_before() -> None:
    ending = look(a_contract(expiry=NOON + 61), a_market(), NOON + 62, KNOWN).ending

    assert ending is not None
    assert ending.exit is not None
    assert ending.exit[0] == NOON + 60


@pytest.mark.parametrize(
    ("silence", "at"),
    [((NOON + 2, NOON + 60), NOON + 62), ((NOON + 4, NOON + 60), NOON + 62)],
)
def test_fewer_than_two_ticks_refund_the_stake(silence: tuple[int, int], at: int) -> None:
    market = a_market(a_script(Direction.SILENCE, *silence))

    assert look(a_contract(), market, at, KNOWN).ending == Ending("cancelled", Decimal("10.00"), at)


def test_a_market_that_stays_silent_refunds_after_five_minutes() -> None:
    market = a_market(a_script(Direction.SILENCE, NOON + 50, NOON + 5000))

    assert look(a_contract(), market, NOON + 359, KNOWN).ending is None
    assert look(a_contract(), market, NOON + 360, KNOWN).ending == Ending(
        "cancelled", Decimal("10.00"), NOON + 360
    )


def test_the_nth_tick_after_the_entry_ends_a_tick_contract() -> None:
    contract = a_contract(ticks=3, expiry=NOON + 8)

    assert look(contract, a_market(), NOON + 7, KNOWN).ending is None
    ending = look(contract, a_market(), NOON + 8, KNOWN).ending
    assert ending is not None
    assert ending.entry is not None
    assert ending.exit is not None
    assert (ending.entry[0], ending.exit[0], ending.time) == (NOON + 2, NOON + 8, NOON + 8)


def test_a_contract_that_ends_with_the_session_needs_no_later_tick() -> None:
    friday = NOON + 3 * 86_400
    close = friday + 8 * 3600 + 55 * 60
    contract = a_contract(symbol="frxEURUSD", start=friday, expiry=close)

    ending = look(contract, a_market(), close + 1, KNOWN).ending

    assert ending is not None
    assert ending.status in {"won", "lost"}


def test_every_kind_has_an_opposite() -> None:
    for kind in KINDS.values():
        opposite = next(
            k for k in KINDS.values() if k.category == kind.category and k.sign == -kind.sign
        )
        assert kind.wins(101, 100) != opposite.wins(101, 100)
