"""Which consumer hears which events, and which stream records can become events."""

import json
from collections.abc import Mapping

# An empty tuple means everything Nexus publishes.
SUBSCRIPTIONS: Mapping[str, tuple[str, ...]] = {
    "commissions": (
        "TradeSettled",
        "TradeOpened",
        "UserSignedUp",
        "ReferralAttributed",
        "BrokerAccountLinked",
    ),
    "notifications": (
        "UserSignedUp",
        "ReferralAttributed",
        "BrokerAccountLinked",
        "BrokerAccountUnlinked",
        "TradeSettled",
        "TradeRejected",
        "TradingHalted",
        "TradingResumed",
        "CommissionAccrued",
        "CommissionReversed",
        "AffiliatePayoutRequested",
        "AffiliatePayoutSent",
        "BalanceLow",
        "LimitChanged",
        "SecurityEventRecorded",
    ),
    "audit": (),
}

# Expiry removes items too; nothing that happened is ever a removal.
_WRITTEN = {"eventName": ["INSERT", "MODIFY"]}
_WITHOUT_FRAMES = {
    **_WRITTEN,
    "dynamodb": {"Keys": {"sort": {"S": [{"anything-but": {"prefix": "FRAME#"}}]}}},
}

_FILTERS = {"accounts": _WITHOUT_FRAMES}


def stream_filter(table: str) -> str:
    """Say which records of a table's stream are handed to the outbox."""
    return json.dumps(_FILTERS.get(table, _WRITTEN))
