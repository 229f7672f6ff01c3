"""Keys of hashes whose words are kept nowhere: they stay the same when the master key is renewed."""

from collections.abc import Callable

from sqlmodel import Session

from models import LastingKey
from services import key_ring, vault

IMPORT_ROW = "import_row"
# What is hashed and cannot be hashed anew: rows of registers that were taken in keep no cells.
PURPOSES = (IMPORT_ROW,)


def hasher(session: Session, purpose: str) -> Callable[[str], str]:
    """The keyed hash of one lasting purpose; '' stays ''."""
    key = _key(session, purpose)
    return lambda text: key_ring.hmac_of(key, text) if text else ""


def keep(session: Session) -> int:
    """Write down the keys that still follow from the oldest master key, before it may go; says how many."""
    kept = 0
    for purpose in PURPOSES:
        if session.get(LastingKey, purpose) is None:
            sealed = vault.seal_bytes(_key(session, purpose), purpose=vault.KEY_PURPOSE)
            session.add(LastingKey(purpose=purpose, sealed_key=sealed))
            kept += 1
    session.flush()
    return kept


def _key(session: Session, purpose: str) -> bytes:
    kept = session.get(LastingKey, purpose)
    if kept is not None:
        return vault.unseal_bytes(kept.sealed_key, purpose=vault.KEY_PURPOSE)
    return key_ring.ring().keys[-1].hash_key(purpose)
