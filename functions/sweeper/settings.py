"""What the process is told by its environment."""

import os
from functools import lru_cache

from pydantic import BaseModel, ConfigDict


class Settings(BaseModel):
    """The sweeper's settings; everything is required."""

    model_config = ConfigDict(frozen=True)

    STAGE: str
    TABLE_PREFIX: str
    COMMAND_QUEUE_URLS: str
    EVENT_BUS_NAME: str


@lru_cache(maxsize=1)
def settings() -> Settings:
    """Read the environment once; a missing value stops the process."""
    return Settings.model_validate(dict(os.environ))
