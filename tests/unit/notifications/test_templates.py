import pytest

from infra.components.subscriptions import SUBSCRIPTIONS
from nexus.kernel.events import Event, JsonValue
from nexus.notifications.models import NoticeKind
from nexus.notifications.templates import notices_for
from tests.factories import NOW
from tests.unit.notifications.factories import a_halt, a_settled


def an_event(name: str, **data: JsonValue) -> Event:
    return Event(f"X#{name}", name, NOW, "A1", data)


def test_a_won_trade_is_told_with_its_numbers() -> None:
    (notice,) = notices_for(a_settled("won", account_kind="real"))

    assert notice.kind is NoticeKind.TRADE_WON
    assert notice.title == "Won 9.50 USD"
    assert notice.body == (
        "RISE on R_100, stake 10.00 USD. Entry 1234.56, exit 1234.99. "
        "Payout 19.50 USD, profit 9.50 USD. Commission 1.90 USD."
    )


def test_a_simulated_commission_is_never_told_as_charged() -> None:
    (notice,) = notices_for(a_settled("won", account_kind="deriv_demo"))

    assert notice.body.endswith("On a real account the commission would be 1.90 USD.")


def test_a_lost_trade_says_what_is_lost() -> None:
    (notice,) = notices_for(a_settled("lost", profit="-10.00"))

    assert (notice.kind, notice.title) == (NoticeKind.TRADE_LOST, "Lost 10.00 USD")


@pytest.mark.parametrize(("profit", "word"), [("-2.10", "loss"), ("2.10", "profit")])
def test_an_early_sale_says_whether_it_gained(profit: str, word: str) -> None:
    (notice,) = notices_for(a_settled("sold", profit=profit))

    assert notice.title == f"Sold early with a {word} of 2.10 USD"


def test_a_cancelled_trade_gives_the_reason_and_the_stake_back() -> None:
    event = a_settled("cancelled", profit="0.00", reason="no ticks", entry_spot=None)

    (notice,) = notices_for(event)

    assert notice.title == "Cancelled, 10.00 USD returned"
    assert "Reason: no ticks." in notice.body


def test_a_rejected_trade_says_that_nothing_was_bought() -> None:
    data = {**a_settled().data, "status": "rejected", "reason": "PRICE_MOVED"}

    (notice,) = notices_for(Event("T1#TradeRejected", "TradeRejected", NOW, "A1", data))

    assert notice.title == "Not bought, 10.00 USD returned"
    assert "Reason: PRICE_MOVED." in notice.body


def test_a_halt_by_losses_and_one_by_the_owner_read_differently() -> None:
    (streak,), (own,) = notices_for(a_halt()), notices_for(a_halt(is_streak=False))

    assert streak.title == "Trading stopped after 5 losses in a row"
    assert own.title == "Trading stopped as requested"


def test_a_sign_up_is_told_to_the_partner_without_the_whole_name() -> None:
    event = an_event(
        "ReferralAttributed",
        referrer_id="P1",
        referred_id="U1",
        username="adaobi",
        code="dangote_fx",
    )

    (notice,) = notices_for(event)

    assert (notice.user_id, notice.title) == ("P1", "ada… signed up through your link")


@pytest.mark.parametrize(
    ("kind", "words"), [("partner_share", "your share"), ("markup", "your markup")]
)
def test_a_commission_is_told_to_the_partner_as_pending(kind: str, words: str) -> None:
    event = an_event(
        "CommissionAccrued", beneficiary_id="P1", kind=kind, amount="0.57", currency="USD"
    )

    (notice,) = notices_for(event)

    assert (notice.user_id, notice.title) == ("P1", "Earned 0.57 USD")
    assert words in notice.body
    assert "pending" in notice.body


def test_a_reversal_shows_the_amount_without_its_sign() -> None:
    event = an_event(
        "CommissionReversed",
        beneficiary_id="P1",
        kind="markup",
        amount="-0.95",
        currency="USD",
        reason="corrected",
    )

    (notice,) = notices_for(event)

    assert notice.title == "Taken back 0.95 USD"


def test_what_a_client_owes_is_nobodys_message() -> None:
    event = an_event("CommissionAccrued", beneficiary_id="nexus", kind="receivable", amount="1.90")

    assert notices_for(event) == ()


def test_a_linked_account_is_named() -> None:
    event = an_event(
        "BrokerAccountLinked", user_id="U1", account_kind="real", broker_account_id="CR900001"
    )

    (notice,) = notices_for(event)

    assert notice.title == "Deriv real account CR900001 linked"


def test_an_event_nobody_is_told_about_is_no_message() -> None:
    assert notices_for(an_event("TradeOpened", user_id="U1")) == ()


def test_every_event_with_words_is_delivered_to_this_consumer() -> None:
    told = {
        "TradeSettled",
        "TradeRejected",
        "TradingHalted",
        "TradingResumed",
        "BrokerAccountLinked",
        "BrokerAccountUnlinked",
        "ReferralAttributed",
        "CommissionAccrued",
        "CommissionReversed",
    }

    assert told <= set(SUBSCRIPTIONS["notifications"])


def test_a_stopped_session_says_why_and_what_is_still_open() -> None:
    event = an_event(
        "SessionStopped",
        user_id="U1",
        account_id="A1",
        session_id="S1",
        stop_reason="take_profit",
        result="12.00",
        trades=4,
        open_trades=1,
    )

    (notice,) = notices_for(event)

    assert notice.kind is NoticeKind.SESSION_STOPPED
    assert notice.title == "Automatic session stopped: its profit is reached"
    assert notice.body.startswith("4 trades, result 12.00 so far. 1 trade still open;")


def test_a_finished_backtest_is_told_with_its_result_and_its_doubt() -> None:
    facts: dict[str, JsonValue] = {"user_id": "U1", "backtest_id": "B1", "symbol": "R_100"}
    found: dict[str, JsonValue] = {"trades": 12, "net": "-3.50", "told_from_chance": False}

    (notice,) = notices_for(an_event("BacktestFinished", status="done", **facts, **found))

    assert (notice.user_id, notice.kind) == ("U1", NoticeKind.BACKTEST_FINISHED)
    assert notice.title == "Backtest R_100 is done"
    assert notice.body == (
        "12 trades, net result -3.50 after fees. It cannot be told from chance, or it loses."
    )
    assert notice.facts["backtest_id"] == "B1"


def test_a_failed_backtest_says_why_and_a_cancelled_one_says_nothing() -> None:
    facts: dict[str, JsonValue] = {"user_id": "U1", "symbol": "R_100", "detail": "a hole"}

    (notice,) = notices_for(an_event("BacktestFinished", status="failed", **facts))
    told = notices_for(an_event("BacktestFinished", status="cancelled", **facts))

    assert (notice.title, notice.body) == ("Backtest R_100 failed", "Reason: a hole.")
    assert told == ()
