"""What a person can do about themselves: sign up, sign in, stay signed in, sign out."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal

from nexus.accounts.countries import is_country
from nexus.accounts.models import (
    Caller,
    Client,
    Credential,
    Notice,
    Session,
    SignedIn,
    SignUpForm,
    Tokens,
    User,
)
from nexus.accounts.opening import open_demo
from nexus.accounts.passwords import password_problems
from nexus.accounts.ports import (
    Attempts,
    Attribution,
    PasswordHasher,
    Referrals,
    SessionStore,
    TokenMint,
    Users,
)
from nexus.accounts.sessions import ACCESS_LIFE, REFRESH_LIFE, RefreshToken, Verdict, judge, rotated
from nexus.accounts.usernames import (
    affiliate_code,
    email_problems,
    same_email,
    username_problems,
)
from nexus.kernel.clock import Clock, from_epoch, to_epoch
from nexus.kernel.errors import (
    Conflict,
    FieldError,
    Malformed,
    NotFound,
    Throttled,
    Unauthenticated,
)
from nexus.kernel.ids import NewId, NewSecret, digest

FAILURES_ALLOWED = 10
FAILURE_WINDOW = timedelta(minutes=15)
_WRONG = "The name or the password is wrong"
_STALE = "The refresh token is not good any more"


@dataclass(frozen=True)
class SessionDesk:
    """Keep clients signed in: open, refresh, list, revoke."""

    users: Users
    sessions: SessionStore
    mint: TokenMint
    clock: Clock
    new_id: NewId
    new_secret: NewSecret

    def open(self, user_id: str, client: Client) -> Tokens:
        """Sign a client in."""
        at = self.clock()
        session_id = self.new_id(at)
        token = self.mint.refresh_token(user_id, session_id, self.new_secret())
        self.sessions.open(
            Session(
                user_id=user_id,
                session_id=session_id,
                current_hash=digest(token.text),
                created_at=at,
                rotated_at=at,
                expires_at=at + REFRESH_LIFE,
                user_agent=client.user_agent[:200],
            )
        )
        return self._tokens(Caller(user_id, session_id), token.text)

    def access(self, caller: Caller) -> Tokens:
        """Give a client that stays signed in another access token only."""
        return self._tokens(caller, None)

    def refresh(self, text: str) -> Tokens:
        """Exchange a refresh token; a spent one revokes its family and is Unauthenticated."""
        token, session = self._known(text)
        at = self.clock()
        successor = self.mint.successor(token)
        verdict = judge(session, digest(text), at)
        if verdict is Verdict.ROTATE:
            after = rotated(session, digest(successor.text), at)
            try:
                self.sessions.rotate(session, after)
            except Conflict:
                verdict = self._judge_again(token)
        if verdict is Verdict.REVOKE:
            self._revoke_family(session)
        if verdict in {Verdict.REVOKE, Verdict.REFUSE}:
            raise Unauthenticated(_STALE, "REFRESH_TOKEN_INVALID")
        return self._tokens(Caller(token.user_id, token.session_id), successor.text)

    def log_out(self, text: str) -> None:
        """Revoke the family of a refresh token; one that is not good is ignored."""
        token = RefreshToken.read(text)
        if token is not None and self.mint.is_ours(token):
            self.sessions.revoke(token.user_id, token.session_id, self.clock())

    def of_user(self, user_id: str) -> list[Session]:
        """List where a user is signed in, the latest first."""
        at = self.clock()
        found = [
            session
            for session in self.sessions.of_user(user_id)
            if session.revoked_at is None and session.expires_at > at
        ]
        return sorted(found, key=lambda session: session.rotated_at, reverse=True)

    def revoke(self, user_id: str, session_id: str) -> None:
        """Sign one client out; its access token lives on for an hour at most."""
        if self.sessions.session(user_id, session_id) is None:
            raise NotFound(f"No session {session_id}")
        self.sessions.revoke(user_id, session_id, self.clock())

    def _known(self, text: str) -> tuple[RefreshToken, Session]:
        token = RefreshToken.read(text)
        if token is None or not self.mint.is_ours(token):
            raise Unauthenticated(_STALE, "REFRESH_TOKEN_INVALID")
        session = self.sessions.session(token.user_id, token.session_id)
        if session is None:
            raise Unauthenticated(_STALE, "REFRESH_TOKEN_INVALID")
        return token, session

    def _judge_again(self, token: RefreshToken) -> Verdict:
        _, session = self._known(token.text)
        verdict = judge(session, digest(token.text), self.clock())
        if verdict is Verdict.ROTATE:
            raise Conflict(f"Session {session.session_id} kept changing")
        return verdict

    def _revoke_family(self, session: Session) -> None:
        at = self.clock()
        self.sessions.revoke(session.user_id, session.session_id, at)
        self.users.record_security_event(session.user_id, "refresh_token_reused", at)

    def _tokens(self, caller: Caller, refresh_token: str | None) -> Tokens:
        access = self.mint.access_token(caller, self.clock())
        return Tokens(access, int(ACCESS_LIFE.total_seconds()), refresh_token)


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
