"""The light account of a backtest and the ledgered one of lifecycle.py, trade by trade."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from nexus.backtest import book
from nexus.kernel.account import Account, AccountKind, AccountStatus, Limits
from nexus.trading.lifecycle import Fill, Settlement, opened, request_trade, settled
from nexus.trading.models import TradeStatus
from tests.factories import NOW, a_trade, an_account

STATUSES = st.sampled_from([TradeStatus.WON, TradeStatus.LOST, TradeStatus.CANCELLED])
ENDS = st.lists(st.tuples(st.integers(35, 2_000), STATUSES, st.integers(1, 700)), max_size=25)


def money_of(account: Account) -> tuple[object, ...]:
    day = account.day, account.day_result, account.consecutive_losses
    held = dict(account.open_trades), account.status, account.halted_at, account.last_loss_at
    return account.balance, *day, *held


@given(ENDS, st.sampled_from([AccountKind.DEMO, AccountKind.REAL]), st.integers(1, 6))
def test_both_books_hold_the_same_after_every_trade(
    ends: list[tuple[int, TradeStatus, int]], kind: AccountKind, losses: int
) -> None:
    limits = Limits(max_consecutive_losses=losses)
    ledgered = light = an_account(kind=kind, limits=limits)
    at = NOW

    for number, (cents, status, minutes) in enumerate(ends):
        key, stake = f"T{number}", Decimal(cents).scaleb(-2)
        asked = a_trade(str(stake), trade_id=key, account_kind=kind, requested_at=at)
        bought = request_trade(ledgered, asked)
        light = book.bought(light, key, stake, at)
        assert money_of(bought.account.after) == money_of(light)
        at += timedelta(minutes=minutes)
        filled = opened(bought.account.after, bought.trade, Fill(stake * 2, NOW, at), at)
        returned = {TradeStatus.WON: stake * 2, TradeStatus.LOST: Decimal("0.00")}
        credited = returned.get(status, stake)
        ended = settled(filled.account.after, filled.trade, Settlement(status, credited, at))
        fees = (ended.trade.commission or 0) + (ended.trade.markup or 0)
        if status is TradeStatus.CANCELLED:
            light = book.refunded(light, key)
        else:
            light = book.settled(light, key, credited, Decimal(fees), at)
        ledgered = ended.account.after
        assert money_of(ledgered) == money_of(light)


def test_halt_is_lifted_after_its_cool_down_and_not_before() -> None:
    halted = an_account(status=AccountStatus.HALTED, halted_at=NOW, consecutive_losses=5)

    early = book.resumed(halted, NOW + timedelta(minutes=59))
    due = book.resumed(halted, NOW + timedelta(hours=1))

    assert early == halted
    assert due == replace(
        halted,
        status=AccountStatus.ACTIVE,
        halted_at=None,
        consecutive_losses=0,
        version=halted.version + 1,
    )
