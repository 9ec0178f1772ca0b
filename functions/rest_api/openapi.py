"""Export the API's description for the web app: `python -m functions.rest_api.openapi`."""

import json
from pathlib import Path
from typing import Any

from pydantic.json_schema import models_json_schema

from functions.rest_api.app import create_app
from functions.rest_api.schemas.problem import FieldProblem, Problem

TARGET = Path(__file__).parents[2] / "frontend" / "openapi.json"


def description() -> str:
    """Describe the API as OpenAPI 3.1 text, the same for the same code."""
    document = create_app(None).openapi()
    _, problems = models_json_schema(
        [(Problem, "serialization"), (FieldProblem, "serialization")],
        ref_template="#/components/schemas/{model}",
    )
    schemas: dict[str, Any] = document["components"]["schemas"]
    schemas |= problems["$defs"]
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    document["components"]["schemas"] = dict(sorted(schemas.items()))
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    TARGET.write_text(description(), encoding="utf-8")
