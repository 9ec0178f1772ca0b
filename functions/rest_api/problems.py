"""Turn errors into problem documents; the only place where an error becomes a status."""

import json
from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from nexus.kernel.errors import (
    Conflict,
    Denied,
    Forbidden,
    Malformed,
    NexusError,
    NotFound,
    Refused,
    Rejected,
    Retryable,
    StopTrading,
    Throttled,
    Unauthenticated,
    Unavailable,
)

MEDIA_TYPE = "application/problem+json"
_STATUS: Mapping[type[NexusError], int] = {
    Malformed: 422,
    NotFound: 404,
    Unauthenticated: 401,
    Forbidden: 403,
    Denied: 409,
    Rejected: 409,
    Conflict: 409,
    StopTrading: 409,
    Refused: 409,
    Retryable: 503,
    Throttled: 429,
    Unavailable: 503,
}
_TITLES: Mapping[int, str] = {
    400: "The request cannot be read",
    401: "Not signed in",
    403: "Not allowed",
    404: "Not found",
    405: "Method not allowed",
    409: "Refused",
    413: "The body is too large",
    422: "The request is not valid",
    429: "Too many requests",
    500: "Something went wrong",
    503: "Try again",
}
_HTTP_CODES: Mapping[int, str] = {
    400: "BODY_NOT_READABLE",
    404: "NOT_FOUND",
    405: "METHOD_NOT_ALLOWED",
    413: "BODY_TOO_LARGE",
}


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """List the error statuses of a route for the OpenAPI document."""
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {
        status: {"description": _TITLES[status], "content": content}
        for status in sorted({*statuses, 422, 500})
    }


def register(app: FastAPI) -> None:
    """Answer every error of the app with a problem document."""
    app.add_exception_handler(NexusError, _refused)
    app.add_exception_handler(RequestValidationError, _not_valid)
    app.add_exception_handler(HTTPException, _not_served)
    app.add_exception_handler(Exception, _broken)


def problem(
    status: int,
    code: str,
    detail: str,
    headers: Mapping[str, str] | None = None,
    **members: object,
) -> Response:
    """Write a problem document; members that are None are left out."""
    body = {
        "type": f"/problems/{code.lower().replace('_', '-')}",
        "title": _TITLES.get(status, "Refused"),
        "status": status,
        "code": code,
        "detail": detail,
        **{name: value for name, value in members.items() if value is not None},
    }
    return Response(json.dumps(body), status, headers, MEDIA_TYPE)


def _status_of(error: NexusError) -> int:
    return next((_STATUS[kind] for kind in type(error).__mro__ if kind in _STATUS), 500)


def _headers_of(error: NexusError) -> dict[str, str]:
    if isinstance(error, Throttled):
        return {"retry-after": str(error.retry_after)}
    if isinstance(error, Unauthenticated):
        return {"www-authenticate": "Bearer"}
    return {"retry-after": "1"} if isinstance(error, Unavailable) else {}


async def _refused(_: Request, error: Exception) -> Response:
    assert isinstance(error, NexusError)  # noqa: S101
    status = _status_of(error)
    if status == 500:
        return await _broken(_, error)
    fields = error.fields if isinstance(error, Malformed) else ()
    errors = [{"field": each.field, "message": each.message} for each in fields]
    decision = getattr(error, "decision", None)
    facts = error.facts if isinstance(error, Denied) and error.facts else None
    return problem(
        status,
        error.code,
        error.detail,
        _headers_of(error),
        errors=errors or None,
        decision=decision,
        facts=facts,
    )


async def _not_valid(_: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101
    if any(each["type"] == "json_invalid" for each in error.errors()):
        return problem(422, "BODY_NOT_JSON", "Expected the body to be JSON")
    errors = [_field_problem(each) for each in error.errors()]
    detail = "; ".join(f"{each['field']}: {each['message']}" for each in errors)
    return problem(422, "VALIDATION_FAILED", detail, errors=errors)


def _field_problem(error: Mapping[str, Any]) -> dict[str, str]:
    place = [str(part) for part in error["loc"][1:]]
    message = str(error["msg"]).removeprefix("Value error, ")
    return {"field": ".".join(place) or str(error["loc"][0]), "message": message}


async def _not_served(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101
    status = error.status_code
    code, title = _HTTP_CODES.get(status, "REFUSED"), _TITLES.get(status, "Refused")
    return problem(status, code, title, error.headers)


async def _broken(_: Request, __: Exception) -> Response:
    return problem(500, "INTERNAL", "Something went wrong on our side; nothing was changed twice")
