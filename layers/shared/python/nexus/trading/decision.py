"""From votes to a decision; the same case always gives the same one, byte for byte."""

from nexus.kernel.ids import digest
from nexus.trading.canonical import canonical_json
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
    return canonical_json(decision)


def decision_hash(decision: Decision) -> str:
    """Name a decision by its content."""
    return digest(canonical_json(decision))


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
