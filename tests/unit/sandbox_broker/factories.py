from dataclasses import replace
from decimal import Decimal
from typing import Any

from functions.sandbox_broker.books.models import Account, Contract
from functions.sandbox_broker.contracts.terms import Terms, Wish, accept
from functions.sandbox_broker.market.feed import Market
from functions.sandbox_broker.market.instruments import INSTRUMENTS, Instrument
from functions.sandbox_broker.market.prices import PriceSource
from functions.sandbox_broker.market.scripts import Direction, Script

NOON = 1_789_473_600  # a Tuesday
R_50 = INSTRUMENTS["R_50"]
WISH = Wish(
    contract_type="CALL",
    currency="USD",
    amount=Decimal(10),
    basis="stake",
    duration=60,
    duration_unit="s",
)


def a_market(*scripts: Script, seed: int = 1) -> Market:
    market = Market(PriceSource(seed))
    market.apply(scripts)
    return market


def a_script(direction: Direction, start: int, stop: int, **change: Any) -> Script:
    return replace(Script("s1", "R_50", direction, start, stop), **change)


def exact(ticks: dict[int, int]) -> Script:
    return Script("s0", "R_50", Direction.TICKS, min(ticks), max(ticks), tuple(ticks.items()))


def terms(instrument: Instrument = R_50, now: int = NOON, **change: Any) -> Terms:
    return accept(replace(WISH, **change), instrument, now)


def an_account(**change: Any) -> Account:
    return replace(Account("DOT90000001", "CU1", "demo", Decimal("100.00"), NOON), **change)


def a_contract(**change: Any) -> Contract:
    contract = Contract(
        id=0,
        account_id="DOT90000001",
        kind="CALL",
        symbol="R_50",
        currency="USD",
        buy_price=Decimal("10.00"),
        payout=Decimal("18.83"),
        start=NOON,
        expiry=NOON + 60,
        ticks=None,
        barrier=None,
        longcode="",
        shortcode="",
        buy_transaction=0,
        app_id="sandbox-app",
    )
    return replace(contract, **change)
