"""From votes to a decision; the same case always gives the same one, byte for byte."""

import json
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from nexus.kernel.clock import to_text
from nexus.kernel.events import JsonValue
from nexus.kernel.ids import digest
from nexus.trading.consensus import take_consensus
from nexus.trading.cost import cost_of
from nexus.trading.models import Case, Consensus, Decision
from nexus.trading.refusal import Refusal
from nexus.trading.risk import first_refusal


def decide(case: Case) -> Decision:
    """Take or refuse the case's request: votes, consensus, cost, risk.

    Limits speak before the vote does, so that a refusal that waiting cannot cure comes first.
    """
    votes = case.market.votes if case.market else ()
    return decide_on(case, take_consensus(votes, case.consensus))


def decide_on(case: Case, consensus: Consensus) -> Decision:
    """Take or refuse the case's request on a consensus that was taken already."""
    cost = cost_of(case)
    refusal = first_refusal(case) or _disagreement(case, consensus)
    return Decision(
        accepted=refusal is None,
        at=case.at,
        votes=case.market.votes if case.market else (),
        consensus=consensus,
        enforced=case.enforced,
        window_hash=case.market.window_hash if case.market else "",
        tick_epoch=case.market.tick_epoch if case.market else None,
        cost=cost,
        code=refusal.code if refusal else "",
        detail=refusal.detail if refusal else "",
        facts=refusal.facts if refusal else {},
    )


def canonical(decision: Decision) -> str:
    """Write a decision as one fixed text, the same before and after it was stored."""
    return json.dumps(_plain(decision), sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def decision_hash(decision: Decision) -> str:
    """Name a decision by its content."""
    return digest(canonical(decision))


def _disagreement(case: Case, consensus: Consensus) -> Refusal | None:
    wanted = case.request.direction
    if not case.enforced or consensus.direction is wanted:
        return None
    facts = {
        "wanted": str(wanted),
        "consensus": str(consensus.direction or "none"),
        "agreeing": str(consensus.agreeing),
        "confidence": f"{consensus.confidence:.4f}",
    }
    numbers = " ".join(f"{name}={text}" for name, text in facts.items())
    return Refusal("CONSENSUS_NOT_REACHED", f"The votes do not agree: {numbers}", facts)


def _plain(value: object) -> JsonValue:
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        return str(value)
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    # `fields()` builds its answer anew on each call, and a backtest hashes many decisions.
    names = getattr(value, "__dataclass_fields__", ())
    return {name: _plain(getattr(value, name)) for name in names} if names else _text(value)


def _text(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.4f}"
    if isinstance(value, Decimal):
        return _number_text(value)
    if isinstance(value, datetime):
        return to_text(value)
    raise TypeError(f"Expected a value of a decision, was {type(value).__name__}")


def _number_text(number: Decimal) -> str:
    # A table gives 1.50 back as 1.5: trailing zeros must not change the hash.
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
