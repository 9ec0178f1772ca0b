import asyncio
from dataclasses import dataclass, field

from functions.trader.turns import WINDOWS, Turns

ACCOUNTS = 1000


@dataclass
class Ticking:
    """A clock that moves on when everybody waits."""

    at: float = 0.0
    taken: list[tuple[float, str]] = field(default_factory=list)

    def now(self) -> float:
        return self.at

    async def pause(self, seconds: float) -> None:
        await asyncio.sleep(0)


async def all_take(turns: Turns, clock: Ticking, names: list[str]) -> list[tuple[float, str]]:
    async def one(name: str) -> None:
        await turns.take(name)
        clock.taken.append((clock.at, name))

    tasks = [asyncio.create_task(one(name)) for name in names]
    while len(clock.taken) < len(names):
        before = len(clock.taken)
        for _ in range(10):
            await asyncio.sleep(0)
        if len(clock.taken) == before:
            clock.at += 1.0
    await asyncio.gather(*tasks)
    return clock.taken


async def test_a_thousand_accounts_come_back_within_the_budgets_those_with_trades_first() -> None:
    clock = Ticking()
    busy = {f"A{number}" for number in range(0, ACCOUNTS, 20)}
    turns = Turns(busy.__contains__, now=clock.now, pause=clock.pause)

    taken = await all_take(turns, clock, [f"A{number}" for number in range(ACCOUNTS)])

    assert {name for _, name in taken[: len(busy)]} == busy
    assert taken[-1][0] <= 660
    for seconds, most in WINDOWS:
        for start, _ in taken[::50]:
            assert sum(start <= at < start + seconds for at, _ in taken) <= most


async def test_nobody_asks_while_the_broker_has_had_enough() -> None:
    clock = Ticking()
    turns = Turns(now=clock.now, pause=clock.pause)
    turns.close(30)

    taken = await all_take(turns, clock, ["A1"])

    assert taken[0][0] >= 30


async def test_who_gives_up_waiting_holds_up_nobody() -> None:
    clock = Ticking()
    turns = Turns(windows=((60.0, 1),), now=clock.now, pause=clock.pause)
    await turns.take("A0")
    waiting = asyncio.create_task(turns.take("A1"))
    for _ in range(3):
        await asyncio.sleep(0)
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)

    taken = await all_take(turns, clock, ["A2"])

    assert taken == [(60.0, "A2")]
    assert turns.waiting == 0
