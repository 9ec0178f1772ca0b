"""Field types shared by the API's bodies: money and times are text, lists page by cursor."""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import AliasChoices, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

MONEY_TEXT = {"type": "string", "pattern": r"^-?\d+\.\d{2}$", "examples": ["10000.00"]}
MONEY_IN = {
    "anyOf": [{"type": "string", "pattern": r"^\d+(\.\d{1,2})?$"}, {"type": "number"}],
    "examples": ["10.00"],
}

MoneyText = Annotated[str, WithJsonSchema(MONEY_TEXT)]
TimeText = Annotated[str, WithJsonSchema({"type": "string", "format": "date-time"})]
Fraction = Annotated[
    str, WithJsonSchema({"type": "string", "pattern": r"^\d\.\d{4}$", "examples": ["0.7500"]})
]
TokenDelivery = Literal["body", "cookie"]
IN_BODY: TokenDelivery = "body"


def _plain_number(value: object) -> object:
    """Refuse what Decimal would read and people do not write, such as `1e2` and `1_0`."""
    if isinstance(value, str) and not value.replace(".", "", 1).isdecimal():
        raise ValueError("Expected an amount such as 10.00")
    return value


def _whole_number(value: object) -> object:
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError("Expected a whole number")
    return value


MoneyIn = Annotated[
    Decimal,
    Field(decimal_places=2, max_digits=14, allow_inf_nan=False),
    BeforeValidator(_plain_number),
    WithJsonSchema(MONEY_IN),
]
WholeNumber = Annotated[int, BeforeValidator(_whole_number)]
ReferredBy = Annotated[
    str | None,
    Field(
        max_length=64,
        validation_alias=AliasChoices("referred_by", "referredBy"),
        description="The code of the partner whose link was followed; `referredBy` also works.",
    ),
]


class Body(BaseModel):
    """A request body; members it does not know are ignored."""

    model_config = ConfigDict(frozen=True)


class StrictBody(BaseModel):
    """A request body about money or limits; a member it does not know is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Answer(BaseModel):
    """A response body; built on first use, as a cold function answers one route, not all."""

    model_config = ConfigDict(defer_build=True, frozen=True)


class Page(Answer):
    """One page of a list; pass `next_cursor` back as `cursor` for the next one."""

    next_cursor: str | None
