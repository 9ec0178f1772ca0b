"""Clicks and referrals, counted in shards so that one partner can earn at any rate."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from nexus.adapters.dynamodb import keys
from nexus.adapters.dynamodb.cursor import cursor_after, id_of_cursor
from nexus.adapters.dynamodb.once import write_once
from nexus.adapters.dynamodb.serialization import Item, from_item, to_item
from nexus.adapters.dynamodb.store import NEW, Action, Put, Query, Store, Update
from nexus.affiliates.models import Click, PartnerPlan, Reach, Referral
from nexus.kernel.clock import to_text
from nexus.kernel.sharding import shard_of

# Clicks are listed shard by shard; counters are read in one call, so they may be many more,
# and the more there are, the fewer transactions meet on one.
CLICK_SHARDS = 8
REACH_SHARDS = 32
_COUNTED = ("clicks", "converted", "signups", "linked", "traders")


@dataclass(frozen=True)
class DynamoReferrals:
    """The referrals table behind `nexus.affiliates.ports.ReferralBook`."""

    store: Store

    def record_click(self, click: Click) -> bool:
        """Write a click and count it; False when this click id is there already."""
        shard = shard_of(click.click_id, CLICK_SHARDS)
        key = keys.click(click.referrer_id, shard, click.click_id)
        item = {"click_id": click.click_id, "code": click.code, "at": to_text(click.at)}
        actions = [Put(key, item, NEW), _counted(click.referrer_id, click.click_id, "clicks")]
        return write_once(self.store, actions, lambda: self.store.get(key) is not None)

    def record(self, referral: Referral) -> bool:
        """Write a referral and count it; False when the client was somebody's before."""
        guard = keys.attribution(referral.referred_id)
        actions = referral_actions(referral)
        return write_once(self.store, actions, lambda: self.store.get(guard) is not None)

    def referral_of(self, referred_id: str) -> Referral | None:
        """Find whose client a user is."""
        owner = self.store.get(keys.attribution(referred_id))
        if owner is None:
            return None
        return self._referral(str(owner["owner_id"]), referred_id)

    def mark_linked(self, referral: Referral, at: datetime) -> bool:
        """Record and count the client's first linked account; False when it was before."""
        return self._mark(referral, "linked_at", "linked", at)

    def mark_traded(self, referral: Referral, at: datetime) -> bool:
        """Record and count the client's first real trade; False when it was before."""
        return self._mark(referral, "traded_at", "traders", at)

    def reach(self, referrer_id: str) -> Reach:
        """Sum a partner's counts; one read."""
        wanted = [keys.reach_counter(referrer_id, shard) for shard in range(REACH_SHARDS)]
        rows = self.store.batch_get(wanted).values()
        return Reach(**{name: sum(int(row.get(name, 0)) for row in rows) for name in _COUNTED})

    def clicks(
        self, referrer_id: str, limit: int, cursor: str | None
    ) -> tuple[list[Click], str | None]:
        """Page through clicks, newest first, over all shards."""
        before = id_of_cursor(cursor)
        rows = [
            item
            for shard in range(CLICK_SHARDS)
            for item in self._clicks_of_shard(referrer_id, shard, before, limit + 1)
        ]
        newest = sorted(rows, key=lambda item: str(item["click_id"]), reverse=True)
        found = [from_item(Click, {**item, "referrer_id": referrer_id}) for item in newest[:limit]]
        return found, cursor_after(found[-1].click_id if len(newest) > limit else None)

    def referrals(
        self, referrer_id: str, limit: int, cursor: str | None
    ) -> tuple[list[Referral], str | None]:
        """Page through clients, newest user id first."""
        after = id_of_cursor(cursor)
        page = self.store.query(
            Query(
                "referrals",
                referrer_id,
                prefix=keys.referral(referrer_id, "").sort,
                newest_first=True,
                limit=limit,
                start=_start(keys.referral(referrer_id, after)) if after else None,
            )
        )
        found = [_read_referral(item) for item in page.items]
        return found, cursor_after(found[-1].referred_id if page.last and found else None)

    def plan(self, referrer_id: str) -> PartnerPlan:
        """Read a partner's plan; the one with no markup when none was set."""
        item = self.store.get(keys.partner_plan(referrer_id))
        return PartnerPlan(Decimal(str(item["markup_rate"]))) if item else PartnerPlan()

    def save_plan(self, referrer_id: str, plan: PartnerPlan, at: datetime) -> None:
        """Write a partner's plan."""
        item = {"markup_rate": str(plan.markup_rate), "changed_at": to_text(at)}
        self.store.write(Put(keys.partner_plan(referrer_id), item))

    def _referral(self, referrer_id: str, referred_id: str) -> Referral | None:
        item = self.store.get(keys.referral(referrer_id, referred_id))
        return None if item is None else _read_referral(item)

    def _mark(self, referral: Referral, attribute: str, counter: str, at: datetime) -> bool:
        key = keys.referral(referral.referrer_id, referral.referred_id)
        mark = Update(
            key,
            "SET #mark = :at",
            "attribute_exists({partition}) AND attribute_not_exists(#mark)",
            names={"#mark": attribute},
            values={":at": to_text(at)},
        )
        actions = [mark, _counted(referral.referrer_id, referral.referred_id, counter)]
        return write_once(self.store, actions, lambda: attribute in (self.store.get(key) or {}))

    def _clicks_of_shard(
        self, referrer_id: str, shard: int, before: str | None, limit: int
    ) -> list[Item]:
        query = Query(
            "referrals",
            keys.click(referrer_id, shard, "").partition,
            prefix=keys.click(referrer_id, shard, "").sort,
            newest_first=True,
            limit=limit,
            start=_start(keys.click(referrer_id, shard, before)) if before else None,
        )
        return self.store.query(query).items


def referral_actions(referral: Referral) -> list[Action]:
    """Write a referral, the mark that it is the first, and its count; for one transaction."""
    owner = {"owner_id": referral.referrer_id, "at": to_text(referral.evidence.at)}
    counts = ("signups", "converted") if referral.evidence.click_id else ("signups",)
    return [
        Put(keys.attribution(referral.referred_id), owner, NEW),
        Put(keys.referral(referral.referrer_id, referral.referred_id), _item(referral), NEW),
        _counted(referral.referrer_id, referral.referred_id, *counts),
    ]


def _item(referral: Referral) -> Item:
    item = to_item(referral)
    item["user_id"] = item.pop("referred_id")
    return item


def _read_referral(item: Mapping[str, Any]) -> Referral:
    return from_item(Referral, {**item, "referred_id": item["user_id"]})


def _counted(referrer_id: str, cause: str, *names: str) -> Action:
    return Update(
        keys.reach_counter(referrer_id, shard_of(cause, REACH_SHARDS)),
        "ADD " + ", ".join(f"#{name} :one" for name in names),
        names={f"#{name}": name for name in names},
        values={":one": 1},
    )


def _start(key: keys.Key) -> Item:
    return {"referrer_id": key.partition, "referred_id": key.sort}
