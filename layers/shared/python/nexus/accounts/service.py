"""What a person can do about themselves: sign up, sign in, look, move."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal

from nexus.accounts.countries import is_country
from nexus.accounts.models import (
    Client,
    Credential,
    Notice,
    SignedIn,
    SignUpForm,
    User,
)
from nexus.accounts.opening import open_demo
from nexus.accounts.passwords import password_problems
from nexus.accounts.ports import (
    Attempts,
    Attribution,
    PasswordHasher,
    Referrals,
    Users,
)
from nexus.accounts.session_desk import SessionDesk
from nexus.accounts.usernames import (
    affiliate_code,
    email_problems,
    same_email,
    username_problems,
)
from nexus.kernel.clock import Clock, from_epoch, to_epoch
from nexus.kernel.errors import (
    FieldError,
    Malformed,
    Throttled,
    Unauthenticated,
)
from nexus.kernel.ids import NewId, digest

FAILURES_ALLOWED = 10
FAILURE_WINDOW = timedelta(minutes=15)
_WRONG = "The name or the password is wrong"


@dataclass(frozen=True)
class Registry:
    """Check what a newcomer tells, find who brought them, and create them."""

    users: Users
    referrals: Referrals
    hasher: PasswordHasher
    clock: Clock
    new_id: NewId

    def create(
        self, form: SignUpForm, user_id: str | None = None
    ) -> tuple[User, tuple[Notice, ...]]:
        """Create a user with a demo account; Malformed or Conflict say what is wrong."""
        at = self.clock()
        check_form(form)
        key = user_id or self.new_id(at)
        wanted = _referral(form, self.referrals)
        found = self.referrals.attribute(key, form.username, *wanted, at) if wanted else None
        user = _user(key, form, found, at)
        self.users.create(user, self._credential(user, form), open_demo(key, at))
        if found is not None:
            self.referrals.record(user)
        return user, _notices(wanted, found)

    def _credential(self, user: User, form: SignUpForm) -> Credential | None:
        if form.password is None:
            return None
        return Credential(user.user_id, self.hasher.hash(form.password), user.created_at)


@dataclass(frozen=True)
class SignUp:
    """Create a user and sign the client in."""

    registry: Registry
    sessions: SessionDesk

    def __call__(self, form: SignUpForm, client: Client) -> SignedIn:
        """Sign up; an unknown referral code does not stop it and is told in a notice."""
        user, notices = self.registry.create(form)
        return SignedIn(user, self.sessions.open(user.user_id, client), notices)


@dataclass(frozen=True)
class LogIn:
    """Sign in with e-mail or username and password."""

    users: Users
    attempts: Attempts
    hasher: PasswordHasher
    sessions: SessionDesk
    clock: Clock

    def __call__(self, name: str, password: str, client: Client) -> SignedIn:
        """Sign in; an unknown name costs as much time and says the same as a wrong password."""
        owner = self.users.owner_of_name(name)
        counted = digest("login", owner or same_email(name), client.address)
        window = self._throttle(counted)
        user, credential = self.users.with_credential(owner) if owner else (None, None)
        stored = credential.password_hash if credential else None
        if not self.hasher.verify(stored, password) or user is None or stored is None:
            raise Unauthenticated(_WRONG, "WRONG_CREDENTIALS")
        self.attempts.clear(counted, window)
        self._rehash(user.user_id, stored, password)
        return SignedIn(user, self.sessions.open(user.user_id, client))

    def _throttle(self, counted: str) -> datetime:
        ends = _window_end(self.clock())
        if self.attempts.add(counted, ends) > FAILURES_ALLOWED:
            wait = int((ends - self.clock()).total_seconds())
            raise Throttled("Too many attempts to sign in", max(1, wait))
        return ends

    def _rehash(self, user_id: str, stored: str, password: str) -> None:
        if self.hasher.is_outdated(stored):
            fresh = Credential(user_id, self.hasher.hash(password), self.clock())
            self.users.keep_credential(fresh)


@dataclass(frozen=True)
class Profiles:
    """Show and change who a user is."""

    users: Users

    def show(self, user_id: str) -> User:
        """Show a user to themselves."""
        return self.users.user(user_id)

    def move(self, user_id: str, country: str | None) -> User:
        """Change the country; each later real trade is judged by the new one."""
        if country is None:
            return self.users.user(user_id)
        if not is_country(country):
            raise Malformed(_unknown_country(country))
        return self.users.move(user_id, country)


def check_form(form: SignUpForm) -> None:
    """Raise Malformed naming every field that is wrong."""
    problems = [*email_problems(form.email), *username_problems(form.username)]
    if form.password is not None:
        problems += password_problems(form.password, form.email, form.username)
    if not is_country(form.country):
        problems.append(_unknown_country(form.country))
    if form.accepts_terms is False:
        problems.append(FieldError("accept_terms", "Expected the terms to be accepted"))
    if problems:
        raise Malformed(*problems)


def _unknown_country(country: str) -> FieldError:
    said = f"Expected an ISO 3166-1 alpha-2 code such as NG, was {country}"
    return FieldError("country", said)


def _referral(form: SignUpForm, referrals: Referrals) -> tuple[str, str | None] | None:
    from_cookie = referrals.read_cookie(form.referral_cookie) if form.referral_cookie else None
    if not form.referred_by:
        return from_cookie
    code = affiliate_code(form.referred_by)
    return from_cookie if from_cookie and from_cookie[0] == code else (code, None)


def _user(user_id: str, form: SignUpForm, found: Attribution | None, at: datetime) -> User:
    user = User(
        user_id=user_id,
        email=same_email(form.email),
        username=form.username,
        country=form.country,
        affiliate_code=affiliate_code(form.username),
        created_at=at,
        terms_accepted_at=at if form.accepts_terms else None,
    )
    if found is None:
        return user
    return replace(
        user,
        referrer_id=found.referrer_id,
        markup_rate=Decimal(found.markup_rate),
        referral_code=found.code,
        referral_click_id=found.click_id,
    )


def _notices(
    wanted: tuple[str, str | None] | None, found: Attribution | None
) -> tuple[Notice, ...]:
    if wanted is None or found is not None:
        return ()
    return (Notice("UNKNOWN_REFERRAL_CODE", f"Nobody has the referral code {wanted[0]}"),)


def _window_end(at: datetime) -> datetime:
    size = int(FAILURE_WINDOW.total_seconds())
    return from_epoch((to_epoch(at) // size + 1) * size)
