"""One table of measurements, for the terminal and for build/bench.md."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """What was measured, beside what; `holds` is None where there is no bar."""

    what: str
    ours: str
    beside: str
    bar: str
    ratio: float | None = None
    holds: bool | None = None
    note: str = ""


HEADER = ("measured", "ours", "beside", "ratio", "bar", "holds", "note")
_VERDICTS = {True: "yes", False: "NO", None: ""}


def ratio_row(
    what: str, ours: float, beside: float, limit: float, unit: str, note: str = ""
) -> Row:
    """Compare two durations or sizes with a bar on their ratio."""
    return median_row(what, ours, beside, ours / beside, limit, unit, note)


def median_row(
    what: str, ours: float, beside: float, ratio: float, limit: float, unit: str, note: str = ""
) -> Row:
    """Compare with a bar on a ratio that was taken round by round."""
    return Row(
        what,
        f"{ours:.2f} {unit}",
        f"{beside:.2f} {unit}",
        f"≤ {limit:g} ×",
        ratio,
        ratio <= limit,
        note,
    )


def markdown(rows: Sequence[Row]) -> str:
    """Write the table with columns wide enough to be read as text too."""
    cells = [HEADER, *map(_cells, rows)]
    widths = [max(len(line[column]) for line in cells) for column in range(len(HEADER))]
    lines = [_line(line, widths) for line in cells]
    rule = "|" + "|".join("-" * (width + 2) for width in widths) + "|"
    return "\n".join([lines[0], rule, *lines[1:]]) + "\n"


def _cells(row: Row) -> tuple[str, ...]:
    ratio = "" if row.ratio is None else f"{row.ratio:.2f}"
    return (row.what, row.ours, row.beside, ratio, row.bar, _VERDICTS[row.holds], row.note)


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = (cell.ljust(width) for cell, width in zip(cells, widths, strict=True))
    return "| " + " | ".join(padded) + " |"
