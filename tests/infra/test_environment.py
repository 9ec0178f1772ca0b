from importlib import import_module
from importlib.util import find_spec

import pytest
from pydantic import BaseModel

from infra.components.environment import VARIABLES
from tests.infra.templates import Assembly


@pytest.mark.parametrize("process", VARIABLES)
def test_a_process_is_told_every_variable_it_requires(process: str) -> None:
    if find_spec(f"functions.{process}.settings") is None:
        pytest.skip(f"functions/{process} has no settings")
    settings: type[BaseModel] = import_module(f"functions.{process}.settings").Settings
    required = {
        name.upper() for name, field in settings.model_fields.items() if field.is_required()
    }

    assert required <= set(VARIABLES[process])


def test_no_function_is_told_a_secret_value(prod: Assembly) -> None:
    for function in prod.of("AWS::Lambda::Function"):
        names = function.properties["Environment"]["Variables"]
        assert not [name for name in names if name.endswith(("PASSWORD", "TOKEN", "SECRET"))]


def test_aws_and_the_broker_are_reached_over_tls_outside_this_machine(prod: Assembly) -> None:
    told = [
        value
        for function in prod.of("AWS::Lambda::Function")
        for value in function.properties["Environment"]["Variables"].values()
    ]

    assert not [value for value in told if str(value).startswith(("http://", "ws://"))]
