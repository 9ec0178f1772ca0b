from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nexus.trading.consensus import take_consensus
from nexus.trading.market import Direction, Vote
from nexus.trading.models import ConsensusRules

RISE, FALL = Direction.RISE, Direction.FALL


def vote(direction: Direction | None, confidence: float = 0.8) -> Vote:
    return Vote("any", direction, confidence)


def test_two_sure_votes_of_three_make_a_consensus() -> None:
    consensus = take_consensus([vote(RISE, 0.7), vote(RISE, 0.8), vote(FALL, 1.0)])

    assert (consensus.direction, consensus.agreeing) == (RISE, 2)
    assert consensus.confidence == 0.75


@pytest.mark.parametrize(
    "votes",
    [
        [],
        [vote(None, 0.0)] * 3,
        [vote(RISE, 1.0)],
        [vote(RISE, 1.0), vote(FALL, 1.0)],
        [vote(RISE, 1.0), vote(FALL, 0.1), vote(None, 0.0)],
        [vote(RISE), vote(RISE), vote(FALL), vote(FALL)],
        [vote(RISE, 0.7), vote(RISE, 0.6999)],
    ],
    ids=["none", "all abstain", "alone", "tie", "tie with one unsure", "2:2", "just not sure"],
)
def test_no_direction_when_too_few_agree_or_are_too_unsure(votes: list[Vote]) -> None:
    assert take_consensus(votes).direction is None


def test_confidence_exactly_at_the_threshold_is_enough() -> None:
    for low, high in ((0.7, 0.7), (0.6999, 0.7001), (0.4, 1.0)):
        assert take_consensus([vote(FALL, low), vote(FALL, high)]).direction is FALL


def test_evidence_describes_the_larger_side_when_it_falls_short() -> None:
    consensus = take_consensus([vote(FALL, 0.5), vote(FALL, 0.6), vote(RISE, 0.9)])

    assert (consensus.direction, consensus.agreeing, consensus.confidence) == (None, 2, 0.55)


def test_thresholds_are_data() -> None:
    strict = ConsensusRules(min_agreeing=3, min_confidence=Decimal("0.90"))
    votes = [vote(RISE, 0.9), vote(RISE, 0.9)]

    assert take_consensus(votes, strict).direction is None
    assert take_consensus([*votes, vote(RISE, 0.9)], strict).direction is RISE


@given(
    st.lists(
        st.tuples(
            st.sampled_from([RISE, FALL, None]),
            st.integers(0, 10_000).map(lambda steps: round(steps / 10_000, 4)),
        ),
        max_size=7,
    )
)
def test_consensus_follows_its_definition_and_ignores_order(
    cast: list[tuple[Direction | None, float]],
) -> None:
    votes = [vote(direction, confidence) for direction, confidence in cast]

    consensus = take_consensus(votes)

    assert take_consensus(votes[::-1]) == consensus
    sides = {side: [Decimal(str(c)) for d, c in cast if d is side] for side in (RISE, FALL)}
    sure = [
        side
        for side, own in sides.items()
        if len(own) >= 2
        and len(own) > len(cast) - len(own) - sum(d is None for d, _ in cast)
        and sum(own) / len(own) >= Decimal("0.70")
    ]
    assert consensus.direction is (sure[0] if sure else None)
