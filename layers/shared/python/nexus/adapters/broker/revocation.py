"""End tokens at the broker (RFC 7009), as `nexus.accounts.ports.TokenRevoker`."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nexus.kernel.errors import Refused, Unavailable

if TYPE_CHECKING:
    import httpx


@dataclass(frozen=True)
class DerivRevoker:
    """Ask the authorization server to forget a token; one it never knew counts as forgotten."""

    app_id: str
    auth_url: str
    make_http: Callable[[], "httpx.Client"]

    def revoke(self, token: str) -> None:
        """Revoke a token; Unavailable or Refused when the broker did not confirm it."""
        import httpx

        form = {"token": token, "token_type_hint": "access_token", "client_id": self.app_id}
        try:
            with self.make_http() as http:
                answer = http.post(f"{self.auth_url.rstrip('/')}/oauth2/revoke", data=form)
        except httpx.HTTPError as e:
            raise Unavailable(f"The broker did not answer: {type(e).__name__}") from e
        if answer.status_code >= 500:
            raise Unavailable(f"Revocation answered {answer.status_code}")
        if answer.is_error:
            raise Refused(f"Revocation answered {answer.status_code}")
