"""Access and refresh tokens."""

from datetime import timedelta

import jwt
import pytest
from jwt.types import Options

from nexus.accounts.models import Caller
from nexus.accounts.sessions import RefreshToken
from nexus.adapters.tokens import SecretTokens
from nexus.kernel.errors import Unauthenticated
from tests.factories import NOW

SECRET = "s" * 64
ANY_TIME: Options = {"verify_exp": False, "verify_iat": False}


def mint(secret: str = SECRET) -> SecretTokens:
    return SecretTokens(lambda: secret, lambda at: "J1")


def test_an_access_token_names_user_and_session() -> None:
    token = mint().access_token(Caller("U1", "S1"), NOW)

    assert mint().caller(token, NOW) == Caller("U1", "S1")
    claims = jwt.decode(token, SECRET, ["HS256"], options=ANY_TIME)
    assert set(claims) == {"sub", "sid", "iat", "exp", "jti"}
    assert claims["exp"] - claims["iat"] == 3600


def test_an_access_token_ends_after_an_hour() -> None:
    token = mint().access_token(Caller("U1", "S1"), NOW)

    with pytest.raises(Unauthenticated):
        mint().caller(token, NOW + timedelta(hours=1))


@pytest.mark.parametrize("algorithm", ["none", "HS512"])
def test_a_token_of_another_algorithm_is_refused(algorithm: str) -> None:
    claims = {"sub": "U1", "sid": "S1", "exp": NOW + timedelta(hours=1)}
    forged = jwt.encode(claims, "" if algorithm == "none" else SECRET, algorithm)

    with pytest.raises(Unauthenticated):
        mint().caller(forged, NOW)


def test_a_token_of_another_secret_is_refused() -> None:
    token = mint("t" * 64).access_token(Caller("U1", "S1"), NOW)

    with pytest.raises(Unauthenticated):
        mint().caller(token, NOW)


def test_a_token_without_a_session_is_refused() -> None:
    forged = jwt.encode({"sub": "U1", "exp": NOW + timedelta(hours=1)}, SECRET, "HS256")

    with pytest.raises(Unauthenticated):
        mint().caller(forged, NOW)


def test_a_successor_is_always_the_same_and_never_the_token_itself() -> None:
    token = mint().refresh_token("U1", "S1", "secret")

    successor = mint().successor(token)

    assert successor == mint().successor(token)
    assert successor != token
    assert mint().is_ours(successor)
    assert mint("t" * 64).successor(token) != successor


@pytest.mark.parametrize("part", [0, 1, 2, 3])
def test_a_refresh_token_with_one_part_changed_is_not_ours(part: int) -> None:
    parts = mint().refresh_token("U1", "S1", "secret").text.split(".")
    parts[part] += "x"

    forged = RefreshToken.read(".".join(parts))

    assert forged is not None
    assert not mint().is_ours(forged)
