"""A long story of trades, sessions, limits, halts and clock jumps, told by hypothesis.

Each step goes through the real use cases over a store in memory; a model written from the
owner's side says what must be refused, and what could be lost at most.
"""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from nexus.accounts.limits import LimitsWish
from nexus.kernel.account import AccountKind, AccountStatus, ConsensusMode, Limits
from nexus.kernel.errors import Denied, Malformed
from nexus.kernel.limits import settled_limits
from nexus.trading.lifecycle import Settlement, claim, rejected, settled, unknown
from nexus.trading.models import Trade, TradeRequest, TradeStatus, TradeType
from nexus.trading.service import TradeDenied
from nexus.trading.session import (
    SessionStatus,
)
from tests.factories import an_account
from tests.unit.trading.stateful.draws import HOURS, JUMP, MISHAP, OUTCOME, PATIENCE, STAKE, WISH
from tests.unit.trading.stateful.model import ZERO, Model, Run, in_hours
from tests.unit.trading.stateful.scene import PLACE, Scene, key_of, settings_of
from tests.unit.trading.stateful.world import LONGEST_MINUTES

NOT_AGREED = "CONSENSUS_NOT_REACHED"


class Story(Scene):
    """One account from its opening on."""

    @initialize(is_real=st.booleans(), balance=st.sampled_from([30, 160, 2000]), values=WISH)
    def open_account(self, is_real: bool, balance: int, values: dict[str, Any]) -> None:
        kind = AccountKind.REAL if is_real else AccountKind.DEMO
        limits = replace(Limits(), **values)
        self.world.held = an_account(str(balance), kind=kind, limits=limits)
        self.opening = Decimal(balance)
        self.model = Model(is_real, self.opening, vars(limits).copy())

    @rule(
        stake=STAKE,
        mishap=MISHAP,
        outcome=OUTCOME,
        times=st.sampled_from([1, 2, 5, 9]),
        is_fall=st.sampled_from([False, False, False, True]),
        is_patient=PATIENCE,
        minutes=st.sampled_from([1] * 9 + [60]),
    )
    def buy(
        self,
        stake: str,
        mishap: str,
        outcome: str,
        times: int,
        is_fall: bool,
        is_patient: bool,
        minutes: int,
    ) -> None:
        self._wait_until_allowed(is_patient)
        direction = TradeType.FALL if is_fall else TradeType.RISE
        request = TradeRequest("U1", "A1", "R_100", direction, Decimal(stake), minutes)
        for _ in range(times):
            with self.world.mishap(mishap):
                trade = self._buy(request)
            if trade is not None and outcome != "open":
                self._settle(trade, outcome)

    def _buy(self, request: TradeRequest) -> Trade | None:
        broken = self._around() | self.model.violated(request.stake, self.world.now)
        if self.model.is_enforced and request.trade_type is TradeType.FALL:
            broken.add(NOT_AGREED)
        if request.expiry_minutes > LONGEST_MINUTES:
            broken.add("DURATION_NOT_OFFERED")
        key = next(self.ids)
        try:
            trade = self.execute(request, key)
        except TradeDenied as denied:
            # Waiting for a price takes time.
            broken |= self.model.violated(request.stake, self.world.now)
            _expect(denied.code in broken)
            self._repeats_its_denial(request, key, denied)
            return None
        assert not broken
        self._opened(trade, None)
        assert self.execute(request, key).trade_id == trade.trade_id
        return trade

    def _repeats_its_denial(self, request: TradeRequest, key: str, denied: TradeDenied) -> None:
        with pytest.raises(TradeDenied) as again:
            self.execute(request, key)
        assert again.value.decision == denied.decision

    # What becomes of trades
    @precondition(lambda self: self._live())
    @rule(data=st.data(), outcome=OUTCOME)
    def settle(self, data: st.DataObject, outcome: str) -> None:
        if outcome != "open":
            self._settle(self._pick(data), outcome)

    def _settle(self, trade: Trade, outcome: str) -> None:
        trade = self._fill(trade)
        back = {"won": trade.quoted_payout, "sold": trade.stake / 2, "cancelled": trade.stake}
        credited = back.get(outcome, ZERO)
        account, _ = self.world.pair(key_of(trade))
        change = settled(account, trade, Settlement(TradeStatus(outcome), credited, self.world.now))
        self.world.commit(change)
        if outcome == "cancelled":
            self.model.refunded(trade.trade_id)
            return
        profit = trade.quoted_payout - trade.stake
        fees = (profit / 5).quantize(Decimal("0.01")) if outcome == "won" else ZERO
        owed = fees if self.model.is_real else ZERO
        self.model.ended(trade.trade_id, credited, owed, self.world.now)

    @precondition(lambda self: self._live(TradeStatus.PENDING))
    @rule(data=st.data(), is_claimed=st.booleans())
    def refund(self, data: st.DataObject, is_claimed: bool) -> None:
        trade = self._pick(data, TradeStatus.PENDING)
        if is_claimed and self.model.buying is None:
            trade = self._commit(trade, claim)
        account, _ = self.world.pair(key_of(trade))
        self.world.commit(rejected(account, trade, "TOO_LATE", self.world.now))
        self.model.refunded(trade.trade_id)

    @precondition(lambda self: self.model.is_real and self._live(TradeStatus.PENDING))
    @rule(data=st.data(), is_lost=st.booleans())
    def send_to_the_broker(self, data: st.DataObject, is_lost: bool) -> None:
        if self.model.buying is not None:
            return
        trade = self._commit(self._pick(data, TradeStatus.PENDING), claim)
        self.model.buying = trade.trade_id
        if is_lost:
            account, _ = self.world.pair(key_of(trade))
            self.world.commit(unknown(account, trade, "NO_ANSWER", self.world.now))

    # Limits, halts, exclusions
    @rule(values=WISH)
    def change_limits(self, values: dict[str, Any]) -> None:
        self.model.settle_limits(self.world.now)
        self.desk.change_limits(*PLACE, LimitsWish(values))
        self.model.wish(values, self.world.now)

    @rule(is_enforced=st.booleans())
    def change_mode(self, is_enforced: bool) -> None:
        mode = ConsensusMode.ENFORCED if is_enforced else ConsensusMode.ADVISORY
        self.desk.change_limits(*PLACE, LimitsWish({}, mode))
        self.model.settle_limits(self.world.now)
        self.model.is_enforced = is_enforced

    @rule()
    def halt(self) -> None:
        self.desk.halt(*PLACE)
        self.model.halted_at = self.model.halted_at or self.world.now

    def _wait_until_allowed(self, is_patient: bool) -> None:
        if not is_patient:
            return
        self.model.settle_limits(self.world.now)
        moments = (self.model.excluded_until, self.model.resumable_at())
        self.world.now = max([self.world.now, *(each for each in moments if each is not None)])
        if self.model.halted_at is not None:
            self.resume()
        cooling = self.model.cooling_until()
        self.world.now = max(self.world.now, cooling or self.world.now)
        while not in_hours(self.model.limits["trading_hours"], self.world.now):
            self.world.now += timedelta(minutes=30)

    @precondition(lambda self: self.model.halted_at is not None)
    @rule()
    def resume(self) -> None:
        self.model.settle_limits(self.world.now)
        due = self.model.resumable_at()
        assert due is not None
        try:
            self.desk.resume(*PLACE)
        except Denied as denied:
            _expect(denied.code == "COOLDOWN_RUNNING" and self.world.now < due)
            return
        assert self.world.now >= due
        self.model.halted_at, self.model.streak = None, 0

    @rule(hours=st.sampled_from([1, 1, 30]))
    def exclude(self, hours: int) -> None:
        now, current = self.world.now, self.model.excluded_until
        until = now + timedelta(hours=hours)
        shortens = current is not None and now < current and until < current
        try:
            self.desk.exclude(*PLACE, until)
        except Malformed as refused:
            _expect(refused.code == "EXCLUSION_NOT_SHORTENED" and shortens)
            return
        assert not shortens
        self.model.excluded_until = until

    # The world around
    @rule(seconds=JUMP)
    def wait(self, seconds: int) -> None:
        self.world.now += timedelta(seconds=seconds)

    @rule(seconds=st.sampled_from([-5, 0, 5]))
    def wait_for_midnight(self, seconds: int) -> None:
        tomorrow = (self.world.now + timedelta(days=1)).replace(hour=0, minute=0, second=0)
        self.world.now = max(self.world.now, tomorrow + timedelta(seconds=seconds))

    # Automatic sessions
    @rule(
        kind=st.sampled_from(["fixed", "fibonacci"]),
        stake=st.sampled_from(["1.00", "1.00", "2.50", "12.00"]).map(Decimal),
        max_loss=st.sampled_from([5, 20, 60, 60]).map(Decimal),
        take_profit=st.sampled_from([None, None, Decimal(2)]),
        max_minutes=st.sampled_from([None, 20]),
        max_trades=st.sampled_from([None, 2]),
        max_open=st.integers(1, 3),
        hours=HOURS,
    )
    def start_session(self, kind: str, hours: tuple[str, ...], **numbers: Any) -> None:
        self._wait_until_allowed(is_patient=len(hours) == 0)
        run = Run(kind=kind, hours=hours, started_at=self.world.now, **numbers)
        wanted = self._not_startable()
        try:
            created = self.sessions.create(*PLACE, settings_of(run))
            session = self.sessions.start(*PLACE, created.session_id)
        except Malformed as refused:
            _expect(refused.code in wanted and refused.fields[0].field == "account_id")
            return
        assert not wanted
        self.model.runs[session.session_id] = run

    @precondition(lambda self: self._session() is not None)
    @rule(step=st.sampled_from(["pause", "resume", "resume", "resume", "stop"]))
    def move_session(self, step: str) -> None:
        session = self._session()
        assert session is not None
        try:
            getattr(self.sessions, step)(*PLACE, session.session_id)
        except Denied as denied:
            _expect(denied.code == "SESSION_STATUS")
        except Malformed as refused:
            _expect(step == "resume" and refused.code in self._not_startable())

    @precondition(lambda self: self._session() is not None)
    @rule(
        times=st.sampled_from([1, 2, 4]),
        mishap=MISHAP,
        outcome=OUTCOME,
        is_kept=st.sampled_from([True, True, False]),
        is_patient=PATIENCE,
    )
    def tick(self, times: int, mishap: str, outcome: str, is_kept: bool, is_patient: bool) -> None:
        self._wait_until_allowed(is_patient)
        for _ in range(times):
            with self.world.mishap(mishap):
                trade = self._tick()
            if trade is not None and outcome != "open":
                self._settle(trade, outcome)
            if is_kept:
                self._count()

    def _tick(self) -> Trade | None:
        session = self._session()
        assert session is not None
        before, records = set(self.world.held_trades), len(self.world.records)
        self.world.now += timedelta(seconds=1)
        self.model.settle_limits(self.world.now)
        stake = self.model.next_stake(self.model.runs[session.session_id])
        broken = self.model.violated(stake, self.world.now, session.session_id)
        broken |= self._around()
        self.trade_for("A1", session.session_id, self._seen())
        new = [self.world.held_trades[name] for name in set(self.world.held_trades) - before]
        if session.status is not SessionStatus.RUNNING:
            assert not new
            return None
        assert len(new) == (not broken)
        for record in self.world.records[records:]:
            assert record.outcome.decision.accepted or record.outcome.decision.code in broken
        for trade in new:
            assert trade.stake == stake
            self._opened(trade, session.session_id)
        return new[0] if new else None

    @rule()
    def keep_sessions(self) -> None:
        for session in list(self.world.held_sessions.values()):
            if not session.is_watched:
                continue
            account = settled_limits(self.world.held, self.world.now)
            kept = self.keep(session, account, self.world.now)
            self._counted(session)
            is_barred = self.model.halted_at is not None or self._is_excluded()
            assert not (is_barred and kept.is_active)

    # What always holds
    @invariant()
    def books_agree(self) -> None:
        held, live = self.world.held, self._live()
        moved = sum((entry.amount for entry in self.world.ledger), ZERO)
        assert held.balance == self.opening + moved == self.model.balance >= ZERO
        chain = self.world.ledger
        assert all(one.hash == two.previous_hash for one, two in pairwise(chain))
        assert set(held.open_trades) == {trade.trade_id for trade in live}
        assert held.exposure == self.model.at_stake()

    @invariant()
    def no_day_loses_more_than_was_promised(self) -> None:
        lost = max(ZERO, -self.model.day_result(self.world.now))
        assert lost + self.model.at_stake() <= self.model.promised

    @invariant()
    def no_session_loses_more_than_was_promised(self) -> None:
        for name, most in self.model.promised_to_run.items():
            lost = max(ZERO, -self.model.run_result(name, counted=False))
            assert lost + self.model.at_stake(name) <= most

    @invariant()
    def limits_are_those_that_were_wished(self) -> None:
        self.model.settle_limits(self.world.now)
        assert vars(self.desk.show(*PLACE).limits) == self.model.limits
        is_halted = self.world.held.status is AccountStatus.HALTED
        assert is_halted == (self.model.halted_at is not None)


def _expect(is_so: bool) -> None:
    assert is_so


def test_no_story_passes_a_limit() -> None:
    run_state_machine_as_test(
        Story,
        settings=settings(
            max_examples=150,
            stateful_step_count=60,
            derandomize=True,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
