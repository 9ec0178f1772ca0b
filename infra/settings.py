"""What the environment says about a synthesis."""

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Settings:
    """One synthesis: for which stage, and where the assembly is written."""

    stage: str
    outdir: Path


def read_settings() -> Settings:
    """Read the environment once, at the start of the process."""
    stage = os.environ.get("NEXUS_STAGE", "staging")
    default = Path("build") / stage / "cdk.out"
    return Settings(stage=stage, outdir=Path(os.environ.get("CDK_OUTDIR", default)))
