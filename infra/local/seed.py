"""The partner and the demo trader of a fresh local Nexus, made through the public API."""

import json
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import httpx

from infra.local.settings import SetupError

PARTNER = "dangote_fx"
TRADER = "demo_trader"
COUNTRY = "NG"


@dataclass(frozen=True)
class Login:
    """What a person types to log in."""

    username: str
    password: str


@dataclass(frozen=True)
class Logins:
    """The seeded people."""

    partner: Login
    trader: Login


def seed(url: str, record: Path) -> Logins:
    """Make sure both people exist and return how they log in; safe to run again."""
    logins = read_logins(record) or _new_logins(record)
    with httpx.Client(base_url=f"{url}/api/v1", timeout=30, trust_env=False) as api:
        _ensure(api, logins.partner, None)
        session = _ensure(api, logins.trader, PARTNER)
        token = {"Authorization": f"Bearer {session['access_token']}"}
        _accept(api.post("/accounts/demo", json={}, headers=token), 200, 201)
    return logins


def read_logins(record: Path) -> Logins | None:
    """Return the logins of an earlier run."""
    if not record.exists():
        return None
    rows = json.loads(record.read_text())
    return Logins(Login(**rows["partner"]), Login(**rows["trader"]))


def _new_logins(record: Path) -> Logins:
    logins = Logins(*(Login(name, secrets.token_urlsafe(12)) for name in (PARTNER, TRADER)))
    record.touch(mode=0o600)
    record.write_text(json.dumps(asdict(logins), indent=2))
    return logins


def _ensure(api: httpx.Client, login: Login, referred_by: str | None) -> dict[str, Any]:
    answer = api.post("/auth/login", json=asdict(login))
    if answer.status_code == 200:
        return dict(answer.json())
    body = asdict(login) | {"email": f"{login.username}@example.com", "country": COUNTRY}
    if referred_by:
        body["referred_by"] = referred_by
    return dict(_accept(api.post("/auth/signup", json=body), 201).json())


def _accept(answer: httpx.Response, *statuses: int) -> httpx.Response:
    if answer.status_code not in statuses:
        request = answer.request
        raise SetupError(
            f"Seeding failed: {request.method} {request.url.path} answered "
            f"{answer.status_code}: {answer.text[:500]}"
        )
    return answer
