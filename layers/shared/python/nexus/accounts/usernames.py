"""Which usernames and e-mail addresses are accepted; a username is also an affiliate code."""

import re

from nexus.kernel.errors import FieldError

_USERNAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{2,29}")
_EMAIL = re.compile(r"[^@\s\x00-\x1f]{1,64}@(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z]{2,63}")
_RESERVED_NAMES = "admin administrator api help info login nexus null root signup support system"
_RESERVED = frozenset(_RESERVED_NAMES.split())


def username_problems(username: str) -> list[FieldError]:
    """List what is wrong with a username; none when it is accepted."""
    if _USERNAME.fullmatch(username) is None:
        said = "Expected 3 to 30 letters, digits or _, beginning with a letter"
        return [FieldError("username", said)]
    if affiliate_code(username) in _RESERVED:
        return [FieldError("username", "This username is reserved")]
    return []


def email_problems(email: str) -> list[FieldError]:
    """List what is wrong with an e-mail address; none when it can be written to."""
    if len(email) > 254 or _EMAIL.fullmatch(email) is None:
        return [FieldError("email", "Expected an e-mail address such as ada@example.com")]
    return []


def same_email(email: str) -> str:
    """Write an address so that two spellings of one mailbox compare equal."""
    return email.strip().casefold()


def affiliate_code(username: str) -> str:
    """Derive the affiliate code; usernames that differ by case only are the same."""
    return username.strip().casefold()
