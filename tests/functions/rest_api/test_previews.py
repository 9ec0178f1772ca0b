"""Previews over REST: what a trade would cost and be worth, and what would deny it."""

from datetime import timedelta
from decimal import Decimal

from functions.rest_api.schemas.trades import Preview
from nexus.adapters.dynamodb.market import DynamoMarket
from nexus.kernel.clock import to_text
from nexus.kernel.money import cents
from nexus.trading.expected import MeasuredRates
from nexus.trading.statistics import hit_rate
from tests.functions.rest_api.harness import Api, Trader, balance, trade_body

TRADES = "/api/v1/trades"


def test_a_preview_shows_the_honest_cost_and_changes_nothing(api: Api, trader: Trader) -> None:
    token, account_id = trader

    preview = api.ok("POST", f"{TRADES}/preview", trade_body(account_id), token)

    Preview.model_validate(preview)
    profit = Decimal(preview["payout"]) - Decimal("10.00")
    assert Decimal(preview["profit_if_won"]) == profit
    assert Decimal(preview["net_profit_if_won"]) == profit - Decimal(preview["commission"])
    assert 0 < Decimal(preview["break_even_win_rate"]) < 1
    assert preview["is_indicative"]
    assert (preview["would_be"], preview["reason"]) == ("accepted", None)
    assert balance(api, trader) == "10000.00"


def test_a_preview_says_what_it_is_worth_at_the_measured_hit_rate(api: Api, trader: Trader) -> None:
    token, account_id = trader
    path, body = f"{TRADES}/preview", trade_body(account_id)
    unmeasured = api.ok("POST", path, body, token)
    rates = {1: {"breakout": hit_rate(30, 50), "momentum": hit_rate(0, 0)}}
    DynamoMarket(api.store).put_rates(MeasuredRates("R_100", 500, rates), api.clock())

    preview = api.ok("POST", path, body, token)

    Preview.model_validate(preview)
    [measured] = preview["measured"]
    won = Decimal("0.6") * (Decimal("10.00") + Decimal(preview["net_profit_if_won"]))
    assert Decimal(measured["expected_value"]) == cents(won - Decimal("10.00"))
    assert (measured["strategy"], measured["wins"], measured["count"]) == ("breakout", 30, 50)
    assert (measured["rate"], measured["low"], measured["high"]) == ("0.6000", "0.4618", "0.7239")
    assert Decimal(measured["expected_low"]) < 0 < Decimal(measured["expected_high"])
    assert unmeasured["measured"] is None


def test_a_preview_says_how_old_its_price_is(api: Api, trader: Trader) -> None:
    token, account_id = trader
    quoted = api.clock()
    api.clock.advance(seconds=4)

    preview = api.ok("POST", f"{TRADES}/preview", trade_body(account_id), token)

    assert preview["price_age_seconds"] == 4.0
    assert preview["quoted_at"] == to_text(quoted)
    assert preview["price_valid_until"] == to_text(quoted + timedelta(minutes=1))


def test_a_preview_tells_which_rule_would_deny(api: Api, trader: Trader) -> None:
    token, account_id = trader
    body = trade_body(account_id, stake="1000.00")

    preview = api.ok("POST", f"{TRADES}/preview", body, token)

    assert (preview["would_be"], preview["reason"]) == ("denied", "DAILY_LOSS_LIMIT")
