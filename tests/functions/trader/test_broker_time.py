from datetime import timedelta

from functions.trader.broker_time import BrokerTime
from tests.factories import NOW

EPOCH = int(NOW.timestamp())
LATER = NOW + timedelta(seconds=0.2)


def test_our_clock_is_trusted_while_the_broker_does_not_contradict_it() -> None:
    time = BrokerTime(lambda: NOW)

    time.learn(NOW, LATER, EPOCH)

    assert time.now() == NOW.timestamp()


def test_broker_that_is_ahead_is_followed_by_the_least_it_must_be() -> None:
    time = BrokerTime(lambda: NOW)

    time.learn(NOW, LATER, EPOCH + 100)

    assert time.now() == NOW.timestamp() + 100 - 0.2


def test_broker_that_is_behind_is_followed_by_the_least_it_must_be() -> None:
    time = BrokerTime(lambda: NOW)

    time.learn(NOW, LATER, EPOCH - 100)

    assert time.now() == NOW.timestamp() - 99


def test_tick_from_the_future_moves_the_clock_on() -> None:
    time = BrokerTime(lambda: NOW)

    time.saw(EPOCH + 7)
    time.saw(EPOCH + 3)

    assert time.now() == EPOCH + 7
    assert time.at(NOW - timedelta(seconds=5)) == EPOCH + 2
