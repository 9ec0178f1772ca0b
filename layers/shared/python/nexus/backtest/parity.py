"""Compare what the two back ends decided and traded, row by row."""

from collections.abc import Iterator

from nexus.backtest.cents import CODES
from nexus.backtest.models import Run
from nexus.backtest.vectorized import VectorRun
from nexus.trading.consensus import mean_confidence
from nexus.trading.market import Direction
from nexus.trading.models import TradeStatus

Row = tuple[object, ...]
_SIGNS = {Direction.RISE: 1, Direction.FALL: -1}
_STATUSES = {TradeStatus.WON: 1, TradeStatus.LOST: 0, TradeStatus.CANCELLED: -1}


def first_difference(events: Run, vectors: VectorRun) -> str | None:
    """Say where two runs part, or None when they are the same in every decision and trade."""
    pairs = (
        ("decision", list(_decisions(events)), list(_vector_decisions(vectors))),
        ("trade", list(_trades(events)), [tuple(row) for row in vectors.trades.tolist()]),
        ("rested", sorted(events.rested.items()), sorted(vectors.rested.items())),
        ("balance", [events.balance], [vectors.balance]),
    )
    for what, ours, theirs in pairs:
        for number, (one, other) in enumerate(zip(ours, theirs, strict=False)):
            if one != other:
                return f"{what} {number}: events {one}, vectorized {other}"
        if len(ours) != len(theirs):
            return f"{what}s: events {len(ours)}, vectorized {len(theirs)}"
    return None


def _decisions(run: Run) -> Iterator[Row]:
    for each in run.decided:
        decision = each.decision
        direction, stake = _SIGNS[each.request.direction], int(each.request.stake.scaleb(2))
        votes = decision.consensus.confidence, decision.consensus.agreeing
        yield each.number, decision.code, direction, *votes, stake


def _vector_decisions(run: VectorRun) -> Iterator[Row]:
    for number, code, direction, total, weight, agreeing, stake in run.decisions.tolist():
        yield number, CODES[code], direction, mean_confidence(total, weight), agreeing, stake


def _trades(run: Run) -> Iterator[Row]:
    for each in run.trades:
        money = (each.stake, each.payout, each.profit, each.fees)
        cents = [int(amount.scaleb(2)) for amount in money]
        yield each.number, _SIGNS[each.direction], *cents, _STATUSES[each.status]
