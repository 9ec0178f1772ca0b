"""What the trader takes for linked accounts that do nothing: memory and processor time."""

import time
from dataclasses import dataclass
from typing import Any, Self

import httpx
import psutil

from infra.local.product import LocalNexus
from nexus.adapters.dynamodb.mirror import DynamoLooks
from nexus.adapters.dynamodb.store import Store
from nexus.kernel.clock import system_clock
from tests.bench.linked import link_accounts
from tests.bench.people import Person
from tests.bench.table import Row

# The trader's own REST budgets (950 in ten minutes) and the broker's are set aside: with them,
# opening a thousand sockets takes over ten minutes.
WITHOUT_BUDGETS = {"REST_WINDOWS": "60:100000"}
FEW, MANY = 100, 1_000
LIMIT_MB = {FEW: 300, MANY: 1_000}
AT_ONCE, OPEN_SECONDS, SETTLE_SECONDS, WEIGH_SECONDS = 50, 60.0, 15.0, 30.0


@dataclass(frozen=True)
class Load:
    """What a process holds, in MB, and works, in seconds of one core per minute."""

    megabytes: float
    seconds: float

    @classmethod
    def of(cls, process: psutil.Process) -> Self:
        """Watch a process for a while."""
        before, began = process.cpu_times(), time.monotonic()
        time.sleep(WEIGH_SECONDS)
        after, passed = process.cpu_times(), time.monotonic() - began
        spent = after.user + after.system - before.user - before.system
        return cls(process.memory_info().rss / 1_000_000, spent / passed * 60)


class IdleTrader:
    """The trader of the running product; sockets that were opened stay open."""

    def __init__(self, nexus: LocalNexus) -> None:
        self._nexus = nexus
        self._process = psutil.Process(nexus.processes["trader"].pid)
        self._bare = Load.of(self._process)

    def with_accounts(self, count: int) -> list[Row]:
        """Open the sockets that are missing from a number, and weigh the trader."""
        person = Person(self._nexus)
        began = time.monotonic()
        self._open(person.user_id, count)
        opened = time.monotonic() - began
        person.close()
        time.sleep(SETTLE_SECONDS)
        load = Load.of(self._process)
        return [self._memory(count, load, opened), self._work(load)]

    def _open(self, user_id: str, count: int) -> None:
        """Wish for a look at each account's books, a few at once: that opens its socket.

        The next ones are linked meanwhile.
        """
        store = Store(self._nexus.aws.client("dynamodb"), self._nexus.outputs["TablePrefix"])
        looks, begun = DynamoLooks(store), self._accounts
        for start in range(begun, count, AT_ONCE):
            owner, names = link_accounts(self._nexus, user_id, min(AT_ONCE, count - start))
            self._await(start)
            for account_id in names:
                looks.ask_for_books(owner, account_id, system_clock())
        self._await(count)

    def _await(self, count: int) -> None:
        deadline = time.monotonic() + OPEN_SECONDS
        while self._accounts < count:
            if time.monotonic() > deadline:
                raise RuntimeError(f"Expected {count} open sockets, was {self._accounts}")
            time.sleep(0.25)

    @property
    def _accounts(self) -> int:
        return int(self._health()["broker_accounts"])

    @property
    def _what(self) -> str:
        report = self._health()
        return f"{len(report['symbols'])} symbols, {report['broker_accounts']} idle linked accounts"

    def _health(self) -> dict[str, Any]:
        answer = httpx.get(self._nexus.trader_health_url, trust_env=False, timeout=10)
        found: dict[str, Any] = answer.json()
        return found

    def _memory(self, count: int, load: Load, opened: float) -> Row:
        limit, bare = LIMIT_MB[count], self._bare.megabytes
        return Row(
            f"trader memory, {self._what}",
            f"{load.megabytes:.0f} MB",
            f"{bare:.0f} MB without accounts",
            f"≤ {limit} MB",
            load.megabytes / bare,
            load.megabytes <= limit,
            f"resident set; REST budgets set aside, linked and opened in {opened:.0f} s",
        )

    def _work(self, load: Load) -> Row:
        bare = self._bare.seconds
        return Row(
            f"trader work, {self._what}",
            f"{load.seconds:.1f} s per minute ({load.seconds / 60:.0%} of one core)",
            f"{bare:.1f} s without accounts",
            "",
            load.seconds / bare,
            note="processor time; books are compared every 5 minutes, REST budgets set aside",
        )
