"""The last frames of all sockets, in memory, and all of them in a file if one is named."""

from collections import deque
from dataclasses import dataclass
from json import dumps, loads
from pathlib import Path

REMEMBERED = 2_000


@dataclass(frozen=True)
class LoggedFrame:
    """Hold one frame as it went over a socket; `is_disturbed` when a fault changed it."""

    direction: str
    socket: str
    time: float
    text: str
    is_disturbed: bool = False

    def line(self) -> str:
        """Write the frame as one line of JSON."""
        head = {
            "direction": self.direction,
            "socket": self.socket,
            "time": round(self.time, 3),
            "is_disturbed": self.is_disturbed,
        }
        return f'{dumps(head)[:-1]}, "frame": {self._frame()}}}'

    def shown(self) -> dict[str, object]:
        """Give the frame for the control API."""
        found: dict[str, object] = loads(self.line())
        return found

    def _frame(self) -> str:
        # Sent frames are ours; what a client sends may be anything.
        return self.text if self.direction == "out" else dumps(self.text)


class FramesLog:
    """Remember the last frames and write all of them to a file, if there is one."""

    def __init__(self, path: Path | None) -> None:
        self.recent: deque[LoggedFrame] = deque(maxlen=REMEMBERED)
        self._sockets = 0
        self._file = path.open("a", encoding="utf-8", buffering=1) if path else None

    def name_socket(self) -> str:
        """Give the next socket's name."""
        self._sockets += 1
        return f"socket-{self._sockets}"

    def add(self, frame: LoggedFrame) -> None:
        """Note one frame."""
        self.recent.append(frame)
        if self._file:
            self._file.write(frame.line() + "\n")

    def close(self) -> None:
        """Write out what is still in memory."""
        if self._file:
            self._file.close()
