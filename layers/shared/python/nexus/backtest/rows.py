"""Candles as bytes: what a window's hash covers."""

import struct

from nexus.backtest.compilation import is_available
from nexus.backtest.models import Series

ROW = struct.Struct("<q4d")
_NAMES = ("epoch", "open", "high", "low", "close")


def rows_of(series: Series) -> bytes:
    """Write each candle as one row: epoch, open, high, low, close."""
    columns = (series.epochs, series.opens, series.highs, series.lows, series.closes)
    if not is_available():
        return b"".join([ROW.pack(*row) for row in zip(*columns, strict=True)])
    import numpy as np

    kinds = ("<i8", "<f8", "<f8", "<f8", "<f8")
    rows = np.empty(len(series), np.dtype(list(zip(_NAMES, kinds, strict=True))))
    for name, column in zip(_NAMES, columns, strict=True):
        rows[name] = column
    return rows.tobytes()
