from functions.sandbox_broker.oauth.otps import Grant, OneTimePasswords
from functions.sandbox_broker.oauth.passwords import NOBODY, hash_password, is_password
from functions.sandbox_broker.oauth.rules import matches_challenge, with_query

# The example of RFC 7636, appendix B.
VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


def test_a_verifier_matches_only_its_own_challenge() -> None:
    assert matches_challenge(VERIFIER, CHALLENGE)
    assert not matches_challenge(VERIFIER[:-1] + "x", CHALLENGE)
    assert not matches_challenge(VERIFIER[:42], CHALLENGE)
    assert not matches_challenge(VERIFIER + "!", CHALLENGE)


def test_an_address_keeps_the_query_it_has() -> None:
    assert with_query("http://a/b?c=1", {"d": "x y"}) == "http://a/b?c=1&d=x+y"


def test_a_password_matches_its_hash_and_nothing_matches_nobody() -> None:
    hashed = hash_password("correct horse")

    assert is_password("correct horse", hashed)
    assert not is_password("correct horses", hashed)
    assert hashed != hash_password("correct horse")
    assert not is_password("", NOBODY)


def test_a_one_time_password_works_once_for_its_kind_and_time() -> None:
    otps = OneTimePasswords()
    grant = Grant("DOT1", "demo", "CU1", "app", "hash", expires_at=120)
    used, wrong_kind, late = (otps.issue(grant, now=0) for _ in range(3))

    assert otps.redeem(used, "demo", now=119) == grant
    assert otps.redeem(used, "demo", now=119) is None
    assert otps.redeem(wrong_kind, "real", now=1) is None
    assert otps.redeem(late, "demo", now=120) is None
