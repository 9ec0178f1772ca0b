"""Take the votes together."""

from collections.abc import Sequence

from nexus.trading.market import Direction, Vote
from nexus.trading.models import Consensus, ConsensusRules

DEFAULT_RULES = ConsensusRules()
_STEPS = 10_000
_RISE, _FALL = Direction.RISE, Direction.FALL


def take_consensus(votes: Sequence[Vote], rules: ConsensusRules = DEFAULT_RULES) -> Consensus:
    """Name the heavier side's direction when enough agree and are sure enough; a tie never trades.

    `confidence` and `agreeing` describe the heavier side even when it falls short.
    """
    sides: dict[Direction | None, list[Vote]] = {_RISE: [], _FALL: [], None: []}
    for vote in votes:
        sides[vote.direction].append(vote)
    rise, fall = sides[_RISE], sides[_FALL]
    for_rise, for_fall = _weight(rise, rules), _weight(fall, rules)
    if for_rise == for_fall:
        return Consensus(None, 0.0, len(rise))
    side, weight = (rise, for_rise) if for_rise > for_fall else (fall, for_fall)
    total = _confidence(side, rules)
    is_enough = len(side) >= rules.min_agreeing
    is_sure = is_enough and total >= rules.min_confidence * (_STEPS * weight)
    direction = side[0].direction if is_sure else None
    return Consensus(direction, mean_confidence(total, weight), len(side))


def mean_confidence(total: int, weight: int) -> float:
    """Turn a weighted sum of ten-thousandths into a confidence with four decimals."""
    return round(total / weight / _STEPS, 4)


def _weight(side: Sequence[Vote], rules: ConsensusRules) -> int:
    if not rules.weights:
        return len(side)
    return sum([rules.weights.get(vote.strategy, 1) for vote in side])


def _confidence(side: Sequence[Vote], rules: ConsensusRules) -> int:
    # Confidences have four decimals: whole ten-thousandths compare exactly, floats do not.
    weights, total = rules.weights, 0
    for vote in side:
        total += round(vote.confidence * _STEPS) * weights.get(vote.strategy, 1)
    return total
