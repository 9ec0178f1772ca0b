"""Drive the sandbox broker with python-deriv-api's raw send and print what was seen."""

import asyncio
import json
import sys
from typing import Any

import websockets
from deriv_api import DerivAPI
from deriv_api.errors import ResponseError

Frame = dict[str, Any]
CONTRACT: Frame = {
    "contract_type": "CALL",
    "currency": "USD",
    "underlying_symbol": "1HZ100V",
    "amount": 0.35,
    "basis": "stake",
    "duration": 3,
    "duration_unit": "t",
}


async def collect(api: Any, request: Frame, is_last: Any) -> list[Frame]:
    """Collect updates until one is the last, then let the package forget the stream."""
    seen: list[Frame] = []
    done = asyncio.get_running_loop().create_future()

    def take(frame: Frame) -> None:
        seen.append(frame)
        if is_last(frame, seen) and not done.done():
            done.set_result(None)

    source = await api.subscribe(request)
    subscription = source.subscribe(take, done.set_exception)
    await asyncio.wait_for(done, 20)
    subscription.dispose()
    return seen


async def refusal(awaitable: Any) -> str | None:
    """Give the code of a refusal."""
    try:
        await awaitable
    except ResponseError as error:
        return str(error.code)
    return None


async def watch_market(url: str) -> Frame:
    """Look at ticks, history and prices."""
    connection = await websockets.connect(url)
    api = DerivAPI(connection=connection)
    once = await api.send({"ticks": "R_50"})
    ticks = await collect(api, {"ticks": "1HZ100V"}, lambda _, seen: len(seen) == 3)
    history = await api.send({"ticks_history": "R_100", "end": "latest", "count": 20})
    proposal = await api.send({"proposal": 1, **CONTRACT})
    streamed = await collect(api, {"proposal": 1, **CONTRACT}, lambda *_: True)
    refused = [
        await refusal(api.send({"ticks": "NOPE"})),
        await refusal(api.send({"proposal": 1, **CONTRACT, "symbol": "R_50"})),
        await refusal(api.send({"balance": 1})),
    ]
    left = await api.send({"forget_all": ["ticks", "proposal"]})
    await api.clear()
    await connection.close()
    return {
        "once": once["tick"],
        "ticks": [frame["tick"] for frame in ticks],
        "history": history["history"],
        "proposal": proposal["proposal"],
        "streamed": len(streamed),
        "refusals": refused,
        "left": left["forget_all"],
    }


async def trade(url: str) -> Frame:
    """Buy a contract and follow it to its end."""
    connection = await websockets.connect(url)
    api = DerivAPI(connection=connection)
    offer = (await api.send({"proposal": 1, **CONTRACT}))["proposal"]
    bought = (await api.send({"buy": offer["id"], "price": 0.35}))["buy"]
    again = await refusal(api.send({"buy": offer["id"], "price": 0.35}))
    frames = await collect(
        api,
        {"proposal_open_contract": 1, "contract_id": bought["contract_id"]},
        lambda frame, _: frame["proposal_open_contract"]["is_sold"] == 1,
    )
    balance = (await api.send({"balance": 1}))["balance"]
    left = (await api.send({"forget_all": "proposal_open_contract"}))["forget_all"]
    await api.clear()
    await connection.close()
    return {
        "buy": bought,
        "again": again,
        "statuses": [frame["proposal_open_contract"]["status"] for frame in frames],
        "ended": frames[-1]["proposal_open_contract"],
        "balance": balance,
        "left": left,
    }


async def main() -> None:
    """Print one JSON object."""
    public_url, account_url = sys.argv[1:]
    seen = {"market": await watch_market(public_url), "trade": await trade(account_url)}
    sys.stdout.write(json.dumps(seen))


asyncio.run(main())
