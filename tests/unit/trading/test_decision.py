from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from nexus.trading.decision import canonical, decide, decision_hash
from nexus.trading.market import Direction, MarketView
from nexus.trading.models import Case, TradeType
from tests.factories import NOW, a_case, a_request, a_view, an_account, terms, votes


def test_trade_is_accepted_with_its_evidence() -> None:
    decision = decide(a_case())

    assert decision.accepted
    assert (decision.code, decision.facts) == ("", {})
    assert decision.consensus.direction is Direction.RISE
    assert decision.window_hash == "w"
    assert decision.cost is not None


def test_advisory_trade_against_the_vote_is_accepted_and_recorded() -> None:
    decision = decide(a_case(market=a_view(votes=votes(Direction.FALL))))

    assert decision.accepted
    assert decision.consensus.direction is Direction.FALL


@pytest.mark.parametrize("trade_type", [TradeType.RISE, TradeType.CALL])
def test_enforced_trade_with_the_vote_is_accepted(trade_type: TradeType) -> None:
    assert decide(a_case(enforced=True, request=a_request(trade_type=trade_type))).accepted


@pytest.mark.parametrize(
    "market",
    [
        a_view(votes=votes(Direction.FALL)),
        a_view(votes=votes(Direction.RISE, 0.6999)),
        a_view(votes=()),
    ],
    ids=["against", "unsure", "nobody voted"],
)
def test_enforced_trade_without_the_vote_is_denied_with_the_evidence(market: MarketView) -> None:
    decision = decide(a_case(enforced=True, market=market))

    assert not decision.accepted
    assert decision.code == "CONSENSUS_NOT_REACHED"
    assert decision.facts["wanted"] == "RISE"
    assert decision.votes == market.votes
    assert decision.cost is not None


def test_limit_speaks_before_the_vote() -> None:
    decision = decide(a_case(enforced=True, market=a_view(votes=()), request=a_request("500.00")))

    assert decision.code == "DAILY_LOSS_LIMIT"


def test_same_case_gives_the_same_decision_byte_for_byte() -> None:
    first, second = decide(a_case()), decide(a_case())

    assert canonical(first) == canonical(second)
    assert decision_hash(first) == decision_hash(second)


@pytest.mark.parametrize(
    "other",
    [
        a_case(at=NOW + timedelta(milliseconds=1)),
        a_case(request=a_request("10.01")),
        a_case(market=a_view(window_hash="v")),
        a_case(market=a_view(votes=votes(Direction.RISE, 0.8001))),
        a_case(terms=terms(markup_rate=Decimal("0.10"))),
        a_case(account=an_account("1.00")),
    ],
    ids=["time", "stake", "window", "confidence", "markup", "balance that refuses"],
)
def test_another_decision_has_another_hash(other: Case) -> None:
    assert decision_hash(decide(other)) != decision_hash(decide(a_case()))


def test_hash_survives_a_table_that_drops_trailing_zeros() -> None:
    decision = decide(a_case())
    assert decision.cost is not None
    stored = replace(
        decision,
        cost=replace(
            decision.cost,
            stake=decision.cost.stake.normalize(),
            payout=decision.cost.payout.normalize(),
            markup=Decimal("0"),
        ),
    )

    assert decision_hash(stored) == decision_hash(decision)
