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
        "BrokerLinkExpired",
        "BrokerLinkRenewed",
        "AccountFrozen",
        "AccountThawed",
        "BrokerFigureAccepted",
        "WithdrawalSent",
        "WithdrawalFailed",
        "TradeSettled",
        "TradeRejected",
        "TradingHalted",
        "TradingResumed",
        "SessionStopped",
        "BacktestFinished",
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
# Frames, ledger entries and what is mirrored from the broker are no events.
_ACCOUNTS = {
    **_WRITTEN,
    "dynamodb": {
        "Keys": {"sort": {"S": ["ACCOUNT", {"prefix": "WITHDRAWAL#"}, {"prefix": "RULING#"}]}}
    },
}

# Progress is written once a second and is no event either.
_BACKTESTS = {
    **_WRITTEN,
    "dynamodb": {"NewImage": {"status": {"S": ["done", "failed", "cancelled"]}}},
}

_FILTERS = {"accounts": _ACCOUNTS, "backtests": _BACKTESTS}


def stream_filter(table: str) -> str:
    """Say which records of a table's stream are handed to the outbox."""
    return json.dumps(_FILTERS.get(table, _WRITTEN))
