"""Argon2id."""

import pytest

from nexus.adapters.passwords import Argon2Cost, Argon2Passwords

CHEAP = Argon2Passwords(Argon2Cost(memory_kib=64, passes=1))


def test_a_password_verifies_against_its_own_hash() -> None:
    stored = CHEAP.hash("correct horse")

    assert stored.startswith("$argon2id$")
    assert CHEAP.verify(stored, "correct horse")
    assert not CHEAP.verify(stored, "Correct horse")


def test_the_same_password_never_hashes_the_same() -> None:
    assert CHEAP.hash("correct horse") != CHEAP.hash("correct horse")


@pytest.mark.parametrize("stored", [None, "", "nonsense"])
def test_without_a_good_hash_no_password_is_right(stored: str | None) -> None:
    assert not CHEAP.verify(stored, "nobody has this password")


def test_a_hash_of_another_cost_is_outdated() -> None:
    stored = CHEAP.hash("correct horse")

    assert not CHEAP.is_outdated(stored)
    assert Argon2Passwords().is_outdated(stored)
    assert Argon2Passwords().verify(stored, "correct horse")
