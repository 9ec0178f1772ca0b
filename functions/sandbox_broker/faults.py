"""Faults by rule: one table of what may go wrong, where, how often; every firing is recorded."""

import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from fnmatch import fnmatch


class Effect(StrEnum):
    """Say what goes wrong."""

    DROP_BEFORE = "drop_before"
    DROP_AFTER = "drop_after"
    NO_ANSWER = "no_answer"
    DELAY = "delay"
    DUPLICATE = "duplicate"
    ERROR = "error"
    STATUS = "status"


@dataclass(frozen=True)
class Explanation:
    """Say where an effect applies and what it does."""

    places: frozenset[str]
    text: str


SOCKET, STREAM, HTTP = "socket", "stream", "http"
EFFECTS: Mapping[Effect, Explanation] = {
    Effect.DROP_BEFORE: Explanation(frozenset({SOCKET}), "cut the socket, execute nothing"),
    Effect.DROP_AFTER: Explanation(frozenset({SOCKET}), "execute, cut the socket, answer nothing"),
    Effect.NO_ANSWER: Explanation(frozenset({SOCKET, STREAM}), "execute, stay silent"),
    Effect.DELAY: Explanation(frozenset({SOCKET, STREAM, HTTP}), "answer `seconds` later"),
    Effect.DUPLICATE: Explanation(frozenset({SOCKET, STREAM}), "send the frame twice"),
    Effect.ERROR: Explanation(frozenset({SOCKET}), "refuse with `code` and `message`"),
    Effect.STATUS: Explanation(frozenset({HTTP}), "answer with `status`, execute nothing"),
}


@dataclass(frozen=True)
class Rule:
    """Fire an effect for matching calls: `target` is a call's name, or for HTTP a path pattern."""

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
        """Tell whether the rule concerns this call."""
        return (
            self.place == place
            and fnmatch(target, self.target)
            and self.remaining != 0
            and self.account_id in {None, account_id}
        )


@dataclass(frozen=True)
class Firing:
    """Record that a rule fired, on what and when."""

    rule_id: str
    effect: Effect
    target: str
    account_id: str | None
    time: float


@dataclass
class Faults:
    """Hold the rules and draw from a seeded source, so that a run can be repeated."""

    seed: int = 1
    rules: dict[str, Rule] = field(default_factory=dict)
    fired: list[Firing] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)  # noqa: S311 - repeatable, guards nothing

    def reseed(self, seed: int) -> None:
        """Start drawing anew."""
        self.seed = seed
        self._random = random.Random(seed)  # noqa: S311 - repeatable, guards nothing

    def add(self, rules: Iterable[Rule]) -> None:
        """Add rules; one with a known id replaces it."""
        self.rules.update({rule.id: rule for rule in rules})

    def pick(
        self, place: str, target: str, account_id: str | None, now: float
    ) -> dict[Effect, Rule]:
        """Give the rules that fire for a call, at most one per effect, and record them."""
        chosen: dict[Effect, Rule] = {}
        for rule in list(self.rules.values()):
            if rule.effect in chosen or not rule.matches(place, target, account_id):
                continue
            if rule.probability < 1 and self._random.random() >= rule.probability:
                continue
            chosen[rule.effect] = rule
            self.fired.append(Firing(rule.id, rule.effect, target, account_id, now))
            if rule.remaining is not None:
                self.rules[rule.id] = replace(rule, remaining=rule.remaining - 1)
        return chosen
