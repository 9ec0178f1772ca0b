"""Look at a frozen account and rule on it: `python -m infra.ops.frozen_account show|check|accept`.

`show` prints both sides. `check` has the trader compare them again; when they agree now, the
account thaws by itself. `accept` lets the broker's figure stand: it books the difference as an
external entry and thaws the account, or says which contract an ambiguous purchase is. Every
command may be repeated; `accept` is audited with its reason.
"""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

import boto3

from nexus.accounts.accepting import Ruling, Word, accept, ruling_id_of
from nexus.accounts.broker_books import BrokerBooks, Shown
from nexus.accounts.reconciliation import Verdict
from nexus.adapters.dynamodb.accounts import DynamoAccounts
from nexus.adapters.dynamodb.mirror import DynamoLooks, DynamoMirror, DynamoRulings
from nexus.adapters.dynamodb.store import Store
from nexus.kernel.account import Account
from nexus.kernel.clock import Clock, system_clock, to_text
from nexus.kernel.errors import FieldError, Malformed, NexusError
from nexus.kernel.money import money_text


def run(arguments: Sequence[str], store: Store | None = None, clock: Clock = system_clock) -> str:
    """Carry out one command and say how things stand; NexusError when it cannot be done."""
    given = _parser().parse_args(arguments)
    tables = store or Store(boto3.client("dynamodb"), f"nexus-{given.stage}-")
    desk = FrozenDesk(tables, clock)
    if given.command == "accept":
        return desk.accept(given.account, _word(given))
    return desk.check(given.account) if given.command == "check" else desk.show(given.account)


@dataclass(frozen=True)
class FrozenDesk:
    """What ops do about one account."""

    store: Store
    clock: Clock

    def show(self, account_id: str) -> str:
        """Print both sides as they were at the last check, and every ruling so far."""
        return _both_sides(self._shown(account_id), self._rulings.rulings(account_id))

    def check(self, account_id: str) -> str:
        """Have the trader compare both sides; the answer is there to `show` within a minute."""
        account = self._accounts.account(account_id)
        asked = self._books.ask(account.user_id, account_id)
        state = asked.state.value if asked.state else "asked"
        return f"Check of {account_id}: {state}. Look again with `show` within a minute."

    def accept(self, account_id: str, word: Word) -> str:
        """Let the broker's figure of the last check stand."""
        account, mirror = self._accounts.account(account_id), self._mirrors.mirror(account_id)
        known = self._rulings.rulings(account_id)
        if mirror and any(each.ruling_id == ruling_id_of(mirror) for each in known):
            return f"Accepted already.\n{self.show(account_id)}"
        acceptance = accept(account, mirror, word, self.clock())
        self._rulings.rule(acceptance)
        if acceptance.change is None:
            # The trader adopts the chosen contract, compares again and thaws the account.
            DynamoLooks(self.store).ask_for_books(account.user_id, account_id, self.clock())
        return self.show(account_id)

    def _shown(self, account_id: str) -> Shown:
        account = self._accounts.account(account_id)
        return Shown(account, self._mirrors.mirror(account_id), self._mirrors.check(account_id))

    @property
    def _accounts(self) -> DynamoAccounts:
        return DynamoAccounts(self.store)

    @property
    def _mirrors(self) -> DynamoMirror:
        return DynamoMirror(self.store)

    @property
    def _rulings(self) -> DynamoRulings:
        return DynamoRulings(self.store)

    @property
    def _books(self) -> BrokerBooks:
        return BrokerBooks(self._accounts, self._mirrors, DynamoLooks(self.store), self.clock)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m infra.ops.frozen_account")
    parser.add_argument("command", choices=("show", "check", "accept"))
    parser.add_argument("--stage", required=True)
    parser.add_argument(
        "--account", required=True, help="our account id, as the alarm's log has it"
    )
    parser.add_argument("--by", default="", help="accept: who takes responsibility")
    parser.add_argument("--reason", default="", help="accept: why, in words; kept and audited")
    parser.add_argument("--figure", default="", help="accept: the broker's balance that was shown")
    parser.add_argument("--contract", help="accept: which contract the purchase is, or none")
    return parser


def _word(given: argparse.Namespace) -> Word:
    try:
        figure = Decimal(given.figure)
    except InvalidOperation as e:
        raise Malformed(FieldError("figure", "Expected the balance that was shown")) from e
    return Word(given.by, given.reason, figure, given.contract)


def _both_sides(shown: Shown, rulings: Sequence[Ruling]) -> str:
    account, mirror = shown.account, shown.mirror
    lines = [_head(account)]
    if mirror is None:
        return "\n".join([*lines, "Nobody has compared the books yet."])
    word = "agree" if mirror.verdict is Verdict.AGREED else "DIFFER"
    lines.append(f"The books {word} as of {to_text(mirror.checked_at)}:")
    lines.append(f"  Nexus expects {money_text(mirror.expected)}")
    lines.append(f"  the broker has {money_text(mirror.broker_balance)}")
    for each in mirror.findings:
        lines += [f"- {each.code}, {each.reference}"]
        lines += [f"    Nexus:  {each.ours}", f"    broker: {each.broker}"]
    for booking in mirror.unbooked:
        amount = money_text(booking.amount)
        lines.append(f"- made outside, not booked yet: {booking.reference} {amount}")
    if shown.check and shown.check.reason:
        lines.append(f"The last check that was asked for failed: {shown.check.reason}")
    return "\n".join([*lines, *(_ruled(each) for each in rulings)])


def _head(account: Account) -> str:
    doubt = f", purchase of trade {account.buying} in doubt" if account.buying else ""
    there = account.broker_account_id or "no broker account"
    balance = f"{money_text(account.balance)} {account.currency}"
    return f"Account {account.account_id} ({there}) is {account.status}, {balance}{doubt}."


def _ruled(ruling: Ruling) -> str:
    chosen = ", ".join(f"{trade} is {name or 'none'}" for trade, name in ruling.chosen.items())
    what = chosen or f"difference {money_text(ruling.difference)}"
    return f"Ruled {to_text(ruling.ruled_at)} by {ruling.by}: {what}. {ruling.reason}"


if __name__ == "__main__":
    import sys

    try:
        print(run(sys.argv[1:]))
    except NexusError as e:
        sys.exit(f"{e.code}: {e.detail}")
