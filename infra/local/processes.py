"""Child processes: started, watched, started again when they die, stopped without leftovers."""

import subprocess
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

FIRST_DELAY_SECONDS = 0.5
LONGEST_DELAY_SECONDS = 10.0
STEADY_SECONDS = 30.0

# Called with the process's name and one line it printed, or one line about it.
Sink = Callable[[str, str], None]


@dataclass(frozen=True)
class Launch:
    """How to start a process."""

    command: tuple[str, ...]
    environment: dict[str, str] = field(repr=False)
    directory: Path


class Supervised:
    """One child process that is started again with back-off until it is told to stop."""

    def __init__(
        self,
        name: str,
        launch: Launch,
        output: Sink,
        notices: Sink,
        on_restart: Callable[[], None] = lambda: None,
    ) -> None:
        self.name = name
        self._launch = launch
        self._output = output
        self._notices = notices
        self._on_restart = on_restart
        self._stopping = threading.Event()
        self._changed = threading.Lock()
        self._child = self._spawn()
        self._watcher = threading.Thread(target=self._watch, name=f"watch-{name}", daemon=True)
        self._watcher.start()

    @property
    def pid(self) -> int:
        """Return the process id of the current child."""
        return self._child.pid

    @property
    def is_running(self) -> bool:
        """Tell whether the current child is alive."""
        return self._child.poll() is None

    def restart(self) -> None:
        """End the current child; the watcher starts the next one."""
        self._child.terminate()

    def stop(self, patience_seconds: float = 10.0) -> None:
        """Ask the child to end, end it when it does not, and start no other."""
        with self._changed:
            self._stopping.set()
            child = self._child
        if child.poll() is None:
            child.terminate()
        try:
            child.wait(patience_seconds)
        except subprocess.TimeoutExpired:
            self._notices(self.name, f"did not stop in {patience_seconds:.0f} s, killed")
            child.kill()
            child.wait()
        self._watcher.join(5)

    def _spawn(self) -> subprocess.Popen[str]:
        # A session of its own: Ctrl-C reaches only the runner, which stops children in order.
        return subprocess.Popen(
            self._launch.command,
            cwd=self._launch.directory,
            env=self._launch.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            bufsize=1,
            start_new_session=True,
        )

    def _watch(self) -> None:
        delay = FIRST_DELAY_SECONDS
        while True:
            started = time.monotonic()
            code = self._follow(self._child)
            if time.monotonic() - started > STEADY_SECONDS:
                delay = FIRST_DELAY_SECONDS
            if not self._stopping.is_set():
                self._notices(self.name, f"ended ({_ending(code)}), starts again in {delay:.1f} s")
            if self._stopping.wait(delay) or not self._respawn():
                return
            self._on_restart()
            delay = min(delay * 2, LONGEST_DELAY_SECONDS)

    def _follow(self, child: subprocess.Popen[str]) -> int:
        if child.stdout:
            for line in child.stdout:
                self._output(self.name, line.rstrip("\n"))
        return child.wait()

    def _respawn(self) -> bool:
        with self._changed:
            if self._stopping.is_set():
                return False
            self._child = self._spawn()
            return True


def _ending(code: int) -> str:
    return f"signal {-code}" if code < 0 else f"exit code {code}"
