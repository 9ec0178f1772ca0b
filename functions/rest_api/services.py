"""Everything a request may need, made when it is first needed and kept by the process.

Imports wait too: a cold start loads the domains its first request asks for and no others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from functions.rest_api.settings import Settings
from nexus.kernel.clock import Clock, system_clock
from nexus.kernel.errors import NotFound
from nexus.kernel.ids import new_ulid

if TYPE_CHECKING:
    import httpx

    from functions.rest_api.backtest_reader import BacktestReader
    from functions.rest_api.engine_reader import EngineReader
    from nexus import bootstrap
    from nexus.accounts.broker_books import BrokerBooks
    from nexus.accounts.desk import AccountDesk
    from nexus.accounts.linking import Linking
    from nexus.accounts.ports import TokenMint
    from nexus.accounts.service import LogIn, Profiles, SignUp
    from nexus.accounts.session_desk import SessionDesk
    from nexus.accounts.tickets import TicketOffice
    from nexus.accounts.unlinking import UnlinkAccount
    from nexus.accounts.withdrawing import WithdrawFunds
    from nexus.adapters.broker.login import DerivLogin
    from nexus.adapters.broker.revocation import DerivRevoker
    from nexus.adapters.dynamodb.archive import DynamoArchive
    from nexus.adapters.dynamodb.ledger import DynamoLedger
    from nexus.adapters.dynamodb.market import DynamoMarket
    from nexus.adapters.dynamodb.store import Store
    from nexus.affiliates.models import Click, Commission
    from nexus.affiliates.service import Affiliates
    from nexus.bootstrap_engine import AutomaticTrading
    from nexus.notifications.service import Inbox
    from nexus.trading.market import Candle
    from nexus.trading.models import Trade, TradeStatus

PAYMENT_SCOPE = "payment"
CALLBACK_PATH = "/oauth/deriv/callback"
_PAGE = 100


@dataclass(frozen=True)
class TradeReader:
    """A user's trades as the API lists them, of all accounts or of one."""

    archive: DynamoArchive
    ledger: DynamoLedger

    def page(
        self,
        user_id: str,
        account_id: str | None,
        statuses: Sequence[TradeStatus],
        limit: int,
        cursor: str | None,
    ) -> tuple[list[Trade], str | None]:
        """Page through trades, newest first."""
        return self.archive.page(user_id, statuses, limit, cursor, account_id)

    def open(self, user_id: str, account_id: str | None) -> list[Trade]:
        """List the trades that have not ended."""
        return _of_account(self.archive.open(user_id), account_id)

    def every(self, user_id: str, account_id: str | None) -> list[Trade]:
        """List all trades."""
        return _of_account(list(self.archive.every(user_id)), account_id)

    def show(self, user_id: str, trade_id: str) -> Trade:
        """Show one trade; NotFound when it is somebody else's."""
        return self.ledger.trade(user_id, trade_id)


