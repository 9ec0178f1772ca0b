"""Two traders share the work; when one goes, by force or by request, the other has it all."""

import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest

from infra.local.aws import LocalAws
from nexus.trading.models import SETTLED_STATUSES, Trade, TradeStatus
from tests.functions.trader.desk import assert_books_balance
from tests.functions.trader.pair import Member, Pair, PairDesk, a_pair, on_shard
from tests.functions.trader.stage import eventually

OPEN, REJECTED, SUBMITTING = TradeStatus.OPEN, TradeStatus.REJECTED, TradeStatus.SUBMITTING
ENDED = (*SETTLED_STATUSES, REJECTED)
LOW = Decimal("15.00")
TAKEOVER_SECONDS = 10.0
BROWSER = "browser-1"


@pytest.fixture(scope="module")
def pair(local_aws: LocalAws, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    with a_pair(local_aws, Path(tmp_path_factory.mktemp("pair"))) as pair:
        pair.start()
        yield pair


@pytest.fixture(scope="module")
def desk(pair: Pair) -> PairDesk:
    return PairDesk(pair.stage, queue_urls=tuple(pair.queue_urls))


@dataclass
class Kill:
    """What was under way at the trader that was killed, and how long the other took."""

    killed: Member
    survivor: Member
    seconds: float
    paper: Trade
    linked: Trade
    half: Trade
    asked: Trade


@pytest.fixture(scope="module")
def kill(pair: Pair, desk: PairDesk) -> Kill:
    """Kill the trader that speaks for the market, with trades of its shard at every stage."""
    desk.listen(BROWSER, symbol="1HZ100V")
    victim = pair.speaker()
    survivor, [shard] = pair.other(victim), victim.shards
    linked = [on_shard(desk.linked_account, shard) for _ in range(3)]
    paper = desk.place(on_shard(desk.paper_account, shard))
    held = desk.place(linked[0], min_payout=LOW)
    for trade in (paper, held):
        desk.until(trade, OPEN)
    pair.stage.broker.fault("buy", "no_answer", count=1)
    half = desk.place(linked[1], min_payout=LOW)
    eventually(lambda: _contracts(desk, half), what="the contract at the broker")
    assert desk.now(half).status is SUBMITTING

    began = time.monotonic()
    victim.process.kill()
    asked = desk.place(linked[2], min_payout=LOW)
    eventually(lambda: survivor.shards == [0, 1] and survivor.speaks, 20, "the takeover")
    seconds = time.monotonic() - began
    time.sleep(3)
    return Kill(victim, survivor, seconds, paper, held, half, asked)


def _contracts(desk: PairDesk, trade: Trade) -> list[str]:
    account = desk.account(trade)
    rows = desk.stage.broker.contracts(account.broker_account_id or "")
    return [str(row["id"]) for row in rows]


def test_each_of_two_traders_holds_half_of_the_shards(pair: Pair) -> None:
    speakers = [member for member in pair.members if member.speaks]

    assert pair.is_shared()
    assert len(speakers) == 1


def test_the_other_owns_everything_within_ten_seconds_of_a_kill(kill: Kill) -> None:
    assert kill.seconds <= TAKEOVER_SECONDS


def test_ticks_reach_a_browser_once_and_are_never_silent_for_ten_seconds(
    pair: Pair, kill: Kill
) -> None:
    frames = pair.stage.browsers.of(BROWSER, "tick")
    epochs = [tick["epoch"] for frame in frames for tick in frame["data"]["ticks"]]
    gaps = [later - earlier for earlier, later in pairwise(epochs)]

    assert max(Counter(epochs).values()) == 1
    assert max(gaps) <= TAKEOVER_SECONDS


def test_nothing_is_bought_twice_and_every_trade_ends(
    pair: Pair, desk: PairDesk, kill: Kill
) -> None:
    desk.until(kill.half, OPEN, within=20)
    pair.stage.broker.control("POST", "/clock", advance=70)

    ended = [desk.until(t, *ENDED, within=45) for t in (kill.paper, kill.linked, kill.half)]
    asked = desk.until(kill.asked, *ENDED, within=45)

    assert all(trade.status in SETTLED_STATUSES for trade in ended)
    assert _contracts(desk, kill.linked) == [ended[1].contract_id]
    assert _contracts(desk, kill.half) == [ended[2].contract_id]
    assert _contracts(desk, kill.asked) == ([asked.contract_id] if asked.contract_id else [])
    for trade in (*ended, asked):
        assert_books_balance(desk, trade.account_id)


def test_trader_that_comes_back_gets_its_half_and_one_told_to_go_hands_over_at_once(
    pair: Pair, desk: PairDesk, kill: Kill
) -> None:
    kill.killed.process.start()
    eventually(pair.is_shared, 30, "a fair share")
    [shard] = kill.survivor.shards
    account = on_shard(desk.paper_account, shard)

    seconds = kill.survivor.process.stop()
    trade = desk.place(account)

    eventually(lambda: kill.killed.shards == [0, 1] and kill.killed.speaks, 3, "the hand-over")
    desk.until(trade, OPEN, within=8)
    assert seconds < TAKEOVER_SECONDS
