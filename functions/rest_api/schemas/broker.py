"""Bodies about an account's other side: the broker's contracts, checks and money movements."""

from typing import Annotated, Literal

from pydantic import Field

from functions.rest_api.schemas.fields import Answer, MoneyIn, MoneyText, Page, StrictBody, TimeText


class HeldContract(Answer):
    """A contract open at the broker; `trade_id` is null when it was bought outside Nexus."""

    contract_id: str
    trade_id: str | None
    is_external: bool
    contract_type: str
    symbol: str
    buy_price: MoneyText
    payout: MoneyText
    bought_at: TimeText


class Portfolio(Page):
    """What was open at the broker `as_of`; null before the first look."""

    items: list[HeldContract]
    as_of: TimeText | None


class Finding(Answer):
    """One thing that differs between our books and the broker's."""

    code: str
    reference: str
    ours: str
    broker: str


class BookCheck(Answer):
    """The last wish for a check; a failed one says why: `LINK_EXPIRED` asks for a new link."""

    state: Literal["pending", "unanswered", "done", "failed"]
    asked_at: TimeText
    reason: str | None


class Reconciliation(Answer):
    """The last three-way check; `expected` is what the broker should hold by our books.

    `check` is null before a check was ever asked for.
    """

    account_id: str
    currency: str
    verdict: Literal["agreed", "mismatch", "unchecked"]
    is_frozen: bool
    checked_at: TimeText | None
    ledger_balance: MoneyText
    expected: MoneyText | None
    broker_balance: MoneyText | None
    findings: list[Finding]
    check: BookCheck | None


class CloseRequest(StrictBody):
    """The least to take for an early sale; below it nothing is sold."""

    min_price: Annotated[MoneyIn | None, Field(gt=0, description="Usually the bid shown")] = None


class CloseBid(Answer):
    """What the broker pays for a contract now; `reason` says why it would not take it back."""

    trade_id: str
    currency: str
    price: MoneyText | None
    profit: MoneyText | None
    is_sellable: bool
    reason: str | None
    asked_at: TimeText
    age_seconds: float
    valid_until: TimeText


class WithdrawRequest(StrictBody):
    """How much to move to the owner's wallet at Deriv."""

    amount: Annotated[MoneyIn, Field(gt=0, description="At most what the account holds")]


class WithdrawalConsent(Answer):
    """Nothing has moved yet: send the browser to Deriv for a consent that is good once."""

    code: Literal["CONSENT_REQUIRED"] = "CONSENT_REQUIRED"
    authorization_url: str
    state: str
    request_id: str
    expires_in: int


class Withdrawal(Answer):
    """What became of the money; `unknown` says that Deriv's statement will tell."""

    request_id: str
    account_id: str
    amount: MoneyText
    currency: str
    status: Literal["sending", "sent", "failed", "unknown"]
    reason: str | None
