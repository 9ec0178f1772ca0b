"""A broker of nothing but ticks: python -m tests.bench.link.server, prints its port.

A socket that has subscribed to SYMBOLS streams gets what its path asks for: `/flood/N` sends N
ticks as fast as they are taken, `/bursts/N` N times a tick of every symbol at once, each with
the moment of sending in `sent` (nanoseconds of the machine's monotonic clock).
"""

import asyncio
import json
import time
from typing import Any
from uuid import UUID

from websockets.asyncio.server import ServerConnection, serve
from websockets.frames import Frame, Opcode

SYMBOLS, BETWEEN_BURSTS = 100, 0.1
CHUNK, BUFFERED = 500, 500_000


async def answer(socket: ServerConnection) -> None:
    """Take the subscriptions, then send."""
    requests: list[dict[str, Any]] = []
    async for text in socket:
        request = json.loads(text)
        if "ticks" not in request:
            continue
        requests.append(request)
        await socket.send(tick(request, 0))
        if len(requests) == SYMBOLS:
            await send_all(socket, requests)
            await socket.wait_closed()


async def send_all(socket: ServerConnection, requests: list[dict[str, Any]]) -> None:
    """Send what the path asks for."""
    _, kind, count = (socket.request.path if socket.request else "").split("/")
    if kind == "flood":
        await flood(socket, requests, int(count))
        return
    for number in range(int(count)):
        await asyncio.sleep(BETWEEN_BURSTS)
        for request in requests:
            await socket.send(tick(request, number + 1))


async def flood(socket: ServerConnection, requests: list[dict[str, Any]], count: int) -> None:
    """Prepare the frames, then keep the client busy: it shall never wait for this process."""
    frames = [
        Frame(Opcode.TEXT, tick(requests[n % SYMBOLS], 1 + n // SYMBOLS).encode()).serialize(
            mask=False
        )
        for n in range(count)
    ]
    for start in range(0, count, CHUNK):
        socket.transport.write(b"".join(frames[start : start + CHUNK]))
        while socket.transport.get_write_buffer_size() > BUFFERED:  # noqa: ASYNC110
            await asyncio.sleep(0.001)


def tick(request: dict[str, Any], number: int) -> str:
    """Write one tick as the broker does."""
    stream = str(UUID(int=request["req_id"]))
    spot = round(1000 + request["req_id"] + number % 977 / 100, 2)
    body = {
        "echo_req": request,
        "msg_type": "tick",
        "req_id": request["req_id"],
        "subscription": {"id": stream},
        "tick": {
            "ask": round(spot + 0.11, 2),
            "bid": round(spot - 0.11, 2),
            "epoch": 1_789_347_036 + number,
            "id": stream,
            "pip_size": 2,
            "quote": spot,
            "symbol": request["ticks"],
            "sent": time.monotonic_ns(),
        },
    }
    return json.dumps(body, separators=(",", ":"))


async def main() -> None:
    """Serve until the process is ended."""
    async with serve(answer, "127.0.0.1", 0, compression=None, ping_interval=None) as server:
        print(next(iter(server.sockets)).getsockname()[1], flush=True)
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
