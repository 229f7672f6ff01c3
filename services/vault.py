"""Encryption and keyed hashes: protected words at rest, and finding duplicates without them.

What belongs to a petition or a case is sealed with the key of that petition or case, which is a
column of it and itself sealed with the current master key (services/key_ring.py). The rest, drafts,
files and rows of registers, is sealed with the master key directly.
"""

import json
import os
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from services.errors import AppError
from services.key_ring import ID_LENGTH, MasterKey, hmac_of, ring
from services.text import N_, fold, sorted_words

# First byte of every sealed value. FIRST: by the one key there was, without its id. MASTER: by the
# master key whose id follows. DATA: by the key of a petition or case.
FIRST, MASTER, DATA = b"\x01", b"\x02", b"\x03"
KEY_PURPOSE = "data key"
_NONCE = 12
_KEY_LENGTH = 32


class CannotUnseal(AppError):
    msgid = N_("A protected value cannot be read with the key of this server. Check TIEPDAN_KEY.")


def new_key() -> bytes:
    """A fresh key for one petition or case, sealed: the value of its column `sealed_key`."""
    return seal_bytes(os.urandom(_KEY_LENGTH), purpose=KEY_PURPOSE)


def seal_bytes(plain: bytes, *, purpose: str, key: bytes | None = None) -> bytes:
    """Encrypt with AES-256-GCM; the purpose is bound in, so that values cannot change places.

    `key` is the `sealed_key` of the petition or case that the words belong to; None for what
    belongs to neither, and for rows from before they had keys.
    """
    nonce, bound = os.urandom(_NONCE), purpose.encode()
    if key is not None:
        data_key = unseal_bytes(key, purpose=KEY_PURPOSE)
        return DATA + nonce + AESGCM(data_key).encrypt(nonce, plain, bound)
    master = ring().current
    return MASTER + master.id + nonce + AESGCM(master.seal).encrypt(nonce, plain, bound)


def unseal_bytes(sealed: bytes, *, purpose: str, key: bytes | None = None) -> bytes:
    """Decrypt what `seal_bytes` made; raises CannotUnseal for a wrong key, purpose or damage.

    `key` as for sealing; what was sealed without one is read with the master keys all the same.
    """
    form, body, bound = sealed[:1], sealed[1:], purpose.encode()
    if form == DATA and key is not None:
        return _opened(unseal_bytes(key, purpose=KEY_PURPOSE), body, bound)
    if form == MASTER:
        master = ring().find(body[:ID_LENGTH])
        if master is not None:
            return _opened(master.seal, body[ID_LENGTH:], bound)
    if form == FIRST:
        for master in ring().keys:
            try:
                return _opened(master.seal, body, bound)
            except CannotUnseal:
                continue
    raise CannotUnseal()


def seal(value: Any, *, purpose: str, key: bytes | None = None) -> bytes:
    """Encrypt a JSON value; `key` as for `seal_bytes`."""
    return seal_bytes(json.dumps(value, ensure_ascii=False).encode(), purpose=purpose, key=key)


def unseal(sealed: bytes, *, purpose: str, key: bytes | None = None) -> Any:
    """The JSON value that `seal` encrypted."""
    return json.loads(unseal_bytes(sealed, purpose=purpose, key=key))


def handed_over(sealed: bytes, *, purpose: str, source: bytes | None, target: bytes | None) -> bytes:
    """A value of one petition or case sealed for another; what is under a master key stays as it is."""
    if sealed[:1] != DATA:
        return sealed
    return seal_bytes(unseal_bytes(sealed, purpose=purpose, key=source), purpose=purpose, key=target)


def opens(sealed: bytes) -> bool:
    """Whether this server has the master key that a value says it is under."""
    return sealed[:1] != MASTER or ring().find(sealed[1 : 1 + ID_LENGTH]) is not None


def keyed_hash(text: str, *, purpose: str) -> str:
    """HMAC-SHA256 in hex under the current key; '' stays '', so that absent values never match."""
    return hmac_of(ring().current.hash_key(purpose), text) if text else ""


def number_hash(number: str) -> str:
    """The hash by which an identity number is found again."""
    return keyed_hash(_number(number), purpose="number")


def name_hash(name: str) -> str:
    """The hash of a name's folded words in alphabetical order."""
    return keyed_hash(sorted_words(name), purpose="name")


def content_hash(content: str) -> str:
    """The hash of a text's folded words in alphabetical order."""
    return keyed_hash(sorted_words(content), purpose="content")


def number_hashes(number: str) -> list[str]:
    """The hashes a number may stand under, the current key's first: rotation renews them one by one."""
    return _under_each(_number(number), "number")


def name_hashes(name: str) -> list[str]:
    """As `number_hashes`, of a name."""
    return _under_each(sorted_words(name), "name")


def content_hashes(content: str) -> list[str]:
    """As `number_hashes`, of a text."""
    return _under_each(sorted_words(content), "content")


def _under_each(text: str, purpose: str) -> list[str]:
    keys: tuple[MasterKey, ...] = ring().keys
    return [hmac_of(key.hash_key(purpose), text) for key in keys] if text else []


def _number(number: str) -> str:
    return fold(number).replace(" ", "")


def _opened(key: bytes, body: bytes, bound: bytes) -> bytes:
    try:
        return AESGCM(key).decrypt(body[:_NONCE], body[_NONCE:], bound)
    except (InvalidTag, ValueError) as error:
        raise CannotUnseal() from error
