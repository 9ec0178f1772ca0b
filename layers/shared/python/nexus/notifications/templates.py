"""The words: one function per event name, plain facts with their numbers."""

from collections.abc import Callable, Mapping

from nexus.accounts.events import AccountEvent
from nexus.affiliates.events import AffiliateEvent
from nexus.backtest.jobs.events import BacktestEvent
from nexus.kernel.events import Event, JsonValue
from nexus.notifications.models import Notice, NoticeKind
from nexus.trading.events import TradingEvent

Data = Mapping[str, JsonValue]
Words = Callable[[Data], tuple[Notice, ...]]


def notices_for(event: Event) -> tuple[Notice, ...]:
    """Word an event for the people it concerns; nothing for events nobody is told about."""
    words = _WORDS.get(event.name)
    return words(event.data) if words else ()


def _text(data: Data, name: str) -> str:
    value = data.get(name)
    return "" if value is None else str(value)


def _money(data: Data, name: str) -> str:
    return f"{_text(data, name).removeprefix('-')} {_text(data, 'currency')}"


def _settled(data: Data) -> tuple[Notice, ...]:
    kind, title, body = _ENDINGS[_text(data, "status")](data)
    return (Notice(_text(data, "user_id"), kind, title, body, _trade_facts(data)),)


def _trade_facts(data: Data) -> dict[str, str]:
    names = ("trade_id", "account_id", "account_kind", "symbol", "status")
    return {name: _text(data, name) for name in names}


def _contract(data: Data) -> str:
    return f"{_text(data, 'trade_type')} on {_text(data, 'symbol')}, stake {_money(data, 'stake')}"


def _spots(data: Data) -> str:
    if not data.get("entry_spot") or not data.get("exit_spot"):
        return ""
    return f" Entry {_text(data, 'entry_spot')}, exit {_text(data, 'exit_spot')}."


def _fees(data: Data) -> str:
    if data.get("account_kind") != "real":
        return f" On a real account the commission would be {_money(data, 'commission')}."
    markup = "" if _text(data, "markup") in ("", "0.00") else f", markup {_money(data, 'markup')}"
    return f" Commission {_money(data, 'commission')}{markup}."


Ending = tuple[NoticeKind, str, str]


def _won(data: Data) -> Ending:
    body = (
        f"{_contract(data)}.{_spots(data)} Payout {_money(data, 'payout')}, "
        f"profit {_money(data, 'profit')}.{_fees(data)}"
    )
    return NoticeKind.TRADE_WON, f"Won {_money(data, 'profit')}", body


def _lost(data: Data) -> Ending:
    body = f"{_contract(data)}.{_spots(data)} The stake is lost; there is no commission."
    return NoticeKind.TRADE_LOST, f"Lost {_money(data, 'stake')}", body


def _sold(data: Data) -> Ending:
    word = "loss" if _text(data, "profit").startswith("-") else "profit"
    body = f"{_contract(data)}. Closed before expiry; there is no commission."
    return NoticeKind.TRADE_SOLD, f"Sold early with a {word} of {_money(data, 'profit')}", body


def _cancelled(data: Data) -> Ending:
    why = f" Reason: {_text(data, 'reason')}." if data.get("reason") else ""
    body = f"{_contract(data)}.{why} The stake is back on the account; there is no commission."
    return NoticeKind.TRADE_CANCELLED, f"Cancelled, {_money(data, 'stake')} returned", body


_ENDINGS: Mapping[str, Callable[[Data], Ending]] = {
    "won": _won,
    "lost": _lost,
    "sold": _sold,
    "cancelled": _cancelled,
}


def _rejected(data: Data) -> tuple[Notice, ...]:
    why = _text(data, "reason") or "no reason given"
    body = f"{_contract(data)}. Reason: {why}. The stake is back on the account."
    title = f"Not bought, {_money(data, 'stake')} returned"
    return (
        Notice(_text(data, "user_id"), NoticeKind.TRADE_REJECTED, title, body, _trade_facts(data)),
    )


def _account_notice(data: Data, kind: NoticeKind, title: str, body: str) -> tuple[Notice, ...]:
    facts = {name: _text(data, name) for name in ("account_id", "account_kind")}
    return (Notice(_text(data, "user_id"), kind, title, body, facts),)


def _halted(data: Data) -> tuple[Notice, ...]:
    losses = _text(data, "consecutive_losses")
    why = f"after {losses} losses in a row" if data.get("is_streak") else "as requested"
    body = f"No new trades on account {_text(data, 'account_id')} until trading is resumed."
    return _account_notice(data, NoticeKind.TRADING_HALTED, f"Trading stopped {why}", body)


