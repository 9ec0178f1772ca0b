"""Answers whose bodies are ready: written once, not validated again."""

import json
from collections.abc import Mapping
from typing import Any

from fastapi import Response


def as_json(body: Mapping[str, Any], status: int = 200) -> Response:
    """Write a JSON answer."""
    return Response(json.dumps(body, separators=(",", ":")), status, media_type="application/json")
