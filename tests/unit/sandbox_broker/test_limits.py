from functions.sandbox_broker.limits import SOCKET_BUDGETS, Budget, Meter, group_of


def test_a_budget_is_used_up_and_comes_back_with_the_next_window() -> None:
    meter, budget = Meter(), (Budget(60, 2), Budget(3600, 3))

    admitted = [meter.admit("a", budget, now) for now in (0, 1, 2, 60, 61, 120, 3600)]

    assert admitted == [True, True, False, True, False, False, True]


def test_refused_calls_cost_nothing_and_keys_do_not_share() -> None:
    meter, budget = Meter(), (Budget(60, 1), Budget(3600, 5))
    for now in range(10):
        meter.admit("a", budget, now)

    assert meter.admit("b", budget, 0)
    assert [meter.admit("a", budget, 60 * n) for n in range(1, 5)] == [True] * 4


def test_a_switched_off_meter_admits_everything() -> None:
    meter = Meter()
    meter.is_enabled = False

    assert all(meter.admit("a", (Budget(60, 1),), 0) for _ in range(5))


def test_calls_share_the_published_groups() -> None:
    assert len({group_of(c) for c in ("proposal", "proposal_open_contract", "buy", "sell")}) == 1
    assert len({group_of(c) for c in ("ticks", "time", "forget", "active_symbols")}) == 1
    assert group_of("balance") == group_of("statement") != group_of("portfolio")
    assert SOCKET_BUDGETS[group_of("buy")] == (Budget(60, 360), Budget(3600, 14_400))