def _resumed(data: Data) -> tuple[Notice, ...]:
    body = f"Account {_text(data, 'account_id')} can trade again."
    return _account_notice(data, NoticeKind.TRADING_RESUMED, "Trading resumed", body)


_STOPS: Mapping[str, str] = {
    "stopped_by_owner": "you stopped it",
    "loss_limit": "its loss limit leaves no room for the next stake",
    "take_profit": "its profit is reached",
    "time_limit": "its time is over",
    "trades_limit": "it has made its trades",
    "account_halted": "the account is halted",
    "account_frozen": "the account waits for a person to look at it",
    "link_expired": "the account must be linked again",
    "self_excluded": "you excluded yourself",
}


def _session_stopped(data: Data) -> tuple[Notice, ...]:
    reason, left = _text(data, "stop_reason"), _text(data, "open_trades")
    still = "" if left == "0" else f" {_trades(left)} still open; they run on to their end."
    body = f"{_trades(_text(data, 'trades'))}, result {_text(data, 'result')} so far.{still}"
    names = ("session_id", "account_id", "stop_reason")
    facts = {name: _text(data, name) for name in names}
    title = f"Automatic session stopped: {_STOPS.get(reason, reason)}"
    user_id = _text(data, "user_id")
    return (Notice(user_id, NoticeKind.SESSION_STOPPED, title, body, facts),)


def _trades(count: str) -> str:
    return "1 trade" if count == "1" else f"{count} trades"


def _backtest_finished(data: Data) -> tuple[Notice, ...]:
    ended = _BACKTEST_ENDS.get(_text(data, "status"))
    if ended is None:
        return ()
    what = f"Backtest {_text(data, 'name') or _text(data, 'symbol')}"
    facts = {name: _text(data, name) for name in ("backtest_id", "status", "symbol")}
    title, body = ended(data, what)
    return (Notice(_text(data, "user_id"), NoticeKind.BACKTEST_FINISHED, title, body, facts),)


def _backtest_done(data: Data, what: str) -> tuple[str, str]:
    luck = "" if data.get("told_from_chance") else " It cannot be told from chance, or it loses."
    body = f"{_trades(_text(data, 'trades'))}, net result {_text(data, 'net')} after fees.{luck}"
    return f"{what} is done", body


def _backtest_failed(data: Data, what: str) -> tuple[str, str]:
    return f"{what} failed", f"Reason: {_text(data, 'detail')}."


# Who cancels a backtest knows it.
_BACKTEST_ENDS: Mapping[str, Callable[[Data, str], tuple[str, str]]] = {
    "done": _backtest_done,
    "failed": _backtest_failed,
}


def _account_name(data: Data) -> str:
    kind = "real" if data.get("account_kind") == "real" else "demo"
    return f"Deriv {kind} account {_text(data, 'broker_account_id')}"


def _linked(data: Data) -> tuple[Notice, ...]:
    title = f"{_account_name(data)} linked"
    body = "If this was not you, unlink it under Accounts and change your password."
    return _account_notice(data, NoticeKind.ACCOUNT_LINKED, title, body)


def _unlinked(data: Data) -> tuple[Notice, ...]:
    title = f"{_account_name(data)} unlinked"
    body = "Nexus no longer trades on it. If this was not you, change your password."
    return _account_notice(data, NoticeKind.ACCOUNT_UNLINKED, title, body)


def _expired(data: Data) -> tuple[Notice, ...]:
    title = f"Link {_account_name(data)} again"
    body = (
        "Deriv no longer accepts the link, so Nexus buys nothing on this account until you link "
        "it again under Accounts. Trades that are open run on at Deriv and are booked then."
    )
    return _account_notice(data, NoticeKind.LINK_EXPIRED, title, body)


def _frozen(data: Data) -> tuple[Notice, ...]:
    title = f"{_account_name(data)} is frozen"
    body = (
        "Our books and Deriv's do not agree, so Nexus buys nothing on this account until they do "
        "or somebody has looked. Both sides are shown under Accounts, where you can have them "
        "compared again; your other accounts are not affected."
    )
    return _account_notice(data, NoticeKind.ACCOUNT_FROZEN, title, body)


def _thawed(data: Data) -> tuple[Notice, ...]:
    title = f"{_account_name(data)} is no longer frozen"
    still = " Trading on it is still halted." if data.get("status") == "halted" else ""
    body = f"Our ledger, Deriv's statement and your trades agree.{still}"
    return _account_notice(data, NoticeKind.ACCOUNT_THAWED, title, body)


