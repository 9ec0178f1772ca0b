"""Rules about the account as a whole."""

from collections.abc import Mapping

from nexus.kernel.account import AccountKind, AccountStatus
from nexus.kernel.clock import to_text
from nexus.kernel.limits import resumable_at
from nexus.trading.models import Case
from nexus.trading.refusal import Refusal, refuse


def kill_switch(case: Case) -> Refusal | None:
    """Refuse everything while operations have stopped trading."""
    if not case.terms.kill_switch_on:
        return None
    return refuse("KILL_SWITCH", "Trading is stopped for everybody", kill_switch="on")


_STATUS_CODES: Mapping[AccountStatus, tuple[str, str]] = {
    AccountStatus.HALTED: ("ACCOUNT_HALTED", "Trading on this account is halted"),
    AccountStatus.FROZEN: ("ACCOUNT_FROZEN", "This account waits for a person to look at it"),
    AccountStatus.NEEDS_RELINK: ("LINK_EXPIRED", "This account must be linked again"),
    AccountStatus.UNLINKED: ("LINK_EXPIRED", "This account must be linked again"),
}


def account_status(case: Case) -> Refusal | None:
    """Refuse on an account that is not active, saying from when a halt may be lifted."""
    account = case.account
    if account.status is AccountStatus.ACTIVE:
        return None
    code, sentence = _STATUS_CODES[account.status]
    facts = {"status": str(account.status)}
    if account.status is AccountStatus.HALTED:
        facts["consecutive_losses"] = str(account.consecutive_losses)
        facts["limit"] = str(account.limits.max_consecutive_losses)
        due = resumable_at(account)
        if due is not None:
            facts["resume_from"] = to_text(due)
    return refuse(code, sentence, **facts)


def purchase_in_flight(case: Case) -> Refusal | None:
    """Refuse at the broker while an earlier purchase has no known outcome."""
    if case.account.buying is None or not case.account.is_at_broker:
        return None
    sentence = "The outcome of an earlier purchase is not known yet"
    return refuse("ACCOUNT_RECONCILING", sentence, trade_id=case.account.buying)


def allowed_country(case: Case) -> Refusal | None:
    """Refuse real money where the country table does not allow it."""
    if case.terms.real_trading_allowed or case.account.kind is not AccountKind.REAL:
        return None
    sentence = "Real accounts may not trade in this country"
    return refuse("COUNTRY_NOT_ALLOWED", sentence, account_kind=str(case.account.kind))


def open_trades(case: Case) -> Refusal | None:
    """Refuse one trade more than may be open at once."""
    count, limit = len(case.account.open_trades), case.account.limits.max_open_trades
    if count < limit:
        return None
    sentence = "Too many trades are open"
    return refuse("MAX_OPEN_TRADES", sentence, open_trades=str(count), limit=str(limit))


def losing_streak(case: Case) -> Refusal | None:
    """Refuse after too many losses in a row."""
    streak, limit = case.account.consecutive_losses, case.account.limits.max_consecutive_losses
    if streak < limit:
        return None
    sentence = "Too many losses in a row"
    facts = {"consecutive_losses": str(streak), "limit": str(limit)}
    return refuse("CONSECUTIVE_LOSSES", sentence, **facts)
