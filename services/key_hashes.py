"""Keyed hashes of numbers, names and contents computed again under the current master key."""

from collections import defaultdict
from collections.abc import Callable
from time import sleep
from typing import Any

from sqlalchemy import Column, bindparam, update
from sqlmodel import Session, SQLModel, col, select

from models import Identity, Party, Petition
from services import database, identity, petition_records, vault

# Column -> the rows that change: id, hash before, hash after.
Changes = dict[Column[str], list[dict[str, Any]]]
Page = Callable[[Session, int, int, Changes], int]

_IDENTITIES, _PETITIONS = (SQLModel.metadata.tables[name].columns for name in ("identities", "petitions"))


def renew(*, chunk: int, pause: float, watch: Callable[[str, int], None]) -> int:
    """Replace each hash that stands under an older key; returns how many.

    Opens its own transactions. A hash whose text is not known any more is left as it is.
    """
    done = 0
    pages: tuple[tuple[str, Page], ...] = (("identities", _identities), ("petitions", _petitions))
    for name, page in pages:
        last = 0
        while True:
            changes: Changes = defaultdict(list)
            with database.reading() as session:
                last = page(session, last, chunk, changes)
            if changes:
                with database.transaction() as session:
                    for column, rows in changes.items():
                        # Whoever wrote the row meanwhile keeps what he wrote.
                        same = (column.table.c.id == bindparam("row"), column == bindparam("old"))
                        change = update(column.table).where(*same).values({column: bindparam("new")})
                        session.connection().execute(change, rows)
                        done += len(rows)
            watch(f"{name}.hash", done)
            if not last:
                break
            sleep(pause)
    return done


def _identities(session: Session, last: int, limit: int, changes: Changes) -> int:
    """Note the changes of one page; returns the id to go on from, 0 at the end."""
    rows = session.exec(
        select(Identity, Petition.sealed_key)
        .join(Party, col(Party.id) == col(Identity.party_id))
        .join(Petition, col(Petition.id) == col(Party.petition_id))
        .where(col(Identity.id) > last)
        .order_by(col(Identity.id))
        .limit(limit)
    ).all()
    for row, key in rows:
        try:
            secret = vault.unseal(row.sealed, purpose=identity.PURPOSE, key=key)
        except vault.CannotUnseal:
            continue
        numbers = vault.number_hashes(secret.get("number", ""))
        names = vault.name_hashes(secret.get("name", ""))
        _note(changes, _IDENTITIES["number_hash"], row.id, row.number_hash, numbers)
        _note(changes, _IDENTITIES["name_hash"], row.id, row.name_hash, names)
    return rows[-1][0].id or 0 if rows else 0


def _petitions(session: Session, last: int, limit: int, changes: Changes) -> int:
    rows = session.exec(
        select(Petition)
        .where(col(Petition.id) > last, Petition.content_hash != "")
        .order_by(col(Petition.id))
        .limit(limit)
    ).all()
    for row in rows:
        try:
            known = vault.content_hashes(petition_records.whole_words(row))
        except vault.CannotUnseal:
            continue
        _note(changes, _PETITIONS["content_hash"], row.id or 0, row.content_hash, known)
    return rows[-1].id or 0 if rows else 0


def _note(changes: Changes, column: Column[str], row_id: int | None, before: str, known: list[str]) -> None:
    """A hash that is one of the older keys' becomes the current key's, which stands first."""
    if before in known[1:]:
        changes[column].append({"row": row_id, "old": before, "new": known[0]})
