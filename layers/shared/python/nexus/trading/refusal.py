"""How a trade is refused, and by which limits."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from nexus.kernel.money import money_text


@dataclass(frozen=True)
class Refusal:
    """Why a trade is denied: a stable code, a sentence with the numbers, the numbers alone."""

    code: str
    detail: str
    facts: Mapping[str, str]


@dataclass(frozen=True)
class RiskRules:
    """Limits that are not the trader's to choose.

    A tick older than `max_tick_age` is stale. A real account's exposure stays within its
    balance and within leverage × `exposure_share` of its daily loss limit.
    """

    max_tick_age: timedelta = timedelta(seconds=15)
    exposure_share: Decimal = Decimal("0.20")


RISK = RiskRules()


def refuse(code: str, sentence: str, **facts: Decimal | str) -> Refusal:
    """Say no: the sentence is followed by the facts, money with two decimals."""
    texts = {
        name: value if isinstance(value, str) else money_text(value)
        for name, value in facts.items()
    }
    numbers = " ".join(f"{name}={text}" for name, text in texts.items())
    return Refusal(code, f"{sentence}: {numbers}", texts)
