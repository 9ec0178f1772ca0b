"""Send to very many browsers at once: signed requests over a few kept-open connections.

The trader posts to every socket each second; a boto3 call costs it a thread and a millisecond.
"""

import asyncio
import contextlib
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

import botocore.session
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest

from nexus.kernel.errors import Unavailable

if TYPE_CHECKING:
    from botocore.credentials import ReadOnlyCredentials

CONNECTIONS = 32
ANSWER_WITHIN = 2.0
CREDENTIALS_SECONDS = 60.0
_OK, _GONE = 200, 410


class Signer:
    """Sign requests to one API; credentials that rotate are read again each minute."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._session = botocore.session.get_session()
        self._region = str(self._session.get_config_variable("region"))
        self._now = now
        self._read_at = 0.0
        self._auth: SigV4Auth | None = None

    def headers(self, url: str, data: bytes) -> dict[str, str]:
        """Give the headers of one signed POST."""
        request = AWSRequest("POST", url, data=data, headers={"Content-Length": str(len(data))})
        self._current().add_auth(request)
        return dict(request.headers.items())

    def _current(self) -> SigV4Auth:
        now = self._now()
        if self._auth is None or now - self._read_at > CREDENTIALS_SECONDS:
            self._auth = SigV4Auth(self._credentials(), "execute-api", self._region)
            self._read_at = now
        return self._auth

    def _credentials(self) -> "ReadOnlyCredentials":
        found = self._session.get_credentials()
        if found is None:
            raise Unavailable("No AWS credentials are there to sign with")
        frozen: ReadOnlyCredentials = found.get_frozen_credentials()
        return frozen


@dataclass
class _Wire:
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def post(self, head: bytes, data: bytes) -> tuple[int, bool]:
        self.writer.write(head + data)
        await self.writer.drain()
        lines = (await self.reader.readuntil(b"\r\n\r\n")).split(b"\r\n")
        fields = dict(line.lower().split(b": ", 1) for line in lines[1:] if b": " in line)
        await self._skip_body(fields)
        is_kept = fields.get(b"connection", b"") != b"close"
        return int(lines[0].split(b" ", 2)[1]), is_kept

    async def _skip_body(self, fields: dict[bytes, bytes]) -> None:
        if b"chunked" in fields.get(b"transfer-encoding", b""):
            while size := int((await self.reader.readline()).split(b";")[0], 16):
                await self.reader.readexactly(size + 2)
            await self.reader.readline()
            return
        await self.reader.readexactly(int(fields.get(b"content-length", b"0")))

    def close(self) -> None:
        self.writer.close()


@dataclass
class ManyBrowsersPush:
    """Post frames to the sockets of one WebSocket API and stage."""

    endpoint: str
    signer: Signer = field(default_factory=Signer)
    _idle: list[_Wire] = field(default_factory=list)
    _turn: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(CONNECTIONS))

    def __post_init__(self) -> None:
        parts = urlsplit(self.endpoint)
        self._secure = ssl.create_default_context() if parts.scheme == "https" else None
        self._host = parts.hostname or ""
        self._port = parts.port or (443 if self._secure else 80)
        self._base = f"{parts.scheme}://{parts.netloc}"
        self._path = f"{parts.path.rstrip('/')}/@connections/"
        self._netloc = parts.netloc

    async def post(self, connection_id: str, data: bytes) -> bool:
        """Send a frame; False when the socket is gone for good, Unavailable when it did not go."""
        path = self._path + quote(connection_id, safe="")
        head = self._head(path, data)
        async with self._turn:
            try:
                async with asyncio.timeout(ANSWER_WITHIN):
                    status = await self._send(head, data)
            except (OSError, EOFError, TimeoutError, ValueError, asyncio.LimitOverrunError) as e:
                raise Unavailable(f"The frame was not sent: {type(e).__name__}") from e
        if status not in {_OK, _GONE}:
            raise Unavailable(f"The frame was not sent: HTTP {status}")
        return status == _OK

    async def close(self) -> None:
        """Close the kept connections."""
        while self._idle:
            self._idle.pop().close()

    def _head(self, path: str, data: bytes) -> bytes:
        headers = self.signer.headers(self._base + path, data)
        lines = [f"POST {path} HTTP/1.1", f"Host: {self._netloc}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        return ("\r\n".join(lines) + "\r\n\r\n").encode()

    async def _send(self, head: bytes, data: bytes) -> int:
        # A kept connection may have been closed by the other side; a fresh one says for sure.
        while self._idle:
            with contextlib.suppress(OSError, EOFError):
                return await self._over(self._idle.pop(), head, data)
        return await self._over(await self._open(), head, data)

    async def _over(self, wire: _Wire, head: bytes, data: bytes) -> int:
        is_kept = False
        try:
            status, is_kept = await wire.post(head, data)
        finally:
            if is_kept:
                self._idle.append(wire)
            else:
                wire.close()
        return status

    async def _open(self) -> _Wire:
        return _Wire(*await asyncio.open_connection(self._host, self._port, ssl=self._secure))
