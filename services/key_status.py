"""What stands under which master key, and what is wrong with where the keys are kept."""

from collections import Counter
from dataclasses import dataclass

from sqlmodel import Session, col, func, select

from services import key_ring, vault
from services.key_rotation import HEAD, files, guarded_tables, head, sealed_columns
from services.permissions import Actor, Permission, require
from services.settings import settings


@dataclass(frozen=True)
class KeyUse:
    """One master key: `values` and `files` can be sealed anew, `histories` stay under it.

    `name` is "?" for values from before keys had ids.
    """

    name: str
    is_current: bool
    is_known: bool
    values: int
    histories: int
    files: int

    @property
    def is_needed(self) -> bool:
        return bool(self.values or self.histories or self.files)


@dataclass(frozen=True)
class KeyStatus:
    """The keys of this server and those the database speaks of; `place` is "" in the environment."""

    uses: list[KeyUse]
    place: str
    lies_with_the_data: bool
    is_open_to_others: bool

    @property
    def lost(self) -> list[KeyUse]:
        """Keys that something is sealed by and that this server does not have."""
        return [use for use in self.uses if not use.is_known]


def read(session: Session, *, actor: Actor) -> KeyStatus:
    """Count what is sealed by which key."""
    require(actor, Permission.SETTING_EDIT)
    guarded = guarded_tables(session)
    values: Counter[bytes] = Counter()
    histories: Counter[bytes] = Counter()
    for column in sealed_columns():
        begins = head(column, HEAD)
        query = select(begins, func.count()).where(col(column).is_not(None)).group_by(begins)
        counted = histories if column.table.name in guarded else values
        for begin, count in session.execute(query.where(head(column, 1) != vault.DATA)):
            counted[_id_of(bytes(begin))] += count
    of_files: Counter[bytes] = Counter()
    for path in files():
        with path.open("rb") as file:
            of_files[_id_of(file.read(HEAD))] += 1
    ring = key_ring.ring()
    known = {key.id: key.name for key in ring.keys}
    ids = [*known, *sorted({*values, *histories, *of_files} - known.keys())]
    uses = [
        KeyUse(
            name=known.get(one, one.hex() or "?"),
            is_current=one == ring.current.id,
            # Without an id every key is tried; whether one fits is only known by reading.
            is_known=one in known or not one,
            values=values[one],
            histories=histories[one],
            files=of_files[one],
        )
        for one in ids
    ]
    told = settings()
    place = None if told.key else key_ring.place()
    return KeyStatus(
        uses=uses,
        place=str(place or ""),
        lies_with_the_data=not told.demo and key_ring.lies_with_the_data(),
        is_open_to_others=place is not None and bool(place.stat().st_mode & 0o077),
    )


def _id_of(begin: bytes) -> bytes:
    """The id of the key by which a value was sealed, b"" where it does not say."""
    return begin[1:] if begin[:1] == vault.MASTER else b""
