from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nexus.kernel.account import AccountKind, AccountStatus, Limits
from nexus.trading.market import Offering, Quote
from nexus.trading.models import Case
from nexus.trading.refusal import Refusal
from nexus.trading.risk import RULES, first_refusal
from tests.factories import NOW, a_case, a_quote, a_request, an_account, an_instrument, terms


def money(amount: str) -> Decimal:
    return Decimal(amount)


REFUSED: dict[str, Case] = {
    "KILL_SWITCH": a_case(terms=terms(kill_switch_on=True)),
    "ACCOUNT_HALTED": a_case(account=an_account(status=AccountStatus.HALTED)),
    "ACCOUNT_RECONCILING": a_case(account=an_account(kind=AccountKind.REAL, buying="T0")),
    "UNKNOWN_SYMBOL": a_case(instrument=None),
    "MARKET_CLOSED": a_case(instrument=an_instrument(is_open=False)),
    "DURATION_NOT_OFFERED": a_case(instrument=an_instrument(offerings={})),
    "STALE_FEED": a_case(market=None),
    "QUOTE_UNAVAILABLE": a_case(quote=None),
    "STAKE_OUT_OF_RANGE": a_case(request=a_request("0.34")),
    "COUNTRY_NOT_ALLOWED": a_case(
        account=an_account(kind=AccountKind.REAL),
        quote=a_quote(account_id="A1"),
        terms=terms(real_trading_allowed=False),
    ),
    "INSUFFICIENT_BALANCE": a_case(account=an_account("9.99")),
    "MAX_EXPOSURE_EXCEEDED": a_case(
        account=an_account(kind=AccountKind.REAL),
        quote=a_quote(account_id="A1"),
        request=a_request("20.01"),
    ),
    "MAX_OPEN_TRADES": a_case(
        account=an_account(open_trades={str(number): money("1.00") for number in range(10)})
    ),
    "CONSECUTIVE_LOSSES": a_case(account=an_account(consecutive_losses=5)),
    "DAILY_LOSS_LIMIT": a_case(account=an_account(day_result=money("-90.01"))),
}


def test_ordinary_request_is_refused_by_no_rule() -> None:
    assert first_refusal(a_case()) is None


@pytest.mark.parametrize("code", REFUSED)
def test_each_rule_refuses_with_its_code_and_its_numbers(code: str) -> None:
    refusal = first_refusal(REFUSED[code])

    assert refusal is not None
    assert refusal.code == code
    assert refusal.facts
    for name, text in refusal.facts.items():
        assert f"{name}={text}" in refusal.detail


def test_first_refusal_wins_in_the_fixed_order() -> None:
    codes = [found.code for rule in RULES if (found := rule(worst_case())) is not None]

    assert codes == [
        "KILL_SWITCH",
        "ACCOUNT_HALTED",
        "ACCOUNT_RECONCILING",
        "MARKET_CLOSED",
        "DURATION_NOT_OFFERED",
        "STALE_FEED",
        "QUOTE_STALE",
        "STAKE_OUT_OF_RANGE",
        "COUNTRY_NOT_ALLOWED",
        "INSUFFICIENT_BALANCE",
        "MAX_EXPOSURE_EXCEEDED",
        "MAX_OPEN_TRADES",
        "CONSECUTIVE_LOSSES",
        "DAILY_LOSS_LIMIT",
        "MAX_PAYOUT_EXCEEDED",
    ]
    assert first_refusal(worst_case()) == RULES[0](worst_case())


def worst_case() -> Case:
    account = an_account(
        "5.00",
        kind=AccountKind.REAL,
        status=AccountStatus.HALTED,
        buying="T0",
        open_trades={str(number): money("9.00") for number in range(10)},
        consecutive_losses=5,
    )
    return a_case(
        account=account,
        request=a_request("2000.00"),
        terms=terms(kill_switch_on=True, real_trading_allowed=False),
        instrument=an_instrument(is_open=False, offerings={}),
        market=None,
        quote=a_quote(valid_until=NOW, max_payout=money("1000.00")),
    )


def refused(case: Case) -> Refusal:
    refusal = first_refusal(case)
    assert refusal is not None
    return refusal


def test_stake_of_1000_is_refused_by_the_daily_limit_and_by_nothing_before_it() -> None:
    case = a_case(request=a_request("1000.00"), quote=a_quote(max_payout=money("1000.00")))

    refusal = refused(case)

    assert refusal.code == "DAILY_LOSS_LIMIT"
    assert refusal.facts == {
        "lost": "0.00",
        "open_stakes": "0.00",
        "stake": "1000.00",
        "limit": "100.00",
    }
    assert refused(replace(case, account=an_account("999.99"))).code == "INSUFFICIENT_BALANCE"


def test_whole_balance_may_be_put_at_stake() -> None:
    assert first_refusal(a_case(account=an_account("10.00"), request=a_request("10.00"))) is None


def test_daily_loss_counts_open_stakes_as_lost() -> None:
    account = an_account(day_result=money("-50.00"), open_trades={"T0": money("40.00")})

    assert first_refusal(a_case(account=account, request=a_request("10.00"))) is None
    assert refused(a_case(account=account, request=a_request("10.01"))).code == "DAILY_LOSS_LIMIT"


def test_profit_of_the_day_does_not_raise_the_daily_loss_limit() -> None:
    account = an_account(day_result=money("500.00"))

    assert first_refusal(a_case(account=account, request=a_request("100.00"))) is None
    assert refused(a_case(account=account, request=a_request("100.01"))).code == "DAILY_LOSS_LIMIT"


def test_loss_of_yesterday_does_not_count_today() -> None:
    yesterday = (NOW - timedelta(days=1)).date()
    account = an_account(day=yesterday, day_result=money("-100.00"))

    assert first_refusal(a_case(account=account)) is None


