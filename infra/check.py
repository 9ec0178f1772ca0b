"""Synthesize every stage: `python -m infra.check` fails on an open finding of cdk-nag."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from infra.app import synthesize
from infra.bundle import BUILD, inputs_digest
from infra.config import STAGES


def assembly(stage: str) -> Path:
    """Return the stage's cloud assembly, synthesized anew only if its inputs changed."""
    folder = BUILD / stage
    outdir = folder / "cdk.out"
    record = folder / ".synth-digest"
    with _alone(folder / ".synth.lock"):
        wanted = inputs_digest()
        if not record.exists() or record.read_text() != wanted or not outdir.is_dir():
            record.unlink(missing_ok=True)
            synthesize(STAGES[stage], str(outdir))
            record.write_text(wanted)
    return outdir


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


if __name__ == "__main__":
    for name in STAGES:
        print(f"{name}: {assembly(name)}")
