"""What functions print, passed on instead of kept."""

import sys
from typing import Any


def print_function_logs(worker: Any, functions: Any) -> None:
    """Print what functions log, one `function<tab>line` each, and keep none of it in memory.

    ministack makes a log stream per call and never drops one, and it loses what functions behind
    a WebSocket API print.
    """
    invoke = worker.invoke

    def printing(self: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        result: dict[str, Any] = invoke(self, *args, **kwargs)
        failure = result.get("trace") or result.get("error") or ""
        lines = f"{result.get('log') or ''}\n{failure}".splitlines()
        sys.stdout.write("".join(f"{self.func_name}\t{line}\n" for line in lines if line.strip()))
        sys.stdout.flush()
        return result

    worker.invoke = printing
    vars(functions)["_emit_lambda_logs"] = lambda *_args, **_kwargs: None
