"""`/market`: what can be traded and how it moved."""

from typing import Annotated

from fastapi import APIRouter, Query

from functions.rest_api.caller import SignedIn, Wired
from functions.rest_api.problems import documented
from functions.rest_api.schemas.market import CandleList, SymbolList
from functions.rest_api.views.market import candles_page, symbols_page
from nexus.trading.alias import broker_symbol

router = APIRouter(prefix="/market", tags=["market"], responses=documented(401))


@router.get("/symbols", summary="List what can be traded, the open ones first")
async def list_symbols(_: SignedIn, wired: Wired) -> SymbolList:
    return symbols_page(wired.market.instruments())


@router.get(
    "/symbols/{symbol}/candles",
    summary="Show the latest one-minute candles, oldest first",
    responses=documented(401, 404),
)
async def show_candles(
    symbol: str, _: SignedIn, wired: Wired, count: Annotated[int, Query(ge=1, le=1000)] = 240
) -> CandleList:
    name = broker_symbol(symbol)
    return candles_page(name, wired.market_window(name)[-count:])
