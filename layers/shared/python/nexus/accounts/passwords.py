"""Which passwords are accepted."""

from nexus.kernel.errors import FieldError

SHORTEST = 10
LONGEST = 128
_COMMON = """
1234567890 0123456789 0987654321 1111111111 1q2w3e4r5t qwertyuiop password12 password123
password1234 passw0rd123 iloveyou123 welcome123 administrator changeme123 letmein1234
abcdefghij football123 superman123 dragon12345 monkey12345 qwerty12345 asdfghjkl1
trustno1234
"""
_TOO_COMMON = frozenset(_COMMON.split())


def password_problems(password: str, email: str, username: str) -> list[FieldError]:
    """List what is wrong with a password; none when it is accepted."""
    return [FieldError("password", message) for message in _complaints(password, email, username)]


def _complaints(password: str, email: str, username: str) -> list[str]:
    plain = password.casefold()
    names = {email.casefold(), email.split("@", 1)[0].casefold(), username.casefold()}
    rules = (
        (len(password) < SHORTEST, f"Expected at least {SHORTEST} characters"),
        (len(password) > LONGEST, f"Expected at most {LONGEST} characters"),
        (plain in _TOO_COMMON or len(set(plain)) < 4, "This password is too easy to guess"),
        (plain in names, "Expected something else than your name"),
    )
    return [message for is_broken, message in rules if is_broken]
