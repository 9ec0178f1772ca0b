from functions.sandbox_broker.clock import Clock
from functions.sandbox_broker.market.feed import Tick
from functions.sandbox_broker.sockets.board import LONGEST_CATCH_UP, Board
from tests.unit.sandbox_broker.factories import NOON, a_market


class Machine:
    """Stand in for the machine's clock."""

    def __init__(self) -> None:
        self.time = float(NOON)

    def __call__(self) -> float:
        return self.time


def test_each_second_is_settled_and_published_once_and_in_order() -> None:
    machine, events = Machine(), list[tuple[str, int]]()
    board = Board(Clock(machine), a_market(), lambda epoch: events.append(("settle", epoch)))
    board.listen("R_50", lambda tick: events.append(("tick", tick.epoch)))
    machine.time += 2.5

    board.publish_due()
    board.publish_due()

    assert events == [("settle", NOON + 1), ("settle", NOON + 2), ("tick", NOON + 2)]


def test_a_listener_that_left_hears_nothing() -> None:
    machine, heard = Machine(), list[Tick]()
    board = Board(Clock(machine), a_market(), lambda _: None)
    leave = board.listen("1HZ100V", heard.append)
    machine.time += 1
    board.publish_due()
    leave()
    machine.time += 1
    board.publish_due()

    assert [tick.epoch for tick in heard] == [NOON + 1]


def test_a_long_jump_is_settled_without_publishing_all_of_it() -> None:
    machine, settled, heard = Machine(), list[int](), list[Tick]()
    board = Board(Clock(machine), a_market(), settled.append)
    board.listen("1HZ100V", heard.append)
    machine.time += LONGEST_CATCH_UP * 30
    board.publish_due()
    machine.time -= 1000
    board.publish_due()

    assert settled == [NOON + LONGEST_CATCH_UP * 30, NOON + LONGEST_CATCH_UP * 30 - 1000]
    assert [tick.epoch for tick in heard] == settled
