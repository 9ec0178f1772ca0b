from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from functions.trader.addresses import SocketAddresses
from functions.trader.threads import Threads
from nexus.accounts.models import BrokerLink
from nexus.kernel.account import AccountKind
from nexus.kernel.errors import NexusError, Unauthenticated, Unavailable
from tests.factories import NOW, an_account

ACCOUNT = an_account(kind=AccountKind.REAL, broker_account_id="ROT1")


def a_link(sealed: str = "sealed-1") -> BrokerLink:
    later = NOW + timedelta(hours=1)
    return BrokerLink("U1", "A1", "ROT1", sealed, later, "trade", NOW)


class Vault:
    def open(self, sealed: str, user_id: str, account_id: str) -> str:
        return f"token of {sealed}"


@dataclass
class Rest:
    error: NexusError | None = None
    tokens: list[str] = field(default_factory=list)

    def socket_url(self, token: str, account_id: str) -> str:
        self.tokens.append(token)
        if self.error is not None:
            raise self.error
        return "wss://broker/otp"


def addresses(rest: Rest, links: list[BrokerLink | None]) -> SocketAddresses:
    return SocketAddresses(lambda user, account: links[0], Vault(), rest, Threads(1, "otp"))


async def test_each_connect_asks_for_a_fresh_address() -> None:
    rest = Rest()
    asked = addresses(rest, [a_link()])

    await asked.locate(ACCOUNT)
    await asked.locate(ACCOUNT)

    assert len(rest.tokens) == 2


async def test_refused_token_is_not_shown_to_the_broker_again() -> None:
    rest = Rest(Unauthenticated("401"))
    asked = addresses(rest, [a_link()])

    for _ in range(3):
        with pytest.raises(Unauthenticated):
            await asked.locate(ACCOUNT)

    assert len(rest.tokens) == 1


async def test_new_token_is_tried_after_an_old_one_was_refused() -> None:
    rest, links = Rest(Unauthenticated("401")), [a_link()]
    asked = addresses(rest, list(links))
    with pytest.raises(Unauthenticated):
        await asked.locate(ACCOUNT)

    rest.error, asked.links = None, lambda user, account: a_link("sealed-2")

    assert await asked.locate(ACCOUNT) == "wss://broker/otp"


async def test_broker_that_does_not_answer_says_nothing_about_the_token() -> None:
    rest = Rest(Unavailable("502"))
    asked = addresses(rest, [a_link()])

    for _ in range(2):
        with pytest.raises(Unavailable):
            await asked.locate(ACCOUNT)

    assert len(rest.tokens) == 2


async def test_account_that_is_not_linked_must_be_linked() -> None:
    with pytest.raises(Unauthenticated) as raised:
        await addresses(Rest(), [None]).locate(ACCOUNT)

    assert raised.value.code == "LINK_EXPIRED"
