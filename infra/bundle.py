"""Build what runs: Lambda packages, layers and container build folders, for one target."""

import compileall
import json
import py_compile
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BUILD = ROOT / "build"
SHARED = ROOT / "layers/shared/python"
REQUIREMENTS = ROOT / "layers/dependencies/requirements.txt"
NOT_SHIPPED = shutil.ignore_patterns(
    "__pycache__", "*.pyc", "tests", "requirements.*", "Dockerfile"
)

# pydantic asks for email-validator's version and opentelemetry for its entry points.
KEPT_METADATA = {"METADATA", "entry_points.txt"}


class MissingEntryError(Exception):
    """A process has nothing to start: no handler.py, or no __main__.py for a container."""


@dataclass(frozen=True)
class Target:
    """Where a package runs, and what pip needs to know to choose its wheels."""

    name: str
    python: tuple[int, int]
    pip_options: tuple[str, ...]

    @property
    def folder(self) -> Path:
        """Hold everything built for this target."""
        return BUILD / self.name


THIS_MACHINE = Target("local", sys.version_info[:2], ())
ARM_LAMBDA = Target(
    "lambda",
    (3, 14),
    (
        "--implementation=cp",
        "--python-version=3.14",
        "--platform=manylinux2014_aarch64",
        "--platform=manylinux_2_28_aarch64",
    ),
)


def digest(*sources: Path, extra: Iterable[str] = ()) -> str:
    """Hash names and contents, so that equal inputs give equal digests on every machine."""
    total = sha256("\0".join(extra).encode())
    for source in sources:
        for file in _files(source):
            total.update(f"\0{file.relative_to(ROOT)}\0".encode())
            total.update(file.read_bytes())
    return total.hexdigest()


def _files(source: Path) -> list[Path]:
    if source.is_file():
        return [source]
    found = (path for path in source.rglob("*") if path.is_file())
    return sorted(path for path in found if "__pycache__" not in path.parts)


def build(target: Target, functions: Iterable[str], images: Iterable[str]) -> None:
    """Bring the target's folder up to date; unchanged parts are left alone."""
    _once(target, "layers/dependencies", _dependencies, REQUIREMENTS)
    _once(target, "layers/shared", _shared, SHARED / "nexus")
    for name in functions:
        _once(target, f"functions/{name}", _function, _process_source(name))
    for name in images:
        sources = (_process_source(name), SHARED / "nexus")
        _once(target, f"images/{name}", _image, *sources)


def _once(target: Target, part: str, make: Callable[[Target, Path], None], *inputs: Path) -> None:
    folder = target.folder / part
    record = target.folder / "digests" / f"{part.replace('/', '-')}.json"
    wanted = digest(*inputs, Path(__file__), extra=(target.name, sys.version, *target.pip_options))
    if folder.is_dir() and record.is_file() and json.loads(record.read_text()) == wanted:
        return
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    make(target, folder)
    if target.python == sys.version_info[:2]:
        _compile(folder)
    record.parent.mkdir(parents=True, exist_ok=True)
    record.write_text(json.dumps(wanted))


# A cold start then need not compile. Only the same Python can do it, so elsewhere it is left out.
def _compile(folder: Path) -> None:
    compileall.compile_dir(
        folder,
        quiet=1,
        stripdir=str(folder),
        invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
    )


def _dependencies(target: Target, folder: Path) -> None:
    python = folder / "python"
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-compile", "--no-deps"]
    command += ["--require-hashes", "--only-binary=:all:", *target.pip_options]
    command += [f"--target={python}", f"--requirement={REQUIREMENTS}"]
    subprocess.run(command, check=True)
    _strip(python)


def _strip(python: Path) -> None:
    shutil.rmtree(python / "bin", ignore_errors=True)
    for cache in [*python.rglob("__pycache__")]:
        shutil.rmtree(cache)
    for metadata in python.glob("*.dist-info"):
        for entry in [*metadata.iterdir()]:
            if entry.is_dir():
                shutil.rmtree(entry)
            elif entry.name not in KEPT_METADATA:
                entry.unlink()


def _shared(_: Target, folder: Path) -> None:
    shutil.copytree(SHARED / "nexus", folder / "python/nexus", ignore=NOT_SHIPPED)


def _process_source(name: str) -> Path:
    return ROOT / "functions" / name


def _copy_process(name: str, folder: Path) -> None:
    (folder / "functions").mkdir()
    shutil.copy(ROOT / "functions/__init__.py", folder / "functions/__init__.py")
    source = _process_source(name)
    shutil.copytree(source, folder / "functions" / name, ignore=NOT_SHIPPED)


def _function(_: Target, folder: Path) -> None:
    if not (_process_source(folder.name) / "handler.py").is_file():
        raise MissingEntryError(f"Expected functions/{folder.name}/handler.py, found none")
    _copy_process(folder.name, folder)


def _image(_: Target, folder: Path) -> None:
    if not (_process_source(folder.name) / "__main__.py").is_file():
        raise MissingEntryError(f"Expected functions/{folder.name}/__main__.py, found none")
    _copy_process(folder.name, folder)
    shutil.copytree(SHARED / "nexus", folder / "nexus", ignore=NOT_SHIPPED)
    for name in ("Dockerfile", "requirements.txt"):
        shutil.copy(_process_source(folder.name) / name, folder / name)


def inputs_digest() -> str:
    """Hash everything a synthesis depends on, so that a caller can skip one."""
    parts = ("infra/stacks", "infra/components", "infra/edge", "functions", "layers", "cdk.json")
    modules = sorted((ROOT / "infra").glob("*.py"))
    return digest(*(ROOT / part for part in parts), *modules)


if __name__ == "__main__":
    print(inputs_digest())
