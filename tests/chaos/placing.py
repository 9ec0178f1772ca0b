"""Place a plan's trades through the product's own use case, each until it is taken."""

import threading
import time
from collections import Counter, deque
from collections.abc import Sequence
from dataclasses import dataclass, field

from nexus.adapters.dynamodb.desk import DynamoDesk
from nexus.adapters.dynamodb.ledger import DynamoLedger
from nexus.adapters.dynamodb.market import DynamoMarket
from nexus.adapters.sqs import SqsCommandQueue
from nexus.kernel.account import Account, AccountStatus
from nexus.kernel.clock import system_clock
from nexus.kernel.errors import Conflict, Unavailable
from nexus.kernel.ids import NewId
from nexus.trading.models import TradeRequest
from nexus.trading.service import ExecuteTrade, Pricing, TradeDenied
from tests.chaos.accounts import OPEN_AT_ONCE, Bank
from tests.chaos.plan import Plan, PlannedAccount, PlannedTrade
from tests.chaos.stage import SHARDS

PAUSE = 0.5
WORKERS = 10
AGAIN = "-"


@dataclass
class Line:
    """One account's trades still to place."""

    planned: PlannedAccount
    account: Account
    left: deque[PlannedTrade]
    attempt: int = 0
    not_before: float = 0.0


@dataclass
class Placer:
    """Go round the accounts on a few threads, never two on one account."""

    plan: Plan
    bank: Bank
    denials: Counter[str] = field(default_factory=Counter)
    frozen: set[str] = field(default_factory=set)
    placed: int = 0
    is_stopped: bool = False
    _counting: threading.Lock = field(default_factory=threading.Lock)
    _threads: list[threading.Thread] = field(default_factory=list)

    def start(self) -> None:
        """Begin to place."""
        lines = [
            Line(each, self.bank.accounts[each.number], deque(self.plan.of_account(each.number)))
            for each in self.plan.accounts
        ]
        for number in range(WORKERS):
            work = threading.Thread(target=self._work, args=(lines[number::WORKERS],), daemon=True)
            work.start()
            self._threads.append(work)

    def stop(self) -> None:
        """Place no more."""
        self.is_stopped = True
        for thread in self._threads:
            thread.join(30)

    @property
    def is_done(self) -> bool:
        """Every trade was placed, or its account is frozen."""
        return not any(thread.is_alive() for thread in self._threads)

    def _work(self, lines: Sequence[Line]) -> None:
        stage = self.bank.stage
        sqs = SqsCommandQueue(stage.aws.client("sqs"), stage.queue_urls)
        desk = DynamoDesk(stage.store, system_clock, SHARDS)
        market, ledger = DynamoMarket(stage.store), DynamoLedger(stage.store, SHARDS)
        pricing = Pricing(desk, market, system_clock, time.sleep, lambda _country: True)
        while not self.is_stopped and (waiting := [line for line in lines if line.left]):
            ready = [line for line in waiting if line.not_before <= time.monotonic()]
            for line in ready:
                if self._is_ready(line, ledger):
                    self._place(line, ExecuteTrade(pricing, ledger, sqs, _named(line)))
            if not ready:
                time.sleep(PAUSE / 5)

    def _is_ready(self, line: Line, ledger: DynamoLedger) -> bool:
        now = ledger.account(line.account.account_id)
        is_idle = now.status is AccountStatus.ACTIVE and now.buying is None
        if is_idle and len(now.open_trades) < OPEN_AT_ONCE:
            return True
        line.not_before = time.monotonic() + PAUSE
        if now.status is AccountStatus.FROZEN:
            self.frozen.add(now.account_id)
            line.left.clear()
        return False

    def _place(self, line: Line, execute: ExecuteTrade) -> None:
        trade = line.left[0]
        try:
            execute(_request(line, trade), f"{trade.trade_id}-{line.attempt}")
        except TradeDenied as e:
            with self._counting:
                self.denials[e.code] += 1
            line.attempt += 1
            line.not_before = time.monotonic() + PAUSE
        except (Conflict, Unavailable):
            line.not_before = time.monotonic() + PAUSE
        else:
            line.left.popleft()
            line.attempt = 0
            with self._counting:
                self.placed += 1


def planned_id(trade_id: str) -> str:
    """Find the name a trade has in the plan, whatever attempt it was taken at."""
    return trade_id.split(AGAIN, maxsplit=1)[0]


def _named(line: Line) -> NewId:
    # A denial is on record under the name of its attempt.
    name, attempt = line.left[0].trade_id, line.attempt
    return lambda _at: f"{name}{AGAIN}{attempt}" if attempt else name


def _request(line: Line, trade: PlannedTrade) -> TradeRequest:
    return TradeRequest(
        user_id=line.account.user_id,
        account_id=line.account.account_id,
        symbol=line.planned.symbol,
        trade_type=line.planned.trade_type,
        stake=trade.stake,
        expiry_minutes=1,
    )
