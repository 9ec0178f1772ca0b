"""A function that copies what a table's stream tells it."""

import os
from typing import Any

import boto3


def handler(event: dict[str, Any], _context: object) -> None:
    print("called")
    table = boto3.client("dynamodb")
    for record in event["Records"]:
        table.put_item(TableName=os.environ["COPY"], Item=record["dynamodb"]["Keys"])
