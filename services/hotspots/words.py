"""What people write about a hot spot: more than a line, bounded, and sealed under the key of its case."""

from models import Case
from services import vault
from services.entries import TextTooLong
from services.errors import FieldRequired
from services.text import nfc

LONGEST = 2000


def written(text: str, *, label: str, field: str) -> str:
    """The text in NFC, not empty; raises FieldRequired or TextTooLong."""
    found = may_be_empty(text, label=label, field=field)
    if not found:
        raise FieldRequired(label=label, field=field)
    return found


def may_be_empty(text: str, *, label: str, field: str) -> str:
    """The text in NFC; raises TextTooLong."""
    found = nfc(text)
    if len(found) > LONGEST:
        raise TextTooLong(label=label, length=len(found), longest=LONGEST, field=field)
    return found


def sealed(text: str, case: Case, purpose: str) -> bytes:
    """The text under the key of the case."""
    return vault.seal(text, purpose=purpose, key=case.sealed_key)


def opened(value: bytes | None, case: Case, purpose: str) -> str:
    """The text again, "" for none; the caller has found the case for its reader."""
    return "" if value is None else str(vault.unseal(value, purpose=purpose, key=case.sealed_key))
