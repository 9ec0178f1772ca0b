"""Posts to many browsers against a server on this machine."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest

from nexus.adapters.push_many import CONNECTIONS, ManyBrowsersPush
from nexus.kernel.errors import Unavailable

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n"
GONE = b"HTTP/1.1 410 Gone\r\nContent-Length: 4\r\n\r\ngone"
BUSY = b"HTTP/1.1 429 Too Many Requests\r\nContent-Length: 0\r\n\r\n"
LAST = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


@dataclass
class Endpoint:
    """A server that answers each post as told."""

    answer: bytes = OK
    hangs_up_after: int | None = None
    paths: list[str] = field(default_factory=list)
    heads: list[bytes] = field(default_factory=list)
    connections: int = 0
    url: str = ""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        served = 0
        try:
            while self.hangs_up_after is None or served < self.hangs_up_after:
                head = await reader.readuntil(b"\r\n\r\n")
                fields = [line for line in head.split(b"\r\n") if b": " in line]
                sizes = [f for f in fields if f.lower().startswith(b"content-length")]
                await reader.readexactly(int(sizes[0].split(b": ")[1]))
                self.paths.append(head.split(b" ")[1].decode())
                self.heads.append(head)
                writer.write(self.answer)
                await writer.drain()
                served += 1
        except asyncio.IncompleteReadError:
            pass
        finally:
            writer.close()


@asynccontextmanager
async def an_endpoint(endpoint: Endpoint) -> AsyncIterator[ManyBrowsersPush]:
    server = await asyncio.start_server(endpoint.serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    push = ManyBrowsersPush(f"http://127.0.0.1:{port}/live")
    try:
        yield push
    finally:
        await push.close()
        server.close()


@pytest.fixture(autouse=True)
def _credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")


@pytest.mark.parametrize("answer", [OK, CHUNKED], ids=["sized", "chunked"])
async def test_frames_go_out_signed_over_one_kept_connection(answer: bytes) -> None:
    endpoint = Endpoint(answer)
    async with an_endpoint(endpoint) as push:
        assert [await push.post("abc=", b"frame") for _ in range(3)] == [True] * 3

    assert endpoint.paths == ["/live/@connections/abc%3D"] * 3
    assert endpoint.connections == 1
    assert all(b"Authorization: AWS4-HMAC-SHA256" in head for head in endpoint.heads)


async def test_socket_that_is_gone_is_told() -> None:
    async with an_endpoint(Endpoint(GONE)) as push:
        assert await push.post("a", b"frame") is False
        assert await push.post("b", b"frame") is False


async def test_refusal_is_unavailable() -> None:
    async with an_endpoint(Endpoint(BUSY)) as push:
        with pytest.raises(Unavailable, match="429"):
            await push.post("a", b"frame")


async def test_connection_closed_by_the_other_side_is_replaced() -> None:
    endpoint = Endpoint(hangs_up_after=1)
    async with an_endpoint(endpoint) as push:
        for _ in range(3):
            assert await push.post("a", b"frame")
            await asyncio.sleep(0.02)

    assert endpoint.connections == 3


async def test_connection_that_says_it_closes_is_not_kept() -> None:
    endpoint = Endpoint(LAST)
    async with an_endpoint(endpoint) as push:
        await push.post("a", b"frame")
        await push.post("a", b"frame")

    assert endpoint.connections == 2


async def test_many_posts_share_a_few_connections() -> None:
    endpoint = Endpoint()
    async with an_endpoint(endpoint) as push:
        sent = await asyncio.gather(*(push.post(f"c{n}", b"frame") for n in range(200)))

    assert all(sent)
    assert len(set(endpoint.paths)) == 200
    assert endpoint.connections <= CONNECTIONS


async def test_endpoint_that_is_not_there_is_unavailable() -> None:
    with pytest.raises(Unavailable):
        await ManyBrowsersPush("http://127.0.0.1:9/live").post("a", b"frame")
