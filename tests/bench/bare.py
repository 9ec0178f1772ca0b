"""The yardstick: FastAPI and Mangum with nothing around, making the calls it is told to make."""

from collections.abc import Callable, Sequence
from copy import deepcopy
from typing import Any

import boto3
from botocore import xform_name
from fastapi import FastAPI
from mangum import Mangum
from pydantic import BaseModel

from tests.bench.calls import Call


class Body(BaseModel):
    """The body of a purchase."""

    account_id: str
    symbol: str
    trade_type: str
    stake: str
    expiry_minutes: int


class BareApi:
    """Answer two routes; `plan` is what each request calls, in order."""

    def __init__(self) -> None:
        self.plan: list[Callable[[], Any]] = []
        self._clients = {name: boto3.client(name) for name in ("dynamodb", "sqs")}
        app = FastAPI()
        app.get("/api/v1/trades/open")(self._open)
        app.post("/api/v1/trades/execute", status_code=201)(self._execute)
        self.handler = Mangum(app, lifespan="off")

    def plan_for(self, calls: Sequence[Call]) -> None:
        """Make these calls on the next requests, without the conditions that fail on a repeat."""
        self.plan = [self._prepared(call) for call in calls]

    async def _open(self) -> dict[str, bool]:
        return self._work()

    async def _execute(self, body: Body) -> dict[str, bool]:
        return self._work()

    def _work(self) -> dict[str, bool]:
        for call in self.plan:
            call()
        return {"ok": True}

    def _prepared(self, call: Call) -> Callable[[], Any]:
        method = getattr(self._clients[call.service], xform_name(call.operation))
        arguments = _repeatable(dict(deepcopy(call.arguments)))
        return lambda: method(**arguments)


def _repeatable(arguments: dict[str, Any]) -> dict[str, Any]:
    arguments.pop("ClientRequestToken", None)
    for item in arguments.get("TransactItems", []):
        put = item.get("Put", {})
        for name in (
            "ConditionExpression",
            "ExpressionAttributeNames",
            "ExpressionAttributeValues",
        ):
            put.pop(name, None)
    return arguments
