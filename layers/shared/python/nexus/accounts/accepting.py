"""A person rules on a frozen account: the broker's figure stands, for a written reason.

Pure rules; what they return is written whole or not at all.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal

from nexus.accounts.mirror import AccountMirror
from nexus.accounts.reconciliation import CONTRACT, Booking, Finding, Verdict
from nexus.accounts.statuses import thawed
from nexus.kernel.account import Account, AccountStatus, EntryKind, LedgerEntry
from nexus.kernel.change import AccountChange, account_change
from nexus.kernel.clock import to_text
from nexus.kernel.errors import Conflict, Denied, FieldError, Malformed
from nexus.kernel.ledger import post
from nexus.kernel.money import ZERO, money_text

NO_CONTRACT = "none"
# One transaction writes them all, so that they stand or fall together.
MOST_BOOKINGS = 90
_BEYOND_A_RULING = frozenset({"LEDGER_BROKEN"})
_CURED_BY_BOOKING = frozenset({"BALANCE_DIFFERS"})


@dataclass(frozen=True)
class Word:
    """What a person said: who, why, which figure they saw, which contract they chose.

    `contract_id` is wanted for an ambiguous purchase only; `none` says that none is ours.
    """

    by: str
    reason: str
    figure: Decimal
    contract_id: str | None = None


@dataclass(frozen=True)
class Ruling:
    """A ruling as it is kept; `difference` is what was booked beside bookings made outside."""

    ruling_id: str
    account_id: str
    owner_id: str
    account_kind: str
    broker_account_id: str
    currency: str
    ruled_at: datetime
    by: str
    reason: str
    expected: Decimal
    broker_balance: Decimal
    difference: Decimal
    findings: tuple[Finding, ...]
    chosen: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Acceptance:
    """What a ruling changes; `change` is None while the trader has yet to carry it out."""

    ruling: Ruling
    mirror: AccountMirror
    change: AccountChange | None


def ruling_id_of(mirror: AccountMirror) -> str:
    """Name the one ruling there can be on a check."""
    return to_text(mirror.checked_at)


def accept(account: Account, mirror: AccountMirror | None, word: Word, at: datetime) -> Acceptance:
    """Let the broker's figure of the last check stand.

    Raises Denied when there is nothing to accept or no ruling can mend it, Conflict when our
    books moved since the check, Malformed when the word does not fit what was found.
    """
    seen = _checked(account, mirror, word)
    if account.buying is not None:
        return _chosen(account, account.buying, seen, word, at)
    if word.contract_id is not None:
        raise Malformed(FieldError("contract", "Expected none: no purchase is in doubt"))
    if seen.ledger_balance != account.balance:
        raise Conflict("Our books moved since the check: have it made again and look once more")
    return _booked(account, seen, word, at)


def _checked(account: Account, mirror: AccountMirror | None, word: Word) -> AccountMirror:
    if account.status is not AccountStatus.FROZEN:
        raise Denied("ACCOUNT_NOT_FROZEN", f"Expected a frozen account, was {account.status}")
    if mirror is None or mirror.verdict is Verdict.AGREED:
        raise Denied("NOTHING_TO_ACCEPT", "The last check found no difference: have one made")
    broken = [each.reference for each in mirror.findings if each.code in _BEYOND_A_RULING]
    if broken:
        raise Denied("LEDGER_BROKEN", f"Our ledger itself is broken at {', '.join(broken)}")
    if not (word.by.strip() and word.reason.strip()):
        raise Malformed(FieldError("reason", "Expected who accepts and why, in words"))
    if word.figure != mirror.broker_balance:
        seen, said = money_text(mirror.broker_balance), money_text(word.figure)
        raise Malformed(FieldError("figure", f"Expected the broker's {seen}, was {said}"))
    return mirror


def _chosen(
    account: Account, trade_id: str, mirror: AccountMirror, word: Word, at: datetime
) -> Acceptance:
    wanted = [*mirror.candidates, NO_CONTRACT]
    if word.contract_id not in wanted:
        said = f"Expected one of {', '.join(wanted)}, was {word.contract_id or 'nothing'}"
        raise Malformed(FieldError("contract", said))
    picked = "" if word.contract_id == NO_CONTRACT else word.contract_id
    others = {
        f"POSSIBLE_DOUBLE:{CONTRACT}{each}"
        for each in mirror.candidates
        if each != word.contract_id
    }
    chosen = {trade_id: picked or ""}
    kept = replace(
        mirror,
        accepted=mirror.accepted | others,
        chosen={**mirror.chosen, **chosen},
        rulings=mirror.rulings + 1,
    )
    return Acceptance(_ruling(account, mirror, word, ZERO, chosen, at), kept, None)


def _booked(account: Account, mirror: AccountMirror, word: Word, at: datetime) -> Acceptance:
    moved = [each for each in mirror.unbooked if each.amount != ZERO]
    if len(moved) > MOST_BOOKINGS:
        said = f"Expected at most {MOST_BOOKINGS} bookings made outside, were {len(moved)}"
        raise Denied("TOO_MANY_BOOKINGS", said)
    difference = mirror.broker_balance - mirror.expected
    after, entries = _postings(account, moved, difference, mirror, at)
    keys = {each.key for each in mirror.findings if each.code not in _CURED_BY_BOOKING}
    kept = replace(
        mirror,
        verdict=Verdict.AGREED,
        ledger_balance=after.balance,
        expected=mirror.broker_balance,
        findings=(),
        unbooked=(),
        accepted=mirror.accepted | keys,
        rulings=mirror.rulings + 1,
    )
    change = account_change(account, thawed(after, at), at, entries)
    return Acceptance(_ruling(account, mirror, word, difference, {}, at), kept, change)


def _postings(
    account: Account,
    moved: Sequence[Booking],
    difference: Decimal,
    mirror: AccountMirror,
    at: datetime,
) -> tuple[Account, list[LedgerEntry]]:
    sums = [(each.amount, each.reference) for each in moved]
    if difference != ZERO:
        sums.append((difference, f"accepted:{ruling_id_of(mirror)}"))
    after, entries = account, list[LedgerEntry]()
    for amount, reference in sums:
        after, entry = post(after, EntryKind.EXTERNAL, amount, reference, at)
        entries.append(entry)
    return after, entries


def _ruling(
    account: Account,
    mirror: AccountMirror,
    word: Word,
    difference: Decimal,
    chosen: Mapping[str, str],
    at: datetime,
) -> Ruling:
    return Ruling(
        ruling_id=ruling_id_of(mirror),
        account_id=account.account_id,
        owner_id=account.user_id,
        account_kind=account.kind.value,
        broker_account_id=account.broker_account_id or "",
        currency=account.currency,
        ruled_at=at,
        by=word.by.strip(),
        reason=word.reason.strip(),
        expected=mirror.expected,
        broker_balance=mirror.broker_balance,
        difference=difference,
        findings=mirror.findings,
        chosen=chosen,
    )
