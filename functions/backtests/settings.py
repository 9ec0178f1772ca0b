"""What the process is told by its environment."""

import os
from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict


class Settings(BaseModel):
    """The environment of the process that runs backtests; anything missing stops the start."""

    model_config = ConfigDict(frozen=True)

    STAGE: str
    TABLE_PREFIX: str
    BACKTEST_QUEUE_URL: str
    BACKTEST_BUCKET: str
    DERIV_WS_URL: str
    HEALTH_HOST: str
    HEALTH_PORT: int
    LOG_LEVEL: str = "INFO"


def read_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """Read the environment; raise a ValidationError that names what is missing."""
    return Settings.model_validate(dict(environment))
