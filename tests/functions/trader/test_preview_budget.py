"""However many people preview at once, the broker is asked for no more prices than it allows.

What was asked is counted at the broker: in the frames the twin noted.
"""

import json
import time
from bisect import bisect_left
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from nexus import bootstrap
from nexus.adapters.dynamodb import keys
from nexus.adapters.dynamodb.store import Put
from nexus.trading.models import TradeRequest, TradeType
from nexus.trading.service import Preview
from tests.factories import a_request
from tests.functions.environment import use_environment
from tests.functions.trader.desk import TestDesk
from tests.functions.trader.stage import Stage

PEOPLE, PER_MINUTE = 200, 360
SYMBOLS = ("R_10", "R_25", "R_50", "R_75", "R_100", "1HZ10V", "1HZ50V", "1HZ100V")
WATCHED_SECONDS = 16


@pytest.fixture
def crowd(stage: Stage, desk: TestDesk, monkeypatch: pytest.MonkeyPatch) -> Iterator["Crowd"]:
    use_environment(monkeypatch, stage.aws)
    account = desk.paper_account()
    stage.store.write(Put(keys.profile(account.user_id), {"country": "NG", "markup_rate": "0"}))
    trading = bootstrap.trading(stage.store, [stage.queue_url], lambda _: True)
    with ThreadPoolExecutor(PEOPLE) as pool:
        yield Crowd(stage, pool, trading, account.account_id, account.user_id)


class Crowd:
    """People who preview at the same moment, and what the broker saw of it."""

    def __init__(
        self,
        stage: Stage,
        pool: ThreadPoolExecutor,
        trading: bootstrap.Trading,
        account_id: str,
        user_id: str,
    ) -> None:
        self._pool, self._trading = pool, trading
        self._owner = {"account_id": account_id, "user_id": user_id}
        self._frames = Path(stage.broker.process.environment["SANDBOX_FRAMES"])

    def request(self, symbol: str, trade_type: TradeType, minutes: int) -> TradeRequest:
        return a_request(
            symbol=symbol, trade_type=trade_type, expiry_minutes=minutes, **self._owner
        )

    def preview(self, requests: list[TradeRequest]) -> list[Preview]:
        return list(self._pool.map(self._trading.preview, requests))

    def asked(self) -> list[float]:
        """Tell when, in seconds, the broker was asked for a price."""
        return [at for at, frame in self._noted("in") if "proposal" in json.loads(frame)]

    def refusals(self) -> list[Any]:
        return [frame for _, frame in self._noted("out") if "RateLimit" in json.dumps(frame)]

    def _noted(self, direction: str) -> list[tuple[float, Any]]:
        rows = [json.loads(line) for line in self._frames.read_text().splitlines()]
        return [(row["time"], row["frame"]) for row in rows if row["direction"] == direction]


def most_within_a_minute(moments: list[float]) -> int:
    ordered = sorted(moments)
    return max(place - bisect_left(ordered, at - 60) + 1 for place, at in enumerate(ordered))


def test_people_who_look_at_the_same_contract_share_one_price(crowd: Crowd) -> None:
    before = len(crowd.asked())

    previews = crowd.preview([crowd.request("R_100", TradeType.RISE, 5)] * PEOPLE)

    assert all(each.quote is not None and each.decision.cost is not None for each in previews)
    assert len({each.quote.asked_at for each in previews if each.quote}) <= 3
    assert 1 <= len(crowd.asked()) - before <= 3


def test_two_hundred_contracts_at_once_stay_within_the_broker_s_budget(crowd: Crowd) -> None:
    wanted = [
        crowd.request(SYMBOLS[number % 8], kind, 1 + number // 8)
        for number, kind in enumerate([TradeType.RISE, TradeType.FALL] * (PEOPLE // 2))
    ]
    assert len(set(wanted)) == PEOPLE

    crowd.preview(wanted)
    time.sleep(WATCHED_SECONDS)

    asked = crowd.asked()
    assert PEOPLE <= most_within_a_minute(asked) <= PER_MINUTE
    assert crowd.refusals() == []
