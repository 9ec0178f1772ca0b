"""Usernames, passwords and countries."""

import pytest

from nexus.accounts.countries import COUNTRIES, DEMO_ONLY, allows_real_trading, is_country
from nexus.accounts.passwords import password_problems
from nexus.accounts.usernames import (
    affiliate_code,
    email_problems,
    same_email,
    username_problems,
)


@pytest.mark.parametrize("username", ["ada", "Dangote_FX", "a12", "x" * 30])
def test_a_plain_username_is_accepted(username: str) -> None:
    assert username_problems(username) == []


@pytest.mark.parametrize(
    "username",
    ["", "ab", "1ada", "_ada", "ada lovelace", "ada-l", "ada\n", "x" * 31, "Admin", "é12"],
)
def test_a_username_that_cannot_be_a_link_is_refused(username: str) -> None:
    assert username_problems(username)


def test_the_affiliate_code_ignores_case() -> None:
    assert affiliate_code("Dangote_FX") == "dangote_fx"


@pytest.mark.parametrize("email", ["a@b.co", "ada.l+x@mail.example.com"])
def test_an_address_that_can_be_written_to_is_accepted(email: str) -> None:
    assert email_problems(email) == []


@pytest.mark.parametrize(
    "email", ["", "a", "a@b", "@b.co", "a@", "a b@c.de", "a@b.c", "a@b..de", "a@b.co\n", "a" * 255]
)
def test_an_address_that_cannot_be_written_to_is_refused(email: str) -> None:
    assert email_problems(email)


def test_one_mailbox_is_one_person() -> None:
    assert same_email(" Ada@Example.COM ") == "ada@example.com"


@pytest.mark.parametrize("password", ["correct horse battery", "Tr0ub4dor&3x", "пароль пароль"])
def test_a_long_password_of_any_letters_is_accepted(password: str) -> None:
    assert password_problems(password, "ada@example.com", "ada") == []


@pytest.mark.parametrize(
    "password",
    ["", "short", "x" * 129, "Password123", "abababababab", "ada@example.com", "lovelace_ada"],
)
def test_a_password_that_is_easily_guessed_is_refused(password: str) -> None:
    assert password_problems(password, "ada@example.com", "lovelace_ada")


def test_every_country_is_two_letters_and_there_are_all_of_them() -> None:
    assert all(len(code) == 2 and code.isupper() for code in COUNTRIES)
    assert len(COUNTRIES) == 249


def test_real_trading_is_allowed_by_the_table_only() -> None:
    assert DEMO_ONLY < COUNTRIES
    assert allows_real_trading("NG")
    assert not allows_real_trading("US")
    assert not allows_real_trading("XX")
    assert is_country("US")
