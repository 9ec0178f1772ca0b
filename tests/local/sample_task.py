"""The process of the sample's task definition."""

import os
import time

import boto3
from botocore.exceptions import ClientError


def main() -> None:
    """Print who it acts as, what it read and what it was refused; then stay."""
    print(boto3.client("sts").get_caller_identity()["Arn"], flush=True)
    table = boto3.resource("dynamodb").Table(os.environ["TABLE"])
    print("read", table.get_item(Key={"pk": "visited"}).get("Item"), flush=True)
    try:
        table.put_item(Item={"pk": "forbidden"})
    except ClientError as error:
        print("refused", error.response["Error"]["Code"], flush=True)
    time.sleep(600)
