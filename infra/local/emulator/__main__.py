"""Start ministack on BIND_HOST and GATEWAY_PORT; `python -m infra.local.emulator`."""

import importlib
import os
import sys
import threading
import time
from importlib.metadata import version
from typing import Any

from infra.local.emulator.function_logs import print_function_logs
from infra.local.emulator.snapshots import Snapshots
from infra.local.emulator.streams import keep_streams

PINNED_VERSION = "1.5.33"
PRIVATE_NAMES = {
    "ministack.app": ("app", "main", "_build_persistence_save_dict"),
    "ministack.core.persistence": ("_json_default", "_state_format_version", "STATE_DIR"),
    "ministack.core.lambda_runtime": ("Worker",),
    "ministack.services.lambda_svc": (
        "_emit_lambda_logs",
        "_esms",
        "_dynamodb_stream_positions",
    ),
    "ministack.services.dynamodb": (
        "_stream_records",
        "_stream_trimmed",
        "_stream_seq_counter",
        "get_state",
        "load_persisted_state",
    ),
}


def missing_private_names() -> list[str]:
    """Name what this project relies on and this ministack does not have."""
    return [
        f"{module}.{name}"
        for module, names in PRIVATE_NAMES.items()
        for name in names
        if not hasattr(importlib.import_module(module), name)
    ]


def main() -> int:
    """Check the version, add what is missing, serve until SIGTERM."""
    found = version("ministack")
    if found != PINNED_VERSION:
        print(f"Expected ministack {PINNED_VERSION}, found {found}: run make setup")
        return 2
    if missing := missing_private_names():
        print(f"ministack {found} lacks {', '.join(missing)}; it cannot be used")
        return 2
    app = importlib.import_module("ministack.app")
    _add_to(app)
    threading.Thread(target=_end_with_parent, args=(os.getppid(),), daemon=True).start()
    app.main()
    return 0


def _add_to(app: Any) -> None:
    functions = importlib.import_module("ministack.services.lambda_svc")
    runtime = importlib.import_module("ministack.core.lambda_runtime")
    print_function_logs(runtime.Worker, functions)
    if os.environ.get("PERSIST_STATE") != "1":
        return
    keep_streams(importlib.import_module("ministack.services.dynamodb"), functions)
    persistence = importlib.import_module("ministack.core.persistence")
    snapshots = Snapshots(app, persistence, float(os.environ["SNAPSHOT_SECONDS"]))
    app.app = snapshots
    snapshots.start()


def _end_with_parent(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(1)
    os.kill(os.getpid(), 15)


if __name__ == "__main__":
    sys.exit(main())
