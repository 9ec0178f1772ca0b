"""Decide whose client a newcomer is, and carry the evidence in a cookie."""

import re
from decimal import Decimal

from nexus.affiliates.models import Evidence, Newcomer, Referral

_COOKIE = re.compile(r"^(?P<code>[A-Za-z0-9_-]{1,64})(?:\.(?P<click>[0-9A-Z]{26}))?$")


def attribute(
    referrer_id: str | None,
    newcomer_id: str,
    username: str,
    evidence: Evidence,
    markup_rate: Decimal,
) -> Referral | None:
    """Give the newcomer to the code's owner; nobody refers themselves, and no code, no referral."""
    if referrer_id is None or referrer_id == newcomer_id:
        return None
    return Referral(referrer_id, newcomer_id, username, evidence, markup_rate)


def kept_referral(newcomer: Newcomer) -> Referral | None:
    """Read the referral back from what the newcomer's profile keeps of it."""
    if newcomer.referral_code is None:
        return None
    evidence = Evidence(newcomer.referral_code, newcomer.referral_click_id, newcomer.created_at)
    return attribute(
        newcomer.referrer_id,
        newcomer.user_id,
        newcomer.username,
        evidence,
        newcomer.markup_rate,
    )


def cookie_value(code: str, click_id: str) -> str:
    """Write the `nexus_ref` cookie: the partner's code and the click it came from."""
    return f"{code}.{click_id}"


def read_cookie(text: str) -> tuple[str, str | None] | None:
    """Read code and click id from a cookie or a bare code; None for anything else."""
    found = _COOKIE.match(text)
    return (found["code"], found["click"]) if found else None
