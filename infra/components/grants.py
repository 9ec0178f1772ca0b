"""Who may do what: the only place that gives a process rights."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto

READ = ("GetItem", "BatchGetItem", "Query")
GET = ("GetItem", "BatchGetItem")
QUERY = ("Query",)
PUT = ("PutItem",)
UPDATE = ("UpdateItem",)
DELETE = ("DeleteItem",)
CHECK = ("ConditionCheckItem",)
WRITE = (*PUT, *UPDATE, *DELETE, *CHECK)
APPEND = (*PUT, *READ)


class Use(Enum):
    """A right that is not about a table."""

    SEND_COMMANDS = auto()
    TAKE_COMMANDS = auto()
    READ_JWT_SECRET = auto()
    BROKER_KEY = auto()
    PUBLISH_EVENTS = auto()
    PUSH_TO_BROWSERS = auto()
    SEND_MAIL = auto()
    READ_STREAMS = auto()
    KEEP_STREAM_FAILURES = auto()


@dataclass(frozen=True)
class Grants:
    """The rights of one process: table actions by table, indexes it queries, other uses."""

    tables: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    indexes: tuple[tuple[str, str], ...] = ()
    uses: tuple[Use, ...] = ()


GRANTS: Mapping[str, Grants] = {
    "rest_api": Grants(
        tables={
            "users": (*READ, *WRITE),
            "accounts": (*READ, *WRITE),
            "trades": (*READ, *PUT, *UPDATE, *CHECK),
            "decisions": (*READ, *PUT),
            "grants": (*GET, *PUT, *UPDATE, *DELETE),
            "referrals": (*READ, *PUT, *UPDATE, *CHECK),
            "commissions": READ,
            "notifications": (*READ, *PUT, *UPDATE),
            "market": (*READ, *PUT),
            "control": (*READ, *CHECK),
            "engine_sessions": (*READ, *PUT, *UPDATE, *DELETE),
            "backtests": (*READ, *PUT),
        },
        indexes=(
            ("accounts", "by_user"),
            ("trades", "by_account"),
            ("commissions", "by_time"),
        ),
        uses=(Use.SEND_COMMANDS, Use.READ_JWT_SECRET, Use.BROKER_KEY),
    ),
    "websocket_api": Grants(
        tables={
            "grants": (*GET, *UPDATE, *DELETE),
            "connections": (*READ, *PUT, *UPDATE, *DELETE),
            "accounts": READ,
        },
        uses=(Use.PUSH_TO_BROWSERS,),
    ),
    "outbox": Grants(uses=(Use.PUBLISH_EVENTS, Use.READ_STREAMS, Use.KEEP_STREAM_FAILURES)),
    "commissions": Grants(
        tables={
            "commissions": (*READ, *PUT, *CHECK),
            "referrals": (*READ, *PUT, *UPDATE, *CHECK),
            "users": GET,
            "accounts": GET,
            "trades": GET,
            "control": READ,
        },
    ),
    "notifications": Grants(
        tables={
            "notifications": (*READ, *PUT, *UPDATE),
            "users": GET,
            "connections": (*READ, *DELETE),
        },
        uses=(Use.PUSH_TO_BROWSERS, Use.SEND_MAIL),
    ),
    "audit": Grants(tables={"audit": APPEND}),
    "sweeper": Grants(
        tables={
            "trades": (*READ, *UPDATE, *CHECK),
            "accounts": (*READ, *PUT, *UPDATE),
            "control": (*READ, *CHECK),
        },
        indexes=(("trades", "by_open_shard"),),
        uses=(Use.PUBLISH_EVENTS,),
    ),
    "daily_summary": Grants(
        tables={"accounts": READ, "trades": READ, "users": READ, "notifications": PUT},
        indexes=(("trades", "by_account"), ("accounts", "by_user")),
        uses=(Use.SEND_MAIL,),
    ),
    "payouts": Grants(
        tables={
            "commissions": (*READ, *PUT, *UPDATE, *CHECK),
            "referrals": (*READ, *UPDATE),
            "users": GET,
            "control": READ,
        },
        indexes=(("commissions", "by_time"),),
        uses=(Use.PUBLISH_EVENTS,),
    ),
    "trader": Grants(
        tables={
            "accounts": (*READ, *PUT, *UPDATE, *CHECK),
            "trades": (*READ, *PUT, *UPDATE, *CHECK),
            "decisions": (*READ, *PUT),
            "market": (*READ, *PUT, *UPDATE, *DELETE),
            "connections": (*READ, *DELETE),
            "control": (*READ, *PUT, *UPDATE, *CHECK),
            "users": GET,
            "engine_sessions": (*READ, *PUT, *UPDATE),
        },
        indexes=(("trades", "by_account"), ("trades", "by_open_shard"), ("accounts", "by_user")),
        uses=(Use.TAKE_COMMANDS, Use.BROKER_KEY, Use.PUSH_TO_BROWSERS),
    ),
    "sandbox_broker": Grants(),
}
