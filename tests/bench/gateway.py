"""Requests as API Gateway hands them to a handler."""

import json
from collections.abc import Mapping
from typing import Any


class Context:
    """What Lambda tells a handler about its call."""

    function_name = "bench"
    function_version = "1"
    memory_limit_in_mb = 1024
    invoked_function_arn = "arn:aws:lambda:us-east-1:000000000000:function:bench"
    aws_request_id = "00000000-0000-0000-0000-000000000000"

    def get_remaining_time_in_millis(self) -> int:
        """Leave a generous rest."""
        return 10_000


def request(
    method: str,
    path: str,
    body: Mapping[str, Any] | None = None,
    token: str | None = None,
    **headers: str,
) -> dict[str, Any]:
    """Build a REST proxy event."""
    sent = {"Host": "127.0.0.1", "Accept": "application/json", **headers}
    if body is not None:
        sent["Content-Type"] = "application/json"
    if token is not None:
        sent["Authorization"] = f"Bearer {token}"
    return {
        "resource": "/api/{proxy+}",
        "path": path,
        "httpMethod": method,
        "headers": sent,
        "multiValueHeaders": {name: [value] for name, value in sent.items()},
        "queryStringParameters": None,
        "multiValueQueryStringParameters": None,
        "pathParameters": {"proxy": path.removeprefix("/api/")},
        "stageVariables": None,
        "requestContext": {
            "resourcePath": "/api/{proxy+}",
            "httpMethod": method,
            "path": f"/live{path}",
            "stage": "live",
            "requestId": Context.aws_request_id,
            "identity": {"sourceIp": "127.0.0.1", "userAgent": "bench"},
            "accountId": "000000000000",
            "apiId": "bench",
        },
        "body": None if body is None else json.dumps(body),
        "isBase64Encoded": False,
    }
