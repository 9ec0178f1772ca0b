import dataclasses
from importlib import import_module
from typing import Any

import pytest
from pydantic import BaseModel

from infra.components.environment import VARIABLES
from tests.infra.templates import Assembly


def required_by(settings: type[Any]) -> set[str]:
    if dataclasses.is_dataclass(settings):
        fields = dataclasses.fields(settings)
        return {field.name.upper() for field in fields if field.default is dataclasses.MISSING}
    assert issubclass(settings, BaseModel)
    fields_of_model = settings.model_fields.items()
    return {name.upper() for name, field in fields_of_model if field.is_required()}


@pytest.mark.parametrize("process", VARIABLES)
def test_a_process_is_told_every_variable_it_requires(process: str) -> None:
    settings = import_module(f"functions.{process}.settings").Settings

    assert required_by(settings) <= set(VARIABLES[process])


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
