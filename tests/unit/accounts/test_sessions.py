"""What happens to a refresh token that is presented."""

from datetime import timedelta

import pytest

from nexus.accounts.models import Session
from nexus.accounts.sessions import GRACE, REFRESH_LIFE, RefreshToken, Verdict, judge, rotated
from tests.factories import NOW


def a_session() -> Session:
    return Session("U1", "S1", "first", NOW, NOW, NOW + REFRESH_LIFE)


def test_the_good_token_is_rotated() -> None:
    assert judge(a_session(), "first", NOW) is Verdict.ROTATE


def test_the_predecessor_is_repeated_within_the_grace_and_revokes_after() -> None:
    session = rotated(a_session(), "second", NOW)

    assert judge(session, "second", NOW) is Verdict.ROTATE
    assert judge(session, "first", NOW + GRACE) is Verdict.REPEAT
    assert judge(session, "first", NOW + GRACE + timedelta(seconds=1)) is Verdict.REVOKE


def test_an_older_token_revokes_at_once() -> None:
    session = rotated(rotated(a_session(), "second", NOW), "third", NOW)

    assert judge(session, "first", NOW) is Verdict.REVOKE


def test_a_revoked_or_ended_session_refuses_even_the_good_token() -> None:
    ended = a_session()
    revoked = Session(**{**ended.__dict__, "revoked_at": NOW})

    assert judge(revoked, "first", NOW) is Verdict.REFUSE
    assert judge(ended, "first", NOW + REFRESH_LIFE) is Verdict.REFUSE


def test_rotation_renews_the_seven_days() -> None:
    later = NOW + timedelta(days=3)

    assert rotated(a_session(), "second", later).expires_at == later + REFRESH_LIFE


@pytest.mark.parametrize("text", ["", "a", "a.b.c", "a.b.c.d.e", "a..c.d", "..."])
def test_what_is_no_refresh_token_is_none(text: str) -> None:
    assert RefreshToken.read(text) is None


def test_a_refresh_token_reads_back() -> None:
    token = RefreshToken("U1", "S1", "secret", "tag")

    assert RefreshToken.read(token.text) == token
