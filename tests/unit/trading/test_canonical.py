"""The text of a decision, held to a plain writer that walks any dataclass by its fields."""

import json
from dataclasses import fields, is_dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from nexus.kernel.clock import to_text
from nexus.trading.canonical import canonical_json
from nexus.trading.market import Direction, Vote
from nexus.trading.models import Consensus, Cost, Decision
from tests.factories import NOW

texts = st.text(max_size=8)
facts = st.dictionaries(texts, texts, max_size=5)
shares = st.integers(0, 10_000).map(lambda n: n / 10_000)
money = st.integers(-(10**9), 10**9).flatmap(
    lambda n: st.integers(-8, 3).map(lambda places: Decimal(n).scaleb(places))
)
directions = st.none() | st.sampled_from(Direction)
votes = st.lists(st.builds(Vote, texts, directions, shares, facts), max_size=4).map(tuple)
costs = st.builds(Cost, *[money] * 7, st.booleans())
decisions = st.builds(
    Decision,
    st.booleans(),
    st.datetimes().map(lambda at: at.replace(tzinfo=NOW.tzinfo)),
    votes,
    st.builds(Consensus, directions, shares, st.integers(0, 9)),
    st.booleans(),
    texts,
    st.none() | st.integers(0, 2**40),
    st.none() | costs,
    texts,
    texts,
    facts,
)


def plainly(value: Any) -> Any:
    if is_dataclass(value):
        return {each.name: plainly(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, dict):
        return {name: plainly(each) for name, each in value.items()}
    if isinstance(value, tuple):
        return [plainly(each) for each in value]
    if isinstance(value, datetime):
        return to_text(value)
    if isinstance(value, Decimal):
        return f"{value.normalize() if value else Decimal(0):f}"
    return f"{value:.4f}" if isinstance(value, float) else value


@given(decisions)
def test_text_says_every_field_and_value_in_order_of_name(decision: Decision) -> None:
    expected = json.dumps(
        plainly(decision), sort_keys=True, separators=(",", ":"), ensure_ascii=False
    )

    assert canonical_json(decision) == expected


@given(decisions, costs)
def test_zeros_that_mean_nothing_do_not_change_the_text(decision: Decision, cost: Cost) -> None:
    padded = replace(cost, stake=cost.stake * Decimal("1.000"), markup=Decimal("-0.00"))
    bare = replace(cost, stake=cost.stake.normalize(), markup=Decimal(0))

    assert canonical_json(replace(decision, cost=padded)) == canonical_json(
        replace(decision, cost=bare)
    )
