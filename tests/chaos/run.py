"""One run: place, kill, tend, wait for the last trade, audit."""

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from functions.sweeper.sweep import Sweep
from infra.local.aws import LocalAws
from nexus.adapters.dynamodb import keys
from nexus.adapters.dynamodb.ledger import DynamoLedger
from nexus.adapters.dynamodb.overdue import DynamoOverdue
from nexus.adapters.dynamodb.serialization import from_item
from nexus.adapters.dynamodb.store import Query
from nexus.adapters.sqs import SqsCommandQueue
from nexus.kernel.account import Account, AccountStatus
from nexus.kernel.clock import system_clock
from tests.chaos.accounts import Bank
from tests.chaos.audit import Findings, audit
from tests.chaos.placing import Placer
from tests.chaos.plan import Plan
from tests.chaos.stage import SHARDS, ChaosStage, Weather, a_chaos_stage

TEND_SECONDS, SWEEP_SECONDS, TELL_SECONDS = 3.0, 10.0, 5.0
RELINK_APART = 10.0
LAST_LINKS = 60.0

Tell = Callable[[str], None]


def to_stderr(line: str) -> None:
    """Show a line while the run goes on."""
    print(line, file=sys.stderr, flush=True)


@dataclass
class Outcome:
    """What a run found, and what it went through."""

    findings: Findings
    seconds: float
    faults: int
    kills: int
    relinks: int
    lines: list[str] = field(default_factory=list)


@dataclass
class Run:
    """Drive one plan through one stage."""

    stage: ChaosStage
    plan: Plan
    tell: Tell
    longest: float
    began: float = field(default_factory=time.monotonic)
    kills: int = 0
    _relinked: dict[str, float] = field(default_factory=dict)
    _next: dict[str, float] = field(default_factory=dict)

    def __call__(self) -> Outcome:
        """Run to the end, or for `longest` seconds, and audit what is there then."""
        bank = Bank(self.stage)
        bank.open(self.plan)
        self.stage.start()
        self.stage.turn_bad()
        placer = Placer(self.plan, bank)
        self.began = time.monotonic()
        placer.start()
        while self._goes_on(placer):
            self._kill_if_due(placer.placed)
            self._every(TEND_SECONDS, "tend", lambda: self._tend(bank))
            self._every(SWEEP_SECONDS, "sweep", self._sweep)
            self._every(TELL_SECONDS, "tell", lambda: self._progress(placer))
            time.sleep(0.2)
        placer.stop()
        self._progress(placer)
        seconds, fired = time.monotonic() - self.began, self.stage.fired()
        self._calm(bank)
        began = time.monotonic()
        findings = audit(self.stage, self.plan, bank.accounts)
        self.tell(f"audited in {time.monotonic() - began:.1f} s")
        return Outcome(findings, seconds, fired, self.kills, bank.relinks)

    def _goes_on(self, placer: Placer) -> bool:
        if time.monotonic() - self.began > self.longest:
            self.tell(f"stopped after {self.longest:.0f} s")
            return False
        return not placer.is_done or self._live() > 0

    def _calm(self, bank: Bank) -> None:
        """Let what was told last be written: an end is on record before its watcher leaves.

        Owners whose link ran out a moment ago have their turn too.
        """
        self.stage.broker.control("DELETE", "/faults")
        deadline = time.monotonic() + LAST_LINKS
        while self._tend(bank) and time.monotonic() < deadline:
            time.sleep(TEND_SECONDS)
        for trader in self.stage.traders:
            trader.stop()

    def _every(self, seconds: float, name: str, work: Callable[[], object]) -> None:
        now = time.monotonic()
        if now >= self._next.get(name, 0.0):
            self._next[name] = now + seconds
            work()

    def _kill_if_due(self, placed: int) -> None:
        if self.kills < len(self.plan.kills) and placed >= self.plan.kills[self.kills].after:
            self.stage.kill(self.plan.kills[self.kills].trader)
            self.kills += 1

    def _tend(self, bank: Bank) -> int:
        # Owners do what the page asks of them: they link again when a link has run out.
        waiting = 0
        places = [keys.account(account.account_id) for account in bank.accounts.values()]
        for item in self.stage.store.batch_get(places).values():
            account, now = from_item(Account, item), time.monotonic()
            if account.status is not AccountStatus.NEEDS_RELINK:
                continue
            waiting += 1
            if now - self._relinked.get(account.account_id, 0.0) > RELINK_APART:
                self._relinked[account.account_id] = now
                bank.link_again(account)
        return waiting

    def _sweep(self) -> None:
        stage = self.stage
        queue = SqsCommandQueue(stage.aws.client("sqs"), stage.queue_urls)
        overdue = DynamoOverdue(stage.store, SHARDS)
        Sweep(overdue, DynamoLedger(stage.store, SHARDS), queue, system_clock)()

    def _live(self) -> int:
        return sum(
            1
            for shard in range(SHARDS)
            for _ in self.stage.store.query_all(Query("trades", str(shard), index="by_open_shard"))
        )

    def _progress(self, placer: Placer) -> None:
        seconds, live = time.monotonic() - self.began, self._live()
        self.tell(
            f"{seconds:6.0f} s  placed {placer.placed}/{len(self.plan.trades)}"
            f"  done {placer.placed - live}  live {live}"
            f"  {placer.placed / max(seconds, 1):.1f} trades/s"
            f"  broker faults {self.stage.fired()}  kills {self.kills}"
            f"  denials {dict(placer.denials)}  frozen {len(placer.frozen)}"
        )


def run(
    aws: LocalAws, directory: Path, plan: Plan, weather: Weather, longest: float, tell: Tell
) -> Outcome:
    """Set a stage, run a plan on it, and say what came of it."""
    tell(f"seed {plan.seed}, plan {plan.fingerprint}")
    with a_chaos_stage(aws, directory, weather) as stage:
        return Run(stage, plan, tell, longest)()


def report(outcome: Outcome) -> list[str]:
    """Write what a run came to."""
    found = outcome.findings
    return [
        f"{sum(found.statuses.values())} trades in {outcome.seconds:.0f} s: {dict(found.statuses)}",
        f"reasons: {dict(found.reasons)}",
        f"{found.contracts} contracts at the broker, {outcome.faults} faults fired there, "
        f"{outcome.kills} kills, {outcome.relinks} new links",
        f"double purchases: {len(found.double_purchases)}",
        *found.double_purchases[:20],
        f"wrong: {len(found.wrong)}",
        *found.wrong[:40],
    ]
