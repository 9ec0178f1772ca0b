from datetime import date
from decimal import Decimal

from nexus.kernel.account import AccountKind
from nexus.notifications.summary import DayResult, daily_summary

DAY = date(2026, 11, 23)


def test_a_day_is_summed_up_by_account_kind() -> None:
    results = [
        DayResult(AccountKind.DEMO, "USD", 2, 1, 1, Decimal("9.00")),
        DayResult(AccountKind.REAL, "USD", 0, 1, 0, Decimal("-10.00")),
    ]

    notice = daily_summary("U1", DAY, results)

    assert notice is not None
    assert notice.title == "2026-11-23: 5 trades settled"
    assert notice.body == (
        "Demo account: 2 won, 1 lost, 1 sold or cancelled, result +9.00 USD. "
        "Real account: 0 won, 1 lost, result -10.00 USD."
    )


def test_a_day_without_trades_is_no_message() -> None:
    assert daily_summary("U1", DAY, []) is None
