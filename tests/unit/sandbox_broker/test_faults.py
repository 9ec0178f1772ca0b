from functions.sandbox_broker.faults import SOCKET, Effect, Faults, Rule


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
