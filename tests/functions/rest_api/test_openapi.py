"""The published description is the one the code gives."""

import json

from functions.rest_api.openapi import TARGET, description

_REFRESH = "run python -m functions.rest_api.openapi"


def test_the_committed_description_is_current() -> None:
    assert TARGET.read_text(encoding="utf-8") == description(), _REFRESH


def test_every_operation_is_described_with_its_problems() -> None:
    document = json.loads(description())

    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            said = f"{method} {path}"
            assert operation["summary"], said
            assert operation["tags"], said
            errors = {code for code in operation["responses"] if code >= "400"}
            assert errors or path in {"/api/v1/health"}, said
            for code in errors:
                content = operation["responses"][code]["content"]
                assert list(content) == ["application/problem+json"], f"{said} {code}"


def test_every_reference_is_there() -> None:
    text = description()
    schemas = json.loads(text)["components"]["schemas"]

    named = {part.split('"')[0] for part in text.split("#/components/schemas/")[1:]}
    assert named <= set(schemas)
    assert "HTTPValidationError" not in schemas
