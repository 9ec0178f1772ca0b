"""Bodies of `/accounts`."""

from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from functions.rest_api.schemas.fields import (
    Answer,
    MoneyIn,
    MoneyText,
    Page,
    StrictBody,
    TimeText,
    WholeNumber,
)

Kind = Literal["demo", "real", "deriv_demo"]
Mode = Literal["enforced", "advisory"]


class Limits(Answer):
    """The trader's own limits as they bind now; `max_exposure` follows, on real accounts only."""

    daily_loss_limit: MoneyText
    max_consecutive_losses: int
    min_stake: MoneyText
    max_stake: MoneyText
    max_open_trades: int
    daily_take_profit: MoneyText | None
    cooldown_losses: int | None
    cooldown_minutes: int
    trading_hours: list[str]
    session_loss_limit: MoneyText | None
    session_minutes: int | None
    max_exposure: MoneyText | None
    leverage: int


class PendingLimits(Answer):
    """Looser limits that start to bind at `effective_at`."""

    daily_loss_limit: MoneyText
    max_consecutive_losses: int
    min_stake: MoneyText
    max_stake: MoneyText
    max_open_trades: int
    daily_take_profit: MoneyText | None
    cooldown_losses: int | None
    cooldown_minutes: int
    trading_hours: list[str]
    session_loss_limit: MoneyText | None
    session_minutes: int | None
    effective_at: TimeText


class PendingLeverage(Answer):
    """A higher leverage that starts to bind at `effective_at`."""

    leverage: int
    effective_at: TimeText


class Account(Answer):
    """One account: its money, its limits and how its day went (UTC)."""

    id: str
    kind: Kind
    currency: str
    balance: MoneyText
    is_default: bool
    status: Literal["active", "halted", "frozen", "needs_relink", "unlinked"]
    consensus_mode: Mode
    limits: Limits
    pending_limits: PendingLimits | None
    pending_leverage: PendingLeverage | None
    exposure: MoneyText
    open_trades: int
    day_result: MoneyText
    consecutive_losses: int
    halted_at: TimeText | None
    resumable_at: TimeText | None
    excluded_until: TimeText | None
    last_trade_at: TimeText | None
    last_loss_at: TimeText | None
    broker_account_id: str | None
    created_at: TimeText


class UnlinkedAccount(Answer):
    """An account that was let go; `failed` leaves its token to its own expiry."""

    account: Account
    revocation: Literal["revoked", "shared", "failed", "absent"]


class AccountList(Page):
    """Every account of the person, the default one first."""

    items: list[Account]


class Balance(Answer):
    """What is there, what is at stake and what is left."""

    account_id: str
    currency: str
    balance: MoneyText
    exposure: MoneyText
    as_of: TimeText


class LimitsPatch(StrictBody):
    """New limits; tighter ones bind at once, looser ones after 24 hours.

    Null removes a limit that may be absent (which loosens), and changes nothing else.
    """

    consensus_mode: Mode | None = None
    daily_loss_limit: MoneyIn | None = None
    max_consecutive_losses: WholeNumber | None = None
    min_stake: MoneyIn | None = None
    max_stake: MoneyIn | None = None
    max_open_trades: WholeNumber | None = None
    daily_take_profit: MoneyIn | None = None
    cooldown_losses: WholeNumber | None = None
    cooldown_minutes: WholeNumber | None = None
    trading_hours: Annotated[
        list[Annotated[str, Field(max_length=11)]] | None,
        Field(max_length=12, description="Windows of the UTC day, `08:00-17:30`; none is always"),
    ] = None
    session_loss_limit: MoneyIn | None = None
    session_minutes: WholeNumber | None = None
    leverage: Annotated[
        WholeNumber | None,
        Field(
            ge=1,
            le=10,
            description="Real accounts: the exposure cap is leverage x 20 % of the daily limit",
        ),
    ] = None


class Exclusion(StrictBody):
    """Until when the owner shuts themselves out; it can be made longer and never shorter."""

    until: AwareDatetime


class StatementEntry(Answer):
    """One change of the balance; `hash` covers `previous_hash`."""

    number: int
    kind: Literal["opening", "stake", "payout", "refund", "sale", "reset", "external"]
    amount: MoneyText
    balance_after: MoneyText
    at: TimeText
    reference: str
    previous_hash: str
    hash: str


class Statement(Page):
    """The account's ledger, newest first."""

    items: list[StatementEntry]
