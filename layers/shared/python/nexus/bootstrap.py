"""Wire adapters to use cases; each process calls the parts it needs, once."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import boto3

from nexus.accounts.broker_books import BrokerBooks
from nexus.accounts.desk import AccountDesk
from nexus.accounts.linking import LinkAccounts, Linking
from nexus.accounts.ports import BrokerLogin, TokenRevoker
from nexus.accounts.service import LogIn, Profiles, Registry, SignUp
from nexus.accounts.session_desk import SessionDesk
from nexus.accounts.tickets import TicketGate, TicketOffice
from nexus.accounts.unlinking import UnlinkAccount
from nexus.accounts.withdrawing import PaymentLogin, Wallets, WithdrawFunds
from nexus.adapters.attribution import AffiliateReferrals
from nexus.adapters.aws import AWS
from nexus.adapters.dynamodb.accounts import DynamoAccounts, DynamoBrokerLinks
from nexus.adapters.dynamodb.archive import DynamoArchive
from nexus.adapters.dynamodb.commissions import DynamoCommissions
from nexus.adapters.dynamodb.desk import DynamoDesk
from nexus.adapters.dynamodb.grants import DynamoAttempts, DynamoGrants
from nexus.adapters.dynamodb.ledger import DynamoLedger
from nexus.adapters.dynamodb.market import DynamoMarket
from nexus.adapters.dynamodb.mirror import DynamoLooks, DynamoMirror
from nexus.adapters.dynamodb.notifications import DynamoNotifications
from nexus.adapters.dynamodb.referrals import DynamoReferrals
from nexus.adapters.dynamodb.store import Store
from nexus.adapters.dynamodb.users import DynamoSessions, DynamoUsers
from nexus.adapters.dynamodb.withdrawals import DynamoWithdrawals
from nexus.adapters.kms import TokenVault
from nexus.adapters.passwords import Argon2Passwords
from nexus.adapters.secrets import secret_reader
from nexus.adapters.sqs import SqsCommandQueue
from nexus.adapters.tokens import SecretTokens
from nexus.affiliates.service import Affiliates
from nexus.kernel.clock import Clock, system_clock
from nexus.kernel.ids import new_secret, new_ulid
from nexus.notifications.service import Inbox
from nexus.trading.closing import PreviewClose
from nexus.trading.service import CloseTrade, ExecuteTrade, PreviewTrade, Pricing


@dataclass(frozen=True)
class Trading:
    """The trading use cases and the reads beside them."""

    preview: PreviewTrade
    execute: ExecuteTrade
    close: CloseTrade
    preview_close: PreviewClose
    ledger: DynamoLedger
    archive: DynamoArchive
    market: DynamoMarket


def store(table_prefix: str) -> Store:
    """Reach the tables of one stage."""
    return Store(boto3.client("dynamodb", config=AWS), table_prefix)


def trading(
    tables: Store,
    command_queue_urls: Sequence[str],
    allows_real: Callable[[str], bool],
    clock: Clock = system_clock,
) -> Trading:
    """Wire what a trader can do; `allows_real` tells whether a country may trade real money."""
    shards = len(command_queue_urls)
    ledger, market = DynamoLedger(tables, shards), DynamoMarket(tables)
    queue = SqsCommandQueue(boto3.client("sqs", config=AWS), command_queue_urls)
    desk = DynamoDesk(tables, clock, shards)
    pricing = Pricing(desk, market, clock, time.sleep, allows_real)
    return Trading(
        preview=PreviewTrade(pricing, market),
        execute=ExecuteTrade(pricing, ledger, queue, new_ulid),
        close=CloseTrade(ledger, queue, clock),
        preview_close=PreviewClose(ledger, DynamoLooks(tables), clock, time.sleep, new_ulid),
        ledger=ledger,
        archive=DynamoArchive(tables),
        market=market,
    )


@dataclass(frozen=True)
class People:
    """What people do about themselves and their accounts."""

    mint: SecretTokens
    sessions: SessionDesk
    registry: Registry
    sign_up: SignUp
    log_in: LogIn
    profiles: Profiles
    accounts: AccountDesk
    tickets: TicketOffice


def affiliates(tables: Store) -> Affiliates:
    """Wire the affiliate programme."""
    users = DynamoUsers(tables)
    return Affiliates(DynamoReferrals(tables), DynamoCommissions(tables), users.owner_of_code)


def people(tables: Store, jwt_secret_arn: str, clock: Clock = system_clock) -> People:
    """Wire signing up and in; the secret is read when the first token is made or checked."""
    users, grants, accounts = DynamoUsers(tables), DynamoGrants(tables), DynamoAccounts(tables)
    mint, hasher = SecretTokens(secret_reader(jwt_secret_arn, AWS), new_ulid), Argon2Passwords()
    sessions = SessionDesk(users, DynamoSessions(tables), mint, clock, new_ulid, new_secret)
    referrals = AffiliateReferrals(affiliates(tables))
    registry = Registry(users, referrals, hasher, clock, new_ulid)
    return People(
        mint=mint,
        sessions=sessions,
        registry=registry,
        sign_up=SignUp(registry, sessions),
        log_in=LogIn(users, DynamoAttempts(tables), hasher, sessions, clock),
        profiles=Profiles(users),
        accounts=AccountDesk(accounts, clock),
        tickets=TicketOffice(accounts, grants, clock, new_secret),
    )


def linking(
    tables: Store,
    persons: People,
    login: BrokerLogin,
    withdraw: WithdrawFunds,
    broker_key_arn: str,
    clock: Clock = system_clock,
) -> Linking:
    """Wire the way to the broker's login page and back."""
    links = DynamoBrokerLinks(tables)
    vault = TokenVault(boto3.client("kms", config=AWS), broker_key_arn)
    return Linking(
        users=persons.profiles.users,
        registry=persons.registry,
        sessions=persons.sessions,
        links=links,
        link_accounts=LinkAccounts(DynamoAccounts(tables), links, vault, clock, new_ulid),
        login=login,
        withdraw=withdraw,
        vault=vault,
        grants=DynamoGrants(tables),
        clock=clock,
        new_id=new_ulid,
        new_secret=new_secret,
    )


