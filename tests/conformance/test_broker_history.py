"""Past candles from a running sandbox broker, page by page, and the day they may be kept."""

import os
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from nexus.adapters.broker.history import CACHE_SECONDS, BrokerHistory, CandleCache, public_line
from nexus.adapters.broker.market import PublicMarket
from nexus.backtest.__main__ import main
from nexus.kernel.errors import Malformed, Unavailable
from nexus.trading.market import Candle
from tests.conformance.sandbox_harness import Broker, running_broker

MINUTE, DAY = 60, 86_400


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Broker]:
    state = tmp_path_factory.mktemp("history") / "broker.sqlite"
    with running_broker(state, judges_requests=True) as broker:
        yield broker


def origin(broker: Broker) -> str:
    return re.sub("^http", "ws", broker.url)


async def last_minutes(broker: Broker, minutes: int) -> tuple[int, int, list[Candle]]:
    url = f"{origin(broker)}/trading/v1/options/ws/public"
    async with public_line(url) as client:
        end = await PublicMarket(client).time() // MINUTE * MINUTE
        start = end - minutes * MINUTE
        return start, end, await BrokerHistory(client).candles("R_100", start, end)


async def test_socket_that_does_not_open_is_reported() -> None:
    with pytest.raises(Unavailable, match=r"within 0\.2 s"):
        async with public_line("ws://127.0.0.1:9", within=0.2):
            pass


async def test_every_minute_of_several_pages_is_there_once(broker: Broker) -> None:
    start, end, candles = await last_minutes(broker, 2_500)

    assert (candles[0].epoch, candles[-1].epoch) == (start, end - MINUTE)
    assert all(other.epoch - one.epoch == MINUTE for one, other in pairwise(candles))
    assert len(candles) == 2_500


async def test_range_beyond_what_is_allowed_is_refused(broker: Broker) -> None:
    with pytest.raises(Malformed, match="at most 60 days"):
        await last_minutes(broker, 61 * 1440)


def test_backtest_runs_on_the_brokers_history_and_keeps_it(
    broker: Broker, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["run", "--broker", origin(broker), "--days", "0.5", "--cache", str(tmp_path)]

    assert main(words) == 0

    assert "broker history" in capsys.readouterr().out
    assert len(list(tmp_path.glob("R_100-*.csv"))) == 1


def test_prices_are_kept_for_a_day_and_no_longer(tmp_path: Path) -> None:
    cache = CandleCache(tmp_path, now=lambda: 2 * CACHE_SECONDS)
    cache.put("R_100", 0, DAY, "epoch,open,high,low,close\n")
    path = next(tmp_path.iterdir())

    os.utime(path, (CACHE_SECONDS + 1, CACHE_SECONDS + 1))
    assert cache.get("R_100", 0, DAY) is not None

    os.utime(path, (CACHE_SECONDS, CACHE_SECONDS))
    assert cache.get("R_100", 0, DAY) is None
    assert not path.exists()


def test_symbol_cannot_name_another_file(tmp_path: Path) -> None:
    with pytest.raises(Malformed, match="symbol"):
        CandleCache(tmp_path).get("../secret", 0, DAY)
