"""What may happen in a story, and how often."""

from decimal import Decimal

from hypothesis import strategies as st

from tests.unit.trading.stateful.scene import MISHAPS

MISHAP = st.sampled_from([None] * 10 + list(MISHAPS))
STAKE = st.sampled_from(["0.34", *["2.00"] * 5, "3.00", "8.00", "8.00", "20.00", "30.00", "60.00"])
OUTCOME = st.sampled_from(["won", "lost", "lost", "lost", "sold", "cancelled", "open", "open"])
HOURS = st.sampled_from(
    [(), (), (), ("08:00-18:00",), ("22:00-02:00",), ("11:00-13:00", "23:00-00:30")]
)
SOME_LIMITS = {
    "daily_loss_limit": st.sampled_from([25, 100, 400]).map(Decimal),
    "max_consecutive_losses": st.sampled_from([2, 3, 5, 8]),
    "max_stake": st.sampled_from([15, 40, 1000]).map(Decimal),
    "min_stake": st.sampled_from(["0.35", "2.00"]).map(Decimal),
    "max_open_trades": st.integers(1, 12),
    "daily_take_profit": st.sampled_from([None, Decimal(2), Decimal(8)]),
    "cooldown_losses": st.sampled_from([None, 1, 2, 3]),
    "cooldown_minutes": st.sampled_from([5, 90, 1440]),
    "trading_hours": HOURS,
    "session_loss_limit": st.sampled_from([None, Decimal(6), Decimal(15)]),
    "session_minutes": st.sampled_from([None, None, 10, 120]),
}
PATIENCE = st.sampled_from([True, True, True, False])
WISH = st.fixed_dictionaries({}, optional=SOME_LIMITS)
JUMP = st.sampled_from([1, 20, 61, 6 * 60, 16 * 60, 61 * 60, 10 * 3600, 24 * 3600])
