"""A wish that the books be compared anew, and what became of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from nexus.accounts.mirror import AccountMirror

PATIENCE = timedelta(minutes=2)


@dataclass(frozen=True)
class BookCheck:
    """The last wish for a check; `reason` says why the last attempt could not be made."""

    account_id: str
    asked_at: datetime
    failed_at: datetime | None = None
    reason: str | None = None


class CheckState(StrEnum):
    """`unanswered` says that nobody worked on the account in time: ask again."""

    PENDING = "pending"
    UNANSWERED = "unanswered"
    DONE = "done"
    FAILED = "failed"


def state_of(check: BookCheck, mirror: AccountMirror | None, at: datetime) -> CheckState:
    """Tell what became of a wish; `mirror` is the last comparison that was made."""
    failed_at = check.failed_at or check.asked_at
    if mirror is not None and mirror.checked_at > max(check.asked_at, failed_at):
        return CheckState.DONE
    if check.failed_at is not None and check.failed_at >= check.asked_at:
        return CheckState.FAILED
    return CheckState.PENDING if at - check.asked_at < PATIENCE else CheckState.UNANSWERED
