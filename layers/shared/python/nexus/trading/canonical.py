"""One fixed JSON text per decision: members in order of name, numbers as texts, no spaces.

A backtest writes tens of thousands of them, so each kind of value is written out by name; a test
holds the text to the names of the dataclasses.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import lru_cache
from json.encoder import encode_basestring
from operator import itemgetter

from nexus.kernel.clock import to_text
from nexus.kernel.money import ZERO
from nexus.trading.market import Direction, Vote
from nexus.trading.models import Consensus, Cost, Decision

_BOOLEANS = {True: "true", False: "false"}
_DIRECTIONS = {None: "null", Direction.RISE: '"RISE"', Direction.FALL: '"FALL"'}


def canonical_json(decision: Decision) -> str:
    """Write a decision; equal ones give equal texts, before and after they were stored."""
    cost, epoch, text = decision.cost, decision.tick_epoch, encode_basestring
    return (
        f'{{"accepted":{_BOOLEANS[decision.accepted]},"at":"{to_text(decision.at)}",'
        f'"code":{text(decision.code)},"consensus":{_consensus(decision.consensus)},'
        f'"cost":{"null" if cost is None else _cost(cost)},"detail":{text(decision.detail)},'
        f'"enforced":{_BOOLEANS[decision.enforced]},"facts":{_facts(decision.facts)},'
        f'"tick_epoch":{"null" if epoch is None else epoch},'
        f'"votes":[{",".join([_vote(vote) for vote in decision.votes])}],'
        f'"window_hash":{text(decision.window_hash)}}}'
    )


def _consensus(taken: Consensus) -> str:
    return (
        f'{{"agreeing":{taken.agreeing},"confidence":"{taken.confidence:.4f}",'
        f'"direction":{_DIRECTIONS[taken.direction]}}}'
    )


def _vote(vote: Vote) -> str:
    return (
        f'{{"confidence":"{vote.confidence:.4f}","direction":{_DIRECTIONS[vote.direction]},'
        f'"facts":{_facts(vote.facts)},"strategy":{encode_basestring(vote.strategy)}}}'
    )


@lru_cache(maxsize=1024)
def _cost(cost: Cost) -> str:
    # Costs that are equal but for trailing zeros have one text, so that any of them may be found.
    return (
        f'{{"break_even_win_rate":{_money(cost.break_even_win_rate)},'
        f'"commission":{_money(cost.commission)},"is_indicative":{_BOOLEANS[cost.is_indicative]},'
        f'"markup":{_money(cost.markup)},"net_profit_if_won":{_money(cost.net_profit_if_won)},'
        f'"payout":{_money(cost.payout)},"profit_if_won":{_money(cost.profit_if_won)},'
        f'"stake":{_money(cost.stake)}}}'
    )


def _facts(facts: Mapping[str, str]) -> str:
    if not facts:
        return "{}"
    template, values_of = _named(tuple(facts))
    return template % tuple(map(encode_basestring, values_of(facts)))


@lru_cache(maxsize=1024)
def _named(names: tuple[str, ...]) -> tuple[str, Callable[[Mapping[str, str]], tuple[str, ...]]]:
    ordered = sorted(names)
    labels = [encode_basestring(name).replace("%", "%%") for name in ordered]
    template = f"{{{','.join([f'{label}:%s' for label in labels])}}}"
    if len(ordered) == 1:
        return template, lambda facts: (facts[ordered[0]],)
    return template, itemgetter(*ordered)


def _money(value: Decimal) -> str:
    # A table gives 1.50 back as 1.5: neither zeros at the end nor a zero's sign change the text.
    text = f"{value or ZERO:f}"
    return f'"{text.rstrip("0").rstrip(".") if "." in text else text}"'
