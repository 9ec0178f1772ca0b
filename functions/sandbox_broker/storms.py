"""Ready-made sets of fault rules."""

from collections.abc import Mapping

from functions.sandbox_broker.faults import (
    CONTRACT,
    HTTP,
    MARKET,
    SOCKET,
    STREAM,
    Effect,
    Rule,
)

# Place, target, effect, how often relative to the others, and the rule's other members.
Row = tuple[str, str, Effect, float, Mapping[str, object]]
OTP, REST = "/trading/v1/options/accounts/*/otp", "/trading/v1/options/accounts"
EVERYTHING: tuple[Row, ...] = (
    (SOCKET, "*", Effect.DROP_BEFORE, 0.3, {}),
    (SOCKET, "*", Effect.DROP_AFTER, 0.3, {}),
    (SOCKET, "buy", Effect.DROP_BEFORE, 1, {}),
    (SOCKET, "buy", Effect.DROP_AFTER, 1, {}),
    (SOCKET, "buy", Effect.NO_ANSWER, 1, {}),
    (SOCKET, "buy", Effect.HALF_OPEN, 0.3, {}),
    (SOCKET, "buy", Effect.HALF_OPEN_AFTER, 0.3, {}),
    (SOCKET, "buy", Effect.DELAY, 1, {"seconds": 1.5}),
    (SOCKET, "buy", Effect.ERROR, 1, {"code": "PriceMoved", "message": "The price has moved."}),
    (SOCKET, "*", Effect.HALF_OPEN, 0.05, {}),
    (SOCKET, "*", Effect.NO_ANSWER, 0.5, {}),
    (SOCKET, "*", Effect.DELAY, 1, {"seconds": 0.3}),
    (SOCKET, "*", Effect.DUPLICATE, 2, {"seconds": 0.2}),
    (SOCKET, "*", Effect.REORDER, 2, {"seconds": 0.5}),
    (SOCKET, "*", Effect.ERROR, 0.5, {}),
    (SOCKET, "time", Effect.CLOCK_SKEW, 2, {"seconds": 2}),
    (SOCKET, "*", Effect.EXTRA_MEMBER, 2, {}),
    (SOCKET, "proposal", Effect.TEXT_NUMBERS, 2, {}),
    (STREAM, "*", Effect.NO_ANSWER, 0.5, {}),
    (STREAM, "*", Effect.DELAY, 0.5, {"seconds": 0.3}),
    (STREAM, "*", Effect.DUPLICATE, 1, {"seconds": 0.2}),
    (STREAM, "*", Effect.REORDER, 1, {"seconds": 0.5}),
    (HTTP, OTP, Effect.STATUS, 2, {"status": 401, "code": "Unauthorized"}),
    (HTTP, OTP, Effect.STATUS, 2, {"status": 429}),
    (HTTP, OTP, Effect.STATUS, 2, {"status": 502, "code": "InternalError"}),
    (HTTP, REST, Effect.STATUS, 2, {"status": 500, "code": "InternalServerError"}),
    (HTTP, "/trading/v1/options/ws/*", Effect.STATUS, 2, {"status": 503}),
    (CONTRACT, "*", Effect.LATE_SETTLEMENT, 1, {"seconds": 20}),
    (CONTRACT, "*", Effect.TIE, 1, {}),
    (MARKET, "*", Effect.MISSING_TICKS, 0.1, {}),
    (MARKET, "*", Effect.MISSING_TICKS, 0.002, {"seconds": 400}),
    (SOCKET, "*", Effect.MAINTENANCE, 0.001, {"seconds": 2}),
)
STORMS: Mapping[str, tuple[Row, ...]] = {"everything": EVERYTHING}


def storm(name: str, probability: float) -> list[Rule]:
    """Give a set's rules; `probability` is that of the effects with weight one."""
    return [
        Rule(
            id=f"{name}-{number}",
            place=place,
            target=target,
            effect=effect,
            probability=min(1.0, probability * weight),
            **more,  # type: ignore[arg-type]
        )
        for number, (place, target, effect, weight, more) in enumerate(STORMS[name], 1)
    ]
