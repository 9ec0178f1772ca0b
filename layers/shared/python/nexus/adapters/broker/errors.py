"""The one place where the broker's codes become our errors (deriv-api.md section 10)."""

from collections.abc import Mapping

from nexus.adapters.broker.wire import WireError
from nexus.kernel.errors import (
    BrokerStateUnknown,
    NexusError,
    Rejected,
    Throttled,
    Unauthenticated,
    Unavailable,
)

ANSWER_LOST = "ANSWER_LOST"
NOT_SENT = "NOT_SENT"

# After one of these a purchase may or may not exist; only a look at the account tells.
_SERVER_SIDE = frozenset({"InternalError", "InternalServerError", "WrongResponse"})
_NEVER_REPEATED = frozenset({"buy", "sell"})
_THROTTLED = frozenset({"RateLimit", "RateLimitExceeded"})
_LOGIN = frozenset({"InvalidToken", "AuthorizationRequired", "Unauthorized"})
_LATER = frozenset(
    {
        "MissingTickMarketData",
        "MissingMarketData",
        "OldMarketData",
        "WaitForContractSettlement",
    }
)
_REJECTED: Mapping[str, str] = {
    "PriceMoved": "PRICE_MOVED",
    "InsufficientBalance": "INSUFFICIENT_BALANCE",
    "MarketIsClosed": "MARKET_CLOSED",
    "InvalidSymbol": "SYMBOL_UNKNOWN",
    "OfferingsInvalidSymbol": "SYMBOL_UNKNOWN",
    "TradingDurationNotAllowed": "DURATION_NOT_OFFERED",
    "ResaleNotOffered": "RESALE_NOT_OFFERED",
    "StakeLimits": "STAKE_OUT_OF_RANGE",
    "InvalidMinStake": "STAKE_OUT_OF_RANGE",
    "StakeTooLow": "STAKE_OUT_OF_RANGE",
    "StakeLimitExceeded": "STAKE_OUT_OF_RANGE",
    "PayoutLimitExceeded": "PAYOUT_OUT_OF_RANGE",
    "AlreadySubscribed": "ALREADY_SUBSCRIBED",
    "ContractNotFound": "CONTRACT_NOT_FOUND",
    "NoOpenPosition": "CONTRACT_NOT_FOUND",
    "InvalidSellContractProposal": "CONTRACT_NOT_FOUND",
    "ContractAlreadySold": "CONTRACT_ALREADY_SOLD",
    "BetExpired": "CONTRACT_EXPIRED",
    "AlreadyExpired": "CONTRACT_EXPIRED",
}


def translate(error: WireError, call: str) -> NexusError:
    """Turn a refusal of `call` into our error.

    A refused `buy` bought nothing, except when the broker itself failed: that is unknown.
    """
    said = f"{error.code}: {error.message}"
    if error.code in _SERVER_SIDE:
        never_repeated = call in _NEVER_REPEATED
        return BrokerStateUnknown(said) if never_repeated else Unavailable(said)
    if error.code in _THROTTLED:
        return Throttled(said, retry_after=5)
    if error.code in _LOGIN:
        return Unauthenticated(said)
    if error.code in _LATER:
        return Unavailable(said)
    return Rejected(said, _REJECTED.get(error.code))


def lost(call: str) -> NexusError:
    """Say that a call was sent and its answer never came; a purchase is then unknown."""
    if call in _NEVER_REPEATED:
        return BrokerStateUnknown(f"The answer to {call} was lost", ANSWER_LOST)
    return Unavailable(f"The answer to {call} was lost", ANSWER_LOST)


def not_sent(call: str) -> NexusError:
    """Say that a call never left: nothing happened at the broker."""
    return Unavailable(f"Not connected, {call} was not sent", NOT_SENT)
