"""Load the application at a cold start."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """Look for no garbage while modules load, nor ever among what they made: all of it stays.

    Some 100,000 objects are made then; to look through them again and again was a tenth of the
    cold start.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
