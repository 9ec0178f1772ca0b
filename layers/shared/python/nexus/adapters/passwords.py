"""Argon2id, with its parameters as data; raising them re-hashes each password at its next login."""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from argon2 import PasswordHasher


@dataclass(frozen=True)
class Argon2Cost:
    """What one hash costs; the defaults are OWASP's (19 MiB, 2 passes, 1 lane)."""

    memory_kib: int = 19_456
    passes: int = 2
    lanes: int = 1


@dataclass(frozen=True)
class Argon2Passwords:
    """Hash and verify passwords, as `nexus.accounts.ports.PasswordHasher`."""

    cost: Argon2Cost = Argon2Cost()

    def hash(self, password: str) -> str:
        """Hash a password with a salt of its own."""
        return self._hasher.hash(password)

    def verify(self, stored: str | None, password: str) -> bool:
        """Compare; without a stored hash the same work is done and the answer is no."""
        from argon2.exceptions import InvalidHashError, VerificationError

        nobody = self._nobody
        try:
            is_right = self._hasher.verify(nobody if stored is None else stored, password)
        except (VerificationError, InvalidHashError):
            return False
        return is_right and stored is not None

    def is_outdated(self, stored: str) -> bool:
        """Say whether a hash was made with other parameters than today's."""
        return self._hasher.check_needs_rehash(stored)

    @cached_property
    def _hasher(self) -> "PasswordHasher":
        from argon2 import PasswordHasher

        cost = self.cost
        return PasswordHasher(cost.passes, cost.memory_kib, cost.lanes)

    @cached_property
    def _nobody(self) -> str:
        return self._hasher.hash("nobody has this password")
