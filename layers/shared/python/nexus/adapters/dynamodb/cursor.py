"""Where a page ended, as opaque text."""

import base64
import json

from nexus.adapters.dynamodb.serialization import Item
from nexus.kernel.errors import FieldError, Malformed


def write_cursor(last: Item | None) -> str | None:
    """Write where a page ended, as opaque text."""
    return base64.urlsafe_b64encode(json.dumps(last).encode()).decode() if last else None


def read_cursor(cursor: str | None) -> Item | None:
    """Read a cursor back; Malformed when nobody here wrote it."""
    if cursor is None:
        return None
    try:
        last: Item = json.loads(base64.urlsafe_b64decode(cursor.encode()))
    except ValueError as error:
        raise Malformed(FieldError("cursor", "is not one that was given out")) from error
    return last


def cursor_after(name: str | None) -> str | None:
    """Write the id a page ended with, as opaque text."""
    return None if name is None else write_cursor({"id": name})


def id_of_cursor(cursor: str | None) -> str | None:
    """Read the id back; Malformed when nobody here wrote the cursor."""
    found = read_cursor(cursor)
    if found is None:
        return None
    name = found.get("id") if isinstance(found, dict) else None
    if not isinstance(name, str):
        raise Malformed(FieldError("cursor", "is not one that was given out"))
    return name
