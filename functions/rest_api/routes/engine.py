"""`/engine`: signals, automatic sessions, decisions and odds."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response

from functions.rest_api.answers import as_json
from functions.rest_api.caller import SignedIn, Wired
from functions.rest_api.paging import Cursor, Limit
from functions.rest_api.problems import documented
from functions.rest_api.schemas.engine import (
    DecisionList,
    EngineOptions,
    EngineSession,
    EngineSessionDetail,
    EngineSessionList,
    Odds,
    OddsIn,
    SessionExport,
    SessionIn,
    SessionSettingsIn,
    SignalDetail,
    SignalList,
)
from functions.rest_api.schemas.replays import Parity
from nexus.trading.alias import broker_symbol

router = APIRouter(prefix="/engine", tags=["engine"], responses=documented(401, 404))
MinutesText = Literal["1", "5", "15", "30", "60"]
AccountId = Annotated[str, Query(max_length=64)]
_WRITES = documented(401, 404, 409, 413)


@router.get("/options", summary="Show what a session can be made of", response_model=EngineOptions)
async def show_options(_: SignedIn, wired: Wired) -> Response:
    return as_json(wired.engine_reader.options())


@router.get("/signals", summary="Show the votes on every symbol", response_model=SignalList)
async def list_signals(_: SignedIn, wired: Wired) -> Response:
    return as_json(wired.engine_reader.signals())


@router.get(
    "/signals/{symbol}",
    summary="Show the votes on one symbol and how often they were right",
    response_model=SignalDetail,
)
async def show_signal(
    symbol: str, _: SignedIn, wired: Wired, expiry_minutes: MinutesText = "5"
) -> Response:
    return as_json(wired.engine_reader.signal(broker_symbol(symbol), int(expiry_minutes)))


@router.get("/parity", summary="Show how many replays decided the same", response_model=Parity)
async def show_parity(_: SignedIn, wired: Wired) -> Response:
    return as_json(wired.engine_reader.parity())


@router.post("/odds", summary="State what a staking plan risks, exactly", response_model=Odds)
async def state_odds(body: OddsIn, caller: SignedIn, wired: Wired) -> Response:
    return as_json(wired.engine_reader.odds(caller.user_id, body))


@router.get("/decisions", summary="List decisions, newest first", response_model=DecisionList)
async def list_decisions(
    caller: SignedIn,
    wired: Wired,
    account_id: AccountId,
    session_id: Annotated[str | None, Query(max_length=64)] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Response:
    read = wired.engine_reader.decisions
    return as_json(read(caller.user_id, account_id, session_id, limit, cursor))


@router.get("/sessions", summary="List sessions, newest first", response_model=EngineSessionList)
async def list_engine_sessions(caller: SignedIn, wired: Wired, account_id: AccountId) -> Response:
    return as_json(wired.engine_reader.page(caller.user_id, account_id))


@router.post(
    "/sessions",
    status_code=201,
    summary="Prepare a session; it trades once started",
    response_model=EngineSession,
    responses=_WRITES,
)
async def create_session(body: SessionIn, caller: SignedIn, wired: Wired) -> Response:
    return as_json(wired.engine_reader.create(caller.user_id, body), 201)


@router.get(
    "/sessions/{session_id}", summary="Show one session", response_model=EngineSessionDetail
)
async def show_session(session_id: str, caller: SignedIn, wired: Wired) -> Response:
    session = wired.engine_reader.session(caller.user_id, session_id)
    return as_json(wired.engine_reader.detail(session))


@router.put(
    "/sessions/{session_id}",
    summary="Change a session before it starts",
    response_model=EngineSession,
    responses=_WRITES,
)
async def change_session(
    session_id: str, body: SessionSettingsIn, caller: SignedIn, wired: Wired
) -> Response:
    return as_json(wired.engine_reader.change(caller.user_id, session_id, body))


@router.delete(
    "/sessions/{session_id}",
    status_code=204,
    summary="Delete a session that never started",
    responses=_WRITES,
)
async def delete_session(session_id: str, caller: SignedIn, wired: Wired) -> None:
    known = wired.engine_reader.session(caller.user_id, session_id)
    wired.engine.desk.delete(caller.user_id, known.account_id, session_id)


@router.post(
    "/sessions/{session_id}/start",
    summary="Start to trade",
    response_model=EngineSession,
    responses=_WRITES,
)
async def start_session(session_id: str, caller: SignedIn, wired: Wired) -> Response:
    step = wired.engine.desk.start
    return as_json(wired.engine_reader.move(step, caller.user_id, session_id))


@router.post(
    "/sessions/{session_id}/pause",
    summary="Buy nothing until resumed",
    response_model=EngineSession,
    responses=_WRITES,
)
async def pause_session(session_id: str, caller: SignedIn, wired: Wired) -> Response:
    step = wired.engine.desk.pause
    return as_json(wired.engine_reader.move(step, caller.user_id, session_id))


@router.post(
    "/sessions/{session_id}/resume",
    summary="Go on after a pause",
    response_model=EngineSession,
    responses=_WRITES,
)
async def resume_session(session_id: str, caller: SignedIn, wired: Wired) -> Response:
    step = wired.engine.desk.resume
    return as_json(wired.engine_reader.move(step, caller.user_id, session_id))


@router.post(
    "/sessions/{session_id}/stop",
    summary="Stop for good; open trades run on to their end",
    response_model=EngineSession,
    responses=_WRITES,
)
async def stop_session(session_id: str, caller: SignedIn, wired: Wired) -> Response:
    step = wired.engine.desk.stop
    return as_json(wired.engine_reader.move(step, caller.user_id, session_id))


@router.get(
    "/sessions/{session_id}/export",
    summary="Download a session for a replay",
    response_model=SessionExport,
    responses=documented(401, 404, 409),
)
async def export_session(
    session_id: str,
    caller: SignedIn,
    wired: Wired,
    symbol: Annotated[str | None, Query(max_length=30)] = None,
) -> Response:
    session = wired.engine_reader.session(caller.user_id, session_id)
    body = wired.engine_reader.export(session, symbol)
    name = f'attachment; filename="session-{session_id}.json"'
    return Response(body, headers={"content-disposition": name}, media_type="application/json")