def unlinking(
    tables: Store, revoker: TokenRevoker, broker_key_arn: str, clock: Clock = system_clock
) -> UnlinkAccount:
    """Wire what ends a link."""
    vault = TokenVault(boto3.client("kms", config=AWS), broker_key_arn)
    accounts, links = DynamoAccounts(tables), DynamoBrokerLinks(tables)
    return UnlinkAccount(accounts, links, vault, revoker, DynamoUsers(tables), clock)


def withdrawing(
    tables: Store,
    login: PaymentLogin,
    wallets: Wallets,
    revoker: TokenRevoker,
    clock: Clock = system_clock,
) -> WithdrawFunds:
    """Wire moving real money to its owner's wallet."""
    return WithdrawFunds(
        accounts=DynamoAccounts(tables),
        grants=DynamoGrants(tables),
        withdrawals=DynamoWithdrawals(tables),
        login=login,
        wallets=wallets,
        revoker=revoker,
        looks=DynamoLooks(tables),
        clock=clock,
        new_secret=new_secret,
    )


def broker_books(tables: Store, clock: Clock = system_clock) -> BrokerBooks:
    """Wire what an owner sees of the broker's side."""
    return BrokerBooks(DynamoAccounts(tables), DynamoMirror(tables), DynamoLooks(tables), clock)


def inbox(tables: Store) -> Inbox:
    """Wire a user's messages."""
    return Inbox(DynamoNotifications(tables))


def gate(tables: Store, clock: Clock = system_clock) -> TicketGate:
    """Wire what lets a socket in."""
    return TicketGate(DynamoGrants(tables), clock)
