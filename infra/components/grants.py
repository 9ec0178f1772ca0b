"""Who may do what: the only place that gives a process rights."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto

GET = ("GetItem", "BatchGetItem")
QUERY = ("Query",)
READ = (*GET, *QUERY)
PUT = ("PutItem",)
UPDATE = ("UpdateItem",)
DELETE = ("DeleteItem",)
CHECK = ("ConditionCheckItem",)
SCAN = ("Scan",)


class Use(Enum):
    """A right that is not about a table."""

    SEND_COMMANDS = auto()
    TAKE_COMMANDS = auto()
    READ_JWT_SECRET = auto()
    SEAL_BROKER_TOKENS = auto()
    OPEN_BROKER_TOKENS = auto()
    PUBLISH_EVENTS = auto()
    PUSH_TO_BROWSERS = auto()
    SEND_MAIL = auto()
    READ_STREAMS = auto()
    KEEP_STREAM_FAILURES = auto()
    SEND_BACKTESTS = auto()
    TAKE_BACKTESTS = auto()
    KEEP_BACKTEST_FILES = auto()


@dataclass(frozen=True)
class Grants:
    """The rights of one process: table actions by table, indexes it queries, other uses."""

    tables: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    indexes: tuple[tuple[str, str], ...] = ()
    uses: tuple[Use, ...] = ()


GRANTS: Mapping[str, Grants] = {
    "rest_api": Grants(
        tables={
            "users": (*READ, *PUT, *UPDATE, *DELETE),
            "accounts": (*READ, *PUT),
            "trades": (*READ, *PUT),
            "decisions": (*QUERY, *PUT),
            "engine_sessions": (*READ, *PUT, *DELETE),
            "grants": (*PUT, *UPDATE, *DELETE),
            "referrals": (*READ, *PUT, *UPDATE),
            "commissions": GET,
            "notifications": (*READ, *PUT, *UPDATE),
            "market": (*READ, *PUT),
            "control": (*GET, *CHECK),
            "backtests": (*READ, *PUT, *UPDATE, *DELETE),
        },
        indexes=(("accounts", "by_user"), ("commissions", "by_time")),
        uses=(
            Use.SEND_COMMANDS,
            Use.READ_JWT_SECRET,
            Use.SEAL_BROKER_TOKENS,
            Use.OPEN_BROKER_TOKENS,
            Use.SEND_BACKTESTS,
            Use.KEEP_BACKTEST_FILES,
        ),
    ),
    "websocket_api": Grants(
        tables={
            "grants": DELETE,
            "connections": (*READ, *PUT, *UPDATE, *DELETE),
            "accounts": READ,
            "trades": GET,
        },
        uses=(Use.PUSH_TO_BROWSERS,),
    ),
    "outbox": Grants(uses=(Use.PUBLISH_EVENTS, Use.READ_STREAMS, Use.KEEP_STREAM_FAILURES)),
    "commissions": Grants(
        tables={
            "commissions": (*GET, *PUT, *UPDATE),
            "referrals": (*GET, *PUT, *UPDATE),
        },
    ),
    "notifications": Grants(
        tables={
            "notifications": (*READ, *PUT, *UPDATE),
            "users": GET,
            "connections": (*QUERY, *DELETE),
        },
        uses=(Use.PUSH_TO_BROWSERS, Use.SEND_MAIL),
    ),
    # Append only: nothing anywhere may update or delete what is on record.
    "audit": Grants(tables={"audit": (*READ, *PUT)}),
    "sweeper": Grants(
        tables={"trades": (*GET, *PUT), "accounts": (*GET, *PUT)},
        indexes=(("trades", "by_open_shard"),),
        uses=(Use.PUBLISH_EVENTS, Use.SEND_COMMANDS),
    ),
    "daily_summary": Grants(
        tables={"users": SCAN, "trades": QUERY, "notifications": PUT},
    ),
    "payouts": Grants(
        tables={"commissions": (*GET, *UPDATE)},
        indexes=(("commissions", "by_time"),),
    ),
    "replay_checks": Grants(
        tables={
            "engine_sessions": (*SCAN, *QUERY, *PUT),
            "decisions": QUERY,
            "market": READ,
            "control": UPDATE,
        },
    ),
    "trader": Grants(
        tables={
            "accounts": (*READ, *PUT),
            "trades": (*GET, *PUT),
            "market": (*READ, *PUT),
            "connections": (*QUERY, *DELETE),
            "control": (*READ, *UPDATE, *CHECK),
            "decisions": PUT,
            "engine_sessions": (*READ, *PUT, *DELETE),
            "users": GET,
        },
        indexes=(("trades", "by_account"), ("trades", "by_open_shard")),
        uses=(
            Use.SEND_COMMANDS,
            Use.TAKE_COMMANDS,
            Use.OPEN_BROKER_TOKENS,
            Use.PUSH_TO_BROWSERS,
        ),
    ),
    "backtests": Grants(
        tables={"backtests": (*GET, *PUT, *UPDATE)},
        uses=(Use.TAKE_BACKTESTS, Use.KEEP_BACKTEST_FILES),
    ),
    "sandbox_broker": Grants(),
}
