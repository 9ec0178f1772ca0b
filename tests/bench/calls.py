"""Every AWS call this process makes, written down as it is made."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

import boto3

READS = {"GetItem", "BatchGetItem", "Query", "Scan", "TransactGetItems"}
TRANSACTIONS = {"TransactWriteItems"}
SENDS = {"SendMessage"}


@dataclass(frozen=True)
class Call:
    """One call: service, operation, and the arguments it was given."""

    service: str
    operation: str
    arguments: Mapping[str, Any]


@dataclass
class CallLog:
    """Write down the calls of every client made after `attach`."""

    calls: list[Call] = field(default_factory=list)
    sent: int = 0
    _is_on: bool = False

    def attach(self) -> None:
        """Listen to the process's default session, before any client exists."""
        boto3.setup_default_session()
        events = boto3.DEFAULT_SESSION.events  # type: ignore[union-attr]
        events.register("provide-client-params", self._called)
        events.register("before-send", self._sent)

    @contextmanager
    def recording(self) -> Iterator[None]:
        """Forget earlier calls and write down those made inside."""
        self.calls, self.sent, self._is_on = [], 0, True
        try:
            yield
        finally:
            self._is_on = False

    def _called(self, params: Mapping[str, Any], model: Any, **_rest: Any) -> None:
        if self._is_on:
            service = model.service_model.service_name
            self.calls.append(Call(service, model.name, deepcopy(dict(params))))

    def _sent(self, **_rest: Any) -> None:
        self.sent += self._is_on


def described(calls: Sequence[Call]) -> str:
    """Name the calls and how often each was made."""
    counts = Counter(call.operation for call in calls)
    return " + ".join(f"{count} {name}" for name, count in counts.items()) or "none"


def is_frugal(calls: Sequence[Call]) -> bool:
    """Tell whether a purchase made at most 2 reads, 1 transaction, 1 send, and nothing else."""
    names = [call.operation for call in calls]
    reads, transactions, sends = (
        sum(name in kind for name in names) for kind in (READS, TRANSACTIONS, SENDS)
    )
    is_all = reads + transactions + sends == len(names)
    return is_all and reads <= 2 and transactions <= 1 and sends <= 1
