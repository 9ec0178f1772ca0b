import secrets
from hashlib import scrypt
from hmac import compare_digest

COST = {"n": 2**14, "r": 8, "p": 1, "maxmem": 64 * 1024 * 1024}
# Compared against when there is no such user, so that both cases take as long.
NOBODY = f"{bytes(16).hex()}${bytes(64).hex()}"


def hash_password(password: str) -> str:
    """Hash a password with a fresh salt; takes tens of milliseconds on purpose."""
    salt = secrets.token_bytes(16)
    return f"{salt.hex()}${_digest(password, salt).hex()}"


def is_password(password: str, hashed: str) -> bool:
    """Tell whether a password belongs to a hash."""
    salt, digest = (bytes.fromhex(part) for part in hashed.split("$"))
    return compare_digest(_digest(password, salt), digest)


def _digest(password: str, salt: bytes) -> bytes:
    return scrypt(password.encode(), salt=salt, **COST)
