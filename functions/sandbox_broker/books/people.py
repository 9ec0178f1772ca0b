"""Users, their accounts and their tokens; a token is kept only as its hash."""

import secrets
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from hashlib import sha256
from uuid import uuid4

from functions.sandbox_broker.books.ledger import Ledger
from functions.sandbox_broker.books.models import Account, Token, User, Wallet
from functions.sandbox_broker.books.store import Store

PREFIXES = {"access": "ory_at_", "refresh": "ory_rt_", "pat": "pat_"}
ACCOUNT_PREFIXES = {"demo": "DOT", "real": "ROT"}
FIRST_ACCOUNT = 90_000_001


class People:
    """Find and add people and what belongs to them."""

    def __init__(self, store: Store, ledger: Ledger) -> None:
        self._store = store
        self._ledger = ledger

    def by_email(self, email: str) -> User | None:
        """Find a user by e-mail, whatever its case."""
        return next(self._store.users.find("email = ?", email.strip().lower()), None)

    def get(self, user_id: str) -> User | None:
        """Find a user by id."""
        return self._store.users.get(user_id)

    def add(
        self, email: str, password_hash: str, now: int, attribution: dict[str, str] | None = None
    ) -> User:
        """Add a user; the caller has checked that the e-mail is free."""
        user = User(
            id=f"CU{secrets.randbelow(10**8):08}",
            email=email.strip().lower(),
            password_hash=password_hash,
            created_at=now,
            attribution=attribution or {},
        )
        self._store.users.put(user.id, user, email=user.email)
        return user

    def accounts(self, user_id: str) -> list[Account]:
        """List a user's accounts, oldest first."""
        return list(self._store.accounts.find("user_id = ? ORDER BY rowid", user_id))

    def open_account(self, user_id: str, account_type: str, balance: Decimal, now: int) -> Account:
        """Give a user one more account with some money on it."""
        number = FIRST_ACCOUNT + self._store.accounts.count()
        account_id = f"{ACCOUNT_PREFIXES[account_type]}{number}"
        account = Account(account_id, user_id, account_type, balance, now)
        self._ledger.open_account(account)
        return account

    def wallet(self, user_id: str) -> Wallet:
        """Give a user's wallet, an empty one at first."""
        found = next(self._store.wallets.find("user_id = ?", user_id), None)
        if found is None:
            found = Wallet(str(uuid4()), user_id)
            self._store.wallets.put(found.id, found, user_id=user_id)
        return found

    def issue(
        self,
        kind: str,
        user_id: str,
        app_id: str,
        scopes: Sequence[str],
        *,
        expires_at: float | None = None,
    ) -> str:
        """Make a token and give its text, which is kept nowhere."""
        secret = PREFIXES[kind] + secrets.token_urlsafe(48)[:64]
        token = Token(digest(secret), kind, user_id, app_id, tuple(scopes), expires_at)
        self._store.tokens.put(token.hash, token, user_id=user_id)
        return secret

    def token(self, secret: str) -> Token | None:
        """Find a token by its text."""
        return self.token_by_hash(digest(secret))

    def token_by_hash(self, token_hash: str) -> Token | None:
        """Find a token by its hash."""
        return self._store.tokens.get(token_hash)

    def revoke(self, token: Token) -> None:
        """Make a token useless."""
        self._store.tokens.put(token.hash, replace(token, is_revoked=True), user_id=token.user_id)

    def revoke_all(self, user_id: str) -> int:
        """Make all tokens of a user useless and count them."""
        tokens = list(self._store.tokens.find("user_id = ?", user_id))
        for token in tokens:
            self.revoke(token)
        return len(tokens)


def digest(secret: str) -> str:
    """Hash a token for look-up; tokens are random, so no salt is needed."""
    return sha256(secret.encode()).hexdigest()
