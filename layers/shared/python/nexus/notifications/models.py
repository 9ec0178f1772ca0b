"""What a user is told, and what they want to be told by e-mail."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum

from nexus.kernel.clock import to_text
from nexus.kernel.events import JsonValue
from nexus.kernel.ids import digest


class NoticeKind(StrEnum):
    """What a message is about."""

    TRADE_WON = "trade_won"
    TRADE_LOST = "trade_lost"
    TRADE_SOLD = "trade_sold"
    TRADE_CANCELLED = "trade_cancelled"
    TRADE_REJECTED = "trade_rejected"
    TRADING_HALTED = "trading_halted"
    TRADING_RESUMED = "trading_resumed"
    SESSION_STOPPED = "session_stopped"
    BACKTEST_FINISHED = "backtest_finished"
    ACCOUNT_LINKED = "account_linked"
    ACCOUNT_UNLINKED = "account_unlinked"
    LINK_EXPIRED = "link_expired"
    LINK_RENEWED = "link_renewed"
    ACCOUNT_FROZEN = "account_frozen"
    ACCOUNT_THAWED = "account_thawed"
    FIGURE_ACCEPTED = "figure_accepted"
    WITHDRAWAL_SENT = "withdrawal_sent"
    WITHDRAWAL_FAILED = "withdrawal_failed"
    REFERRAL_ATTRIBUTED = "referral_attributed"
    COMMISSION_ACCRUED = "commission_accrued"
    COMMISSION_REVERSED = "commission_reversed"
    DAILY_SUMMARY = "daily_summary"


MAILED_BY_DEFAULT = frozenset(
    {
        NoticeKind.TRADING_HALTED,
        NoticeKind.ACCOUNT_LINKED,
        NoticeKind.ACCOUNT_UNLINKED,
        NoticeKind.LINK_EXPIRED,
        NoticeKind.ACCOUNT_FROZEN,
        NoticeKind.ACCOUNT_THAWED,
        NoticeKind.FIGURE_ACCEPTED,
        NoticeKind.WITHDRAWAL_SENT,
        NoticeKind.WITHDRAWAL_FAILED,
        NoticeKind.COMMISSION_REVERSED,
    }
)


@dataclass(frozen=True)
class Notice:
    """The words of a message, before it has a reader's inbox to be in."""

    user_id: str
    kind: NoticeKind
    title: str
    body: str
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Notification:
    """One message in a user's inbox; ids sort by time."""

    notification_id: str
    user_id: str
    kind: NoticeKind
    title: str
    body: str
    created_at: datetime
    read_at: datetime | None = None
    mailed_at: datetime | None = None
    facts: Mapping[str, str] = field(default_factory=dict)

    def as_data(self) -> dict[str, JsonValue]:
        """Write the message as its reader sees it, over REST and live."""
        return {
            "id": self.notification_id,
            "kind": self.kind.value,
            "title": self.title,
            "body": self.body,
            "facts": dict(self.facts),
            "created_at": to_text(self.created_at),
            "read_at": to_text(self.read_at) if self.read_at else None,
        }


@dataclass(frozen=True)
class Preferences:
    """The kinds of message that also go out by e-mail."""

    mailed: frozenset[NoticeKind] = MAILED_BY_DEFAULT


@dataclass(frozen=True)
class Settings:
    """A user's preferences, and the last message of those marked as read together."""

    preferences: Preferences = Preferences()
    read_through: str | None = None
    read_through_at: datetime | None = None


def notification(notice: Notice, cause: str, at: datetime) -> Notification:
    """Address a notice; the same cause always gives the same id, so a repeat is no new message."""
    moment = at.astimezone(UTC).strftime("%Y%m%dT%H%M%S") + f"{at.microsecond // 1000:03d}"
    return Notification(
        notification_id=f"{moment}-{digest(cause, notice.user_id, notice.kind)[:16]}",
        user_id=notice.user_id,
        kind=notice.kind,
        title=notice.title,
        body=notice.body,
        created_at=at,
        facts=notice.facts,
    )
