"""Everything a trade is decided on in one read, and everything it writes in one transaction."""

from dataclasses import dataclass

from nexus.adapters.dynamodb import keys
from nexus.adapters.dynamodb.ledger import trade_actions
from nexus.adapters.dynamodb.recording import recorded
from nexus.adapters.dynamodb.serialization import Item, from_item, to_item
from nexus.adapters.dynamodb.store import Action, Check, Put, Store
from nexus.kernel.account import Account
from nexus.kernel.clock import Clock, to_epoch
from nexus.kernel.errors import NotFound
from nexus.kernel.sharding import shard_of
from nexus.trading.lifecycle import TradeChange
from nexus.trading.market import Instrument, MarketView, Quote
from nexus.trading.models import Judged, TradeRequest
from nexus.trading.ports import DeskView, Guard, QuoteKey, UserTerms

KILL_SWITCH_SHARDS = 8
_NOT_STOPPED = "attribute_not_exists(is_on) OR is_on = :off"
_FREE = "attribute_not_exists({partition}) OR #ttl <= :now"


def kill_switch_key(account_id: str) -> keys.Key:
    """Find the kill-switch shard an account obeys."""
    return keys.kill_switch(shard_of(account_id, KILL_SWITCH_SHARDS))


@dataclass(frozen=True)
class DynamoDesk:
    """The tables behind `nexus.trading.ports.Desk`."""

    store: Store
    clock: Clock
    shards: int

    def view(self, request: TradeRequest, guard_id: str | None) -> DeskView:
        """Read account, user, market, prices, kill switch and guard, all strongly consistent."""
        wanted = _wanted(request, guard_id)
        rows = self.store.batch_get(list(wanted.values()))
        found = {name: rows[key] for name, key in wanted.items() if key in rows}
        if "account" not in found or "user" not in found:
            raise NotFound(f"No account {request.account_id}")
        return DeskView(
            account=from_item(Account, found["account"]),
            user=_user_terms(found["user"]),
            instrument=from_item(Instrument, found["instrument"]["instrument"])
            if "instrument" in found
            else None,
            market=from_item(MarketView, found["market"]) if "market" in found else None,
            public_quote=from_item(Quote, found["public"]) if "public" in found else None,
            own_quote=from_item(Quote, found["own"]) if "own" in found else None,
            kill_switch_on=bool(found.get("switch", {}).get("is_on", False)),
            guard=self._guard(found.get("guard")),
        )

    def place(self, change: TradeChange, judged: Judged, guard: Guard) -> None:
        """Write intent, debit, evidence and guard; Conflict when anything moved meanwhile."""
        kept = recorded(change.trade.trade_id, judged)
        self.store.transact([*self.placing(change, guard), kept])

    def placing(self, change: TradeChange, guard: Guard) -> list[Action]:
        """List what `place` writes and requires, for a larger transaction."""
        switch = kill_switch_key(change.trade.account_id)
        return [
            *trade_actions(change, self.shards),
            self._guard_action(change.trade.user_id, guard),
            Check(switch, _NOT_STOPPED, values={":off": False}),
        ]

    def deny(self, judged: Judged, decision_id: str, guard: Guard) -> None:
        """Record a refusal and its evidence; nothing else changes."""
        answered = self._guard_action(judged.case.request.user_id, guard)
        self.store.transact([recorded(decision_id, judged), answered])

    def _guard(self, item: Item | None) -> Guard | None:
        guard = from_item(Guard, item) if item else None
        return guard if guard and guard.expires_at > self.clock() else None

    def _guard_action(self, user_id: str, guard: Guard) -> Put:
        return Put(
            keys.idempotency_guard(user_id, guard.guard_id),
            {**to_item(guard), "ttl": to_epoch(guard.expires_at)},
            _FREE,
            names={"#ttl": "ttl"},
            values={":now": to_epoch(self.clock())},
        )


def _wanted(request: TradeRequest, guard_id: str | None) -> dict[str, keys.Key]:
    public, own = QuoteKey.of(request, None), QuoteKey.of(request, request.account_id)
    wanted = {
        "account": keys.account(request.account_id),
        "user": keys.profile(request.user_id),
        "instrument": keys.instrument(request.symbol),
        "market": keys.market_view(request.symbol),
        "public": _quote_key(public),
        "own": _quote_key(own),
        "switch": kill_switch_key(request.account_id),
    }
    if guard_id is not None:
        wanted["guard"] = keys.idempotency_guard(request.user_id, guard_id)
    return wanted


def _quote_key(key: QuoteKey) -> keys.Key:
    return keys.quote(key.symbol, key.contract_type, key.minutes, key.account_id)


def _user_terms(item: Item) -> UserTerms:
    return UserTerms(
        country=str(item["country"]),
        referrer_id=item.get("referrer_id"),
        markup_rate=str(item.get("markup_rate", "0")),
    )
