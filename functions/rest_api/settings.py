"""What the process is told by its environment."""

import os
from functools import lru_cache

from pydantic import BaseModel, ConfigDict


class Settings(BaseModel):
    """The REST API's settings; everything is required."""

    model_config = ConfigDict(frozen=True)

    STAGE: str
    TABLE_PREFIX: str
    COMMAND_QUEUE_URLS: str
    BACKTEST_QUEUE_URL: str
    BACKTEST_BUCKET: str
    JWT_SECRET_ARN: str
    BROKER_KEY_ARN: str
    PUBLIC_URL: str
    WEBSOCKET_URL: str
    DERIV_APP_ID: str
    DERIV_AUTH_URL: str
    DERIV_API_URL: str


@lru_cache(maxsize=1)
def settings() -> Settings:
    """Read the environment once; a missing value stops the process."""
    return Settings.model_validate(dict(os.environ))
