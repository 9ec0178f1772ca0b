"""Every key of every table is built here and nowhere else."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Key:
    """A primary key: the table's short name and the two key attributes."""

    table: str
    partition: str
    sort: str


ACCOUNT_SORT = "ACCOUNT"
NUMBER_WIDTH = 12


def _numbered(prefix: str, number: int) -> str:
    return f"{prefix}#{number:0{NUMBER_WIDTH}d}"


def account(account_id: str) -> Key:
    """Find an account's state."""
    return Key("accounts", account_id, ACCOUNT_SORT)


def ledger_entry(account_id: str, number: int) -> Key:
    """Find one ledger entry by its number."""
    return Key("accounts", account_id, _numbered("LEDGER", number))


def frame(account_id: str, sequence: int) -> Key:
    """Find the live frames that begin with a sequence number."""
    return Key("accounts", account_id, _numbered("FRAME", sequence))


def trade(user_id: str, trade_id: str) -> Key:
    """Find one trade."""
    return Key("trades", user_id, trade_id)


def idempotency_guard(user_id: str, guard_id: str) -> Key:
    """Find the first answer to an idempotency key."""
    return Key("trades", user_id, f"IDEMP#{guard_id}")


def decision(account_id: str, decision_id: str) -> Key:
    """Find one recorded decision."""
    return Key("decisions", account_id, decision_id)


def profile(user_id: str) -> Key:
    """Find a user's profile."""
    return Key("users", user_id, "PROFILE")


def kill_switch(shard: int) -> Key:
    """Find one shard of the kill switch."""
    return Key("control", "KILL_SWITCH", str(shard))


def last_order(shard: int) -> Key:
    """Find when the last order of a shard's accounts was sent."""
    return Key("control", "LAST_ORDER", str(shard))


def instrument(symbol: str) -> Key:
    """Find what is known of an instrument."""
    return Key("market", "SYMBOLS", symbol)


def market_view(symbol: str) -> Key:
    """Find the latest votes on a symbol."""
    return Key("market", symbol, "VOTES")


def candles(symbol: str) -> Key:
    """Find a symbol's latest one-minute candles."""
    return Key("market", symbol, "CANDLES")


def measured_rates(symbol: str) -> Key:
    """Find how often votes on a symbol were right."""
    return Key("market", symbol, "RATES")


def _price_name(contract_type: str, minutes: int, account_id: str | None) -> str:
    own = f"#{account_id}" if account_id else ""
    return f"{contract_type}#{minutes}{own}"


def quote(symbol: str, contract_type: str, minutes: int, account_id: str | None) -> Key:
    """Find a price, public or an account's own."""
    return Key("market", symbol, f"QUOTE#{_price_name(contract_type, minutes, account_id)}")


def quote_request(symbol: str, contract_type: str, minutes: int, account_id: str | None) -> Key:
    """Find the wish for a price."""
    return Key(
        "market", "QUOTE_REQUESTS", f"{symbol}#{_price_name(contract_type, minutes, account_id)}"
    )


def broker_mirror(account_id: str) -> Key:
    """Find what was last seen of an account at the broker."""
    return Key("accounts", account_id, "MIRROR")


def book_check(account_id: str) -> Key:
    """Find the last wish that an account's books be compared."""
    return Key("accounts", account_id, "CHECK")


def ruling(account_id: str, ruling_id: str) -> Key:
    """Find what a person decided about a frozen account."""
    return Key("accounts", account_id, f"RULING#{ruling_id}")


def linked_account(bucket: int, account_id: str) -> Key:
    """Find the mark that an account is linked to the broker."""
    return Key("accounts", f"LINKED#{bucket}", account_id)


def withdrawal(account_id: str, request_id: str) -> Key:
    """Find one movement of money to the owner's wallet."""
    return Key("accounts", account_id, f"WITHDRAWAL#{request_id}")


def broker_look(name: str) -> Key:
    """Find the wish for a look at the broker."""
    return Key("market", "BROKER_LOOKS", name)


def bid(trade_id: str) -> Key:
    """Find what the broker last offered for a trade's contract."""
    return Key("market", f"BID#{trade_id}", "BID")


def click(referrer_id: str, shard: int, click_id: str) -> Key:
    """Find one visit through a partner's link."""
    return Key("referrals", f"{referrer_id}#{shard}", f"CLICK#{click_id}")


def reach_counter(referrer_id: str, shard: int) -> Key:
    """Find one shard of a partner's counts."""
    return Key("referrals", f"{referrer_id}#{shard}", "COUNTER")


def referral(referrer_id: str, referred_id: str) -> Key:
    """Find one client of a partner."""
    return Key("referrals", referrer_id, f"REFERRAL#{referred_id}")


def attribution(referred_id: str) -> Key:
    """Find whose client a user is; the first one stays."""
    return Key("referrals", f"REFERRED#{referred_id}", "ATTRIBUTION")


def partner_plan(referrer_id: str) -> Key:
    """Find what a partner charges new clients."""
    return Key("referrals", referrer_id, "PLAN")


