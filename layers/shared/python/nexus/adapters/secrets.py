"""Secrets Manager: read a secret once per process, when it is first needed."""

from collections.abc import Callable
from functools import lru_cache

import boto3
from botocore.config import Config


def secret_reader(arn: str, config: Config) -> Callable[[], str]:
    """Make a function that returns the secret's text."""

    @lru_cache(maxsize=1)
    def read() -> str:
        client = boto3.client("secretsmanager", config=config)
        return str(client.get_secret_value(SecretId=arn)["SecretString"])

    return read
