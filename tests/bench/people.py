"""A trader of the running product, reached as a browser reaches it."""

from dataclasses import asdict
from typing import Any

import httpx

from infra.local.product import LocalNexus


class Person:
    """The seeded demo trader, signed in."""

    def __init__(self, nexus: LocalNexus) -> None:
        self._api = httpx.Client(
            base_url=f"{nexus.url}/api/v1",
            headers={"Origin": nexus.url},
            timeout=30,
            trust_env=False,
        )
        session = self._ask("POST", "/auth/login", asdict(nexus.logins.trader))
        self._api.headers["Authorization"] = f"Bearer {session['access_token']}"
        self.user_id = str(session["user"]["id"])
        self.account_id = str(self._ask("POST", "/accounts/demo", {})["id"])

    def socket_url(self) -> str:
        """Take a one-time ticket and return the address that accepts it."""
        ticket = self._ask("POST", "/auth/ws-ticket", {"account_id": self.account_id})
        return str(ticket["url"])

    def close(self) -> None:
        """Forget the connection."""
        self._api.close()

    def _ask(self, method: str, path: str, body: dict[str, Any]) -> dict[str, Any]:
        answer = self._api.request(method, path, json=body)
        if not answer.is_success:
            raise RuntimeError(f"{method} {path} answered {answer.status_code}: {answer.text}")
        found: dict[str, Any] = answer.json()
        return found
