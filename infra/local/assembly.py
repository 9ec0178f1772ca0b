"""The synthesized assembly: made when its inputs changed, read, and cut to what ministack knows."""

import fcntl
import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from infra.local.settings import ACCOUNT, REGION, ROOT, SetupError, python_path

OUTDIR = ROOT / "build" / "local" / "cdk.out"
Template = dict[str, Any]


@dataclass(frozen=True)
class Asset:
    """A file or folder that a stack expects in a bucket."""

    source: Path
    is_folder: bool
    bucket: str
    key: str


@dataclass(frozen=True)
class Stack:
    """One stack as synthesized."""

    name: str
    template: Template
    assets: tuple[Asset, ...]


def synthesize() -> list[Stack]:
    """Bring the local assembly up to date and return its stacks in order of dependency."""
    with _lock(OUTDIR.parent / ".synth.lock"):
        wanted = _python("-m", "infra.bundle", "--digest").strip()
        record = OUTDIR.parent / ".synth-digest"
        if not record.exists() or record.read_text() != wanted or not OUTDIR.is_dir():
            record.unlink(missing_ok=True)
            _python("-m", "infra.app", NEXUS_STAGE="local", CDK_OUTDIR=str(OUTDIR))
            record.write_text(wanted)
        return read_stacks(OUTDIR)


def read_stacks(outdir: Path) -> list[Stack]:
    """Read every stack of an assembly, each after the stacks it depends on."""
    artifacts = json.loads((outdir / "manifest.json").read_text())["artifacts"]
    stacks = {k: v for k, v in artifacts.items() if v["type"] == "aws:cloudformation:stack"}
    return [_read_stack(outdir, artifacts[name]) for name in _in_order(stacks)]


def digest(*parts: object) -> str:
    """Return one hash of JSON-like parts."""
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


@contextmanager
def _lock(path: Path) -> Iterator[None]:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _python(*arguments: str, **extra: str) -> str:
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": python_path(), **extra},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        printed = (done.stdout + done.stderr)[-4000:]
        raise SetupError(f"{' '.join(arguments)} failed:\n{printed}")
    return done.stdout


def _in_order(stacks: dict[str, Any]) -> list[str]:
    ordered: list[str] = []

    def visit(name: str) -> None:
        for needed in stacks[name].get("dependencies", []):
            if needed in stacks:
                visit(needed)
        if name not in ordered:
            ordered.append(name)

    for name in stacks:
        visit(name)
    return ordered


def _read_stack(outdir: Path, artifact: dict[str, Any]) -> Stack:
    template_name = artifact["properties"]["templateFile"]
    assets_file = outdir / template_name.replace(".template.json", ".assets.json")
    files = json.loads(assets_file.read_text())["files"] if assets_file.exists() else {}
    return Stack(
        name=artifact["properties"].get("stackName") or template_name.split(".")[0],
        template=json.loads((outdir / template_name).read_text()),
        assets=tuple(
            _asset(outdir, file, destination)
            for file in files.values()
            if not file["source"]["path"].endswith(".template.json")
            for destination in file["destinations"].values()
        ),
    )


def _asset(outdir: Path, file: dict[str, Any], destination: dict[str, Any]) -> Asset:
    bucket = destination["bucketName"]
    for name, value in (("AccountId", ACCOUNT), ("Region", REGION)):
        bucket = bucket.replace(f"${{AWS::{name}}}", value)
    return Asset(
        source=(outdir / file["source"]["path"]).resolve(),
        is_folder=file["source"].get("packaging") == "zip",
        bucket=bucket,
        key=destination["objectKey"],
    )