def _accepted(data: Data) -> tuple[Notice, ...]:
    title = f"Deriv's figure stands on {_account_name(data)}"
    booked = _text(data, "difference")
    what = "" if booked in ("", "0.00") else f" We booked the difference of {booked}"
    unit = f" {_text(data, 'currency')}." if what else ""
    body = f"Somebody at Nexus looked at both sides.{what}{unit} Reason: {_text(data, 'reason')}"
    return _account_notice(data, NoticeKind.FIGURE_ACCEPTED, title, body)


def _renewed(data: Data) -> tuple[Notice, ...]:
    title = f"{_account_name(data)} is linked again"
    still = " Trading on it is still halted." if data.get("status") == "halted" else ""
    body = f"If this was not you, unlink it under Accounts and change your password.{still}"
    return _account_notice(data, NoticeKind.LINK_RENEWED, title, body)


def _withdrawal_sent(data: Data) -> tuple[Notice, ...]:
    title = f"{_money(data, 'amount')} moved to your Deriv wallet"
    body = f"From {_account_name(data)}. If this was not you, unlink it and tell Deriv."
    return _account_notice(data, NoticeKind.WITHDRAWAL_SENT, title, body)


def _withdrawal_failed(data: Data) -> tuple[Notice, ...]:
    title = f"{_money(data, 'amount')} was not withdrawn"
    body = f"From {_account_name(data)}. Reason: {_text(data, 'reason')}."
    return _account_notice(data, NoticeKind.WITHDRAWAL_FAILED, title, body)


# A partner learns that somebody came, not who.
_SHOWN = 3


def _referred(data: Data) -> tuple[Notice, ...]:
    name, code = _text(data, "username"), _text(data, "code")
    return (
        Notice(
            _text(data, "referrer_id"),
            NoticeKind.REFERRAL_ATTRIBUTED,
            f"{name[:_SHOWN]}… signed up through your link",
            f"The sign-up came with your code {code}.",
            {"referred_id": _text(data, "referred_id"), "code": code},
        ),
    )


_EARNED_AS = {"partner_share": "your share of the commission", "markup": "your markup"}


def _earned(data: Data) -> tuple[Notice, ...]:
    what = _EARNED_AS.get(_text(data, "kind"))
    if what is None:
        return ()
    amount = _money(data, "amount")
    body = (
        f"{amount} is {what} on a client's winning trade. It is pending until the client's fee "
        "is collected and the hold has passed."
    )
    facts = {name: _text(data, name) for name in ("trade_id", "kind", "amount", "currency")}
    return (
        Notice(
            _text(data, "beneficiary_id"),
            NoticeKind.COMMISSION_ACCRUED,
            f"Earned {amount}",
            body,
            facts,
        ),
    )


def _taken_back(data: Data) -> tuple[Notice, ...]:
    what = _EARNED_AS.get(_text(data, "kind"))
    if what is None:
        return ()
    amount = _money(data, "amount")
    why = _text(data, "reason") or "no reason given"
    facts = {name: _text(data, name) for name in ("trade_id", "kind", "amount", "currency")}
    return (
        Notice(
            _text(data, "beneficiary_id"),
            NoticeKind.COMMISSION_REVERSED,
            f"Taken back {amount}",
            f"{amount}, {what} on a client's trade, was taken back. Reason: {why}.",
            facts,
        ),
    )


_WORDS: Mapping[str, Words] = {
    TradingEvent.TRADE_SETTLED: _settled,
    TradingEvent.TRADE_REJECTED: _rejected,
    TradingEvent.TRADING_HALTED: _halted,
    TradingEvent.TRADING_RESUMED: _resumed,
    TradingEvent.SESSION_STOPPED: _session_stopped,
    BacktestEvent.BACKTEST_FINISHED: _backtest_finished,
    AccountEvent.BROKER_ACCOUNT_LINKED: _linked,
    AccountEvent.BROKER_ACCOUNT_UNLINKED: _unlinked,
    AccountEvent.BROKER_LINK_EXPIRED: _expired,
    AccountEvent.BROKER_LINK_RENEWED: _renewed,
    AccountEvent.ACCOUNT_FROZEN: _frozen,
    AccountEvent.ACCOUNT_THAWED: _thawed,
    AccountEvent.BROKER_FIGURE_ACCEPTED: _accepted,
    AccountEvent.WITHDRAWAL_SENT: _withdrawal_sent,
    AccountEvent.WITHDRAWAL_FAILED: _withdrawal_failed,
    AffiliateEvent.REFERRAL_ATTRIBUTED: _referred,
    AffiliateEvent.COMMISSION_ACCRUED: _earned,
    AffiliateEvent.COMMISSION_REVERSED: _taken_back,
}
