"""Markets, messages and profiles."""

from nexus.adapters.dynamodb.market import DynamoMarket
from nexus.adapters.dynamodb.notifications import DynamoNotifications
from nexus.notifications.models import Notice, NoticeKind, notification
from nexus.trading.market import Candle
from tests.factories import an_instrument
from tests.functions.rest_api.harness import Api


def test_symbols_tell_their_alias_and_what_is_offered(api: Api, name: str) -> None:
    token = api.sign_up(name)["access_token"]
    market = DynamoMarket(api.store)
    market.put_instruments(
        [an_instrument(symbol="frxGBPUSD", decimals=5), an_instrument(symbol="R_50", is_open=False)]
    )

    symbols = api.ok("GET", "/api/v1/market/symbols", token=token)["items"]

    pound = next(each for each in symbols if each["symbol"] == "frxGBPUSD")
    assert (pound["alias"], pound["pip_size"]) == ("GBPUSD", "0.00001")
    assert set(pound["durations"]) <= {1, 5, 15, 30, 60}
    assert pound["durations"]
    assert not symbols[-1]["is_open"]


def test_candles_are_served_oldest_first_under_both_names(api: Api, name: str) -> None:
    token = api.sign_up(name)["access_token"]
    market = DynamoMarket(api.store)
    market.put_instruments([an_instrument(symbol="frxAUDUSD")])
    minutes = [Candle(60 * number, 1.5, 1.75, 1.25, 1.5) for number in range(5)]
    market.put_candles("frxAUDUSD", minutes, api.clock())

    shown = api.ok("GET", "/api/v1/market/symbols/AUDUSD/candles?count=2", token=token)
    missing = api.call("GET", "/api/v1/market/symbols/R_9/candles", token=token)

    assert shown["symbol"] == "frxAUDUSD"
    assert [each["epoch"] for each in shown["items"]] == [180, 240]
    assert shown["items"][0]["high"] == 1.75
    assert missing.status == 404


def test_messages_are_read_one_by_one_or_all_at_once(api: Api, name: str) -> None:
    signed_up = api.sign_up(name)
    token, inbox = signed_up["access_token"], DynamoNotifications(api.store)
    for number in range(3):
        notice = Notice(signed_up["user"]["id"], NoticeKind.TRADE_WON, f"Won {number}", "…")
        inbox.add(notification(notice, f"event-{number}", api.clock()))

    before = api.ok("GET", "/api/v1/notifications", token=token)
    first = before["items"][0]["id"]
    assert api.call("POST", f"/api/v1/notifications/{first}/read", token=token).status == 204
    between = api.ok("GET", "/api/v1/notifications", token=token)
    assert api.call("POST", "/api/v1/notifications/read-all", token=token).status == 204
    after = api.ok("GET", "/api/v1/notifications", token=token)

    assert [each["unread"] for each in (before, between, after)] == [3, 2, 0]
    missing = api.call("POST", "/api/v1/notifications/none/read", token=token)
    assert missing.status == 404


def test_a_profile_shows_and_moves(api: Api, name: str) -> None:
    token = api.sign_up(name)["access_token"]

    moved = api.ok("PATCH", "/api/v1/users/profile", {"country": "KE"}, token)
    refused = api.call("PATCH", "/api/v1/users/profile", {"country": "XX"}, token)

    assert (moved["country"], moved["real_trading_allowed"]) == ("KE", True)
    assert refused.status == 422
    assert api.ok("GET", "/api/v1/users/profile", token=token)["country"] == "KE"
