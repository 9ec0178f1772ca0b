"""A seed says everything about a run."""

from nexus.adapters.dynamodb import keys
from nexus.adapters.dynamodb.store import Put, Update
from tests.chaos.plan import make_plan
from tests.chaos.tables import Chances, FaultyStore, case_of


class _Nobody:
    """A client that is never called."""


def draws(seed: int, cases: list[str]) -> dict[str, list[float]]:
    store = FaultyStore(_Nobody(), "none-", seed, Chances.of(0.1))  # type: ignore[arg-type]
    found: dict[str, list[float]] = {}
    for case in cases:
        found.setdefault(case, []).append(store.draw(case))
    return found


def test_same_seed_draws_the_same_plan_and_another_seed_another() -> None:
    first, again, other = (make_plan(seed, 1000, 50, 5) for seed in (1, 1, 2))

    assert first == again
    assert first.fingerprint == again.fingerprint
    assert first.fingerprint != other.fingerprint


def test_mishap_of_a_trade_does_not_depend_on_what_other_trades_do_meanwhile() -> None:
    alone = draws(5, ["T1/open", "T1/open", "T1/won"])
    among = draws(5, ["T2/open", "T1/open", "T3/won", "T1/won", "T1/open"])

    assert alone == {case: among[case] for case in alone}


def test_transaction_is_named_by_trade_and_status_whatever_else_it_writes() -> None:
    account = Put(keys.account("A1"), {"balance": "1"})
    trade = Put(keys.trade("U1", "T1"), {"status": "open"})

    assert case_of([account, trade]) == "T1/open"
    assert case_of([Update(keys.account("A1"), "SET x = :x")]) == "accounts/A1/ACCOUNT"


def test_kills_come_in_order_and_before_the_last_trade() -> None:
    kills = [kill.after for kill in make_plan(9, 10_000, 50, 12).kills]

    assert kills == sorted(kills)
    assert kills[-1] < 10_000
