"""What the web edge is told when it starts."""

import json
import os
from collections.abc import Mapping
from pathlib import Path

from pydantic import BaseModel, ConfigDict


class EdgeSettings(BaseModel):
    """Where the edge listens, what it serves and which APIs stand behind it."""

    model_config = ConfigDict(frozen=True)

    port: int
    web_root: Path
    rest_origin: str
    websocket_origin: str
    headers: dict[str, str]


def edge_settings(environ: Mapping[str, str] = os.environ) -> EdgeSettings:
    """Read the edge's settings; every value is required."""
    return EdgeSettings(
        port=int(environ["EDGE_PORT"]),
        web_root=Path(environ["EDGE_WEB_ROOT"]),
        rest_origin=environ["EDGE_REST_ORIGIN"],
        websocket_origin=environ["EDGE_WEBSOCKET_ORIGIN"],
        headers=json.loads(environ["EDGE_HEADERS"]),
    )
