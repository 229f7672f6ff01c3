"""Encryption and keyed hashes: protected words at rest, and finding duplicates without them."""

import hashlib
import hmac
import json
import os
from functools import lru_cache
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from services.errors import AppError
from services.settings import settings
from services.text import N_, fold, sorted_words

# First byte of every sealed value: the version of the format and of the key.
_FORMAT = b"\x01"
_NONCE = 12


class CannotUnseal(AppError):
    msgid = N_("A protected value cannot be read with the key of this server. Check TIEPDAN_KEY.")


@lru_cache
def derived(secret: bytes, purpose: str) -> bytes:
    """A 32-byte key for one purpose, from the master secret (HKDF-SHA256, RFC 5869)."""
    return HKDF(algorithm=SHA256(), length=32, salt=b"tiep-dan", info=purpose.encode()).derive(secret)


def _key(purpose: str) -> bytes:
    current = settings()
    return derived(_secret(current.key, current.key_file or current.data_dir), purpose)


@lru_cache(maxsize=4)
def _secret(key: str, place: Path) -> bytes:
    """The master secret of these settings, read from its file once and not for every value."""
    return settings().master_key()


def seal_bytes(plain: bytes, *, purpose: str) -> bytes:
    """Encrypt with AES-256-GCM; the purpose is bound in, so that values cannot change places."""
    nonce = os.urandom(_NONCE)
    return _FORMAT + nonce + AESGCM(_key("seal")).encrypt(nonce, plain, purpose.encode())


def unseal_bytes(sealed: bytes, *, purpose: str) -> bytes:
    """Decrypt what `seal_bytes` made; raises CannotUnseal for a wrong key, purpose or damage."""
    nonce, body = sealed[1 : 1 + _NONCE], sealed[1 + _NONCE :]
    try:
        return AESGCM(_key("seal")).decrypt(nonce, body, purpose.encode())
    except InvalidTag as error:
        raise CannotUnseal() from error


def seal(value: Any, *, purpose: str) -> bytes:
    """Encrypt a JSON value."""
    return seal_bytes(json.dumps(value, ensure_ascii=False).encode(), purpose=purpose)


def unseal(sealed: bytes, *, purpose: str) -> Any:
    """The JSON value that `seal` encrypted."""
    return json.loads(unseal_bytes(sealed, purpose=purpose))


def keyed_hash(text: str, *, purpose: str) -> str:
    """HMAC-SHA256 in hex; '' stays '', so that absent values never match."""
    if not text:
        return ""
    return hmac.new(_key("hash:" + purpose), text.encode(), hashlib.sha256).hexdigest()


def number_hash(number: str) -> str:
    """The hash by which an identity number is found again."""
    return keyed_hash(fold(number).replace(" ", ""), purpose="number")


def name_hash(name: str) -> str:
    """The hash of a name's folded words in alphabetical order."""
    return keyed_hash(sorted_words(name), purpose="name")


def content_hash(content: str) -> str:
    """The hash of a text's folded words in alphabetical order."""
    return keyed_hash(sorted_words(content), purpose="content")
