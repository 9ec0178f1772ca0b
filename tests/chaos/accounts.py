"""Accounts with money enough and limits out of the way, linked as the product links them."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from nexus.accounts.models import BrokerAccount, BrokerLink
from nexus.accounts.opening import open_at_broker, open_demo
from nexus.adapters.dynamodb import keys
from nexus.adapters.dynamodb.accounts import DynamoBrokerLinks
from nexus.adapters.dynamodb.ledger import DynamoLedger
from nexus.adapters.dynamodb.store import Put
from nexus.adapters.kms import TokenVault
from nexus.kernel.account import Account, AccountKind, ConsensusMode, Limits
from nexus.kernel.change import AccountChange
from nexus.kernel.clock import system_clock
from nexus.kernel.ids import digest
from tests.chaos.plan import Plan, PlannedAccount
from tests.chaos.stage import SHARDS, ChaosStage

MILLION = Decimal("1000000.00")
OPEN_AT_ONCE = 4
LIMITS = Limits(
    daily_loss_limit=MILLION, max_consecutive_losses=1_000_000, max_open_trades=OPEN_AT_ONCE
)


@dataclass
class Bank:
    """Open every planned account, and link it again when its link ran out."""

    stage: ChaosStage
    accounts: dict[int, Account] = field(default_factory=dict)
    relinks: int = 0
    _person: str = ""

    def open(self, plan: Plan) -> None:
        """Open them in order, so that the twin gives them the same numbers each time."""
        somebody = {"email": "chaos@nexus.test", "password": "p4ssword!"}
        self._person = self._control("POST", "/users", **somebody)["id"]
        for planned in plan.accounts:
            account = self._open(plan.seed, planned)
            profile = {"country": "DE", "markup_rate": "0"}
            self.stage.store.write(Put(keys.profile(account.user_id), profile))
            self.accounts[planned.number] = account

    def link_again(self, account: Account) -> None:
        """Do what its owner is asked to do when the link has run out."""
        self.relinks += 1
        DynamoBrokerLinks(self.stage.store).renew(self._link(account, system_clock()))

    def _open(self, seed: int, planned: PlannedAccount) -> Account:
        at, user_id = system_clock(), f"user-{planned.number:04d}"
        if planned.kind is AccountKind.DEMO:
            change = preset(open_demo(user_id, at))
            DynamoLedger(self.stage.store, SHARDS).open_account(change)
            return change.after
        held = self._held(planned.kind)
        account_id = digest("chaos", str(seed), str(planned.number))[:26].upper()
        change = preset(open_at_broker(account_id, user_id, held, at))
        DynamoBrokerLinks(self.stage.store).open(change, self._link(change.after, at))
        return change.after

    def _held(self, kind: AccountKind) -> BrokerAccount:
        is_real = kind is AccountKind.REAL
        path = f"/users/{self._person}/accounts"
        opened = self._control("POST", path, account_type="real" if is_real else "demo")
        self._control("PUT", f"/accounts/{opened['id']}/balance", balance=str(MILLION))
        return BrokerAccount(opened["id"], is_real, MILLION, "USD")

    def _link(self, account: Account, at: datetime) -> BrokerLink:
        token = self._control("POST", f"/users/{self._person}/tokens", expires_in=86_400 * 30)
        vault = TokenVault(self.stage.aws.client("kms"), self.stage.key_arn)
        return BrokerLink(
            user_id=account.user_id,
            account_id=account.account_id,
            broker_account_id=account.broker_account_id or "",
            sealed_token=vault.seal(token["token"], account.user_id, account.account_id),
            expires_at=at + timedelta(days=1),
            scope="trade",
            linked_at=at,
        )

    def _control(self, method: str, path: str, **body: object) -> Any:
        return self.stage.broker.control(method, path, **body)


def preset(change: AccountChange) -> AccountChange:
    """Put limits where no halt ends the run; the vote is shown, not enforced."""
    free = replace(change.after, limits=LIMITS, consensus_mode=ConsensusMode.ADVISORY)
    return replace(change, after=free)
