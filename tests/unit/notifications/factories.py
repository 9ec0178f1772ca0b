"""Build events as the bus delivers them; show only what matters to the case."""

from nexus.kernel.events import Event, JsonValue
from tests.factories import NOW


def a_settled(status: str = "won", user_id: str = "U1", **changes: JsonValue) -> Event:
    """A settled trade on a demo account."""
    data: dict[str, JsonValue] = {
        "trade_id": "T1",
        "user_id": user_id,
        "account_id": "A1",
        "account_kind": "demo",
        "currency": "USD",
        "symbol": "R_100",
        "trade_type": "RISE",
        "status": status,
        "stake": "10.00",
        "payout": "19.50",
        "profit": "9.50",
        "commission": "1.90",
        "markup": "0.00",
        "entry_spot": "1234.56",
        "exit_spot": "1234.99",
        **changes,
    }
    return Event(f"{data['trade_id']}#TradeSettled", "TradeSettled", NOW, "A1", data)


def a_halt(user_id: str = "U1", **changes: JsonValue) -> Event:
    """An account stopped by five losses."""
    data: dict[str, JsonValue] = {
        "user_id": user_id,
        "account_id": "A1",
        "account_kind": "demo",
        "consecutive_losses": 5,
        "is_streak": True,
        **changes,
    }
    return Event(f"A1#7#TradingHalted#{user_id}", "TradingHalted", NOW, "A1", data)
