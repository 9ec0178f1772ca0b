"""Tables that conflict, refuse, and lose the answer to what they wrote, by seed and by trade."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING

from nexus.adapters.dynamodb.keys import Key
from nexus.adapters.dynamodb.serialization import Item
from nexus.adapters.dynamodb.store import Action, Put, Store
from nexus.kernel.errors import Conflict, Unavailable

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

THROTTLED = "The table did not answer (chaos)"


@dataclass(frozen=True)
class Chances:
    """How likely each mishap is for one case."""

    conflict: float
    throttle: float
    lost_answer: float

    @classmethod
    def of(cls, probability: float) -> "Chances":
        """Make every mishap equally likely."""
        return cls(probability, probability, probability)


class FaultyStore(Store):
    """A store whose mishaps depend on seed, trade, step and attempt, and on nothing else."""

    def __init__(self, client: "DynamoDBClient", prefix: str, seed: int, chances: Chances) -> None:
        super().__init__(client, prefix)
        self._seed, self._chances = seed, chances
        self._attempts: Counter[str] = Counter()

    def transact(self, actions: Sequence[Action]) -> None:
        """Carry out all actions or none; not always telling the truth about it."""
        drawn, chances = self.draw(case_of(actions)), self._chances
        if drawn < chances.conflict:
            raise Conflict("The record changed meanwhile (chaos)")
        drawn -= chances.conflict
        if drawn < chances.throttle:
            raise Unavailable(THROTTLED)
        super().transact(actions)
        if drawn - chances.throttle < chances.lost_answer:
            raise Unavailable(THROTTLED)

    def batch_get(self, keys: Sequence[Key]) -> dict[Key, Item]:
        """Read, or be refused."""
        if self.draw("|".join(f"{key.table}/{key.sort}" for key in keys)) < self._chances.throttle:
            raise Unavailable(THROTTLED)
        return super().batch_get(keys)

    def draw(self, case: str) -> float:
        """Give a number from 0 to 1 for the next attempt at a case."""
        self._attempts[case] += 1
        text = f"{self._seed}|{case}|{self._attempts[case]}"
        return int.from_bytes(blake2b(text.encode(), digest_size=7).digest()) / (1 << 56)


def case_of(actions: Sequence[Action]) -> str:
    """Name a transaction by the trade and the status it leads to, or by its first key."""
    for action in actions:
        if isinstance(action, Put) and action.key.table == "trades" and "status" in action.item:
            return f"{action.key.sort}/{action.item['status']}"
    first = actions[0].key
    return f"{first.table}/{first.partition}/{first.sort}"
