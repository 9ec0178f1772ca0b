"""What the trader is told from outside, read once at start."""

import os
from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict, Field, PositiveFloat, PositiveInt

from functions.trader.turns import WINDOWS

DEFAULT_SYMBOLS = ("R_100", "R_50", "R_75", "1HZ100V", "frxEURUSD")


class Settings(BaseModel):
    """The trader's environment; anything missing stops the start.

    Every linked account that nobody uses is compared with the broker's books once per
    `book_check_seconds`. In each of `rest_windows`, so many seconds long, the broker's REST
    interface is asked at most so many times.
    """

    model_config = ConfigDict(frozen=True)

    stage: str
    table_prefix: str
    command_queue_urls: tuple[str, ...]
    broker_key_arn: str
    websocket_endpoint: str
    deriv_app_id: str
    deriv_api_url: str
    deriv_ws_url: str
    health_host: str
    health_port: int
    log_level: str = "INFO"
    default_symbols: tuple[str, ...] = DEFAULT_SYMBOLS
    book_check_seconds: float = Field(default=3600.0, gt=0)
    rest_windows: tuple[tuple[PositiveFloat, PositiveInt], ...] = Field(WINDOWS, min_length=1)

    @property
    def public_socket_url(self) -> str:
        """Where the broker's public market feed is."""
        return f"{self.deriv_ws_url.rstrip('/')}/trading/v1/options/ws/public"


def read_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """Read the environment; raise a ValidationError that names what is missing."""
    told = {name: environment.get(name.upper()) for name in Settings.model_fields}
    known: dict[str, object] = {name: value for name, value in told.items() if value is not None}
    for name in ("command_queue_urls", "default_symbols"):
        if name in known:
            known[name] = tuple(part for part in str(known[name]).split(",") if part)
    if "rest_windows" in known:
        parts = str(known["rest_windows"]).split(",")
        known["rest_windows"] = tuple(tuple(part.split(":")) for part in parts if part)
    return Settings.model_validate(known)
