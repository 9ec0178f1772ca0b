import asyncio

import pytest

from nexus.adapters.broker import calls
from nexus.adapters.broker.budgets import Allowance, Budgets
from nexus.adapters.broker.client import BrokerClient, Timing, fixed
from nexus.kernel.errors import Throttled, Unavailable

NARROW = {"other": Allowance(1, 100), "trading": Allowance(1, 100)}


async def test_queue_of_waiting_calls_is_bounded_and_says_when_to_come_back() -> None:
    line = BrokerClient(
        "public", lambda: fixed(""), Budgets(NARROW), Timing(waiting_most=2, answer_within=120)
    )
    with pytest.raises(Unavailable, match="not sent"):
        await line.call(calls.TIME)
    waiting = [asyncio.create_task(line.call(calls.TIME)) for _ in range(2)]
    await asyncio.sleep(0)

    with pytest.raises(Throttled, match="2 calls wait already") as raised:
        await line.call(calls.TIME)

    assert 0 < raised.value.retry_after <= 61
    for task in waiting:
        task.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)


def test_silence_of_a_half_open_line_is_noticed_within_fifteen_seconds() -> None:
    usual = Timing()

    assert usual.quiet + usual.pong_within + 2 * usual.beat <= 15


def test_wait_doubles_up_to_a_most_and_is_spread_by_jitter() -> None:
    timing = Timing()

    longest = [timing.pause_after(failures, 1.0) for failures in range(1, 8)]

    assert longest == [1, 2, 4, 8, 16, 30, 30]
    assert [timing.pause_after(3, jitter) for jitter in (0.0, 0.5)] == [2, 3]