class Services:
    """The use cases behind the routes; nothing is connected before a route asks for it."""

    def __init__(
        self,
        settings: Settings,
        clock: Clock = system_clock,
        broker_http: Callable[[], httpx.Client] | None = None,
    ) -> None:
        self.settings, self.clock, self._broker_http = settings, clock, broker_http

    @property
    def public_url(self) -> str:
        """The origin browsers see."""
        return self.settings.PUBLIC_URL

    @property
    def websocket_url(self) -> str:
        """The origin of the live socket."""
        return self.settings.WEBSOCKET_URL

    @cached_property
    def tables(self) -> Store:
        """The tables of this stage."""
        from nexus import bootstrap

        return bootstrap.store(self.settings.TABLE_PREFIX)

    @cached_property
    def people(self) -> bootstrap.People:
        """Signing up and in, and accounts."""
        from nexus import bootstrap

        return bootstrap.people(self.tables, self.settings.JWT_SECRET_ARN, self.clock)

    @property
    def mint(self) -> TokenMint:
        """Access and refresh tokens."""
        return self.people.mint

    @property
    def sign_up(self) -> SignUp:
        """Create a user."""
        return self.people.sign_up

    @property
    def log_in(self) -> LogIn:
        """Sign in with a password."""
        return self.people.log_in

    @property
    def sessions(self) -> SessionDesk:
        """Refresh and revoke."""
        return self.people.sessions

    @property
    def profiles(self) -> Profiles:
        """The signed-in person."""
        return self.people.profiles

    @property
    def accounts(self) -> AccountDesk:
        """Accounts by their owner."""
        return self.people.accounts

    @property
    def tickets(self) -> TicketOffice:
        """Tickets for the live socket."""
        return self.people.tickets

    @cached_property
    def linking(self) -> Linking:
        """The way to the broker's login page and back."""
        from nexus import bootstrap

        key, login, withdraw = self.settings.BROKER_KEY_ARN, self._login(), self.withdraw
        return bootstrap.linking(self.tables, self.people, login, withdraw, key, self.clock)

    @cached_property
    def withdraw(self) -> WithdrawFunds:
        """Move real money to its owner's wallet at the broker."""
        from nexus import bootstrap
        from nexus.adapters.broker.login import http_client
        from nexus.adapters.broker.wallets import DerivWallets

        given, make_http = self.settings, self._broker_http or http_client
        wallets = DerivWallets(given.DERIV_APP_ID, given.DERIV_API_URL, make_http)
        login = self._login(PAYMENT_SCOPE)
        return bootstrap.withdrawing(self.tables, login, wallets, self._revoker(), self.clock)

    @cached_property
    def unlink(self) -> UnlinkAccount:
        """Let an account at the broker go."""
        from nexus import bootstrap

        key = self.settings.BROKER_KEY_ARN
        return bootstrap.unlinking(self.tables, self._revoker(), key, self.clock)

    def _login(self, *scopes: str) -> DerivLogin:
        from nexus.adapters.broker.login import SCOPES, DerivLogin, http_client

        given = self.settings
        return DerivLogin(
            app_id=given.DERIV_APP_ID,
            auth_url=given.DERIV_AUTH_URL,
            api_url=given.DERIV_API_URL,
            redirect_uri=given.PUBLIC_URL + CALLBACK_PATH,
            make_http=self._broker_http or http_client,
            scopes=scopes or SCOPES,
        )

    def _revoker(self) -> DerivRevoker:
        from nexus.adapters.broker.login import http_client
        from nexus.adapters.broker.revocation import DerivRevoker

        make_http = self._broker_http or http_client
        return DerivRevoker(self.settings.DERIV_APP_ID, self.settings.DERIV_AUTH_URL, make_http)

    @cached_property
    def broker_books(self) -> BrokerBooks:
        """What the broker holds, and whether its books agree with ours."""
        from nexus import bootstrap

        return bootstrap.broker_books(self.tables, self.clock)

    @cached_property
    def trading(self) -> bootstrap.Trading:
        """Preview, execute and close trades."""
        from nexus import bootstrap
        from nexus.accounts.countries import allows_real_trading

        queues = self.settings.COMMAND_QUEUE_URLS.split(",")
        return bootstrap.trading(self.tables, queues, allows_real_trading, self.clock)

    @cached_property
    def engine(self) -> AutomaticTrading:
        """Automatic sessions, signals and decisions."""
        from nexus import bootstrap_engine
        from nexus.accounts.countries import allows_real_trading

        queues = self.settings.COMMAND_QUEUE_URLS.split(",")
        return bootstrap_engine.automatic_trading(
            self.tables, queues, allows_real_trading, self.clock
        )

    @property
    def engine_reader(self) -> EngineReader:
        """What the engine's pages read."""
        from functions.rest_api.engine_reader import EngineReader

        return EngineReader(self.engine, self.accounts, self.clock)

    @cached_property
    def backtest_reader(self) -> BacktestReader:
        """Backtests by their owner."""
        from functions.rest_api.backtest_reader import BacktestReader
        from nexus import bootstrap_backtests

        queue, bucket = self.settings.BACKTEST_QUEUE_URL, self.settings.BACKTEST_BUCKET
        desk = bootstrap_backtests.backtest_desk(self.tables, queue, bucket, self.clock)
        return BacktestReader(desk)

    @property
    def trades(self) -> TradeReader:
        """Trades by their owner."""
        return TradeReader(self.trading.archive, self.trading.ledger)

    @property
    def market(self) -> DynamoMarket:
        """Instruments and candles."""
        return self.trading.market

    @cached_property
    def affiliates(self) -> Affiliates:
        """The affiliate programme."""
        from nexus import bootstrap

        return bootstrap.affiliates(self.tables)

    @cached_property
    def inbox(self) -> Inbox:
        """A user's messages."""
        from nexus import bootstrap

        return bootstrap.inbox(self.tables)

    def market_window(self, symbol: str) -> list[Candle]:
        """Show a symbol's latest minutes; NotFound for a symbol that is not on offer."""
        found = self.market.candles(symbol)
        if not found and self.market.instrument(symbol) is None:
            raise NotFound(f"No symbol {symbol}")
        return found

    def follow_link(self, code: str) -> Click | None:
        """Count a visit through a partner's link; None when nobody has this code."""
        at = self.clock()
        return self.affiliates.count_click(code.casefold(), new_ulid(at), at)

    def every_receivable(self, user_id: str) -> Iterator[Commission]:
        """List all that a client was ever charged."""
        cursor: str | None = None
        while True:
            found, cursor = self.affiliates.receivables(user_id, _PAGE, cursor)
            yield from found
            if cursor is None:
                return


def _of_account(trades: list[Trade], account_id: str | None) -> list[Trade]:
    return [trade for trade in trades if account_id in {None, trade.account_id}]
