"""What the process is told by its environment."""

import os
from functools import lru_cache

from pydantic import BaseModel, ConfigDict


class Settings(BaseModel):
    """The WebSocket API's settings; everything is required."""

    model_config = ConfigDict(frozen=True)

    STAGE: str
    TABLE_PREFIX: str
    PUBLIC_URL: str
    WEBSOCKET_ENDPOINT: str


@lru_cache(maxsize=1)
def settings() -> Settings:
    """Read the environment once; a missing value stops the process."""
    return Settings.model_validate(dict(os.environ))
