"""`/engine/backtests`: test a plan on history."""

from typing import Annotated, Literal

from fastapi import APIRouter, Header, Query, Response

from functions.rest_api.answers import as_json
from functions.rest_api.caller import SignedIn, Wired
from functions.rest_api.paging import Cursor, Limit
from functions.rest_api.problems import documented
from functions.rest_api.schemas.backtests import (
    Backtest,
    BacktestComparison,
    BacktestDetail,
    BacktestIn,
    BacktestList,
    BacktestOptions,
)
from functions.rest_api.telemetry import count
from nexus.backtest.jobs.limits import MOST_CSV_BYTES

# The text of a CSV, and everything else a body holds besides.
MAX_BODY_BYTES = MOST_CSV_BYTES + 512 * 1024
router = APIRouter(
    prefix="/engine/backtests",
    tags=["backtests"],
    responses=documented(401, 404),
    max_body_size=MAX_BODY_BYTES,
)
ExportName = Literal["trades", "decisions", "equity"]
IdempotencyKey = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=255,
        description="Any text that is new for each backtest; a repeat returns the first answer",
    ),
]


@router.get(
    "/options", summary="Show what a backtest can be made of", response_model=BacktestOptions
)
async def show_backtest_options(_: SignedIn, wired: Wired) -> Response:
    return as_json(wired.backtest_reader.options())


@router.get(
    "/compare",
    summary="Put finished backtests side by side",
    response_model=BacktestComparison,
    responses=documented(401, 404, 409),
)
async def compare_backtests(
    caller: SignedIn,
    wired: Wired,
    ids: Annotated[str, Query(max_length=400, description="Ids, separated by commas")],
) -> Response:
    return as_json(wired.backtest_reader.comparison(caller.user_id, ids))


@router.get("", summary="List backtests, newest first", response_model=BacktestList)
async def list_backtests(
    caller: SignedIn, wired: Wired, limit: Limit = 20, cursor: Cursor = None
) -> Response:
    return as_json(wired.backtest_reader.page(caller.user_id, limit, cursor))


@router.post(
    "",
    status_code=202,
    summary="Begin a backtest",
    response_model=Backtest,
    responses=documented(401, 404, 409, 413),
)
async def create_backtest(
    body: BacktestIn, caller: SignedIn, wired: Wired, idempotency_key: IdempotencyKey
) -> Response:
    shown = wired.backtest_reader.create(caller.user_id, body, idempotency_key)
    count("BacktestRequested", source=body.source.kind)
    return as_json(shown, 202)


@router.get("/{backtest_id}", summary="Show one backtest", response_model=BacktestDetail)
async def show_backtest(backtest_id: str, caller: SignedIn, wired: Wired) -> Response:
    return as_json(wired.backtest_reader.detail(caller.user_id, backtest_id))


@router.get(
    "/{backtest_id}/{name}.csv",
    summary="Download a finished backtest's trades, decisions or equity curve",
    response_class=Response,
    responses={
        200: {"content": {"text/csv": {"schema": {"type": "string"}}}},
        **documented(401, 404, 409),
    },
)
async def export_backtest(
    backtest_id: str, name: ExportName, caller: SignedIn, wired: Wired
) -> Response:
    body = wired.backtest_reader.export(caller.user_id, backtest_id, name)
    file = f'attachment; filename="backtest-{backtest_id}-{name}.csv"'
    return Response(body, headers={"content-disposition": file}, media_type="text/csv")


@router.delete(
    "/{backtest_id}",
    status_code=204,
    summary="Cancel a backtest under way, or delete one that ended",
    responses={202: {"model": Backtest, "description": "Cancelling"}, **documented(401, 404)},
)
async def delete_backtest(backtest_id: str, caller: SignedIn, wired: Wired) -> Response:
    shown = wired.backtest_reader.remove(caller.user_id, backtest_id)
    return Response(status_code=204) if shown is None else as_json(shown, 202)
