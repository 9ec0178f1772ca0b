"""Which price a request is decided on, and how long a paper trade may be filled at it."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from nexus.kernel.account import AccountKind
from nexus.trading.evidence import judge
from nexus.trading.expected import MeasuredRates
from nexus.trading.market import Quote
from nexus.trading.models import Case, TradeRequest
from nexus.trading.ports import DeskView, Guard, QuoteKey, UserTerms
from nexus.trading.service import EXECUTE_WITHIN, PreviewTrade, Pricing, intent_of
from nexus.trading.statistics import hit_rate
from tests.factories import NOW, a_case, a_quote, a_request, a_view, an_account, an_instrument

RENEWED = Decimal("1.90")


@dataclass
class Market:
    """A desk with one public price, and a trader that prices wishes after some polls or never."""

    known: Quote | None
    answers_after: int | None = None
    now: datetime = NOW
    wishes: list[QuoteKey] = field(default_factory=list)
    polls: int = 0
    measured: MeasuredRates | None = None

    def view(self, request: TradeRequest, guard_id: str | None) -> DeskView:
        return DeskView(
            account=an_account(),
            user=UserTerms(country="NG", referrer_id=None, markup_rate="0"),
            instrument=an_instrument(),
            market=a_view(),
            public_quote=self.known,
            own_quote=None,
            guard=None,
            kill_switch_on=False,
        )

    def place(self, change: object, judged: object, guard: Guard) -> None:
        raise AssertionError("nothing is placed here")

    def deny(self, judged: object, decision_id: str, guard: Guard) -> None:
        raise AssertionError("nothing is denied here")

    def request(self, key: QuoteKey, at: datetime) -> None:
        self.wishes.append(key)

    def quote(self, key: QuoteKey) -> Quote | None:
        self.polls += 1
        if self.answers_after is None or self.polls <= self.answers_after:
            return self.known
        until = self.now + timedelta(seconds=15)
        return a_quote(payout_ratio=RENEWED, asked_at=self.now, valid_until=until)

    def clock(self) -> datetime:
        return self.now

    def pause(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)

    @property
    def preview(self) -> PreviewTrade:
        return PreviewTrade(Pricing(self, self, self.clock, self.pause, lambda _: True), self)

    def rates(self, symbol: str) -> MeasuredRates | None:
        return self.measured


def ending_in(seconds: float) -> Quote:
    until = NOW + timedelta(seconds=seconds)
    return a_quote(asked_at=until - timedelta(seconds=15), valid_until=until)


def test_preview_carries_the_price_it_rests_on() -> None:
    market = Market(ending_in(8))

    preview = market.preview(a_request())

    assert preview.quote == market.known
    assert preview.decision.accepted
    assert market.wishes == []


def test_preview_is_worth_what_was_measured_for_its_own_duration() -> None:
    rates = {1: {"breakout": hit_rate(30, 50)}, 5: {"breakout": hit_rate(50, 50)}}
    market = Market(ending_in(8), measured=MeasuredRates("R_100", 500, rates))

    expected = market.preview(a_request(expiry_minutes=1)).expected

    assert [(each.strategy, each.rate.wins) for each in expected] == [("breakout", 30)]
    assert market.preview(a_request(expiry_minutes=15)).expected == ()
    assert Market(ending_in(8)).preview(a_request()).expected == ()


@pytest.mark.parametrize("seconds", [-3600, 0, 2], ids=["long ago", "just now", "nearly"])
def test_price_that_ran_out_or_nearly_so_is_replaced_before_anything_is_decided(
    seconds: float,
) -> None:
    market = Market(ending_in(seconds), answers_after=3)

    preview = market.preview(a_request())

    assert preview.quote is not None
    assert preview.quote.payout_ratio == RENEWED
    assert preview.decision.accepted
    assert market.wishes == [QuoteKey("R_100", "CALL", 1)]


def test_price_that_nobody_replaces_in_time_cannot_be_bought_and_tells_its_age() -> None:
    market = Market(ending_in(1))

    preview = market.preview(a_request())

    assert preview.quote == market.known
    assert preview.decision.code == "QUOTE_STALE"
    assert float(preview.decision.facts["age"]) > 15


def test_price_that_nobody_ever_made_is_unavailable() -> None:
    preview = Market(None).preview(a_request())

    assert preview.quote is None
    assert preview.decision.code == "QUOTE_UNAVAILABLE"


def test_paper_trade_is_not_filled_at_a_price_that_has_run_out() -> None:
    case = a_case(quote=ending_in(4))

    assert _latest(case) == NOW + timedelta(seconds=4)
    assert _latest(replace(case, quote=ending_in(15))) == NOW + EXECUTE_WITHIN


def test_account_at_the_broker_buys_at_a_new_price_and_has_its_full_time() -> None:
    account = an_account(kind=AccountKind.REAL)
    own = replace(ending_in(4), account_id=account.account_id)

    assert _latest(a_case(account=account, quote=own)) == NOW + EXECUTE_WITHIN


def _latest(case: Case) -> datetime:
    return intent_of(judge(case), "01TRADE").execute_before
