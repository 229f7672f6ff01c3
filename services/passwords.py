"""One-time passwords: made by the server, shown once, good for one sign-in."""

import secrets
from functools import lru_cache

from pwdlib.hashers.argon2 import Argon2Hasher

# Letters and digits that nobody mistakes for one another when reading aloud.
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
GROUPS, LETTERS = 4, 4


def one_time_password() -> str:
    """Sixteen random letters in groups, such as "k7wm-p3fd-xh9a-t2cq" (79 bits)."""
    return "-".join("".join(secrets.choice(ALPHABET) for _letter in range(LETTERS)) for _ in range(GROUPS))


# In KiB; a hash says so of itself.
_MEMORY = 1024


@lru_cache
def _hasher() -> Argon2Hasher:
    # Argon2's memory and time make guessing of short human passwords slow; 79 random
    # bits need no stretching, and a list of new accounts is made in one transaction.
    return Argon2Hasher(time_cost=1, memory_cost=_MEMORY, parallelism=1)


def hash_one_time(password: str) -> str:
    """The hash of a one-time password; sign-in verifies it like any other (its parameters stand in it)."""
    return _hasher().hash(password)


def is_one_time(password_hash: str) -> bool:
    """Whether a hash is one of `hash_one_time`."""
    return f"$m={_MEMORY}," in password_hash
