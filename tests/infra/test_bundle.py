import os
import subprocess
import sys
from pathlib import Path

import pytest

from infra.bundle import ROOT, THIS_MACHINE, build, digest
from infra.components.environment import VARIABLES
from infra.components.functions import SIZES
from tests.infra.templates import Assembly

# Has boto3 as Lambda has it, and nothing else of ours.
BARE_PYTHON = ROOT / ".venv-aws/bin/python"


def test_packages_hold_a_function_under_its_own_import_path(assembly: Assembly) -> None:
    folder = assembly.stage.target.folder / "functions"

    for name in SIZES:
        assert (folder / name / "functions" / name / "handler.py").is_file()
        assert (folder / name / "functions/__init__.py").is_file()


def test_layers_hold_our_package_and_no_sdk(assembly: Assembly) -> None:
    layers = assembly.stage.target.folder / "layers"

    assert (layers / "shared/python/nexus/kernel/money.py").is_file()
    assert (layers / "dependencies/python/pydantic").is_dir()
    assert not (layers / "dependencies/python/boto3").exists()


def test_the_lambda_layer_is_built_for_arm(prod: Assembly) -> None:
    machine = prod.stage.target.folder / "layers/dependencies/python"
    native = [path.name for path in machine.rglob("*.so") if ".abi3." not in path.name]

    assert native
    assert all("aarch64" in name for name in native)


def test_only_byte_code_of_the_target_s_own_python_is_shipped(assembly: Assembly) -> None:
    target = assembly.stage.target
    tag = "cpython-{}{}".format(*target.python)
    compiled = [*target.folder.glob("layers/**/*.pyc"), *target.folder.glob("functions/**/*.pyc")]

    assert {path.name.split(".")[-2] for path in compiled} <= {tag}
    assert compiled or target.python != sys.version_info[:2]


@pytest.mark.parametrize("name", SIZES)
def test_a_handler_imports_from_its_package_and_its_layers_alone(name: str) -> None:
    if not BARE_PYTHON.exists():
        pytest.skip("the environment .venv-aws is not set up")
    build(THIS_MACHINE, [name], [])
    folder = THIS_MACHINE.folder
    parts = ("layers/dependencies/python", "layers/shared/python", f"functions/{name}")
    told = {
        "PATH": "/usr/bin:/bin",
        "AWS_DEFAULT_REGION": "us-east-1",
        "PYTHONPATH": os.pathsep.join(str(folder / part) for part in parts),
        **dict.fromkeys(VARIABLES[name], "http://127.0.0.1:1"),
        "LOG_LEVEL": "INFO",
    }
    command = [str(BARE_PYTHON), "-c", f"import functions.{name}.handler as h; h.handler"]
    done = subprocess.run(command, env=told, cwd="/", capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr


def test_digest_depends_on_names_and_contents(tmp_path: Path) -> None:
    one = digest(Path(__file__))
    both = digest(Path(__file__), Path(__file__).parent / "templates.py")

    assert one == digest(Path(__file__))
    assert one != both
    assert one != digest(Path(__file__), extra=("other target",))
