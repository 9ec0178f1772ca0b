from dataclasses import replace

from nexus.kernel.audit import AuditEntry, chain, is_intact
from nexus.kernel.events import Event
from tests.factories import NOW


def an_event(number: int) -> Event:
    return Event(f"T{number}#TradeSettled", "TradeSettled", NOW, "A1", {"profit": f"{number}.00"})


def a_chain(length: int) -> list[AuditEntry]:
    entries: list[AuditEntry] = []
    for number in range(length):
        entries.append(chain(entries[-1] if entries else None, an_event(number), NOW))
    return entries


def test_entries_are_numbered_from_one_and_each_proves_the_one_before() -> None:
    first, second = a_chain(2)

    assert (first.number, first.previous_hash) == (1, "")
    assert (second.number, second.previous_hash) == (2, first.hash)
    assert is_intact([first, second])


def test_a_changed_event_breaks_the_chain() -> None:
    entries = a_chain(3)
    forged = replace(entries[1].event, data={"profit": "1000.00"})

    assert not is_intact([entries[0], replace(entries[1], event=forged), entries[2]])


def test_a_removed_entry_breaks_the_chain() -> None:
    entries = a_chain(3)

    assert not is_intact([entries[0], entries[2]])


def test_entries_in_another_order_break_the_chain() -> None:
    entries = a_chain(3)

    assert not is_intact([entries[0], entries[2], entries[1]])
