"""Synthesize every stage: `python -m infra.check` fails on an open finding of cdk-nag."""

import fcntl
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from infra.bundle import BUILD, ROOT, inputs_digest
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
            _synthesize(stage, outdir)
            record.write_text(wanted)
    return outdir


def _synthesize(stage: str, outdir: Path) -> None:
    environment = {**os.environ, "NEXUS_STAGE": stage, "CDK_OUTDIR": str(outdir)}
    subprocess.run([sys.executable, "-m", "infra.app"], cwd=ROOT, env=environment, check=True)


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


if __name__ == "__main__":
    for name in STAGES:
        print(f"{name}: {assembly(name)}")
