"""A function that writes where it may and reports what it may not."""

import json
import os
from typing import Any

import boto3
from botocore.exceptions import ClientError


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    print("called")
    if event.get("requestContext", {}).get("eventType") == "CONNECT":
        asked = event.get("queryStringParameters") or {}
        return {"statusCode": 200 if asked.get("ticket") == "good" else 401}
    if event.get("requestContext", {}).get("eventType") == "MESSAGE":
        return {"statusCode": 200, "body": f"echo {event['body']}"}
    table = boto3.resource("dynamodb").Table(os.environ["TABLE"])
    table.put_item(Item={"pk": "visited", "path": event["path"]})
    body = {
        "path": event["path"],
        "query": event["queryStringParameters"],
        "forwarded": event["headers"].get("x-forwarded-for"),
        "greeting": os.environ["GREETING"],
        "denied": _denied(),
    }
    return {
        "statusCode": 200,
        "multiValueHeaders": {"Set-Cookie": ["a=1", "b=2"]},
        "headers": {"content-type": "application/json"},
        "body": json.dumps(body),
    }


def _denied() -> str | None:
    try:
        boto3.client("dynamodb").list_tables()
    except ClientError as error:
        return str(error.response["Error"]["Code"])
    return None
