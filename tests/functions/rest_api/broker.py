"""A broker's login in memory: what the REST API asks of it, and nothing else."""

import hashlib
import json
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

import httpx

Held = dict[str, object]


def held(account_id: str, kind: str = "real", balance: str = "250.10") -> Held:
    """An account as the broker lists it."""
    return {
        "account_id": account_id,
        "balance": float(balance),
        "currency": "USD",
        "group": "row",
        "status": "active",
        "account_type": kind,
    }


@dataclass
class FakeBroker:
    """Exchanges each code once, for the verifier its challenge was made of."""

    accounts: list[Held] = field(default_factory=lambda: [held("ROT90000001")])
    scope: str | None = "trade account_manage"
    token: str = "ory_at_secret_token"
    challenges: dict[str, str] = field(default_factory=dict)
    revoked: list[str] = field(default_factory=list)
    revocation_status: int = 200
    transfers: list[Held] = field(default_factory=list)
    transfer_answers: list[int] = field(default_factory=list)

    def consent(self, authorization_url: str) -> tuple[str, str]:
        """Say yes on the login page; return the code and the state that come back."""
        query = {
            name: value[0] for name, value in parse_qs(urlsplit(authorization_url).query).items()
        }
        code = f"code-{len(self.challenges) + 1}"
        self.challenges[code] = query["code_challenge"]
        return code, query["state"]

    def answer(self, request: httpx.Request) -> httpx.Response:
        """Answer what the API asks."""
        if request.url.path == "/oauth2/token":
            return self._exchange(parse_qs(request.content.decode()))
        if request.url.path == "/oauth2/revoke":
            return self._revoke(parse_qs(request.content.decode()))
        if request.headers["Authorization"] != f"Bearer {self.token}":
            return httpx.Response(401, json={"errors": [{"code": "Unauthorized"}]})
        if request.url.path == "/wallet/v1/wallets":
            rows = [{"wallet_id": "p2p", "type": "p2p"}, {"wallet_id": "W1", "type": "main"}]
            return httpx.Response(200, json={"data": rows, "meta": {}})
        if request.url.path == "/wallet/v1/transfers/platforms":
            return self._transfer(json.loads(request.content))
        return httpx.Response(200, json={"data": self.accounts, "meta": {}})

    def _revoke(self, form: dict[str, list[str]]) -> httpx.Response:
        if self.revocation_status == 200:
            self.revoked += form["token"]
        return httpx.Response(self.revocation_status)

    def _transfer(self, body: Held) -> httpx.Response:
        """Move once per request id, then answer as told: 200, or what a lost answer looks like."""
        if any(each["request_id"] == body["request_id"] for each in self.transfers):
            return _refusal(409, "DuplicateRequestID")
        status = self.transfer_answers.pop(0) if self.transfer_answers else 200
        if status == 400:
            return _refusal(400, "InsufficientBalance")
        if status != 503:
            self.transfers.append(body)
        return httpx.Response(status, json={"data": {"request_id": body["request_id"]}})

    def _exchange(self, form: dict[str, list[str]]) -> httpx.Response:
        hashed = hashlib.sha256(form["code_verifier"][0].encode()).digest()
        challenge = urlsafe_b64encode(hashed).rstrip(b"=").decode()
        if self.challenges.pop(form["code"][0], None) != challenge:
            return httpx.Response(400, json={"error": "invalid_grant"})
        answer = {"access_token": self.token, "expires_in": 3600, "token_type": "Bearer"}
        return httpx.Response(200, json={**answer, "scope": self.scope})


def _refusal(status: int, code: str) -> httpx.Response:
    return httpx.Response(status, json={"errors": [{"status": status, "code": code}]})
