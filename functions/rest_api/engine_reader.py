"""What the engine's pages read: signals, sessions by id, decisions, odds, exports."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from functions.rest_api.schemas.engine import OddsIn, SessionIn, SessionSettingsIn
from functions.rest_api.views.engine import (
    decisions_page,
    options_view,
    owned_session_view,
    parity_page,
    session_detail,
    session_settings,
    sessions_page,
    signal_detail,
    signal_view,
    staking_plan,
)
from nexus.accounts.desk import AccountDesk
from nexus.adapters.dynamodb.decisions import DynamoDecisions
from nexus.bootstrap_engine import AutomaticTrading
from nexus.kernel.account import Account, AccountKind
from nexus.kernel.clock import Clock, utc_day
from nexus.kernel.errors import FieldError, Malformed, NotFound
from nexus.kernel.money import ZERO
from nexus.trading.alias import broker_symbol
from nexus.trading.cost import DEFAULT_RULES
from nexus.trading.fees import fee_rule
from nexus.trading.market import Instrument, Quote
from nexus.trading.odds import staking_odds
from nexus.trading.ports import QuoteKey
from nexus.trading.session import Session
from nexus.trading.session_view import odds_view
from nexus.trading.staking import staking_errors

Json = dict[str, Any]
Step = Callable[[str, str, str], Session]
ASSUMED_RATIO = Decimal("1.95")
PARITY_DAYS = 30
_BATCH = 100
_RATIO = Decimal("0.0001")


@dataclass(frozen=True)
class EngineReader:
    """Reads for one caller; what belongs to somebody else is not there."""

    engine: AutomaticTrading
    accounts: AccountDesk
    clock: Clock

    def signals(self) -> Json:
        """Show every symbol that has votes, the freshest first."""
        instruments = {each.symbol: each for each in self.engine.market.instruments()}
        names, at = sorted(instruments), self.clock()
        views = [
            view
            for start in range(0, len(names), _BATCH)
            for view in self.engine.market.views(names[start : start + _BATCH])
        ]
        views.sort(key=lambda view: (-(view.tick_epoch // 60), view.symbol))
        items = [signal_view(instruments[view.symbol], view, at) for view in views]
        return {"items": items, "next_cursor": None}

    def signal(self, symbol: str, minutes: int) -> Json:
        """Show one symbol with its measured hit rates."""
        instrument, view = self._instrument(symbol), self.engine.market.view(symbol)
        if view is None:
            raise NotFound(f"Nobody follows {symbol} now; open it on the trading page")
        rates = self.engine.market.rates(symbol)
        return signal_detail(instrument, view, rates, minutes, self.clock())

    def options(self) -> Json:
        """Show what a session can be made of."""
        return options_view()

    def create(self, user_id: str, body: SessionIn) -> Json:
        """Prepare a session."""
        settings = session_settings(body)
        return self.view(self.engine.desk.create(user_id, body.account_id, settings))

    def change(self, user_id: str, session_id: str, body: SessionSettingsIn) -> Json:
        """Change a session that has not started."""
        account_id = self.session(user_id, session_id).account_id
        settings = session_settings(body)
        return self.view(self.engine.desk.change(user_id, account_id, session_id, settings))

    def move(self, step: Step, user_id: str, session_id: str) -> Json:
        """Start, pause, resume or stop a session."""
        account_id = self.session(user_id, session_id).account_id
        return self.view(step(user_id, account_id, session_id))

    def page(self, user_id: str, account_id: str) -> Json:
        """Show an account's sessions, newest first."""
        found = self.engine.desk.of_account(user_id, account_id)
        return sessions_page(found, self.engine.ledger.account(account_id), self.clock())

    def view(self, session: Session) -> Json:
        """Show one session."""
        account = self.engine.ledger.account(session.account_id)
        return owned_session_view(session, account, self.clock())

    def session(self, user_id: str, session_id: str) -> Session:
        """Find a session on any of the caller's accounts."""
        for account in self.accounts.of_user(user_id):
            try:
                return self.engine.sessions.session(account.account_id, session_id)
            except NotFound:
                continue
        raise NotFound(f"No session {session_id}")

    def detail(self, session: Session) -> Json:
        """Show one session with what it saw last."""
        look = self.engine.sessions.look(session.account_id, session.session_id)
        replays = self.engine.replay_checks.of_session(session.account_id, session.session_id)
        account = self.engine.ledger.account(session.account_id)
        return session_detail(session, account, look, replays, self.clock())

    def parity(self) -> Json:
        """Show how many replays of the last days came to the same decisions."""
        last = utc_day(self.clock())
        return parity_page(self.engine.replay_checks.days(last, PARITY_DAYS))

    def decisions(
        self, user_id: str, account_id: str, session_id: str | None, limit: int, cursor: str | None
    ) -> Json:
        """Show an account's decisions, newest first."""
        self.accounts.show(user_id, account_id)
        stored: DynamoDecisions = self.engine.decisions
        return decisions_page(*stored.page(account_id, session_id, limit, cursor))

    def export(self, session: Session, symbol: str | None) -> bytes:
        """Write a session as a file that `nexus.backtest` replays."""
        from nexus.backtest.exports import write_recorded
        from nexus.backtest.session_export import SessionExporter

        symbols = session.settings.symbols
        chosen = symbols[0] if symbol is None else broker_symbol(symbol)
        if chosen not in symbols:
            said = f"Expected one of {', '.join(symbols)}, was {chosen}"
            raise Malformed(FieldError("symbol", said))
        exporter = SessionExporter(self.engine.decisions, self.engine.tape)
        return write_recorded(exporter(session, chosen, self.clock()))

    def odds(self, user_id: str, body: OddsIn) -> Json:
        """State what a staking plan risks on an account, at the last price known."""
        plan = staking_plan(body.staking)
        if errors := staking_errors(plan):
            raise Malformed(*(FieldError(f"staking.{e.field}", e.message) for e in errors))
        account = self.accounts.show(user_id, body.account_id)
        quote = self._quote(account, broker_symbol(body.symbol), body.expiry_minutes)
        ratio = self._net_ratio(account, quote)
        limits = account.limits
        odds = staking_odds(
            plan,
            float(body.win_rate),
            body.trades,
            limits.max_consecutive_losses,
            net_ratio=ratio,
            balance=account.balance,
            daily_loss_limit=limits.daily_loss_limit,
            max_stake=limits.max_stake,
        )
        source = "assumed" if quote is None else "last_price"
        return odds_view(odds, limits.max_consecutive_losses, f"{ratio:.4f}", source)

    def _instrument(self, symbol: str) -> Instrument:
        found = self.engine.market.instrument(symbol)
        if found is None:
            raise NotFound(f"No symbol {symbol}")
        return found

    def _quote(self, account: Account, symbol: str, minutes: int) -> Quote | None:
        owner = account.account_id if account.is_at_broker else None
        return self.engine.market.quote(QuoteKey(symbol, "CALL", minutes, owner))

    def _net_ratio(self, account: Account, quote: Quote | None) -> Decimal:
        # What a win leaves after the demo's haircut and the commission, as the ticket shows it.
        profit = (quote.payout_ratio if quote else ASSUMED_RATIO) - 1
        is_demo = account.kind is AccountKind.DEMO
        haircut = DEFAULT_RULES.demo_haircut if is_demo else ZERO
        rate = fee_rule(self.clock()).commission_rate
        return (profit * (1 - haircut) * (1 - rate)).quantize(_RATIO)
