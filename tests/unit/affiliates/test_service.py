from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from itertools import count

import pytest

from infra.local.aws import LocalAws
from nexus.adapters.dynamodb.commissions import DynamoCommissions
from nexus.adapters.dynamodb.cursor import cursor_after
from nexus.adapters.dynamodb.referrals import DynamoReferrals
from nexus.adapters.dynamodb.store import Store
from nexus.affiliates.commission import APPROVAL_HOLD
from nexus.affiliates.models import (
    Collection,
    CommissionKind,
    CommissionState,
    Earnings,
    Evidence,
    Newcomer,
)
from nexus.affiliates.service import Affiliates, Approvals, Bookkeeping
from nexus.kernel.errors import Malformed
from nexus.kernel.ids import new_ulid
from tests.factories import NOW
from tests.tables import create_tables
from tests.unit.affiliates.factories import a_referral, a_won_trade, fee_terms

numbers = count(1)


@pytest.fixture(scope="module")
def store(local_aws: LocalAws) -> Store:
    return create_tables(local_aws)


@pytest.fixture
def partner() -> str:
    return f"P{next(numbers)}"


@pytest.fixture
def affiliates(store: Store, partner: str) -> Affiliates:
    codes = {f"code-{partner}": partner}
    return Affiliates(DynamoReferrals(store), DynamoCommissions(store), codes.get)


@pytest.fixture
def books(store: Store) -> Bookkeeping:
    return Bookkeeping(DynamoReferrals(store), DynamoCommissions(store))


def test_a_visit_counts_once_however_often_it_is_reported(
    affiliates: Affiliates, partner: str
) -> None:
    click_id = new_ulid(NOW)

    for _ in range(3):
        click = affiliates.count_click(f"code-{partner}", click_id, NOW)

    assert click is not None
    assert affiliates.stats(partner).reach.clicks == 1
    assert affiliates.clicks(partner, 10) == ([click], None)


def test_a_visit_with_an_unknown_code_leaves_nothing(affiliates: Affiliates, partner: str) -> None:
    assert affiliates.count_click("nobody", new_ulid(NOW), NOW) is None
    assert affiliates.stats(partner).reach.clicks == 0


def test_clicks_page_newest_first_without_a_gap(affiliates: Affiliates, partner: str) -> None:
    moments = [NOW + timedelta(seconds=each) for each in range(25)]
    for moment in moments:
        affiliates.count_click(f"code-{partner}", new_ulid(moment), moment)

    seen, cursor = affiliates.clicks(partner, 10)
    while cursor is not None:
        more, cursor = affiliates.clicks(partner, 10, cursor)
        seen += more

    assert [click.at for click in seen] == moments[::-1]


def test_visits_at_once_are_all_counted(affiliates: Affiliates, partner: str) -> None:
    ids = [new_ulid(NOW) for _ in range(40)]

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda each: affiliates.count_click(f"code-{partner}", each, NOW), ids))

    assert affiliates.stats(partner).reach.clicks == 40
    assert {click.click_id for click in affiliates.clicks(partner, 100)[0]} == set(ids)


def test_a_cursor_nobody_gave_out_is_refused(affiliates: Affiliates, partner: str) -> None:
    with pytest.raises(Malformed):
        affiliates.clicks(partner, 10, "eyJ4IjoxfQ==")
    with pytest.raises(Malformed):
        affiliates.commissions(partner, 10, cursor_after("no such place"))


def test_the_first_attribution_stays(affiliates: Affiliates, partner: str) -> None:
    client = f"U-{partner}"
    first = a_referral(client, partner)

    assert affiliates.record(first)
    assert not affiliates.record(first)
    assert not affiliates.record(a_referral(client, "another"))
    assert affiliates.referrals(partner, 10) == ([first], None)
    assert affiliates.referrals("another", 10) == ([], None)
    assert affiliates.stats(partner).reach.signups == 1


def test_conversion_counts_sign_ups_that_came_through_a_click(
    affiliates: Affiliates, partner: str
) -> None:
    clicks = [new_ulid(NOW) for _ in range(4)]
    for click_id in clicks:
        affiliates.count_click(f"code-{partner}", click_id, NOW)
    through = Evidence(f"code-{partner}", clicks[0], NOW)

    affiliates.record(a_referral(f"U-{partner}-1", partner, evidence=through))
    affiliates.record(a_referral(f"U-{partner}-2", partner))

    reach = affiliates.stats(partner).reach
    assert (reach.signups, reach.conversion_rate) == (2, 0.25)


def test_a_newcomer_gets_the_markup_its_partner_has_now(
    affiliates: Affiliates, partner: str
) -> None:
    evidence = Evidence(f"code-{partner}", None, NOW)
    before = affiliates.refer("U1", "ada", evidence)
    affiliates.set_markup(partner, Decimal("0.10"), Decimal("0.20"), NOW)
    after = affiliates.refer("U2", "bo", evidence)

    assert before is not None
    assert after is not None
    assert (before.markup_rate, after.markup_rate) == (Decimal("0"), Decimal("0.10"))


