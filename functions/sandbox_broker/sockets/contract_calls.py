"""Open contracts, once and as streams."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import uuid4

from functions.sandbox_broker.books.models import Contract
from functions.sandbox_broker.contracts.frames import final_frame, open_frame
from functions.sandbox_broker.contracts.resale import Refusal
from functions.sandbox_broker.errors import BrokerError
from functions.sandbox_broker.market.feed import Tick
from functions.sandbox_broker.sockets import requests
from functions.sandbox_broker.sockets.calls import Answer, Exchange, answers
from functions.sandbox_broker.sockets.session import Session
from functions.sandbox_broker.sockets.streams import Body, Stream
from functions.sandbox_broker.world import World

MESSAGE = "proposal_open_contract"


@answers(MESSAGE, requests.OpenContract)
def open_contract(exchange: Exchange, request: requests.OpenContract) -> list[Answer]:
    """Show one contract or all open ones and, subscribed, each change until the end."""
    account = exchange.session.account()
    if request.contract_id is None:
        return _all_contracts(exchange, account.id, is_subscribed=bool(request.subscribe))
    contract = exchange.session.world.desk.contract_of(account.id, request.contract_id)
    if contract is None:
        raise BrokerError("ContractNotFound", "This contract was not found.")
    if not request.subscribe:
        return [Answer(MESSAGE, {MESSAGE: contract_body(exchange.session.world, contract)})]
    return [first_of_stream(exchange.session, follow_contract(exchange, contract), contract)]


def contract_body(world: World, contract: Contract, stream_id: str | None = None) -> Body:
    """Write a contract as it stands now."""
    known = world.desk.assumptions
    if contract.is_open:
        body = open_frame(contract, world.desk.progress(contract), world.market, known)
    else:
        body = final_frame(contract, world.market, Refusal(known.refund_code, known.refund_text))
    return {**body, "id": stream_id} if stream_id else body


def first_of_stream(session: Session, stream: Stream, contract: Contract) -> Answer:
    """Write the first frame of a contract's stream."""
    body = contract_body(session.world, contract, stream.id)
    return Answer(MESSAGE, {MESSAGE: body, "subscription": {"id": stream.id}}, stream.origin)


def follow_contract(exchange: Exchange, contract: Contract) -> Stream:
    """Open a stream with a frame per tick while the contract is open, and one at its end."""
    stream = exchange.session.open_stream(exchange.incoming, MESSAGE, f"contract {contract.id}")
    if contract.is_open:
        world = exchange.session.world
        updates = _Updates(world, stream, contract, world.clock.epoch())
        stream.cancels.append(world.board.listen(contract.symbol, updates.on_tick))
        stream.cancels.append(world.board.listen_to_time(updates.on_second))
        stream.cancels.append(
            world.desk.watch(contract.account_id, _on_end(world, stream, contract.id))
        )
    return stream


@dataclass
class _Updates:
    """Send a frame per tick and, where that is assumed, one after some seconds without any."""

    world: World
    stream: Stream
    contract: Contract
    sent_at: int

    def on_tick(self, tick: Tick) -> None:
        self._emit(tick.epoch)

    def on_second(self, epoch: int) -> None:
        longest = self.world.desk.assumptions.contract_fallback_seconds
        is_timed = self.contract.ticks is None
        if longest and is_timed and epoch - self.sent_at >= longest:
            self._emit(epoch)

    def _emit(self, epoch: int) -> None:
        if self.contract.id in self.world.ledger.open:
            self.sent_at = epoch
            body = contract_body(self.world, self.contract, self.stream.id)
            self.stream.emit(MESSAGE, {MESSAGE: body})


def _on_end(world: World, stream: Stream, contract_id: int) -> Callable[[Contract], None]:
    def publish(changed: Contract) -> None:
        if changed.id == contract_id and not changed.is_open:
            stream.emit(MESSAGE, {MESSAGE: contract_body(world, changed, stream.id)})
            stream.stop()

    return publish


def _all_contracts(exchange: Exchange, account_id: str, *, is_subscribed: bool) -> list[Answer]:
    world = exchange.session.world
    contracts = world.ledger.open_of(account_id)
    if not is_subscribed:
        shown = [contract_body(world, contract) for contract in contracts] or [{}]
        return [Answer(MESSAGE, {MESSAGE: body}) for body in shown]
    key = "" if world.desk.assumptions.one_stream_of_all_contracts else str(uuid4())
    stream = exchange.session.open_stream(exchange.incoming, MESSAGE, key)
    _AllContracts(world, stream, account_id).start(contracts)
    frames = [first_of_stream(exchange.session, stream, contract) for contract in contracts]
    nothing = Answer(MESSAGE, {MESSAGE: {}, "subscription": {"id": stream.id}})
    return frames or [nothing]


class _AllContracts:
    """Follow whatever contracts an account has, those bought later included."""

    def __init__(self, world: World, stream: Stream, account_id: str) -> None:
        self._world = world
        self._stream = stream
        self._account_id = account_id
        self._symbols: set[str] = set()

    def start(self, contracts: list[Contract]) -> None:
        self._stream.cancels.append(self._world.desk.watch(self._account_id, self._changed))
        for contract in contracts:
            self._listen(contract.symbol)

    def _listen(self, symbol: str) -> None:
        if symbol in self._symbols:
            return
        self._symbols.add(symbol)

        def publish(_tick: Tick) -> None:
            for contract in self._world.ledger.open_of(self._account_id):
                if contract.symbol == symbol:
                    self._emit(contract)

        self._stream.cancels.append(self._world.board.listen(symbol, publish))

    def _changed(self, contract: Contract) -> None:
        self._listen(contract.symbol)
        self._emit(contract)

    def _emit(self, contract: Contract) -> None:
        body = contract_body(self._world, contract, self._stream.id)
        self._stream.emit(MESSAGE, {MESSAGE: body})
