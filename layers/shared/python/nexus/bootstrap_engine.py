"""Wire automatic trading; apart, so that what never trades by itself does not load the engine."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from nexus import bootstrap
from nexus.adapters.dynamodb.decisions import DynamoDecisions
from nexus.adapters.dynamodb.desk import DynamoDesk
from nexus.adapters.dynamodb.engine_sessions import DynamoSessions
from nexus.adapters.dynamodb.ledger import DynamoLedger
from nexus.adapters.dynamodb.market import DynamoMarket
from nexus.adapters.dynamodb.replay_checks import DynamoReplayChecks
from nexus.adapters.dynamodb.store import Store
from nexus.adapters.dynamodb.tape import DynamoTape
from nexus.kernel.clock import Clock, system_clock
from nexus.kernel.ids import new_ulid
from nexus.trading.automatic import KeepSession, TradeForSession
from nexus.trading.session_desk import SessionDesk


@dataclass(frozen=True)
class AutomaticTrading:
    """Sessions for their owners and for the trader, and what they leave behind."""

    desk: SessionDesk
    trade: TradeForSession
    keep: KeepSession
    sessions: DynamoSessions
    decisions: DynamoDecisions
    tape: DynamoTape
    replay_checks: DynamoReplayChecks
    ledger: DynamoLedger
    market: DynamoMarket


def automatic_trading(
    tables: Store,
    command_queue_urls: Sequence[str],
    allows_real: Callable[[str], bool],
    clock: Clock = system_clock,
) -> AutomaticTrading:
    """Wire automatic sessions on the same prices, rules and queue as trades by hand."""
    manual = bootstrap.trading(tables, command_queue_urls, allows_real, clock)
    shards, pricing = len(command_queue_urls), manual.execute.pricing
    sessions = DynamoSessions(tables, DynamoDesk(tables, clock, shards), shards)
    ledger, market = manual.ledger, manual.market
    desk = SessionDesk(sessions, ledger.account, market.instrument, clock, new_ulid)
    return AutomaticTrading(
        desk=desk,
        trade=TradeForSession(pricing, sessions, ledger, manual.execute.queue, new_ulid),
        keep=KeepSession(sessions),
        sessions=sessions,
        decisions=DynamoDecisions(tables),
        tape=DynamoTape(tables),
        replay_checks=DynamoReplayChecks(tables),
        ledger=ledger,
        market=market,
    )
