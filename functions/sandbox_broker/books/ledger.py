"""The broker's ledger: every change of a balance is one booking, written with what caused it."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from functions.sandbox_broker.books.models import (
    Account,
    Booking,
    Contract,
    Ending,
    Transfer,
    Wallet,
)
from functions.sandbox_broker.books.store import Store
from functions.sandbox_broker.errors import BrokerError
from functions.sandbox_broker.money import text

FIRST_CONTRACT = 12_859_891_379
FIRST_BOOKING = 24_655_144_239
STRIDE = 20

Watcher = Callable[[Booking, Contract | None], None]


class Ledger:
    """Book purchases, endings and adjustments, and tell whoever watches the account."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._watchers: dict[str, dict[object, Watcher]] = {}
        self.open: dict[int, Contract] = {
            contract.id: contract for contract in store.contracts.find("status = 'open'")
        }
        self._open_ids: dict[str, set[int]] = {}
        for contract in self.open.values():
            self._open_ids.setdefault(contract.account_id, set()).add(contract.id)
        self._last_contract = store.contracts.highest() or FIRST_CONTRACT - STRIDE
        self._last_booking = store.bookings.highest() or FIRST_BOOKING - STRIDE

    def account(self, account_id: str) -> Account | None:
        """Read an account with its present balance."""
        return self._store.accounts.get(account_id)

    def watch(self, account_id: str, watcher: Watcher) -> Callable[[], None]:
        """Call the watcher with every booking of an account; the result stops that."""
        key = object()
        watchers = self._watchers.setdefault(account_id, {})
        watchers[key] = watcher
        return lambda: watchers.pop(key, None) and None

    def open_account(self, account: Account) -> None:
        """Add an account; its starting money is a deposit."""
        with self._store.transaction():
            self._put_account(replace(account, balance=Decimal(0)))
            if account.balance:
                self._book(account.id, "deposit", account.balance, account.created_at)

    def buy(self, contract: Contract) -> tuple[Contract, Booking]:
        """Charge a contract and record it under fresh ids, in one transaction."""
        account = self._must(contract.account_id)
        if account.balance < contract.buy_price:
            raise BrokerError(
                "InsufficientBalance",
                f"Your account balance ({text(account.balance)} {account.currency}) is insufficient"
                f" to buy this contract ({text(contract.buy_price)} {account.currency}).",
            )
        self._last_contract += STRIDE
        bought = replace(
            contract, id=self._last_contract, buy_transaction=self._last_booking + STRIDE
        )
        with self._store.transaction():
            booking = self._book(
                account.id, "buy", -contract.buy_price, contract.start, contract=bought
            )
            self._put_contract(bought)
        self.open[bought.id] = bought
        self._open_ids.setdefault(account.id, set()).add(bought.id)
        self._tell(booking, bought)
        return bought, booking

    def end(self, contract: Contract, ending: Ending) -> tuple[Contract, Booking]:
        """Pay what an open contract returns, even nothing, and close it."""
        ended = replace(
            contract,
            status=ending.status,
            sell_price=ending.sell_price,
            sell_time=ending.time,
            sell_transaction=self._last_booking + STRIDE,
            entry=ending.entry,
            exit=ending.exit,
        )
        with self._store.transaction():
            booking = self._book(
                contract.account_id, "sell", ending.sell_price, ending.time, contract=ended
            )
            self._put_contract(ended)
        self.open.pop(contract.id, None)
        self._open_ids.get(contract.account_id, set()).discard(contract.id)
        self._tell(booking, ended)
        return ended, booking

    def adjust(self, account_id: str, balance: Decimal, time: int) -> Account:
        """Set a balance by a deposit or a withdrawal of the difference."""
        difference = balance - self._must(account_id).balance
        if difference:
            action = "deposit" if difference > 0 else "withdrawal"
            with self._store.transaction():
                booking = self._book(account_id, action, difference, time)
            self._tell(booking, None)
        return self._must(account_id)

    def move(self, transfer: Transfer, wallet: Wallet) -> Booking:
        """Move money between a wallet and an account, both or neither."""
        amount = transfer.amount if transfer.direction == "from_wallet" else -transfer.amount
        action = "deposit" if amount > 0 else "withdrawal"
        with self._store.transaction():
            booking = self._book(transfer.account_id, action, amount, transfer.time)
            moved = replace(wallet, balance=wallet.balance - amount)
            self._store.wallets.put(wallet.id, moved, user_id=wallet.user_id)
            self._store.transfers.put(transfer.id, transfer, user_id=transfer.user_id)
        self._tell(booking, None)
        return booking

    def contract(self, contract_id: int) -> Contract | None:
        """Read a contract, open or not."""
        return self.open.get(contract_id) or self._store.contracts.get(contract_id)

    def open_of(self, account_id: str) -> list[Contract]:
        """List the open contracts of an account, oldest first."""
        return [
            self.open[contract_id] for contract_id in sorted(self._open_ids.get(account_id, ()))
        ]

    def _book(
        self,
        account_id: str,
        action: str,
        amount: Decimal,
        time: int,
        *,
        contract: Contract | None = None,
    ) -> Booking:
        account = self._must(account_id)
        self._last_booking += STRIDE
        booking = Booking(
            id=self._last_booking,
            account_id=account_id,
            action=action,
            amount=amount,
            balance_after=account.balance + amount,
            time=time,
            contract_id=contract.id if contract else None,
            reference_id=contract.buy_transaction if contract and action == "sell" else None,
            app_id=contract.app_id if contract else None,
        )
        self._put_account(replace(account, balance=booking.balance_after))
        self._store.bookings.put(
            booking.id, booking, account_id=account_id, action=action, time=time
        )
        return booking

    def _put_account(self, account: Account) -> None:
        self._store.accounts.put(account.id, account, user_id=account.user_id)

    def _put_contract(self, contract: Contract) -> None:
        self._store.contracts.put(
            contract.id,
            contract,
            account_id=contract.account_id,
            status=contract.status,
            purchase_time=contract.start,
            sell_time=contract.sell_time,
        )

    def _must(self, account_id: str) -> Account:
        account = self.account(account_id)
        if account is None:
            raise LookupError(f"Expected an account, was {account_id}")
        return account

    def _tell(self, booking: Booking, contract: Contract | None) -> None:
        for watcher in list(self._watchers.get(booking.account_id, {}).values()):
            watcher(booking, contract)
