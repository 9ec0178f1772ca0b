"""Frames go out by number, without a hole, whatever else happens."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field

from functions.trader.frames import FrameSender
from functions.trader.threads import Threads
from nexus.kernel.errors import Unavailable
from nexus.trading.lifecycle import Fill, TradeChange, opened, rejected, request_trade
from tests.factories import NOW, a_trade, an_account
from tests.functions.trader.memory import MemoryAudience, MemoryStore, MovingClock


@dataclass
class Browser:
    """One socket's view; `answer` decides what becomes of a frame."""

    numbers: list[int] = field(default_factory=list)
    answer: Callable[[int], bool] = lambda number: True

    async def post(self, connection_id: str, data: bytes) -> bool:
        number = int(json.loads(data)["seq"])
        is_there = self.answer(number)
        if is_there:
            self.numbers.append(number)
        return is_there


def a_sender(store: MemoryStore, browser: Browser, audience: MemoryAudience) -> FrameSender:
    return FrameSender(audience, browser.post, store, Threads(1, "frames"), MovingClock())


def placed() -> TradeChange:
    return request_trade(an_account(), a_trade())


def bought(before: TradeChange) -> TradeChange:
    fill = Fill(before.trade.quoted_payout, NOW, NOW)
    return opened(before.account.after, before.trade, fill, NOW)


async def test_first_step_brings_along_what_was_written_with_the_intent() -> None:
    store, browser = MemoryStore(), Browser()
    intent = placed()
    step = bought(intent)
    for change in (intent, step):
        store.accounts["A1"] = change.account.before
        store.commit(change)

    await a_sender(store, browser, MemoryAudience(["b"])).send(step.account)

    first = intent.account.frames[0].sequence
    assert browser.numbers == [first, first + 1, first + 2]


async def test_frames_that_were_sent_are_not_sent_again() -> None:
    store, browser = MemoryStore(), Browser()
    intent = placed()
    store.accounts["A1"] = intent.account.before
    store.commit(intent)
    sender = a_sender(store, browser, MemoryAudience(["b"]))

    await sender.send(intent.account)
    await sender.send(intent.account)
    await sender.catch_up("A1", intent.account.after.sequence)

    assert browser.numbers == sorted(set(browser.numbers))


async def test_hole_is_filled_before_the_next_frame() -> None:
    store, browser = MemoryStore(), Browser()
    intent = placed()
    step = bought(intent)
    ended = rejected(step.account.after, step.trade, "X", NOW)
    sender = a_sender(store, browser, MemoryAudience(["b"]))
    store.accounts["A1"] = intent.account.before
    store.commit(intent)
    await sender.send(intent.account)
    store.commit(step)
    store.commit(ended)

    await sender.send(ended.account)

    numbers = browser.numbers
    assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    assert numbers[-1] == ended.account.after.sequence


async def test_socket_that_is_gone_is_forgotten() -> None:
    store, audience = MemoryStore(), MemoryAudience(["b"])
    browser = Browser(answer=lambda number: False)
    intent = placed()
    store.accounts["A1"] = intent.account.before
    store.commit(intent)

    await a_sender(store, browser, audience).send(intent.account)

    assert audience.listeners == []


async def test_frame_that_cannot_be_sent_holds_back_the_later_ones_of_that_socket() -> None:
    def answer(number: int) -> bool:
        raise Unavailable("not now")

    store, browser = MemoryStore(), Browser(answer=answer)
    intent = placed()
    store.accounts["A1"] = intent.account.before
    store.commit(intent)

    await a_sender(store, browser, MemoryAudience(["b"])).send(intent.account)

    assert browser.numbers == []
