"""The tables, as data: infrastructure creates them and tests create the same ones."""

from dataclasses import dataclass

TTL_ATTRIBUTE = "ttl"


@dataclass(frozen=True)
class Index:
    """A global secondary index; `sort_type` is a DynamoDB scalar type, S or N."""

    name: str
    partition: str
    sort: str
    projection: str = "ALL"
    sort_type: str = "S"


@dataclass(frozen=True)
class Table:
    """A table with string keys; `streamed` tables feed the durable path."""

    name: str
    partition: str
    sort: str
    streamed: bool = False
    point_in_time_recovery: bool = True
    append_only: bool = False
    indexes: tuple[Index, ...] = ()


TABLES: tuple[Table, ...] = (
    Table("users", "user_id", "kind", streamed=True),
    Table(
        "accounts",
        "account_id",
        "sort",
        streamed=True,
        indexes=(Index("by_user", "user_id", "account_id"),),
    ),
    Table(
        "trades",
        "user_id",
        "trade_id",
        streamed=True,
        indexes=(
            Index("by_account", "account_id", "trade_id"),
            Index("by_open_shard", "open_shard", "due_at", projection="KEYS_ONLY"),
        ),
    ),
    Table("decisions", "account_id", "decision_id", streamed=True),
    Table(
        "commissions",
        "beneficiary",
        "source",
        streamed=True,
        indexes=(Index("by_time", "beneficiary_id", "accrued_at"),),
    ),
    Table("referrals", "referrer_id", "referred_id", streamed=True),
    Table("notifications", "user_id", "notification_id"),
    Table("audit", "subject", "entry", append_only=True),
    Table("connections", "topic", "connection_id"),
    Table("market", "symbol", "kind", point_in_time_recovery=False),
    Table("grants", "grant_id", "kind"),
    Table("control", "kind", "id"),
    Table("engine_sessions", "account_id", "session_id"),
    Table("backtests", "user_id", "backtest_id", streamed=True),
)
