from functions.sandbox_broker.faults import EFFECTS, MARKET, SOCKET, Effect, Faults, Rule
from functions.sandbox_broker.storms import storm


def test_a_rule_fires_where_it_should_and_as_often_as_it_may() -> None:
    faults = Faults()
    faults.add([Rule("r", SOCKET, "buy", Effect.DROP_AFTER, remaining=1, account_id="DOT1")])

    other_call = faults.pick(SOCKET, "sell", "DOT1", now=1)
    other_account = faults.pick(SOCKET, "buy", "DOT2", now=1)
    fired = faults.pick(SOCKET, "buy", "DOT1", now=2)
    used_up = faults.pick(SOCKET, "buy", "DOT1", now=3)

    assert (other_call, other_account, used_up) == ({}, {}, {})
    assert set(fired) == {Effect.DROP_AFTER}
    assert [(f.rule_id, f.target, f.time) for f in faults.fired] == [("r", "buy", 2)]


def test_chances_repeat_with_the_seed() -> None:
    def draws(seed: int) -> list[bool]:
        faults = Faults(seed)
        faults.add([Rule("r", SOCKET, "*", Effect.DELAY, probability=0.5)])
        return [bool(faults.pick(SOCKET, "ticks", None, now=0)) for _ in range(50)]

    assert draws(1) == draws(1) != draws(2)
    assert 10 < sum(draws(1)) < 40


def test_one_accounts_cases_do_not_depend_on_what_others_do() -> None:
    def draws(others: int) -> list[bool]:
        faults = Faults(3)
        faults.add([Rule("r", SOCKET, "buy", Effect.DELAY, probability=0.5)])
        found = []
        for _ in range(40):
            for other in range(others):
                faults.pick(SOCKET, "buy", f"DOT{other}", now=0)
            found.append(bool(faults.pick(SOCKET, "buy", "mine", now=0)))
        return found

    assert draws(0) == draws(3)


def test_a_keyed_case_falls_the_same_way_for_everyone_who_meets_it() -> None:
    faults = Faults()
    faults.add([Rule("r", MARKET, "*", Effect.MISSING_TICKS, probability=0.3)])

    first = [bool(faults.pick(MARKET, "R_50", None, now=0, key=str(n))) for n in range(50)]
    again = [bool(faults.pick(MARKET, "R_50", None, now=0, key=str(n))) for n in range(50)]

    assert first == again
    assert 0 < sum(first) < 50


def test_what_fired_is_counted_and_numbered_and_forgotten_on_request() -> None:
    faults = Faults()
    faults.add([Rule(faults.next_id(), SOCKET, "buy", Effect.DROP_AFTER)])
    faults.pick(SOCKET, "buy", "DOT1", now=5, about="req_id 7")
    faults.pick(SOCKET, "buy", "DOT1", now=6, about="req_id 8")

    assert [(f.number, f.rule_id, f.about) for f in faults.fired] == [
        (1, "rule-1", "req_id 7"),
        (2, "rule-1", "req_id 8"),
    ]
    assert faults.totals == {"drop_after": 2}

    faults.clear(9)

    assert (faults.seed, faults.totals.total(), faults.next_id()) == (9, 0, "rule-1")


def test_a_storm_holds_every_effect_where_it_applies() -> None:
    rules = storm("everything", 0.05)

    assert {rule.effect for rule in rules} >= set(Effect) - {Effect.STATUS_AFTER}
    assert all(rule.place in EFFECTS[rule.effect].places for rule in rules)
    assert all(0 < rule.probability <= 0.1 for rule in rules)


def test_several_effects_may_meet_one_call() -> None:
    faults = Faults()
    faults.add(
        [
            Rule("a", SOCKET, "buy", Effect.DELAY, seconds=1),
            Rule("b", SOCKET, "b*", Effect.DUPLICATE),
            Rule("c", SOCKET, "*", Effect.DELAY, seconds=2),
        ]
    )

    fired = faults.pick(SOCKET, "buy", None, now=0)

    assert {effect: rule.id for effect, rule in fired.items()} == {
        Effect.DELAY: "a",
        Effect.DUPLICATE: "b",
    }