@pytest.mark.parametrize(
    ("balance", "leverage", "limit"),
    [("1000.00", 1, "20.00"), ("1000.00", 3, "60.00"), ("15.00", 1, "15.00")],
)
def test_exposure_of_a_real_account_stays_within_balance_and_leveraged_limit(
    balance: str, leverage: int, limit: str
) -> None:
    account = an_account(
        balance, kind=AccountKind.REAL, leverage=leverage, open_trades={"T0": money("5.00")}
    )
    room = money(limit) - money("5.00")
    case = a_case(account=account, quote=a_quote(account_id="A1"))

    fits = replace(case, request=a_request(str(room)))
    passes = replace(case, request=a_request(str(room + money("0.01"))))

    assert first_refusal(fits) is None
    refusal = refused(passes)
    assert refusal.code == "MAX_EXPOSURE_EXCEEDED"
    assert refusal.detail.endswith(f"exposure={money(limit) + money('0.01')} limit={limit}")


def test_demo_has_no_exposure_cap_beyond_its_other_limits() -> None:
    for kind, owner in ((AccountKind.DEMO, None), (AccountKind.DERIV_DEMO, "A1")):
        case = a_case(
            account=an_account(kind=kind),
            quote=a_quote(account_id=owner),
            request=a_request("100.00"),
        )
        assert first_refusal(case) is None


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (AccountStatus.FROZEN, "ACCOUNT_FROZEN"),
        (AccountStatus.NEEDS_RELINK, "LINK_EXPIRED"),
        (AccountStatus.UNLINKED, "LINK_EXPIRED"),
    ],
)
def test_account_that_is_not_active_says_which_way_out(status: AccountStatus, code: str) -> None:
    assert refused(a_case(account=an_account(status=status))).code == code


def test_halted_account_says_from_when_it_may_resume() -> None:
    account = an_account(status=AccountStatus.HALTED, halted_at=NOW, consecutive_losses=5)

    facts = refused(a_case(account=account)).facts

    assert facts["resume_from"] == "2026-11-24T13:00:00.000Z"
    assert (facts["consecutive_losses"], facts["limit"]) == ("5", "5")


def test_paper_account_is_never_held_up_by_a_purchase_in_flight() -> None:
    assert first_refusal(a_case(account=an_account(buying="T0"))) is None


def test_feed_is_stale_only_after_fifteen_seconds() -> None:
    fresh, stale = (NOW + timedelta(seconds=seconds) for seconds in (15, 15.5))
    quote = a_quote(valid_until=NOW + timedelta(minutes=1))

    assert first_refusal(a_case(at=fresh, quote=quote)) is None
    refusal = refused(a_case(at=stale, quote=quote))
    assert (refusal.code, refusal.facts["age"]) == ("STALE_FEED", "15.50")


@pytest.mark.parametrize(
    "quote",
    [
        a_quote(valid_until=NOW),
        a_quote(contract_type="PUT"),
        a_quote(minutes=5),
        a_quote(symbol="R_50"),
        a_quote(account_id="somebody"),
    ],
    ids=["run out", "other type", "other duration", "other symbol", "other account"],
)
def test_price_of_something_else_or_of_the_past_is_not_used(quote: Quote) -> None:
    assert refused(a_case(quote=quote)).code == "QUOTE_STALE"


def test_public_price_is_never_used_on_a_broker_account() -> None:
    case = a_case(account=an_account(kind=AccountKind.REAL), quote=a_quote())

    assert refused(case).code == "QUOTE_STALE"


def test_stake_is_held_to_the_trader_s_limits_and_the_symbol_s_least() -> None:
    own = an_account(limits=Limits(max_stake=money("5.00")))
    dear = an_instrument(min_stake=money("12.00"))

    assert refused(a_case(account=own)).facts["max"] == "5.00"
    assert refused(a_case(instrument=dear)).facts["min"] == "12.00"


def test_payout_above_the_broker_s_largest_is_refused() -> None:
    assert first_refusal(a_case(quote=a_quote(max_payout=money("19.50")))) is None

    refusal = refused(a_case(quote=a_quote(max_payout=money("19.49"))))

    assert refusal.code == "MAX_PAYOUT_EXCEEDED"
    assert (refusal.facts["payout"], refusal.facts["limit"]) == ("19.50", "19.49")


def test_duration_is_taken_from_the_symbol_s_own_offer() -> None:
    short = an_instrument(offerings={"CALL": Offering(60, 60)})
    with_equals, longer = a_request(allow_equals=True), a_request(expiry_minutes=5)

    assert first_refusal(a_case(instrument=short)) is None
    for request in (with_equals, longer):
        assert refused(a_case(instrument=short, request=request)).code == "DURATION_NOT_OFFERED"


@given(
    day_result=st.integers(-200_00, 200_00).map(lambda n: Decimal(n) / 100),
    stakes=st.lists(st.integers(35, 60_00).map(lambda n: Decimal(n) / 100), max_size=9),
    stake=st.integers(35, 150_00).map(lambda n: Decimal(n) / 100),
)
def test_accepted_trade_can_never_take_the_day_past_its_limit(
    day_result: Decimal, stakes: list[Decimal], stake: Decimal
) -> None:
    account = an_account(
        day_result=day_result,
        open_trades={str(index): open_stake for index, open_stake in enumerate(stakes)},
    )

    refusal = first_refusal(a_case(account=account, request=a_request(str(stake))))

    worst_loss = max(Decimal(0), -day_result) + sum(stakes) + stake
    assert (refusal is None) == (worst_loss <= account.limits.daily_loss_limit)
