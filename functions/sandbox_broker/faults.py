"""Faults by rule: one table of what may go wrong, where, how often; every firing is recorded."""

from collections import Counter, deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from fnmatch import fnmatchcase
from hashlib import blake2b


class Effect(StrEnum):
    """Say what goes wrong."""

    DROP_BEFORE = "drop_before"
    DROP_AFTER = "drop_after"
    HALF_OPEN = "half_open"
    HALF_OPEN_AFTER = "half_open_after"
    NO_ANSWER = "no_answer"
    DELAY = "delay"
    DUPLICATE = "duplicate"
    REORDER = "reorder"
    ERROR = "error"
    STATUS = "status"
    STATUS_AFTER = "status_after"
    MAINTENANCE = "maintenance"
    CLOCK_SKEW = "clock_skew"
    TEXT_NUMBERS = "text_numbers"
    EXTRA_MEMBER = "extra_member"
    LATE_SETTLEMENT = "late_settlement"
    TIE = "tie"
    MISSING_TICKS = "missing_ticks"


@dataclass(frozen=True)
class Explanation:
    """Say where an effect applies and what it does."""

    places: frozenset[str]
    text: str


SOCKET, STREAM, HTTP, CONTRACT, MARKET = "socket", "stream", "http", "contract", "market"
_CALLS, _FRAMES = frozenset({SOCKET}), frozenset({SOCKET, STREAM})
_REST, _DEALS, _TICKS = frozenset({HTTP}), frozenset({CONTRACT}), frozenset({MARKET})
EFFECTS: Mapping[Effect, Explanation] = {
    Effect.DROP_BEFORE: Explanation(_CALLS, "cut the socket, execute nothing"),
    Effect.DROP_AFTER: Explanation(_CALLS, "execute, cut the socket, answer nothing"),
    Effect.HALF_OPEN: Explanation(_CALLS, "execute nothing; keep TCP open, never speak again"),
    Effect.HALF_OPEN_AFTER: Explanation(_CALLS, "execute; keep TCP open, never speak again"),
    Effect.NO_ANSWER: Explanation(_FRAMES, "execute, stay silent"),
    Effect.DELAY: Explanation(_FRAMES | _REST, "answer `seconds` later"),
    Effect.DUPLICATE: Explanation(_FRAMES, "send the frame twice, the second `seconds` later"),
    Effect.REORDER: Explanation(_FRAMES, "send the frame after the next one"),
    Effect.ERROR: Explanation(_CALLS, "refuse with `code` and `message`"),
    Effect.STATUS: Explanation(_REST, "answer with `status`, execute nothing"),
    Effect.STATUS_AFTER: Explanation(_REST, "execute, answer with `status`"),
    Effect.MAINTENANCE: Explanation(_CALLS | _REST, "refuse and cut everything for `seconds`"),
    Effect.CLOCK_SKEW: Explanation(_CALLS, "shift the `time` answer by `seconds`"),
    Effect.TEXT_NUMBERS: Explanation(_FRAMES, "write the amounts of a frame as text"),
    Effect.EXTRA_MEMBER: Explanation(_FRAMES, "add a member nobody knows to the payload"),
    Effect.LATE_SETTLEMENT: Explanation(_DEALS, "settle `seconds` of the broker's time later"),
    Effect.TIE: Explanation(_DEALS, "let the exit spot equal the entry spot"),
    Effect.MISSING_TICKS: Explanation(_TICKS, "leave out this tick and those for `seconds` more"),
}


@dataclass(frozen=True)
class Rule:
    """Fire an effect for matching targets: a call, message, path or symbol, by pattern."""

    id: str
    place: str
    target: str
    effect: Effect
    probability: float = 1.0
    remaining: int | None = None
    account_id: str | None = None
    seconds: float = 0.0
    code: str = "RateLimit"
    message: str = "You have reached the rate limit."
    status: int = 503

    def matches(self, place: str, target: str, account_id: str | None) -> bool:
        """Tell whether the rule concerns this target."""
        return (
            self.place == place
            and self.remaining != 0
            and self.account_id in {None, account_id}
            and fnmatchcase(target, self.target)
        )


@dataclass(frozen=True)
class Firing:
    """Record that a rule fired, on what, about what and when."""

    number: int
    rule_id: str
    place: str
    effect: Effect
    target: str
    account_id: str | None
    about: str
    time: float


RECORDED = 100_000


@dataclass
class Faults:
    """Hold the rules and decide each case from the seed and the case itself.

    A case is the n-th match of a rule for one account and target, or what its `key` names. So a
    case falls the same way in every run with the seed, whatever other accounts do in between.
    """

    seed: int = 1
    rules: dict[str, Rule] = field(default_factory=dict)
    fired: deque[Firing] = field(default_factory=lambda: deque(maxlen=RECORDED))
    totals: Counter[str] = field(default_factory=Counter)
    _cases: Counter[tuple[str, str | None, str]] = field(default_factory=Counter)
    _added: int = 0

    def clear(self, seed: int | None = None) -> None:
        """Forget rules, cases and record, and start drawing anew."""
        self.seed = self.seed if seed is None else seed
        self._added = 0
        for memory in (self.rules, self.fired, self.totals, self._cases):
            memory.clear()

    def next_id(self) -> str:
        """Name a rule by its place in the order of adding, so that a run can be repeated."""
        self._added += 1
        return f"rule-{self._added}"

    def add(self, rules: Iterable[Rule]) -> None:
        """Add rules; one with a known id replaces it."""
        self.rules.update({rule.id: rule for rule in rules})

    def has_any(self, place: str) -> bool:
        """Tell whether any rule concerns a place."""
        return any(rule.place == place for rule in self.rules.values())

    def pick(
        self,
        place: str,
        target: str,
        account_id: str | None,
        now: float,
        *,
        about: str = "",
        key: str = "",
    ) -> dict[Effect, Rule]:
        """Give the rules that fire for a case, at most one per effect, and record them."""
        chosen: dict[Effect, Rule] = {}
        for rule in list(self.rules.values()):
            if rule.effect in chosen or not rule.matches(place, target, account_id):
                continue
            if not self._falls(rule, target, account_id, key):
                continue
            chosen[rule.effect] = rule
            self._record(rule, target, account_id, about or key, now)
        return chosen

    def _falls(self, rule: Rule, target: str, account_id: str | None, key: str) -> bool:
        if rule.probability >= 1:
            return True
        if not key:
            self._cases[rule.id, account_id, target] += 1
            key = str(self._cases[rule.id, account_id, target])
        case = f"{self.seed}|{rule.id}|{account_id}|{target}|{key}"
        draw = blake2b(case.encode(), digest_size=7).digest()
        return int.from_bytes(draw) < rule.probability * (1 << 56)

    def _record(
        self, rule: Rule, target: str, account_id: str | None, about: str, now: float
    ) -> None:
        self.totals[rule.effect] += 1
        number = self.totals.total()
        self.fired.append(
            Firing(number, rule.id, rule.place, rule.effect, target, account_id, about, now)
        )
        if rule.remaining is not None:
            self.rules[rule.id] = replace(rule, remaining=rule.remaining - 1)
