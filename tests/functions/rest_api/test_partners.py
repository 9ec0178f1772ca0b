"""A partner's link, what it brings, and what clients owe."""

from decimal import Decimal

from nexus.adapters.dynamodb.commissions import DynamoCommissions
from nexus.adapters.dynamodb.referrals import DynamoReferrals
from nexus.affiliates.models import FeeTerms, SettledTrade
from nexus.affiliates.service import Bookkeeping
from nexus.kernel.account import AccountKind
from tests.factories import NOW
from tests.functions.rest_api.harness import PUBLIC_URL, Api


def test_following_a_link_counts_the_click_and_leads_to_sign_up(api: Api, name: str) -> None:
    partner = api.sign_up(name)

    answer = api.call("GET", f"/r/{name.upper()}")

    assert answer.status == 302
    assert answer.headers["location"] == f"{PUBLIC_URL}/signup?ref={name}"
    assert answer.cookies["nexus_ref"].startswith(f"{name}.")
    clicks = api.ok("GET", "/api/v1/affiliates/clicks", token=partner["access_token"])
    assert len(clicks["items"]) == 1


def test_an_unknown_link_leads_to_sign_up_all_the_same(api: Api) -> None:
    answer = api.call("GET", "/r/nobody_at_all")

    assert (answer.status, answer.headers["location"]) == (302, f"{PUBLIC_URL}/signup")
    assert "nexus_ref" not in answer.cookies


def test_who_follows_the_link_and_signs_up_is_the_partners(api: Api, name: str) -> None:
    partner = api.sign_up(name)
    api.cookies |= api.call("GET", f"/r/{name}").cookies

    client = api.sign_up(f"{name}client")

    assert client["user"]["referred_by"] == name
    assert client["warnings"] == []
    stats = api.ok("GET", "/api/v1/users/affiliate/stats", token=partner["access_token"])
    assert (stats["clicks"], stats["signups"], stats["conversion_rate"]) == (1, 1, "1.0000")
    referrals = api.ok("GET", "/api/v1/affiliates/referrals", token=partner["access_token"])
    assert [each["status"] for each in referrals["items"]] == ["signed_up"]
    assert f"{name}client" not in str(referrals)


def test_both_spellings_of_the_referral_field_work(api: Api, name: str) -> None:
    api.sign_up(name)

    snake = api.sign_up(f"{name}a", referred_by=name)
    camel = api.sign_up(f"{name}b", referredBy=name)

    assert snake["user"]["referred_by"] == camel["user"]["referred_by"] == name


def test_an_unknown_referral_code_is_told_and_does_not_stop_the_sign_up(
    api: Api, name: str
) -> None:
    signed_up = api.sign_up(name, referred_by="nobody_at_all")

    assert signed_up["user"]["referred_by"] is None
    assert [each["code"] for each in signed_up["warnings"]] == ["UNKNOWN_REFERRAL_CODE"]


def test_nobody_refers_themselves(api: Api, name: str) -> None:
    signed_up = api.sign_up(name, referred_by=name)

    assert signed_up["user"]["referred_by"] is None


def test_the_code_is_the_username(api: Api, name: str) -> None:
    token = api.sign_up(name)["access_token"]

    code = api.ok("GET", "/api/v1/users/affiliate/code", token=token)

    assert code == {"code": name, "url": f"{PUBLIC_URL}/r/{name}"}


def test_a_won_real_trade_is_owed_by_the_client_and_earned_by_the_partner(
    api: Api, name: str
) -> None:
    partner = api.sign_up(name)
    client = api.sign_up(f"{name}client", referred_by=name)
    books = Bookkeeping(DynamoReferrals(api.store), DynamoCommissions(api.store))
    books.settle(_won(client["user"]["id"], partner["user"]["id"], f"T{name}"))

    earned = api.ok("GET", "/api/v1/affiliates/commissions", token=partner["access_token"])
    charged = api.ok("GET", "/api/v1/billing/transactions", token=client["access_token"])
    owed = api.ok("GET", "/api/v1/billing/balance", token=client["access_token"])
    stats = api.ok("GET", "/api/v1/users/affiliate/stats", token=partner["access_token"])

    assert [(each["amount"], each["status"]) for each in earned["items"]] == [("0.57", "pending")]
    assert [(each["commission"], each["total"]) for each in charged["items"]] == [("1.90", "1.90")]
    assert (owed["owed"], owed["markup"]) == ("1.90", "0.00")
    assert stats["earnings"]["pending"] == "0.57"


def _won(user_id: str, partner_id: str, trade_id: str) -> SettledTrade:
    terms = FeeTerms("2026-01", Decimal("0.20"), Decimal("0.30"), Decimal("0"), partner_id)
    return SettledTrade(
        trade_id=trade_id,
        user_id=user_id,
        account_kind=AccountKind.REAL,
        status="won",
        profit=Decimal("9.50"),
        commission=Decimal("1.90"),
        markup=Decimal("0.00"),
        currency="USD",
        settled_at=NOW,
        terms=terms,
    )
