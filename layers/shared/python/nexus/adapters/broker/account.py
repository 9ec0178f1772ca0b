"""One broker account over its own socket: price, buy, sell, follow, look up."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from nexus.adapters.broker import calls
from nexus.adapters.broker.client import BrokerClient, EndHandler
from nexus.adapters.broker.market import propose
from nexus.adapters.broker.shapes import (
    BalanceView,
    Holding,
    OpenContract,
    Proposal,
    Purchase,
    Sale,
    StatementRow,
)
from nexus.adapters.broker.wire import Frame, portfolio_of, profit_table_of, read, statement_of
from nexus.kernel.errors import BrokerStateUnknown, Unavailable

PURCHASES_FIRST = 60
STATEMENT_ROWS = 999
STATEMENT_PAGES = 10


@dataclass(frozen=True)
class BrokerAccount:
    """Typed calls on an OTP socket; nothing here is ever repeated."""

    client: BrokerClient
    currency: str

    async def price(
        self,
        symbol: str,
        contract_type: str,
        minutes: int,
        stake: Decimal,
        *,
        to_buy: bool = True,
        within: float | None = None,
    ) -> Proposal:
        """Ask this account's price; a price only shown leaves room in the budget for purchases."""
        reserve = 0 if to_buy else PURCHASES_FIRST
        return await propose(
            self.client, symbol, contract_type, minutes, stake, self.currency, reserve, within
        )

    async def buy(
        self, proposal_id: str, price: Decimal, within: float, send_within: float
    ) -> Purchase:
        """Buy a proposal; raise BrokerStateUnknown when the answer is lost.

        What cannot leave in `send_within` seconds does not leave.

        Every other error means that nothing was bought.
        """
        frame = await self.client.call(calls.buy(proposal_id, price), within, 0, send_within)
        try:
            return read(Purchase, frame.payload)
        except Unavailable as e:
            raise BrokerStateUnknown(f"The receipt of a purchase is unreadable: {e.detail}") from e

    async def sell(self, contract_id: int, within: float, least: Decimal = Decimal(0)) -> Sale:
        """Sell for `least` or more; a lost answer is told by the contract itself."""
        frame = await self.client.call(calls.sell(contract_id, least), within)
        return read(Sale, frame.payload)

    async def contract(self, contract_id: int) -> OpenContract:
        """Look at one contract, open or closed."""
        frame = await self.client.call(calls.open_contract(contract_id, subscribe=False))
        return read(OpenContract, frame.payload)

    async def balance(self) -> BalanceView:
        """Read the account's money."""
        return read(BalanceView, (await self.client.call({"balance": 1})).payload)

    async def follow_contract(
        self, contract_id: int, handler: Callable[[OpenContract], None], on_end: EndHandler
    ) -> None:
        """Stream a contract until it ends, across reconnects."""
        request = calls.open_contract(contract_id)
        key = _key(contract_id)
        await self.client.subscribe(key, request, _reading(handler), on_end)

    async def leave_contract(self, contract_id: int) -> None:
        """End a contract's stream."""
        await self.client.unsubscribe(_key(contract_id))

    async def follow_money(self, handler: Callable[[Frame], None]) -> None:
        """Call `handler` whenever the balance moves or something is booked."""
        await self.client.subscribe("balance", calls.BALANCE, handler)
        await self.client.subscribe("transaction", calls.TRANSACTIONS, handler)

    async def portfolio(self) -> list[Holding]:
        """List the contracts that are open."""
        return portfolio_of(await self.client.call(calls.PORTFOLIO))

    async def statement(self, since: int) -> list[StatementRow]:
        """List every booking since `since` (epoch seconds), newest first."""
        rows: list[StatementRow] = []
        for page in range(STATEMENT_PAGES):
            request = calls.statement(since, STATEMENT_ROWS, page * STATEMENT_ROWS)
            found = statement_of(await self.client.call(request))
            rows += found
            if len(found) < STATEMENT_ROWS:
                return rows
        raise Unavailable(f"The statement since {since} has more than {len(rows)} rows")

    async def holdings(self, since: int) -> list[Holding]:
        """List what was bought since `since` (epoch seconds), open and closed, once each."""
        open_ones = portfolio_of(await self.client.call(calls.PORTFOLIO))
        closed = profit_table_of(await self.client.call(calls.profit_table(since)))
        booked = statement_of(await self.client.call(calls.statement(since)))
        return merge(open_ones, closed, booked)


def merge(
    open_ones: list[Holding], closed: list[Holding], booked: list[StatementRow]
) -> list[Holding]:
    """Put three listings together by contract; the fuller row wins."""
    buys = [holding_of(row) for row in booked if row.action_type == "buy" and row.contract_id]
    found = {holding.contract_id: holding for holding in buys}
    for holding in [*closed, *open_ones]:
        known = found.get(holding.contract_id)
        app_id = holding.app_id or (known.app_id if known else None)
        found[holding.contract_id] = holding.model_copy(update={"app_id": app_id})
    return [_with_terms(holding) for holding in found.values()]


def holding_of(row: StatementRow) -> Holding:
    """Read the buy booking of a statement as the contract it paid for."""
    return Holding(
        contract_id=row.contract_id or 0,
        buy_price=-row.amount,
        payout=row.payout or Decimal(0),
        purchase_time=row.transaction_time,
        shortcode=row.shortcode,
        app_id=row.app_id,
    )


@dataclass(frozen=True)
class Terms:
    """What a shortcode says of a contract; `start` and `expiry` are epoch seconds."""

    contract_type: str
    symbol: str
    payout: Decimal
    start: int
    expiry: int


def terms_of(shortcode: str | None) -> Terms | None:
    """Read `CALL_R_50_18.83_1789347036_1789347051_S0P_0`; None when it is of another kind.

    Symbols contain underscores, so it is read from the right.
    """
    parts = (shortcode or "").split("_")
    if len(parts) < 7:
        return None
    payout, start, expiry = parts[-5], parts[-4], parts[-3].removesuffix("F")
    if not (start.isdigit() and expiry.isdigit()):
        return None
    return Terms(parts[0], "_".join(parts[1:-5]), Decimal(payout), int(start), int(expiry))


def _with_terms(holding: Holding) -> Holding:
    terms = terms_of(holding.shortcode)
    if terms is None:
        return holding
    known = {
        "underlying_symbol": holding.underlying_symbol or terms.symbol,
        "contract_type": holding.contract_type or terms.contract_type,
    }
    return holding.model_copy(update=known)


def _reading(handler: Callable[[OpenContract], None]) -> Callable[[Frame], None]:
    def on_frame(frame: Frame) -> None:
        try:
            contract = read(OpenContract, frame.payload)
        except Unavailable:
            return
        handler(contract)

    return on_frame


def _key(contract_id: int) -> str:
    return f"contract:{contract_id}"
