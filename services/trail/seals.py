"""What a seal says and how it is signed: with a key that whoever rewrites the database does not have."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from sqlmodel import Session, col, select

from models import AuditSeal
from services.key_ring import MasterKey, hmac_of, ring
from services.trail.entries import MARK

FORMAT = 1
PURPOSE = "audit seal"
_KEY_ID = 16
# Digits of each half of a seal, 128 bits: what everybody can compute again, and what needs the key.
_HALF = 32


@dataclass(frozen=True, slots=True)
class Seal:
    """One seal, from the database or from a file kept elsewhere; the columns are those of AuditSeal."""

    id: int
    sealed_at: datetime
    first_id: int
    last_id: int
    entries: int
    ranges: str
    marks: bytes
    digest: str
    previous: str
    key_id: str
    seal: str

    @property
    def holds(self) -> bool:
        """Whether it says what it said when it was signed.

        Without its key, which may be gone since, by the half that needs none: the seal after it
        has that half in its chain, so that nobody alters both.
        """
        key = next((one for one in ring().keys if _id_of(one) == self.key_id), None)
        if key is None:
            return self.seal.startswith(_plain_half(self))
        # The first seals were a signature throughout, without the half that needs no key.
        return self.seal in (_under(self, key), _signature(self, key))

    @property
    def is_whole(self) -> bool:
        """Whether its ids and marks can be walked: as many as it says, in order, within its bounds."""
        parts = _pairs(self.ranges)
        if not parts or len(self.marks) != MARK * self.entries:
            return False
        last, count = self.first_id - 1, 0
        for start, end in parts:
            if start <= last or end < start:
                return False
            last, count = end, count + end - start + 1
        return (parts[0][0], last, count) == (self.first_id, self.last_id, self.entries)

    def ids(self) -> Iterator[int]:
        """The ids it covers, in order."""
        for start, end in _pairs(self.ranges):
            yield from range(start, end + 1)


def key_id() -> str:
    """A name for the key in use, from which nothing of the key follows."""
    return _id_of(ring().current)


def sign(seal: Seal) -> str:
    """The digits over everything else in the seal: a hash of it, then a signature of the key in use."""
    return _under(seal, ring().current)


def of_row(row: AuditSeal) -> Seal:
    """The seal that a row keeps."""
    return Seal(**{name: getattr(row, name) for name in Seal.__slots__})


def row_of(seal: Seal) -> AuditSeal:
    """The row that keeps a seal."""
    return AuditSeal(**asdict(seal))


def kept(session: Session) -> list[Seal]:
    """Every seal of the database by its number."""
    rows = session.exec(select(AuditSeal).order_by(col(AuditSeal.id)))
    return [of_row(row) for row in rows]


def last(session: Session) -> Seal | None:
    """The newest seal; None before the first."""
    row = session.exec(select(AuditSeal).order_by(col(AuditSeal.id).desc()).limit(1)).first()
    return of_row(row) if row else None


def ranges_of(ids: list[int]) -> str:
    """Sorted ids in short: "1-120,122-400"."""
    parts: list[list[int]] = []
    for one in ids:
        if parts and one == parts[-1][1] + 1:
            parts[-1][1] = one
        else:
            parts.append([one, one])
    return ",".join(f"{start}-{end}" for start, end in parts)


def _id_of(key: MasterKey) -> str:
    return hmac_of(key.hash_key("key id"), PURPOSE)[:_KEY_ID]


def _under(seal: Seal, key: MasterKey) -> str:
    return _plain_half(seal) + _signature(seal, key)[:_HALF]


def _signature(seal: Seal, key: MasterKey) -> str:
    return hmac_of(key.hash_key(PURPOSE), _signed(seal))


def _plain_half(seal: Seal) -> str:
    return hashlib.sha256(_signed(seal).encode()).hexdigest()[:_HALF]


def _pairs(ranges: str) -> list[tuple[int, int]]:
    """The ranges as numbers; nothing where they are not such."""
    found = []
    for part in ranges.split(","):
        start, dash, end = part.partition("-")
        if not (dash and start.isascii() and start.isdigit() and end.isascii() and end.isdigit()):
            return []
        found.append((int(start), int(end)))
    return found


def _signed(seal: Seal) -> str:
    return json.dumps(
        [
            FORMAT,
            seal.id,
            seal.sealed_at.astimezone(UTC).isoformat(timespec="microseconds"),
            seal.first_id,
            seal.last_id,
            seal.entries,
            hashlib.sha256(seal.ranges.encode()).hexdigest(),
            hashlib.sha256(seal.marks).hexdigest(),
            seal.digest,
            seal.previous,
            seal.key_id,
        ],
        separators=(",", ":"),
    )
