"""What other parts learn about people and accounts; names are in design.md section 6."""

from enum import StrEnum


class AccountEvent(StrEnum):
    """The event names this domain publishes."""

    USER_SIGNED_UP = "UserSignedUp"
    BROKER_ACCOUNT_LINKED = "BrokerAccountLinked"
    BROKER_ACCOUNT_UNLINKED = "BrokerAccountUnlinked"
    BROKER_LINK_EXPIRED = "BrokerLinkExpired"
    BROKER_LINK_RENEWED = "BrokerLinkRenewed"
    ACCOUNT_FROZEN = "AccountFrozen"
    ACCOUNT_THAWED = "AccountThawed"
    BROKER_FIGURE_ACCEPTED = "BrokerFigureAccepted"
    WITHDRAWAL_SENT = "WithdrawalSent"
    WITHDRAWAL_FAILED = "WithdrawalFailed"
    SECURITY_EVENT_RECORDED = "SecurityEventRecorded"
