"""Take the votes together."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from nexus.trading.market import Direction, Vote
from nexus.trading.models import Consensus


@dataclass(frozen=True)
class ConsensusRules:
    """How many must agree, and how sure they must be on average."""

    min_agreeing: int = 2
    min_confidence: Decimal = Decimal("0.70")


DEFAULT_RULES = ConsensusRules()
_STEPS = 10_000


def take_consensus(votes: Sequence[Vote], rules: ConsensusRules = DEFAULT_RULES) -> Consensus:
    """Name the majority's direction when enough agree and are sure enough; a tie never trades.

    `confidence` and `agreeing` describe the larger side even when it falls short.
    """
    rise = [vote for vote in votes if vote.direction is Direction.RISE]
    fall = [vote for vote in votes if vote.direction is Direction.FALL]
    if len(rise) == len(fall):
        return Consensus(None, 0.0, len(rise))
    side = max(rise, fall, key=len)
    # Confidences have four decimals: whole ten-thousandths compare exactly, floats do not.
    total = sum(round(vote.confidence * _STEPS) for vote in side)
    is_sure = total >= rules.min_confidence * _STEPS * len(side)
    is_enough = len(side) >= rules.min_agreeing and is_sure
    direction = side[0].direction if is_enough else None
    return Consensus(direction, round(total / len(side) / _STEPS, 4), len(side))
