from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from nexus.adapters.broker.oauth import TokenEndpoint, authorize_url, challenge_of
from nexus.kernel.errors import Refused, Unauthenticated, Unavailable

VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"


def endpoint(handle: Callable[[httpx.Request], httpx.Response]) -> TokenEndpoint:
    http = httpx.Client(transport=httpx.MockTransport(handle))
    return TokenEndpoint(http, "https://auth.test/", "app-1")


def test_challenge_is_the_one_of_rfc_7636() -> None:
    assert challenge_of(VERIFIER) == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


def test_login_url_carries_state_and_challenge_and_no_prompt() -> None:
    url = authorize_url(
        "https://auth.test",
        app_id="app-1",
        redirect_uri="https://nexus.test/callback",
        state="s1",
        verifier=VERIFIER,
    )

    query = parse_qs(urlsplit(url).query)
    assert query["state"] == ["s1"]
    assert query["scope"] == ["trade"]
    assert query["code_challenge_method"] == ["S256"]
    assert "prompt" not in query
    assert VERIFIER not in url


def test_signup_url_asks_for_registration_with_attribution() -> None:
    url = authorize_url(
        "https://auth.test",
        app_id="app-1",
        redirect_uri="https://nexus.test/callback",
        state="s1",
        verifier=VERIFIER,
        is_signup=True,
        attribution={"t": "token-7"},
    )

    query = parse_qs(urlsplit(url).query)
    assert (query["prompt"], query["t"]) == (["registration"], ["token-7"])


def test_code_is_exchanged_as_a_form_with_its_verifier() -> None:
    sent: list[dict[str, list[str]]] = []

    def handle(request: httpx.Request) -> httpx.Response:
        sent.append(parse_qs(request.content.decode()))
        token = {"access_token": "ory_at_x", "expires_in": 3600, "token_type": "Bearer"}
        return httpx.Response(200, json=token)

    answer = endpoint(handle).exchange("code-1", VERIFIER, "https://nexus.test/callback")

    assert (answer.access_token, answer.refresh_token) == ("ory_at_x", None)
    assert sent[0]["code_verifier"] == [VERIFIER]
    assert "ory_at_x" not in repr(answer)


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (400, {"error": "invalid_grant"}, Unauthenticated),
        (400, {"error": "invalid_request"}, Refused),
        (503, {}, Unavailable),
        (200, {"no": "token"}, Unavailable),
    ],
)
def test_refusal_is_named(status: int, body: dict[str, str], error: type[Exception]) -> None:
    with pytest.raises(error):
        endpoint(lambda _: httpx.Response(status, json=body)).exchange("c", VERIFIER, "u")
