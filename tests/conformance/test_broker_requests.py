"""Every request our broker client can write is what the published schemas allow.

What it really sends is judged too: test_broker_client and the trader's tests hand the requests
that the twin noted to `judge_requests`.
"""

import inspect
import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import jsonschema
import pytest

from nexus.adapters.broker import calls
from nexus.adapters.broker.wire import Request, encode
from tests.conformance.sandbox_harness import needs_schemas, validator

CONSTANTS = {
    name: value
    for name, value in vars(calls).items()
    if name.isupper() and not name.startswith("_") and isinstance(value, dict)
}
# How each function is called in earnest; each must have at least one line here.
EXAMPLES: dict[str, list[dict[str, Any]]] = {
    "contracts_for": [{"symbol": "frxEURUSD"}],
    "ticks": [{"symbol": "1HZ100V"}],
    "tick_history": [
        {"symbol": "R_50", "count": 1},
        {"symbol": "R_50", "count": 1000, "start": 1789343160, "end": "1789346760"},
    ],
    "candle_history": [{"symbol": "R_100", "count": 300}],
    "proposal": [
        {"symbol": "R_50", "contract_type": kind, "minutes": minutes, "stake": Decimal(stake)}
        for kind in ("CALL", "PUT", "CALLE", "PUTE")
        for minutes, stake in ((1, "0.35"), (60, "1000.00"))
    ],
    "buy": [{"proposal_id": "8a4b6c1e-0f7e-4a67-9f3e-2d1c0b9a8f7e", "price": Decimal("10.55")}],
    "sell": [{"contract_id": 12859891379}],
    "open_contract": [
        {"contract_id": 12859891379},
        {"contract_id": 12859891379, "subscribe": False},
    ],
    "profit_table": [{"date_from": 1789343160}, {"date_from": 0, "limit": 500}],
    "statement": [{"date_from": 1789343160}, {"date_from": 0, "limit": 999}],
    "forget": [{"subscription_id": "8a4b6c1e-0f7e-4a67-9f3e-2d1c0b9a8f7e"}],
}
WRITERS: dict[str, Callable[..., Request]] = {
    name: function
    for name, function in inspect.getmembers(calls, inspect.isfunction)
    if function.__module__ == calls.__name__ and name != "name_of"
}


def written() -> list[Request]:
    examples = [
        WRITERS[name](**arguments)
        for name, cases in EXAMPLES.items()
        for arguments in cases
        if name in WRITERS
    ]
    return [*CONSTANTS.values(), *examples]


def judge(request: Request) -> None:
    sent = json.loads(encode({**request, "req_id": 7}))
    validator(calls.name_of(request), "send").validate(sent)


def test_every_request_the_client_can_write_has_an_example_here() -> None:
    assert set(WRITERS) <= set(EXAMPLES)


@needs_schemas
@pytest.mark.parametrize("request_", written(), ids=str)
def test_a_request_of_the_client_is_what_the_published_schema_allows(request_: Request) -> None:
    judge(request_)


@needs_schemas
def test_the_judge_refuses_what_the_schema_does() -> None:
    with pytest.raises(jsonschema.ValidationError):
        judge({"ticks": "R_50", "subscribe": 0})
