"""Demo trades through the running trader, on the broker's market."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from nexus.adapters.dynamodb.audience import DynamoAudience
from nexus.adapters.dynamodb.kill_switch import DynamoKillSwitch
from nexus.adapters.dynamodb.market import DynamoMarket
from nexus.kernel.clock import system_clock
from nexus.trading.market import MarketView
from nexus.trading.models import ContractType, TradeStatus
from nexus.trading.ports import QuoteKey
from nexus.trading.service import EXECUTE_WITHIN
from tests.functions.trader.desk import TestDesk, assert_books_balance
from tests.functions.trader.stage import Stage, eventually

Frames = list[dict[str, Any]]
OPEN, WON, LOST, REJECTED = (
    TradeStatus.OPEN,
    TradeStatus.WON,
    TradeStatus.LOST,
    TradeStatus.REJECTED,
)


def pass_time(stage: Stage, seconds: int) -> None:
    stage.broker.control("POST", "/clock", advance=seconds)


def test_won_trade_pays_out_and_every_step_reaches_the_browser(
    stage: Stage, desk: TestDesk
) -> None:
    account = desk.paper_account()
    desk.listen("browser-1", account=account.account_id)
    stage.broker.control("POST", "/scripts", symbol="R_100", direction="rise", seconds=120)

    trade = desk.place(account)
    opened = desk.until(trade, OPEN)
    eventually(lambda: desk.now(trade).entry_spot, what="the entry spot")
    pass_time(stage, 65)
    ended = desk.until(trade, WON, LOST)

    assert (ended.status, ended.profit) == (WON, Decimal("9.50"))
    assert ended.payout == Decimal("19.50")
    assert ended.entry_spot is not None
    assert ended.exit_spot is not None
    assert ended.exit_spot > ended.entry_spot
    assert opened.opened_at is not None
    assert ended.expires_at == opened.opened_at + timedelta(minutes=1)
    assert desk.account(trade).balance == Decimal("10009.50")
    assert desk.account(trade).open_trades == {}
    assert_books_balance(desk, account.account_id)
    last_order = DynamoKillSwitch(stage.store).last_order_at()
    assert last_order is not None
    assert last_order >= trade.requested_at.replace(microsecond=0)
    told = eventually(lambda: _told(stage, "browser-1", "won"), what="the frame of the result")
    numbers = [frame["seq"] for frame in told]
    assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    statuses = [f["data"]["status"] for f in told if f["type"] == "trade_status"]
    assert statuses == ["pending", "open", "open", "won"]


def test_lost_trade_takes_the_stake(stage: Stage, desk: TestDesk) -> None:
    account = desk.paper_account()
    stage.broker.control("POST", "/scripts", symbol="R_100", direction="rise", seconds=120)

    trade = desk.place(account, contract_type=ContractType.PUT)
    desk.until(trade, OPEN)
    pass_time(stage, 65)
    ended = desk.until(trade, WON, LOST)

    assert (ended.status, ended.profit) == (LOST, Decimal("-10.00"))
    assert desk.account(trade).balance == Decimal("9990.00")
    assert desk.account(trade).consecutive_losses == 1


def test_trade_is_refunded_when_its_time_to_execute_has_passed(
    stage: Stage, desk: TestDesk
) -> None:
    account = desk.paper_account()

    passed = system_clock() - timedelta(seconds=1)
    asked = passed - EXECUTE_WITHIN
    trade = desk.place(account, requested_at=asked, execute_before=passed)
    ended = desk.until(trade, REJECTED)

    assert ended.reason == "TOO_LATE"
    assert desk.account(trade).balance == Decimal("10000.00")
    assert_books_balance(desk, account.account_id)


def test_trade_whose_price_has_run_out_is_refunded(stage: Stage, desk: TestDesk) -> None:
    account = desk.paper_account()

    trade = desk.place(account, execute_before=system_clock() - timedelta(seconds=1))
    ended = desk.until(trade, REJECTED)

    assert ended.reason == "QUOTE_STALE"
    assert_books_balance(desk, account.account_id)


def test_trade_on_a_symbol_nobody_offers_is_refunded(stage: Stage, desk: TestDesk) -> None:
    account = desk.paper_account()

    ended = desk.until(desk.place(account, symbol="NOPE"), REJECTED)

    assert ended.reason == "FEED_UNAVAILABLE"
    assert desk.account(ended).balance == Decimal("10000.00")


def test_early_sale_of_a_paper_trade_is_refused_and_the_trade_runs_on(
    stage: Stage, desk: TestDesk
) -> None:
    trade = desk.place(desk.paper_account())
    desk.until(trade, OPEN)

    desk.ask_to_close(trade)
    eventually(lambda: desk.now(trade).reason == "RESALE_NOT_OFFERED", what="the refusal")

    assert desk.now(trade).close_requested_at is None
    pass_time(stage, 65)
    desk.until(trade, WON, LOST)


def test_trade_is_settled_although_the_feed_dropped_over_its_expiry(
    stage: Stage, desk: TestDesk
) -> None:
    trade = desk.place(desk.paper_account())
    desk.until(trade, OPEN)

    stage.broker.control("POST", "/sockets/drop", kind="public")
    pass_time(stage, 65)
    ended = desk.until(trade, WON, LOST)

    assert ended.entry_at is not None
    assert ended.expires_at is not None
    assert ended.exit_at is not None
    assert ended.entry_at < ended.exit_at <= ended.expires_at


def test_price_that_is_wished_for_appears_and_stays_fresh(stage: Stage, desk: TestDesk) -> None:
    market = DynamoMarket(stage.store)
    key = QuoteKey("R_100", "CALL", 5)

    market.request(key, system_clock())
    quote = eventually(lambda: market.quote(key), 2.0, "a price")

    assert Decimal("1.5") < quote.payout_ratio < Decimal("2")
    assert quote.valid_until > system_clock()


def test_ticks_reach_a_browser_once_a_second_and_a_dead_one_is_forgotten(
    stage: Stage, desk: TestDesk
) -> None:
    stage.browsers.gone.add("dead")
    desk.listen("browser-2", symbol="1HZ100V")
    desk.listen("dead", symbol="1HZ100V")

    frames = eventually(
        lambda: _at_least(stage.browsers.of("browser-2", "tick"), 3), what="three tick frames"
    )

    rows = [row for frame in frames for row in frame["data"]["ticks"]]
    assert {row["symbol"] for row in rows} == {"1HZ100V"}
    epochs = [row["epoch"] for row in rows]
    assert epochs == sorted(set(epochs))
    assert all(frame["seq"] is None for frame in frames)
    audience = DynamoAudience(stage.store)
    eventually(
        lambda: audience.of_symbol("1HZ100V", system_clock()) == ["browser-2"],
        what="the dead socket to be forgotten",
    )


def test_health_tells_each_symbols_price_age(stage: Stage, desk: TestDesk) -> None:
    stage.broker.control("POST", "/scripts", symbol="R_100", direction="silence", seconds=60)

    def ages() -> dict[str, float] | None:
        found: dict[str, float] = (stage.health() or {}).get("price_ages", {})
        return found if found.get("R_100", 0) > 6 else None

    silent = eventually(ages, what="R_100 to fall silent")

    assert silent["1HZ100V"] < 5


def test_votes_and_candles_are_published(stage: Stage, desk: TestDesk) -> None:
    market = DynamoMarket(stage.store)

    first = eventually(lambda: market.view("R_100"), what="votes")
    later = eventually(
        lambda: _moved(market.view("R_100"), first.tick_epoch), 10, "votes on a later tick"
    )

    assert [vote.strategy for vote in later.votes] == ["breakout", "momentum", "scalping"]
    assert len(market.candles("R_100")) >= 240


def _moved(view: MarketView | None, epoch: int) -> MarketView | None:
    return view if view is not None and view.tick_epoch > epoch else None


def _at_least(frames: Frames, count: int) -> Frames | None:
    return frames if len(frames) >= count else None


def _told(stage: Stage, connection_id: str, status: str) -> Frames | None:
    frames = [f for c, f in stage.browsers.frames if c == connection_id]
    ended = [f for f in frames if f["data"].get("status") == status]
    return frames if ended else None
