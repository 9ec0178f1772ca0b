"""Files of the built web app with the cache rules of the distribution."""

import gzip
import hashlib
import mimetypes
from dataclasses import dataclass
from email.utils import formatdate
from functools import lru_cache
from pathlib import Path

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from infra.local.edge.rewrites import page_file

FOREVER = "public, max-age=31536000, immutable"
REVALIDATE = "no-cache"
COMPRESSIBLE = ("text/", "application/javascript", "application/json", "image/svg+xml")


@dataclass(frozen=True)
class StaticFile:
    """One file as it goes over the wire."""

    body: bytes
    compressed: bytes | None
    media_type: str
    headers: dict[str, str]


@lru_cache(maxsize=512)
def load_file(path: Path, modified: float) -> StaticFile:
    """Read a file once per modification."""
    body = path.read_bytes()
    media_type = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    compressed = gzip.compress(body, 6) if media_type.startswith(COMPRESSIBLE) else None
    headers = {
        "etag": f'"{hashlib.sha256(body).hexdigest()[:32]}"',
        "last-modified": formatdate(modified, usegmt=True),
        "vary": "accept-encoding",
    }
    return StaticFile(body, compressed, media_type, headers)


class WebFiles:
    """Answers GET and HEAD with files under one root, never outside it."""

    def __init__(self, root: Path) -> None:
        self._root = root.resolve()

    async def __call__(self, request: Request) -> Response:
        """Serve the file behind the request's path."""
        path = (self._root / page_file(request.url.path)).resolve()
        if not path.is_relative_to(self._root) or not path.is_file():
            return self._missing(path)
        return self._answer(request, load_file(path, path.stat().st_mtime), path)

    def _missing(self, path: Path) -> Response:
        if path == self._root / "index.html":
            return PlainTextResponse("The web app is not built yet: run make setup", 503)
        return PlainTextResponse("Not found", 404, {"cache-control": REVALIDATE})

    def _answer(self, request: Request, file: StaticFile, path: Path) -> Response:
        hashed = path.is_relative_to(self._root / "assets")
        headers = {**file.headers, "cache-control": FOREVER if hashed else REVALIDATE}
        if request.headers.get("if-none-match") == headers["etag"]:
            return Response(status_code=304, headers=headers)
        body = file.body
        if file.compressed and "gzip" in request.headers.get("accept-encoding", ""):
            body, headers["content-encoding"] = file.compressed, "gzip"
        return Response(body, media_type=file.media_type, headers=headers)
