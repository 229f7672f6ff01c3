"""The master keys of this server: the current one, which seals, and older ones, which still open.

They come from the environment or from a file with one key per line, the current one first; never
from the database, and in a real installation never from the folder of the data.
"""

import hashlib
import hmac
import os
import secrets
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from services.errors import SettingsInvalid
from services.settings import settings
from services.text import N_

SHORTEST = 32
ID_LENGTH = 4
_KNOWN = {b"changeme" * 4, b"0" * 32, b"secret" * 6}

TOO_SHORT = N_("TIEPDAN_KEY needs at least 32 characters, and not a default")


class NoKeyThere(SettingsInvalid):
    msgid = N_(
        "The server cannot start: there is no key at {path}, and none can be made there. Make one, "
        "readable for this account only: openssl rand -hex 32 > {path}"
    )


@lru_cache(maxsize=256)
def derived(secret: bytes, purpose: str) -> bytes:
    """A 32-byte key for one purpose, from the master secret (HKDF-SHA256, RFC 5869)."""
    return HKDF(algorithm=SHA256(), length=32, salt=b"tiep-dan", info=purpose.encode()).derive(secret)


@dataclass(frozen=True)
class MasterKey:
    """One secret; its id stands in what it sealed and tells nothing about it."""

    secret: bytes

    @cached_property
    def id(self) -> bytes:
        return derived(self.secret, "key id")[:ID_LENGTH]

    @property
    def name(self) -> str:
        """The id as people read it."""
        return self.id.hex()

    @cached_property
    def seal(self) -> bytes:
        return derived(self.secret, "seal")

    def hash_key(self, purpose: str) -> bytes:
        """The key of the keyed hashes of one purpose."""
        return derived(self.secret, f"hash:{purpose}")


def hmac_of(key: bytes, text: str) -> str:
    """HMAC-SHA256 in hex."""
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


@dataclass(frozen=True)
class KeyRing:
    """The current key first; the last one is the oldest that is still known."""

    keys: tuple[MasterKey, ...]

    @property
    def current(self) -> MasterKey:
        return self.keys[0]

    def find(self, key_id: bytes) -> MasterKey | None:
        """The key with an id, None where this server does not have it."""
        return next((key for key in self.keys if key.id == key_id), None)


def ring() -> KeyRing:
    """The keys of this server, as they are now: a file that was changed is read again.

    A first key is made where there is none. Raises SettingsInvalid for a key that is too short
    or a known default, and where a first one cannot be made.
    """
    told = settings()
    if told.key:
        return _ring((told.key, *told.old_keys.split(";")))
    path = place()
    try:
        stat = path.stat()
    except FileNotFoundError:
        _make(path)
        stat = path.stat()
    return _of_file(path, stat.st_mtime_ns, stat.st_size)


def place() -> Path:
    """The file with the keys, where the environment does not hold them itself.

    Without TIEPDAN_KEY_FILE it lies beside the folder of the data, so that a copy of that folder
    does not open itself; in the demonstration, and where it always was, inside.
    """
    told = settings()
    inside = told.data_dir / "secret.key"
    if told.key_file:
        return told.key_file
    if told.demo or inside.exists():
        return inside
    data_dir = told.data_dir.resolve()
    return data_dir.with_name(f"{data_dir.name}-keys") / "secret.key"


def lies_with_the_data() -> bool:
    """Whether a copy of the folder of the data, or of the database's own, would hold the keys too."""
    told = settings()
    if told.key:
        return False
    where = place().resolve()
    folders = [told.data_dir.resolve()]
    if told.is_sqlite:
        folders.append(Path(told.url.removeprefix("sqlite:///")).resolve().parent)
    return any(where.is_relative_to(folder) for folder in folders)


def fresh() -> str:
    """A new secret: 64 hexadecimal digits, 256 bits."""
    return secrets.token_hex(32)


def add(secret: str) -> MasterKey:
    """Put a new current key before those of the file; the file is replaced whole."""
    path = place()
    older = [key.secret for key in ring().keys]
    spare = path.with_suffix(f".{secrets.token_hex(4)}")
    with os.fdopen(os.open(spare, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(b"\n".join([secret.encode(), *older]) + b"\n")
        file.flush()
        os.fsync(file.fileno())
    spare.replace(path)
    return ring().current


def _make(path: Path) -> None:
    """A first key; whoever comes second finds that of the first."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    except PermissionError as error:
        raise NoKeyThere(path=str(path)) from error
    with os.fdopen(handle, "wb") as file:
        file.write(fresh().encode())


@lru_cache(maxsize=8)
def _of_file(path: Path, changed: int, size: int) -> KeyRing:
    return _ring(tuple(path.read_text().splitlines()))


@lru_cache(maxsize=8)
def _ring(words: tuple[str, ...]) -> KeyRing:
    found = [word.strip().encode() for word in words if word.strip()]
    if not found or any(len(one) < SHORTEST or one.lower() in _KNOWN for one in found):
        raise SettingsInvalid(reason=TOO_SHORT)
    return KeyRing(tuple(MasterKey(one) for one in dict.fromkeys(found)))
