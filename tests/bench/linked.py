"""Link many accounts of the sandbox broker to people, without a browser."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

import httpx

from infra.local.product import LocalNexus
from nexus.accounts.linking import LinkAccounts
from nexus.accounts.models import BrokerAccount, User
from nexus.accounts.ports import BrokerToken
from nexus.adapters.dynamodb.accounts import DynamoAccounts, DynamoBrokerLinks
from nexus.adapters.dynamodb.store import Store
from nexus.adapters.dynamodb.users import DynamoUsers
from nexus.adapters.kms import TokenVault
from nexus.kernel.clock import system_clock
from nexus.kernel.ids import new_ulid

CURRENCY = "USD"


def link_accounts(nexus: LocalNexus, like: str, count: int) -> tuple[str, list[str]]:
    """Open accounts at the sandbox broker and link them as the OAuth callback would.

    They belong to a new person, who is like a known user in all but the id. Returns that id and
    those of the accounts.
    """
    store = Store(nexus.aws.client("dynamodb"), nexus.outputs["TablePrefix"])
    accounts, links = DynamoAccounts(store), DynamoBrokerLinks(store)
    vault = TokenVault(nexus.aws.client("kms"), nexus.outputs["BrokerKeyArn"])
    user: User = replace(DynamoUsers(store).user(like), user_id=new_ulid(system_clock()))
    held, token = _at_broker(nexus.broker_url, count)
    names: list[str] = []

    def new_id(at: datetime) -> str:
        names.append(new_ulid(at))
        return names[-1]

    LinkAccounts(accounts, links, vault, system_clock, new_id)(user, held, token)
    return user.user_id, names


def _at_broker(url: str, count: int) -> tuple[list[BrokerAccount], BrokerToken]:
    with httpx.Client(base_url=f"{url}/control", timeout=30, trust_env=False) as control:
        control.put("/limits", json={"enabled": False}).raise_for_status()
        person = {
            "email": f"{new_ulid(system_clock())}@example.com",
            "password": "correct horse battery",
        }
        user = control.post("/users", json=person).raise_for_status().json()
        path = f"/users/{user['id']}"
        held = [
            control.post(f"{path}/accounts", json={"account_type": "demo"})
            .raise_for_status()
            .json()
            for _ in range(count)
        ]
        token: dict[str, Any] = control.post(f"{path}/tokens", json={}).raise_for_status().json()
    found = [BrokerAccount(row["id"], False, Decimal(row["balance"]), CURRENCY) for row in held]
    return found, BrokerToken(token["token"], 3600, "trade")
