"""Thresholds and the nearest miss of a decision, beside the rules that refuse."""

from datetime import timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from nexus.kernel.account import Account, AccountKind, Limits
from nexus.trading.decision import canonical, decide
from nexus.trading.evidence import evidence_of, judge, margins_of
from nexus.trading.market import Direction
from nexus.trading.models import Case
from nexus.trading.risk import RULES
from nexus.trading.tally import SessionTally
from tests.factories import NOW, a_case, a_request, a_view, an_account, votes

TALLY = SessionTally("S1", NOW - timedelta(minutes=9), max_loss=Decimal("50.00"), max_minutes=60)
# At the limit these refuse already: one more may not begin.
AT_LIMIT = {"CONSECUTIVE_LOSSES", "DAILY_TAKE_PROFIT", "SESSION_TIME_LIMIT", "SESSION_TAKE_PROFIT"}


def _account(**changes: object) -> Account:
    return an_account("500.00", **changes)


def test_the_rule_that_came_nearest_is_named_with_what_was_left() -> None:
    case = a_case(account=_account(day_result=Decimal("-85.00")), request=a_request("10.00"))

    judged = judge(case)

    miss = judged.evidence.nearest_miss
    assert judged.decision.accepted
    assert miss is not None
    assert (miss.code, miss.value, miss.limit) == ("DAILY_LOSS_LIMIT", "95.00", "100.00")
    assert miss.used == Decimal("0.9500")


def test_a_refused_decision_names_another_rule_than_the_one_that_refused() -> None:
    account = _account(day_result=Decimal("-85.00"), consecutive_losses=4)
    judged = judge(a_case(account=account, request=a_request("20.00")))

    assert judged.decision.code == "DAILY_LOSS_LIMIT"
    miss = judged.evidence.nearest_miss
    assert miss is not None
    assert (miss.code, miss.value, miss.limit) == ("CONSECUTIVE_LOSSES", "4", "5")


def test_a_vote_that_just_sufficed_is_the_nearest_miss() -> None:
    market = a_view(votes=votes(Direction.RISE, 0.7))
    judged = judge(a_case(enforced=True, market=market, request=a_request("1.00")))

    miss = judged.evidence.nearest_miss
    assert judged.decision.accepted
    assert miss is not None
    assert (miss.code, miss.used) == ("CONSENSUS_NOT_REACHED", Decimal(1))


def test_every_limit_in_force_is_named_and_no_other() -> None:
    by_hand = judge(a_case()).evidence.thresholds
    by_session = judge(a_case(session=TALLY)).evidence.thresholds
    real = judge(a_case(account=_account(kind=AccountKind.REAL))).evidence.thresholds

    assert (by_hand["min_agreeing"], by_hand["min_confidence"]) == ("2", "0.70")
    assert (by_hand["daily_loss_limit"], by_hand["max_open_trades"]) == ("100.00", "10")
    assert set(by_session) - set(by_hand) == {
        "session_loss_limit",
        "session_minutes",
        "session_open_trades",
    }
    assert set(real) - set(by_hand) == {"exposure_limit"}


def test_evidence_is_no_part_of_what_is_hashed() -> None:
    case = a_case()

    assert canonical(judge(case).decision) == canonical(decide(case))


cases = st.builds(
    lambda stake, result, losses, at_risk, opened, aged, won: a_case(
        account=_account(
            kind=AccountKind.REAL,
            day_result=Decimal(result) / 100,
            consecutive_losses=losses,
            limits=Limits(daily_take_profit=Decimal("30.00"), max_open_trades=4),
            open_trades={f"T{n}": Decimal(at_risk) / 100 for n in range(opened)},
        ),
        request=a_request(str(Decimal(stake) / 100)),
        market=a_view(tick_epoch=int(NOW.timestamp()) - aged),
        session=SessionTally(
            "S1",
            NOW - timedelta(minutes=aged),
            trades=opened,
            result=Decimal(won) / 100,
            max_loss=Decimal("50.00"),
            take_profit=Decimal("20.00"),
            max_minutes=15,
            max_trades=3,
        ),
    ),
    stake=st.integers(35, 12_000),
    result=st.integers(-9_900, 4_000),
    losses=st.integers(0, 6),
    at_risk=st.integers(35, 2_000),
    opened=st.integers(0, 5),
    aged=st.integers(0, 20),
    won=st.integers(-6_000, 3_000),
)


@given(cases)
def test_a_margin_is_used_up_just_when_its_rule_refuses(case: Case) -> None:
    decision = decide(case)
    refusing = {said.code for rule in RULES if (said := rule(case)) is not None}

    for margin in margins_of(case, decision):
        is_over = margin.used >= 1 if margin.code in AT_LIMIT else margin.used > 1
        assert is_over == (margin.code in refusing), margin
    miss = evidence_of(case, decision).nearest_miss
    assert miss is None or (miss.code not in refusing and miss.used <= 1)
