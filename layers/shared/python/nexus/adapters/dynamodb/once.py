"""Write something at most once, however often it is asked for, and page by plain ids."""

from collections.abc import Callable, Sequence

from nexus.adapters.dynamodb.archive import read_cursor, write_cursor
from nexus.adapters.dynamodb.store import Action, Store
from nexus.kernel.errors import Conflict, FieldError, Malformed

ATTEMPTS = 5


def write_once(store: Store, actions: Sequence[Action], is_done: Callable[[], bool]) -> bool:
    """Carry out all actions; False when they were carried out before.

    A transaction also fails when another one touches the same counter, so a conflict counts
    as "done before" only if `is_done` says so.
    """
    for _ in range(ATTEMPTS):
        try:
            store.transact(actions)
        except Conflict:
            if is_done():
                return False
        else:
            return True
    raise Conflict(f"The records kept changing for {ATTEMPTS} attempts")


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
