"""`/trades`: preview, buy, follow and sell."""

from typing import Annotated

from fastapi import APIRouter, Header, Query, Response

from functions.rest_api.answers import as_json
from functions.rest_api.caller import SignedIn, Wired
from functions.rest_api.paging import Cursor, Limit
from functions.rest_api.problems import documented
from functions.rest_api.schemas.broker import CloseBid, CloseRequest
from functions.rest_api.schemas.trades import (
    Preview,
    Status,
    Trade,
    TradeList,
    TradeRequest,
    TradeStats,
)
from functions.rest_api.telemetry import count
from functions.rest_api.views.broker import bid_view
from functions.rest_api.views.trades import (
    preview_view,
    stats_view,
    trade_request,
    trades_page,
)
from nexus.kernel.errors import Denied
from nexus.trading.models import TradeStatus
from nexus.trading.view import trade_view

router = APIRouter(prefix="/trades", tags=["trades"], responses=documented(401, 404))
AccountFilter = Annotated[str | None, Query(max_length=64)]
IdempotencyKey = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=255,
        description="Any text that is new for each purchase; a repeat returns the first answer",
    ),
]


@router.post(
    "/preview",
    summary="Show what a trade pays and costs, and whether it would be taken",
    response_model=Preview,
    responses=documented(401, 404, 413, 503),
)
async def preview_trade(body: TradeRequest, caller: SignedIn, wired: Wired) -> Response:
    return as_json(preview_view(wired.trading.preview(trade_request(body, caller.user_id))))


@router.post(
    "/execute",
    status_code=201,
    summary="Buy a contract",
    response_model=Trade,
    responses=documented(401, 404, 409, 413, 429, 503),
)
async def execute_trade(
    body: TradeRequest, caller: SignedIn, wired: Wired, idempotency_key: IdempotencyKey
) -> Response:
    try:
        trade = wired.trading.execute(trade_request(body, caller.user_id), idempotency_key)
    except Denied as denied:
        count("TradeDenied", code=denied.code)
        raise
    count("TradePlaced", account_kind=trade.account_kind.value)
    return as_json(trade_view(trade), 201)


@router.get("", summary="List trades, newest first", response_model=TradeList)
async def list_trades(
    caller: SignedIn,
    wired: Wired,
    account_id: AccountFilter = None,
    status: Annotated[list[Status] | None, Query(description="May be repeated")] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Response:
    statuses = [TradeStatus(each) for each in status or ()]
    return as_json(
        trades_page(*wired.trades.page(caller.user_id, account_id, statuses, limit, cursor))
    )


@router.get("/open", summary="List trades that have not ended", response_model=TradeList)
async def list_open_trades(
    caller: SignedIn, wired: Wired, account_id: AccountFilter = None
) -> Response:
    return as_json(trades_page(wired.trades.open(caller.user_id, account_id), None))


@router.get("/stats", summary="Count and sum settled trades", response_model=TradeStats)
async def show_stats(caller: SignedIn, wired: Wired, account_id: AccountFilter = None) -> Response:
    return as_json(stats_view(wired.trades.every(caller.user_id, account_id), account_id))


@router.get("/{trade_id}", summary="Show one trade", response_model=Trade)
async def show_trade(trade_id: str, caller: SignedIn, wired: Wired) -> Response:
    return as_json(trade_view(wired.trades.show(caller.user_id, trade_id)))


@router.post(
    "/{trade_id}/close/preview",
    summary="Show what the broker pays for an open trade now",
    responses=documented(401, 404, 409, 503),
)
async def preview_close(trade_id: str, caller: SignedIn, wired: Wired) -> CloseBid:
    trade, bid = wired.trading.preview_close(caller.user_id, trade_id)
    return bid_view(trade, bid, wired.clock())


@router.post(
    "/{trade_id}/close",
    summary="Ask for an open trade to be sold early, for no less than a price",
    response_model=Trade,
    responses=documented(401, 404, 409),
)
async def close_trade(
    trade_id: str, caller: SignedIn, wired: Wired, body: CloseRequest | None = None
) -> Response:
    least = body.min_price if body else None
    return as_json(trade_view(wired.trading.close(caller.user_id, trade_id, least)))
