"""The kill switch stops every account at once, and says when the last order went out."""

from datetime import timedelta

import pytest

from infra.ops.kill_switch import run
from nexus.adapters.dynamodb.desk import KILL_SWITCH_SHARDS, kill_switch_key
from nexus.adapters.dynamodb.kill_switch import DynamoKillSwitch
from nexus.adapters.dynamodb.store import Store
from tests.factories import NOW


def _run(command: str, tables: Store) -> str:
    return run([command, "--stage", "test"], tables, lambda: NOW)


def test_on_and_off_flip_every_shard_together(tables: Store) -> None:
    said = _run("on", tables)
    on = [tables.get(kill_switch_key(f"A{n}")) for n in range(KILL_SWITCH_SHARDS * 4)]
    _run("off", tables)
    off = [tables.get(kill_switch_key(f"A{n}")) for n in range(KILL_SWITCH_SHARDS * 4)]

    assert said.startswith("Trading is STOPPED for everybody since 2026-11-24T12:00:00.000Z")
    assert all(item is not None and item["is_on"] for item in on)
    assert all(item is not None and not item["is_on"] for item in off)


def test_the_time_of_the_last_order_is_shown(tables: Store) -> None:
    switch = DynamoKillSwitch(tables)
    before = _run("show", tables)
    for number in range(KILL_SWITCH_SHARDS * 2):
        switch.mark_order(f"A{number}", NOW + timedelta(seconds=number))
    switch.mark_order("A1", NOW - timedelta(hours=1))

    assert "Last order sent: none." in before
    assert "Last order sent: 2026-11-24T12:00:15.000Z." in _run("show", tables)


def test_an_unknown_command_is_refused(tables: Store) -> None:
    with pytest.raises(SystemExit):
        _run("maybe", tables)
