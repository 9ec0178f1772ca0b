"""The shapes of the control API."""

from decimal import Decimal
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from functions.sandbox_broker.faults import EFFECTS, SOCKET, Effect
from functions.sandbox_broker.market.scripts import Direction


class Shape(BaseModel):
    """Refuse unknown members, so that a misspelt setting is noticed."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class SeedChange(Shape):
    seed: int


class ClockChange(Shape):
    """Set the time, its pace (1 real, 0 stepped), shift it, or step it forward."""

    epoch: float | None = None
    skew: float | None = Field(default=None, ge=-86_400, le=86_400)
    pace: float | None = Field(default=None, ge=0, le=1000)
    advance: float | None = Field(default=None, gt=0, le=40 * 86_400)


class ExactTick(Shape):
    epoch: int
    quote: float = Field(gt=0)


class NewScript(Shape):
    """Tilt, flatten or silence a span, or set exact ticks."""

    symbol: str
    direction: Direction = Direction.TICKS
    from_epoch: int | None = None
    until_epoch: int | None = None
    seconds: int | None = Field(default=None, gt=0)
    ticks: tuple[ExactTick, ...] = ()

    @model_validator(mode="after")
    def _has_a_span(self) -> "NewScript":
        if self.direction is Direction.TICKS:
            if not self.ticks:
                raise ValueError("Expected ticks or a direction")
        elif self.until_epoch is None and self.seconds is None:
            raise ValueError("Expected until_epoch or seconds")
        return self


class AppChange(Shape):
    id: str = Field(min_length=3)
    name: str = "Sandbox app"
    redirect_uris: tuple[str, ...] = ()
    scopes: tuple[str, ...] = ("trade", "account_manage", "application_read", "payment")
    markup_percent: Decimal = Decimal(0)


class NewUser(Shape):
    email: str
    password: str = Field(min_length=8)
    attribution: dict[str, str] = {}


class NewAccount(Shape):
    account_type: Literal["demo", "real"]


class NewToken(Shape):
    kind: Literal["access", "pat"] = "access"
    app_id: str = "sandbox-app"
    scopes: tuple[str, ...] = ("trade", "account_manage")
    expires_in: int | None = 3600


class BalanceChange(Shape):
    balance: Decimal = Field(ge=0, decimal_places=2)


class Drop(Shape):
    """Choose sockets to cut, or to leave half open; nothing given means all."""

    account_id: str | None = None
    kind: Literal["public", "demo", "real"] | None = None
    half_open: bool = False


class LimitsChange(Shape):
    enabled: bool | None = None
    reset: bool = False


class NewFault(Shape):
    """Add a fault rule; `target` may hold * and ?."""

    id: str | None = None
    place: Literal["socket", "stream", "http", "contract", "market"] | None = None
    target: str = "*"
    effect: Effect
    probability: float = Field(default=1.0, ge=0, le=1)
    count: int | None = Field(default=None, ge=1)
    account_id: str | None = None
    seconds: float = Field(default=0.0, ge=-86_400, le=86_400)
    code: str = "RateLimit"
    message: str = "You have reached the rate limit."
    status: int = Field(default=503, ge=400, le=599)

    @model_validator(mode="after")
    def _applies_there(self) -> "NewFault":
        if self.place is not None and self.place not in EFFECTS[self.effect].places:
            raise ValueError(f"{self.effect} does not apply to {self.place}")
        if self.seconds < 0 and self.effect is not Effect.CLOCK_SKEW:
            raise ValueError(f"Expected seconds from 0, was {self.seconds}")
        return self

    @property
    def chosen_place(self) -> str:
        """Give the place: the one named, else where the effect applies, sockets first."""
        places = EFFECTS[self.effect].places
        return self.place or (SOCKET if SOCKET in places else next(iter(places)))


class Storm(Shape):
    """Choose a ready-made set of rules; `probability` is that of the effects with weight one."""

    name: str = "everything"
    probability: float = Field(default=0.01, ge=0, le=1)
    seed: int | None = None


class Update(Shape):
    """Begin maintenance for some seconds of the machine's time; zero ends it."""

    seconds: float = Field(ge=0, le=3600)
