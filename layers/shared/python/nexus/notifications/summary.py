"""The words of a day's summary."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from nexus.kernel.account import AccountKind
from nexus.kernel.money import ZERO, money_text
from nexus.notifications.models import Notice, NoticeKind


@dataclass(frozen=True)
class DayResult:
    """How a day's settled trades went on accounts of one kind; `result` is after fees owed."""

    account_kind: AccountKind
    currency: str
    won: int
    lost: int
    other: int
    result: Decimal

    @property
    def trades(self) -> int:
        """All trades settled that day."""
        return self.won + self.lost + self.other


_NAMES = {
    AccountKind.REAL: "Real account",
    AccountKind.DEMO: "Demo account",
    AccountKind.DERIV_DEMO: "Deriv demo account",
}


def daily_summary(user_id: str, day: date, results: Sequence[DayResult]) -> Notice | None:
    """Word a day (UTC) for one user; None when nothing was settled."""
    if not results:
        return None
    count = sum(each.trades for each in results)
    noun = "trade" if count == 1 else "trades"
    return Notice(
        user_id,
        NoticeKind.DAILY_SUMMARY,
        f"{day.isoformat()}: {count} {noun} settled",
        " ".join(_line(each) for each in results),
        {"day": day.isoformat()},
    )


def _line(result: DayResult) -> str:
    sign = "+" if result.result > ZERO else ""
    other = f", {result.other} sold or cancelled" if result.other else ""
    return (
        f"{_NAMES[result.account_kind]}: {result.won} won, {result.lost} lost{other}, "
        f"result {sign}{money_text(result.result)} {result.currency}."
    )
