"""The broker's login as `nexus.accounts.ports.BrokerLogin`."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from nexus.accounts.models import BrokerAccount
from nexus.accounts.ports import BrokerToken
from nexus.adapters.broker.oauth import (
    ACCOUNT_SCOPE,
    TRADE_SCOPE,
    TokenEndpoint,
    authorize_url,
)
from nexus.kernel.errors import Rejected, Unauthenticated

if TYPE_CHECKING:
    import httpx

SCOPES = (TRADE_SCOPE, ACCOUNT_SCOPE)
TIMEOUT_SECONDS = 8.0


@dataclass(frozen=True)
class DerivLogin:
    """Send people to Deriv and learn whose accounts they have there."""

    app_id: str
    auth_url: str
    api_url: str
    redirect_uri: str
    make_http: Callable[[], "httpx.Client"]
    scopes: tuple[str, ...] = SCOPES

    def url(self, state: str, verifier: str, *, is_signup: bool) -> str:
        """Write the address of the login page, which asks for consent to `scopes`."""
        return authorize_url(
            self.auth_url,
            app_id=self.app_id,
            redirect_uri=self.redirect_uri,
            state=state,
            verifier=verifier,
            scopes=self.scopes,
            is_signup=is_signup,
        )

    def redeem(self, code: str, verifier: str) -> BrokerToken:
        """Exchange a code for a token; Rejected when it is used, late or somebody else's."""
        endpoint = TokenEndpoint(self._http, self.auth_url, self.app_id)
        try:
            answer = endpoint.exchange(code, verifier, self.redirect_uri)
        except Unauthenticated as e:
            # A 401 of ours would say that the person's own session has ended.
            raise Rejected(e.detail, "OAUTH_CODE_REFUSED") from e
        # RFC 6749 5.1: no scope in the answer means the scope that was asked for.
        scope = answer.scope or " ".join(self.scopes)
        return BrokerToken(answer.access_token, answer.expires_in, scope)

    def accounts(self, token: str) -> list[BrokerAccount]:
        """List the active accounts a token opens."""
        from nexus.adapters.broker.rest import BrokerRest

        held = BrokerRest(self._http, self.api_url, self.app_id).accounts(token)
        return [
            BrokerAccount(each.account_id, each.is_real, each.balance, each.currency)
            for each in held
            if each.status == "active"
        ]

    @cached_property
    def _http(self) -> "httpx.Client":
        return self.make_http()


def http_client() -> "httpx.Client":
    """Make the HTTP client the broker is called with."""
    import httpx

    return httpx.Client(timeout=TIMEOUT_SECONDS)
