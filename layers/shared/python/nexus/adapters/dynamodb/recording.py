"""How decisions on trades by hand are kept; apart, so that a purchase loads no engine."""

from datetime import timedelta

from nexus.adapters.dynamodb import keys
from nexus.adapters.dynamodb.serialization import to_item
from nexus.adapters.dynamodb.store import NEW, Put
from nexus.kernel.clock import to_epoch
from nexus.trading.decision import decision_hash
from nexus.trading.models import Judged

DECISION_LIFE = timedelta(days=90)


def recorded(decision_id: str, judged: Judged) -> Put:
    """Keep a decision on a trade by hand with all it was made from."""
    request, decision = judged.case.request, judged.decision
    item = {
        **to_item(decision),
        "ttl": to_epoch(decision.at + DECISION_LIFE),
        "user_id": request.user_id,
        "request": to_item(request),
        "evidence": to_item(judged.evidence),
        "hash": decision_hash(decision),
        "case": to_item(judged.case),
    }
    return Put(keys.decision(request.account_id, decision_id), item, NEW)
