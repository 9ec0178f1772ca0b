"""Measure everything, or the groups named on the command line, and write the table."""

import sys
from collections.abc import Callable, Mapping

from infra.local.settings import ROOT
from tests.bench import engine, handlers, imports, product
from tests.bench.link import measure as link
from tests.bench.table import Row, markdown

GROUPS: Mapping[str, Callable[[], list[Row]]] = {
    "engine": engine.measure,
    "handlers": handlers.measure,
    "imports": imports.measure,
    "link": link.measure,
    "product": product.measure,
}
OUTPUT = ROOT / "build" / "bench.md"


def main(names: list[str]) -> int:
    """Return 0 when every bar holds."""
    unknown = set(names) - set(GROUPS)
    if unknown:
        print(f"Expected some of {', '.join(GROUPS)}, was {', '.join(sorted(unknown))}")
        return 2
    rows: list[Row] = []
    for name in names or GROUPS:
        print(f"measuring {name} …", file=sys.stderr)
        rows += GROUPS[name]()
    table = markdown(rows)
    print(table)
    OUTPUT.parent.mkdir(exist_ok=True)
    OUTPUT.write_text(table)
    return 1 if any(row.holds is False for row in rows) else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
