"""Plain names for symbols: `EURUSD` is the broker's `frxEURUSD`."""

import re

_PREFIX = "frx"
_CURRENCY_PAIR = re.compile(r"[A-Z]{6}")


def broker_symbol(name: str) -> str:
    """Find the broker's name for a plain one; any other name is returned as it is."""
    return _PREFIX + name if _CURRENCY_PAIR.fullmatch(name) else name


def plain_alias(symbol: str) -> str | None:
    """Find the plain name of a symbol, if it has one."""
    plain = symbol.removeprefix(_PREFIX)
    return plain if plain != symbol and _CURRENCY_PAIR.fullmatch(plain) else None
