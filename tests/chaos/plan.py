"""What a run does, all of it drawn from one seed before anything starts."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from nexus.kernel.account import AccountKind
from nexus.kernel.ids import digest
from nexus.trading.models import TradeType

SYMBOLS = ("R_10", "R_25", "R_50", "R_75", "R_100")
KINDS = (AccountKind.DEMO, AccountKind.DERIV_DEMO, AccountKind.REAL)
STAKES = (Decimal("1.00"), Decimal("2.50"), Decimal("10.00"))


@dataclass(frozen=True)
class PlannedAccount:
    """One account: where its money is, and the one thing it trades."""

    number: int
    kind: AccountKind
    symbol: str
    trade_type: TradeType


@dataclass(frozen=True)
class PlannedTrade:
    """One trade; its id is its number, so that everything drawn for it is drawn again."""

    number: int
    account: int
    stake: Decimal

    @property
    def trade_id(self) -> str:
        """Sortable as product ids are."""
        return f"CHAOS{self.number:021d}"


@dataclass(frozen=True)
class PlannedKill:
    """SIGKILL for one trader once so many trades were placed."""

    after: int
    trader: int


@dataclass(frozen=True)
class Plan:
    """A whole run."""

    seed: int
    accounts: tuple[PlannedAccount, ...]
    trades: tuple[PlannedTrade, ...]
    kills: tuple[PlannedKill, ...]

    @property
    def fingerprint(self) -> str:
        """The same for two plans only when they are the same."""
        return digest(repr(self))[:16]

    def of_account(self, number: int) -> Iterable[PlannedTrade]:
        """List an account's trades in order."""
        return (trade for trade in self.trades if trade.account == number)


def make_plan(seed: int, trades: int, accounts: int, kills: int, traders: int = 2) -> Plan:
    """Draw a run; trades go round the accounts, kills come at even distances, a little off."""
    random = Random(seed)
    return Plan(
        seed,
        tuple(_account(random, number) for number in range(accounts)),
        tuple(
            PlannedTrade(number, number % accounts, random.choice(STAKES))
            for number in range(trades)
        ),
        tuple(_kill(random, number, kills, trades, traders) for number in range(kills)),
    )


def _account(random: Random, number: int) -> PlannedAccount:
    kind = KINDS[number % len(KINDS)]
    trade_type = random.choice((TradeType.RISE, TradeType.FALL))
    return PlannedAccount(number, kind, random.choice(SYMBOLS), trade_type)


def _kill(random: Random, number: int, kills: int, trades: int, traders: int) -> PlannedKill:
    every = trades / (kills + 1)
    after = int(every * (number + 1 + random.uniform(-0.2, 0.2)))
    return PlannedKill(after, random.randrange(traders))
