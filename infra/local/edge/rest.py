"""Requests under /api and /r, passed to the REST API."""

import json

import httpx
from starlette.requests import Request
from starlette.responses import Response

# The most API Gateway hands to a function in one request.
BODY_LIMIT = 6 * 1024 * 1024
HOP_BY_HOP = frozenset(
    {
        "connection",
        "content-length",
        "host",
        "keep-alive",
        "proxy-authenticate",
        "proxy-authorization",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
        "x-forwarded-for",
        "x-forwarded-proto",
    }
)
WITHOUT_BODY = frozenset({204, 304})


def problem(status: int, code: str, title: str) -> Response:
    """Build a problem document for what the edge itself refuses."""
    document = {"type": "about:blank", "title": title, "status": status, "code": code}
    return Response(json.dumps(document), status, media_type="application/problem+json")


def forwarded_headers(request: Request) -> list[tuple[str, str]]:
    """Return the headers the API sees, with the client's address appended."""
    client = request.client.host if request.client else "127.0.0.1"
    seen = request.headers.get("x-forwarded-for")
    kept = [(k, v) for k, v in request.headers.items() if k not in HOP_BY_HOP]
    return [
        *kept,
        ("x-forwarded-for", f"{seen}, {client}" if seen else client),
        ("x-forwarded-proto", request.url.scheme),
    ]


async def limited_body(request: Request) -> bytes | None:
    """Read the body, None when it is larger than the API accepts."""
    if int(request.headers.get("content-length") or 0) > BODY_LIMIT:
        return None
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > BODY_LIMIT:
            return None
    return bytes(body)


class RestProxy:
    """Passes a request to the REST API and its answer back, bytes unchanged."""

    def __init__(self, client: httpx.AsyncClient, origin: str) -> None:
        self._client = client
        self._origin = origin

    async def __call__(self, request: Request) -> Response:
        """Forward one request."""
        body = await limited_body(request)
        if body is None:
            return problem(413, "BODY_TOO_LARGE", "The request body is too large")
        try:
            answer = await self._client.send(self._outgoing(request, body), stream=True)
            content = b"".join([chunk async for chunk in answer.aiter_raw()])
        except httpx.TimeoutException:
            return problem(504, "GATEWAY_TIMEOUT", "The API did not answer in time")
        except httpx.TransportError:
            return problem(503, "UNAVAILABLE", "The API cannot be reached")
        return self._incoming(answer, content)

    def _outgoing(self, request: Request, body: bytes) -> httpx.Request:
        path = request.scope["raw_path"].decode("ascii")
        query = request.scope["query_string"].decode("ascii")
        url = f"{self._origin}{path}" + (f"?{query}" if query else "")
        return self._client.build_request(
            request.method, url, headers=forwarded_headers(request), content=body
        )

    def _incoming(self, answer: httpx.Response, content: bytes) -> Response:
        response = Response(
            b"" if answer.status_code in WITHOUT_BODY else content, answer.status_code
        )
        kept = [(k, v) for k, v in answer.headers.raw if k.lower().decode() not in HOP_BY_HOP]
        length = [h for h in response.raw_headers if h[0] == b"content-length"]
        response.raw_headers = [(k.lower(), v) for k, v in kept] + length
        return response