def test_a_partner_does_not_refer_itself(affiliates: Affiliates, partner: str) -> None:
    assert affiliates.refer(partner, "me", Evidence(f"code-{partner}", None, NOW)) is None


def test_a_sign_up_that_lost_its_referral_gets_it_back(
    books: Bookkeeping, affiliates: Affiliates, partner: str
) -> None:
    newcomer = Newcomer(f"U-{partner}", "ada", NOW, partner, Decimal("0.1"), "code", None)

    assert books.welcome(newcomer)
    assert not books.welcome(newcomer)
    assert affiliates.stats(partner).reach.signups == 1


def test_a_client_counts_as_linked_and_as_trader_once(
    books: Bookkeeping, affiliates: Affiliates, partner: str
) -> None:
    client = f"U-{partner}"
    affiliates.record(a_referral(client, partner))
    trade = a_won_trade(user_id=client, terms=fee_terms(referrer_id=partner))

    for number in range(2):
        books.link(client, NOW)
        books.settle(replace(trade, trade_id=f"{partner}-{number}"))

    reach = affiliates.stats(partner).reach
    assert (reach.signups, reach.linked, reach.traders) == (1, 1, 1)
    assert affiliates.referrals(partner, 1)[0][0].status == "trading"


def test_a_settled_trade_earns_once_however_often_it_is_told(
    books: Bookkeeping, affiliates: Affiliates, partner: str
) -> None:
    trade = a_won_trade(trade_id=f"T-{partner}", terms=fee_terms(referrer_id=partner))

    first, second = books.settle(trade), books.settle(trade)

    assert (len(first), len(second)) == (2, 0)
    assert affiliates.stats(partner).earnings == Earnings(pending=Decimal("0.57"))
    entries, _ = affiliates.commissions(partner, 10)
    assert [(e.trade_id, e.amount) for e in entries] == [(f"T-{partner}", Decimal("0.57"))]


def test_what_a_client_owes_is_listed_for_that_client(
    books: Bookkeeping, affiliates: Affiliates, partner: str
) -> None:
    client = f"U-{partner}"
    books.settle(a_won_trade(trade_id=f"T-{partner}", user_id=client))

    (owed,), cursor = affiliates.receivables(client, 10)

    assert (owed.kind, owed.amount, cursor) == (CommissionKind.RECEIVABLE, Decimal("1.90"), None)
    assert owed.beneficiary_id == "nexus"


def test_a_reversal_takes_everything_back_once(
    books: Bookkeeping, affiliates: Affiliates, partner: str
) -> None:
    trade_id = f"T-{partner}"
    books.settle(a_won_trade(trade_id=trade_id, terms=fee_terms(referrer_id=partner)))

    first = books.reverse(trade_id, "corrected", NOW)
    second = books.reverse(trade_id, "corrected", NOW)

    assert (len(first), len(second)) == (2, 0)
    assert affiliates.stats(partner).earnings == Earnings(reversed=Decimal("0.57"))


def test_nothing_is_approved_until_the_receivable_is_collected_and_held(
    store: Store, books: Bookkeeping, affiliates: Affiliates, partner: str
) -> None:
    trade_id = f"T-{partner}"
    books.settle(a_won_trade(trade_id=trade_id, terms=fee_terms(referrer_id=partner)))
    approvals = Approvals(DynamoCommissions(store))
    late = NOW + APPROVAL_HOLD

    before = approvals.approve_due(late)
    approvals.record_collection(Collection(trade_id, NOW, "bank-1"))
    too_early = approvals.approve_due(late - timedelta(seconds=1))
    approved = approvals.approve_due(late)
    again = approvals.approve_due(late)

    assert (before, too_early, again) == ((), (), ())
    assert [entry.amount for entry in approved] == [Decimal("0.57")]
    assert affiliates.stats(partner).earnings == Earnings(approved=Decimal("0.57"))


def test_what_was_taken_back_is_never_approved(
    store: Store, books: Bookkeeping, affiliates: Affiliates, partner: str
) -> None:
    trade_id = f"T-{partner}"
    books.settle(a_won_trade(trade_id=trade_id, terms=fee_terms(referrer_id=partner)))
    books.reverse(trade_id, "corrected", NOW)
    approvals = Approvals(DynamoCommissions(store))
    approvals.record_collection(Collection(trade_id, NOW, "bank-1"))

    approved = approvals.approve_due(NOW + APPROVAL_HOLD)

    assert approved == ()
    assert affiliates.stats(partner).earnings == Earnings(reversed=Decimal("0.57"))


def test_commissions_page_newest_first_with_states(
    books: Bookkeeping, affiliates: Affiliates, partner: str
) -> None:
    for minute in range(5):
        books.settle(
            a_won_trade(
                trade_id=f"{partner}-{minute}",
                settled_at=NOW + timedelta(minutes=minute),
                terms=fee_terms(referrer_id=partner),
            )
        )

    first, cursor = affiliates.commissions(partner, 3)
    rest, end = affiliates.commissions(partner, 3, cursor)

    assert [e.trade_id for e in first + rest] == [f"{partner}-{each}" for each in (4, 3, 2, 1, 0)]
    assert {e.state for e in first} == {CommissionState.PENDING}
    assert end is None
