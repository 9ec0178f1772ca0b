"""Accounts that nobody uses are compared by and by, a few at a time."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from functions.trader.freezing import Freezer
from functions.trader.linked import LinkedAccount
from functions.trader.links import LinkState
from functions.trader.rounds import AT_ONCE, FIRST_WITHIN, CheckRounds
from functions.trader.tasks import Tasks
from functions.trader.threads import Threads
from infra.local.aws import LocalAws
from nexus.adapters.broker.account import BrokerAccount
from nexus.adapters.broker.client import BrokerClient, fixed
from nexus.kernel.account import Account, AccountKind, AccountStatus
from nexus.kernel.errors import Unavailable
from tests.factories import an_account
from tests.functions.trader.desk import TestDesk
from tests.functions.trader.memory import MemoryStore, MovingClock, memory_books
from tests.functions.trader.stage import Stage, a_stage, eventually
from tests.functions.trader.test_mirror import seen
from tests.functions.trader.test_reconcile import MemoryRecords

HOUR = 3600.0


@dataclass
class Rounds:
    """Rounds over accounts in memory, by a clock that the test sets."""

    store: MemoryStore = field(default_factory=MemoryStore)
    peeked: list[str] = field(default_factory=list)
    now: float = 0.0
    fails: bool = False
    owned: set[str] | None = None

    def linked(self) -> list[str]:
        return list(self.store.accounts)

    async def peek(self, account: Account, within: float) -> LinkedAccount:
        self.peeked.append(account.account_id)
        if self.fails:
            raise Unavailable("no socket")
        client = BrokerClient("scripted", lambda: fixed(""))
        return LinkedAccount(account.account_id, "U1", client, BrokerAccount(client, "USD"))

    def add(self, number: int, status: AccountStatus = AccountStatus.ACTIVE) -> None:
        for each in range(number):
            name = f"{status}-{each}"
            account = an_account(account_id=name, kind=AccountKind.REAL, status=status)
            self.store.accounts[name] = account

    def make(self) -> CheckRounds:
        clock, threads, tasks = MovingClock(), Threads(1, "rounds"), Tasks()
        books, records = memory_books(self.store, clock), MemoryRecords()
        return CheckRounds(
            accounts=self,
            books=books,
            sockets=self,
            links=LinkState(None, tasks),  # type: ignore[arg-type]
            freezer=Freezer(books, records, threads, clock),
            owns=lambda name: self.owned is None or name in self.owned,
            threads=threads,
            tasks=tasks,
            interval=HOUR,
            now=lambda: self.now,
        )

    async def live(self, rounds: CheckRounds, seconds: float, step: float = 5.0) -> None:
        until = self.now + seconds
        while self.now < until:
            await rounds.serve()
            await rounds.tasks.finish(5)
            self.now += step


async def test_every_account_is_looked_at_once_per_interval() -> None:
    scene = Rounds()
    scene.add(20)
    rounds = scene.make()

    await scene.live(rounds, FIRST_WITHIN + 60)
    first = sorted(scene.peeked)
    await scene.live(rounds, HOUR)

    assert first == sorted(scene.store.accounts)
    assert sorted(scene.peeked) == sorted([*first, *first])


async def test_looks_are_spread_and_never_more_than_a_few_at_once() -> None:
    scene = Rounds()
    scene.add(400)
    rounds, counts = scene.make(), []

    for _ in range(200):
        before = len(scene.peeked)
        await scene.live(rounds, 5)
        counts.append(len(scene.peeked) - before)

    assert max(counts) <= AT_ONCE
    assert sum(each > 0 for each in counts) > 80


@pytest.mark.parametrize(
    ("status", "is_looked_at"),
    [
        (AccountStatus.ACTIVE, True),
        (AccountStatus.HALTED, True),
        (AccountStatus.FROZEN, True),
        (AccountStatus.NEEDS_RELINK, False),
        (AccountStatus.UNLINKED, False),
    ],
)
async def test_an_account_without_a_good_link_is_left_alone(
    status: AccountStatus, is_looked_at: bool
) -> None:
    scene = Rounds()
    scene.add(1, status)

    await scene.live(scene.make(), FIRST_WITHIN + 60)

    assert bool(scene.peeked) is is_looked_at


async def test_somebody_elses_accounts_are_left_to_them() -> None:
    scene = Rounds(owned={"active-1"})
    scene.add(3)

    await scene.live(scene.make(), FIRST_WITHIN + 60)

    assert scene.peeked == ["active-1"]


async def test_a_look_that_failed_waits_for_its_next_turn() -> None:
    scene = Rounds(fails=True)
    scene.add(1)

    await scene.live(scene.make(), FIRST_WITHIN + HOUR)

    assert len(scene.peeked) <= 2


async def test_frozen_accounts_are_counted(caplog: pytest.LogCaptureFixture) -> None:
    scene = Rounds()
    scene.add(2, AccountStatus.FROZEN)
    scene.add(1)
    rounds = scene.make()
    await scene.live(rounds, FIRST_WITHIN + 60)

    with caplog.at_level("INFO", "nexus.metrics"):
        await rounds.measure()

    assert '"FrozenAccounts": 2' in caplog.text


@pytest.fixture(scope="module")
def quick(local_aws: LocalAws, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """A trader that looks at idle accounts every few seconds."""
    directory = Path(tmp_path_factory.mktemp("rounds"))
    with a_stage(local_aws, directory, BOOK_CHECK_SECONDS="4") as stage:
        stage.start_trader()
        yield stage


def test_an_account_that_nobody_uses_is_compared_by_itself(quick: Stage) -> None:
    desk = TestDesk(quick)

    account = desk.linked_account()

    mirror = eventually(lambda: seen(desk, account), 40, what="the comparison")
    assert mirror.broker_balance == account.balance
    assert '"BookChecks": 1' in quick.trader.log.read_text()


def test_a_link_that_ran_out_is_noticed_although_nobody_uses_the_account(quick: Stage) -> None:
    desk = TestDesk(quick)
    account = desk.linked_account()
    path = f"/users/{desk.people[account.account_id]}/tokens"
    quick.broker.control("DELETE", path)

    def status() -> bool:
        now = desk.ledger.account(account.account_id)
        return now.status is AccountStatus.NEEDS_RELINK

    eventually(status, 40, what="needs_relink")
