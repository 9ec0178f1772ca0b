import time

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from functions.sandbox_broker.errors import RestError

PREFIX = "/trading/v1/options"


def success(request: Request, data: object, started: float, status: int = 200) -> Response:
    """Wrap data as every REST answer is."""
    return JSONResponse({"data": data, "meta": _meta(request, started)}, status_code=status)


def failure(request: Request, error: RestError, started: float) -> Response:
    """Wrap a refusal as every REST answer is."""
    body: dict[str, object] = {
        "status": error.status,
        "code": error.code,
        "message": error.message,
    }
    if error.field:
        body["field"] = error.field
    content = {"errors": [body], "meta": _meta(request, started)}
    wait = {} if error.retry_after is None else {"Retry-After": str(error.retry_after)}
    return JSONResponse(content, status_code=error.status, headers=wait)


def _meta(request: Request, started: float) -> dict[str, object]:
    return {
        "endpoint": request.url.path.removeprefix(PREFIX),
        "method": request.method,
        "timing": round((time.monotonic() - started) * 1000),
    }
