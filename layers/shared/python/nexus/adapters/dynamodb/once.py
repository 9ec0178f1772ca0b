"""Write something at most once, however often it is asked for."""

from collections.abc import Callable, Sequence

from nexus.adapters.dynamodb.store import Action, Store
from nexus.kernel.errors import Conflict

ATTEMPTS = 8


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
