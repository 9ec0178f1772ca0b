from decimal import Decimal

import pytest

from nexus.affiliates.attribution import attribute, cookie_value, kept_referral, read_cookie
from nexus.affiliates.models import Evidence, Newcomer
from tests.factories import NOW

CLICK = "01KAT000000000000000000001"
EVIDENCE = Evidence("dangote_fx", CLICK, NOW)


def test_a_newcomer_belongs_to_the_owner_of_the_code() -> None:
    referral = attribute("P1", "U1", "ada", EVIDENCE, Decimal("0.10"))

    assert referral is not None
    assert (referral.referrer_id, referral.referred_id) == ("P1", "U1")
    assert referral.evidence == EVIDENCE


def test_nobody_refers_themselves() -> None:
    assert attribute("U1", "U1", "ada", EVIDENCE, Decimal("0")) is None


def test_a_code_nobody_has_refers_nobody() -> None:
    assert attribute(None, "U1", "ada", EVIDENCE, Decimal("0")) is None


def test_the_cookie_carries_code_and_click() -> None:
    assert read_cookie(cookie_value("dangote_fx", CLICK)) == ("dangote_fx", CLICK)


def test_a_bare_code_is_a_referral_without_a_click() -> None:
    assert read_cookie("dangote_fx") == ("dangote_fx", None)


@pytest.mark.parametrize("text", ["", "a b", "x" * 65, "code.short", "code." + CLICK + "X", "é"])
def test_anything_else_in_the_cookie_is_nothing(text: str) -> None:
    assert read_cookie(text) is None


def test_the_referral_kept_on_a_profile_is_the_one_decided_at_sign_up() -> None:
    newcomer = Newcomer("U1", "ada", NOW, "P1", Decimal("0.10"), "dangote_fx", CLICK)

    assert kept_referral(newcomer) == attribute("P1", "U1", "ada", EVIDENCE, Decimal("0.10"))


def test_a_profile_without_a_code_keeps_no_referral() -> None:
    assert kept_referral(Newcomer("U1", "ada", NOW)) is None
