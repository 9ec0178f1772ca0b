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

STREAM_FILTERS: Mapping[str, tuple[str, ...]] = {
    "users": (json.dumps(_WRITTEN),),
    "accounts": (json.dumps(_WITHOUT_FRAMES),),
    "trades": (json.dumps(_WRITTEN),),
    "commissions": (json.dumps(_WRITTEN),),
    "referrals": (json.dumps(_WRITTEN),),
}
