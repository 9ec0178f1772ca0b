"""What an owner was promised, worked out anew from what happened, without the product's rules."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from nexus.kernel.account import Limits

ZERO = Decimal(0)
DAY = timedelta(hours=24)
LOWER_IS_SAFER = {
    "daily_loss_limit",
    "max_consecutive_losses",
    "max_stake",
    "max_open_trades",
    "daily_take_profit",
    "cooldown_losses",
    "session_loss_limit",
    "session_minutes",
}


@dataclass
class Bet:
    """One trade; `profit` is None until it has ended, net of what is owed."""

    stake: Decimal
    session: str | None
    profit: Decimal | None = None
    day: date | None = None
    is_counted: bool = False


@dataclass
class Run:
    """One session as its owner set it."""

    stake: Decimal
    kind: str
    max_loss: Decimal
    take_profit: Decimal | None
    max_minutes: int | None
    max_trades: int | None
    max_open: int
    hours: tuple[str, ...]
    started_at: datetime


@dataclass
class Model:
    """The account's story; every question is answered from it alone."""

    is_real: bool
    balance: Decimal
    limits: dict[str, Any] = field(default_factory=lambda: dict(vars(Limits())))
    waiting: dict[str, Any] = field(default_factory=dict)
    waiting_until: datetime | None = None
    bets: dict[str, Bet] = field(default_factory=dict)
    streak: int = 0
    last_loss_at: datetime | None = None
    halted_at: datetime | None = None
    excluded_until: datetime | None = None
    is_enforced: bool = False
    buying: str | None = None
    promised: Decimal = ZERO
    runs: dict[str, Run] = field(default_factory=dict)
    promised_to_run: dict[str, Decimal] = field(default_factory=dict)

    def settle_limits(self, at: datetime) -> None:
        if self.waiting_until is not None and at >= self.waiting_until:
            self.limits |= self.waiting
            self.waiting, self.waiting_until = {}, None

    def wish(self, values: dict[str, Any], at: datetime) -> None:
        self.settle_limits(at)
        looser = {}
        for name, value in values.items():
            self.waiting.pop(name, None)
            if value == self.limits[name]:
                continue
            if is_safer(name, value, self.limits[name]):
                self.limits[name] = value
            else:
                looser[name] = value
        self.waiting |= looser
        if looser:
            self.waiting_until = at + DAY
        if not self.waiting:
            self.waiting_until = None

    def opened(self, name: str, bet: Bet, at: datetime) -> None:
        self.bets[name] = bet
        self.balance -= bet.stake
        self.promised = self.limits["daily_loss_limit"]
        if bet.session is not None:
            self.promised_to_run[bet.session] = self.most_to_lose(self.runs[bet.session])

    def ended(self, name: str, credited: Decimal, owed: Decimal, at: datetime) -> None:
        bet = self.bets[name]
        self.balance += credited
        bet.profit, bet.day = credited - bet.stake - owed, at.date()
        self.buying = None if self.buying == name else self.buying
        if credited >= bet.stake:
            self.streak = 0
        else:
            self.streak, self.last_loss_at = self.streak + 1, at
        self.settle_limits(at)
        if self.streak >= self.limits["max_consecutive_losses"] and self.halted_at is None:
            self.halted_at = at

    def refunded(self, name: str) -> None:
        bet = self.bets[name]
        self.balance += bet.stake
        bet.profit = ZERO
        self.buying = None if self.buying == name else self.buying

    def day_result(self, at: datetime) -> Decimal:
        profits = [bet.profit for bet in self.bets.values() if bet.day == at.date()]
        return sum((profit for profit in profits if profit is not None), ZERO)

    def at_stake(self, session: str | None = None) -> Decimal:
        return sum((bet.stake for bet in self._open(session)), ZERO)

    def most_to_lose(self, run: Run) -> Decimal:
        own = self.limits["session_loss_limit"]
        return run.max_loss if own is None else min(run.max_loss, own)

    def run_result(self, session: str, *, counted: bool) -> Decimal:
        found = [bet for bet in self.bets.values() if bet.session == session]
        return sum((b.profit for b in found if b.profit and (b.is_counted or not counted)), ZERO)

    def cooling_until(self) -> datetime | None:
        losses = self.limits["cooldown_losses"]
        if losses is None or self.last_loss_at is None or self.streak < losses:
            return None
        return self.last_loss_at + timedelta(minutes=self.limits["cooldown_minutes"])

    def resumable_at(self) -> datetime | None:
        if self.halted_at is None:
            return None
        return max(self.halted_at + timedelta(hours=1), self.cooling_until() or self.halted_at)

    def violated(self, stake: Decimal, at: datetime, session: str | None = None) -> set[str]:
        """List the code of every rule that a trade of this stake would break now."""
        self.settle_limits(at)
        limits, result = self.limits, self.day_result(at)
        opened = len(self._open())
        target, cooling = limits["daily_take_profit"], self.cooling_until()
        broken = {
            "ACCOUNT_HALTED": self.halted_at is not None,
            "SELF_EXCLUDED": self.excluded_until is not None and at < self.excluded_until,
            "OUTSIDE_TRADING_HOURS": not in_hours(limits["trading_hours"], at),
            "COOLDOWN": cooling is not None and at < cooling,
            "ACCOUNT_RECONCILING": self.is_real and self.buying is not None,
            "STAKE_OUT_OF_RANGE": not limits["min_stake"] <= stake <= limits["max_stake"],
            "INSUFFICIENT_BALANCE": stake > self.balance,
            "MAX_EXPOSURE_EXCEEDED": self.is_real and self.at_stake() + stake > self._exposure(),
            "MAX_OPEN_TRADES": opened >= limits["max_open_trades"],
            "CONSECUTIVE_LOSSES": self.streak >= limits["max_consecutive_losses"],
            "DAILY_LOSS_LIMIT": max(ZERO, -result) + self.at_stake() + stake
            > limits["daily_loss_limit"],
            "MAX_PAYOUT_EXCEEDED": stake * 195 > 100 * 100,
            "DAILY_TAKE_PROFIT": target is not None and result >= target,
        }
        codes = {code for code, is_broken in broken.items() if is_broken}
        return codes if session is None else codes | self._broken_by(session, stake, at)

    def next_stake(self, run: Run) -> Decimal:
        """Work out the stake a session's plan calls for."""
        stake = run.stake
        if run.kind == "fibonacci":
            now, after = 1, 1
            for _ in range(self.streak):
                now, after = after, now + after
            stake *= now
        return min(stake, Decimal(self.limits["max_stake"]))

    def _broken_by(self, session: str, stake: Decimal, at: datetime) -> set[str]:
        run = self.runs[session]
        bets = [bet for bet in self.bets.values() if bet.session == session]
        live = [bet for bet in bets if not bet.is_counted]
        result = self.run_result(session, counted=True)
        minutes = [m for m in (run.max_minutes, self.limits["session_minutes"]) if m is not None]
        runs_out = [run.started_at + timedelta(minutes=each) for each in minutes]
        lost = max(ZERO, -result) + sum(bet.stake for bet in live) + stake
        broken = {
            "SESSION_SCHEDULE": not in_hours(run.hours, at),
            "SESSION_TIME_LIMIT": any(at >= each for each in runs_out),
            "SESSION_TRADES_LIMIT": run.max_trades is not None and len(bets) >= run.max_trades,
            "SESSION_OPEN_TRADES": len(live) >= run.max_open,
            "SESSION_TAKE_PROFIT": run.take_profit is not None and result >= run.take_profit,
            "SESSION_LOSS_LIMIT": lost > self.most_to_lose(run),
        }
        return {code for code, is_broken in broken.items() if is_broken}

    def _exposure(self) -> Decimal:
        # The owner's leverage stays at one in this story.
        return min(self.balance, Decimal(self.limits["daily_loss_limit"]) / 5)

    def _open(self, session: str | None = None) -> list[Bet]:
        live = [bet for bet in self.bets.values() if bet.profit is None]
        return [bet for bet in live if session is None or bet.session == session]


def is_safer(name: str, value: Any, current: Any) -> bool:
    """Tell whether a limit's new value allows strictly less than its current one."""
    if name == "trading_hours":
        allowed, before = minutes_of(value), minutes_of(current)
        return allowed != before and allowed <= before
    if value is None or current is None:
        return value is not None
    return bool(value < current if name in LOWER_IS_SAFER else value > current)


def in_hours(windows: tuple[str, ...], at: datetime) -> bool:
    return at.hour * 60 + at.minute in minutes_of(windows)


def minutes_of(windows: tuple[str, ...]) -> set[int]:
    """List the minutes of the day that windows allow."""
    every = set(range(24 * 60))
    allowed: set[int] = set()
    for window in windows:
        start, end = (int(each[:2]) * 60 + int(each[3:]) for each in window.split("-"))
        allowed |= set(range(start, end)) if start < end else every - set(range(end, start))
    return allowed or every
