from nexus.adapters.broker.budgets import Allowance, Budgets

SMALL = {"trading": Allowance(3, 5), "other": Allowance(2, 100)}


def test_calls_of_one_group_share_a_budget() -> None:
    budgets = Budgets(SMALL)

    taken = [budgets.take(call, 0.0) for call in ("proposal", "buy", "sell")]

    assert taken == [0.0, 0.0, 0.0]
    assert budgets.take("proposal", 1.0) == 59.0
    assert budgets.take("ticks", 1.0) == 0.0


def test_window_slides() -> None:
    budgets = Budgets(SMALL)
    for second in (0.0, 10.0, 20.0):
        budgets.take("buy", second)

    assert budgets.take("buy", 30.0) == 30.0
    assert budgets.take("buy", 60.0) == 0.0


def test_hour_binds_when_it_is_the_stricter_window() -> None:
    budgets = Budgets(SMALL)
    for minute in range(5):
        assert budgets.take("buy", minute * 60.0) == 0.0

    assert budgets.take("buy", 300.0) == 3300.0


def test_reserve_is_left_for_purchases() -> None:
    budgets = Budgets(SMALL)

    assert budgets.take("proposal", 0.0, reserve=2) == 0.0
    assert budgets.take("proposal", 0.0, reserve=2) > 0
    assert budgets.take("buy", 0.0) == 0.0


def test_everything_else_leaves_room_for_buying_and_selling() -> None:
    budgets = Budgets({"trading": Allowance(40, 1000)})
    asked = [budgets.take("proposal_open_contract", 0.0) for _ in range(40)]

    assert asked.count(0.0) == 30
    assert [budgets.take("sell", 0.0) for _ in range(11)].count(0.0) == 10


def test_ping_is_free() -> None:
    budgets = Budgets({"other": Allowance(0, 0)})

    assert budgets.take("ping", 0.0) == 0.0


def test_group_waits_after_the_broker_said_enough() -> None:
    budgets = Budgets(SMALL)

    budgets.block("proposal", 5.0)

    assert budgets.take("buy", 1.0) == 4.0
    assert budgets.take("buy", 5.0) == 0.0