def commission(beneficiary_id: str, shard: int, commission_id: str) -> Key:
    """Find one commission entry; its id names trade and kind."""
    return Key("commissions", f"{beneficiary_id}#{shard}", commission_id)


def earnings_counter(beneficiary_id: str, shard: int) -> Key:
    """Find one shard of a beneficiary's sums."""
    return Key("commissions", f"{beneficiary_id}#{shard}", "COUNTER")


def collection(trade_id: str) -> Key:
    """Find the payment of a trade's receivable."""
    return Key("commissions", f"COLLECTION#{trade_id}", "COLLECTION")


def notification(user_id: str, notification_id: str) -> Key:
    """Find one message to a user."""
    return Key("notifications", user_id, f"NOTICE#{notification_id}")


def notification_settings(user_id: str) -> Key:
    """Find what a user wants to hear, and how far they have read."""
    return Key("notifications", user_id, "SETTINGS")


def audit_entry(subject: str, number: int) -> Key:
    """Find an audit entry by its number in order of arrival."""
    return Key("audit", subject, _numbered("ENTRY", number))


def audited_event(subject: str, event_id: str) -> Key:
    """Find the mark that an event is in the audit already."""
    return Key("audit", subject, f"EVENT#{event_id}")


def lease(name: str) -> Key:
    """Find who holds a piece of work."""
    return Key("control", "LEASE", name)


def wanted_symbol(symbol: str) -> Key:
    """Find the mark that some browser wants a symbol."""
    return Key("connections", "SYMBOLS", symbol)


def symbol_listener(symbol: str, connection_id: str) -> Key:
    """Find a socket that shows a symbol's ticks."""
    return Key("connections", f"SYMBOL#{symbol}", connection_id)


def account_listener(account_id: str, connection_id: str) -> Key:
    """Find a socket that follows an account."""
    return Key("connections", f"ACCOUNT#{account_id}", connection_id)


def user_listener(user_id: str, connection_id: str) -> Key:
    """Find a socket that belongs to a user."""
    return Key("connections", f"USER#{user_id}", connection_id)


def credential(user_id: str) -> Key:
    """Find a user's password hash."""
    return Key("users", user_id, "CREDENTIAL")


def session(user_id: str, session_id: str) -> Key:
    """Find one signed-in client of a user."""
    return Key("users", user_id, f"SESSION#{session_id}")


def security_event(user_id: str, event_id: str) -> Key:
    """Find something about a user's safety that is worth an audit entry."""
    return Key("users", user_id, f"SECURITY#{event_id}")


def broker_link(user_id: str, account_id: str) -> Key:
    """Find the sealed broker token of a linked account."""
    return Key("users", user_id, f"BROKER_LINK#{account_id}")


def unique_name(kind: str, name: str) -> Key:
    """Find who owns a name that only one user may have: EMAIL, USERNAME, CODE or BROKER."""
    return Key("users", f"{kind}#{name}", "GUARD")


def grant(kind: str, token_hash: str) -> Key:
    """Find a one-time permission."""
    return Key("grants", token_hash, kind)


def attempts(name: str, window: int) -> Key:
    """Find how often something was tried in a window that ends at epoch second `window`."""
    return Key("grants", name, f"ATTEMPTS#{window}")


def connection(connection_id: str) -> Key:
    """Find a socket by its id."""
    return Key("connections", f"CONNECTION#{connection_id}", connection_id)


def engine_session(account_id: str, session_id: str) -> Key:
    """Find one automatic session."""
    return Key("engine_sessions", account_id, session_id)


def active_session(account_id: str) -> Key:
    """Find the one session that may be active on an account."""
    return Key("engine_sessions", account_id, "ACTIVE")


def session_look(account_id: str, session_id: str) -> Key:
    """Find what a session saw last."""
    return Key("engine_sessions", account_id, f"LOOK#{session_id}")


def watched_session(shard: int, session_id: str) -> Key:
    """Find the mark that the trader has something to do for a session."""
    return Key("engine_sessions", f"SHARD#{shard}", session_id)


def replay_check(account_id: str, session_id: str, symbol: str) -> Key:
    """Find what came of replaying one symbol of a session."""
    return Key("engine_sessions", account_id, f"REPLAY#{session_id}#{symbol}")


def replay_parity(day: date) -> Key:
    """Find how many replays of a UTC day came to the same decisions."""
    return Key("control", "REPLAY_PARITY", day.isoformat())


def session_opening(symbol: str, session_id: str) -> Key:
    """Find what a session's market was loaded with."""
    return Key("market", symbol, f"OPENING#{session_id}")


def taped_minute(symbol: str, minute: int) -> Key:
    """Find the ticks of one minute; `minute` is its first second."""
    return Key("market", symbol, _numbered("TICKS", minute))


def backtest(user_id: str, backtest_id: str) -> Key:
    """Find one backtest."""
    return Key("backtests", user_id, backtest_id)


def active_backtests(user_id: str) -> Key:
    """Find which of a user's backtests are queued or running."""
    return Key("backtests", user_id, "ACTIVE")


def backtest_guard(user_id: str, guard_id: str) -> Key:
    """Find the first answer to an idempotency key."""
    return Key("backtests", user_id, f"IDEMP#{guard_id}")
