"""What the process is told by its environment."""

import os
from dataclasses import dataclass, fields
from functools import lru_cache


@dataclass(frozen=True)
class Settings:
    """The replay checks' settings; everything is required."""

    STAGE: str
    TABLE_PREFIX: str


@lru_cache(maxsize=1)
def settings() -> Settings:
    """Read the environment once; a missing value stops the process by its name."""
    return Settings(**{each.name: os.environ[each.name] for each in fields(Settings)})
