import asyncio

from fastapi import HTTPException

from functions.sandbox_broker.books.models import Account, App, User
from functions.sandbox_broker.control.market import Json, Routes
from functions.sandbox_broker.control.models import (
    AppChange,
    BalanceChange,
    NewAccount,
    NewToken,
    NewUser,
)
from functions.sandbox_broker.errors import BrokerError
from functions.sandbox_broker.oauth.passwords import hash_password
from functions.sandbox_broker.world import World


class PeopleControl:
    """Add apps, users, accounts and tokens, and set balances."""

    def __init__(self, world: World) -> None:
        self.world = world

    def routes(self) -> Routes:
        """List method, path and endpoint."""
        return [
            ("GET", "/apps", self.list_apps),
            ("PUT", "/apps", self.put_app),
            ("GET", "/users", self.list_users),
            ("POST", "/users", self.add_user),
            ("POST", "/users/{user_id}/accounts", self.add_account),
            ("POST", "/users/{user_id}/tokens", self.add_token),
            ("DELETE", "/users/{user_id}/tokens", self.revoke_tokens),
            ("PUT", "/accounts/{account_id}/balance", self.set_balance),
        ]

    async def list_apps(self) -> list[Json]:
        """List the registered apps."""
        return [_app(app) for app in self.world.store.apps.find()]

    async def put_app(self, change: AppChange) -> Json:
        """Register an app, or add redirect addresses to a known one."""
        known = self.world.store.apps.get(change.id)
        uris = (*(known.redirect_uris if known else ()), *change.redirect_uris)
        app = App(
            id=change.id,
            name=change.name,
            redirect_uris=tuple(dict.fromkeys(uris)),
            scopes=change.scopes,
            markup_percent=change.markup_percent,
        )
        self.world.store.apps.put(app.id, app)
        return _app(app)

    async def list_users(self, email: str | None = None) -> list[Json]:
        """List users with their accounts, or the one with an e-mail."""
        if email is None:
            return [self._user(user) for user in self.world.store.users.find("1 ORDER BY rowid")]
        user = self.world.people.by_email(email)
        return [self._user(user)] if user else []

    async def add_user(self, new: NewUser) -> Json:
        """Add a user with a demo and a real account, as a sign-up does."""
        hashed = await asyncio.to_thread(hash_password, new.password)
        try:
            return self._user(self.world.sign_up(new.email, hashed, new.attribution))
        except BrokerError as error:
            raise HTTPException(409, error.message) from error

    async def add_account(self, user_id: str, new: NewAccount) -> Json:
        """Give a user one more account."""
        user = self._must(user_id)
        return _account(self.world.open_account(user.id, new.account_type))

    async def add_token(self, user_id: str, new: NewToken) -> Json:
        """Make a token without a login."""
        user = self._must(user_id)
        until = None if new.expires_in is None else self.world.clock.now() + new.expires_in
        issue = self.world.people.issue
        return {"token": issue(new.kind, user.id, new.app_id, new.scopes, expires_at=until)}

    async def revoke_tokens(self, user_id: str) -> Json:
        """Make all of a user's tokens useless."""
        return {"revoked": self.world.people.revoke_all(self._must(user_id).id)}

    async def set_balance(self, account_id: str, change: BalanceChange) -> Json:
        """Set a balance by a deposit or withdrawal that the account's streams show."""
        if self.world.ledger.account(account_id) is None:
            raise HTTPException(404, f"Unknown account: {account_id}")
        now = self.world.clock.epoch()
        return _account(self.world.ledger.adjust(account_id, change.balance, now))

    def _must(self, user_id: str) -> User:
        user = self.world.people.get(user_id)
        if user is None:
            raise HTTPException(404, f"Unknown user: {user_id}")
        return user

    def _user(self, user: User) -> Json:
        return {
            "id": user.id,
            "email": user.email,
            "attribution": user.attribution,
            "accounts": [_account(account) for account in self.world.people.accounts(user.id)],
        }


def _account(account: Account) -> Json:
    return {"id": account.id, "type": account.type, "balance": str(account.balance)}


def _app(app: App) -> Json:
    return {
        "id": app.id,
        "name": app.name,
        "redirect_uris": app.redirect_uris,
        "scopes": app.scopes,
        "markup_percent": str(app.markup_percent),
    }
