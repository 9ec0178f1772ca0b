"""Answer GET /health for the load balancer and for people."""

import asyncio
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass

LIMIT_SECONDS = 2


@dataclass
class HealthServer:
    """A tiny HTTP server: 200 while `report` says it is well, else 503."""

    host: str
    port: int
    report: Callable[[], Mapping[str, object]]
    _server: asyncio.Server | None = None

    async def start(self) -> None:
        """Begin to listen."""
        self._server = await asyncio.start_server(self._answer, self.host, self.port)

    async def stop(self) -> None:
        """Stop listening."""
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            line = await asyncio.wait_for(reader.readline(), LIMIT_SECONDS)
            writer.write(self._response(line))
            await writer.drain()
        except (TimeoutError, ConnectionError):
            pass
        finally:
            writer.close()

    def _response(self, line: bytes) -> bytes:
        if line.split(b" ")[:2] != [b"GET", b"/health"]:
            return b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        report = self.report()
        body = json.dumps(report).encode()
        status = b"200 OK" if report.get("ok") else b"503 Service Unavailable"
        head = b"Content-Type: application/json\r\nConnection: close\r\n"
        size = f"Content-Length: {len(body)}\r\n\r\n".encode()
        return b"HTTP/1.1 " + status + b"\r\n" + head + size + body
