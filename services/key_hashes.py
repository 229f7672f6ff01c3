"""Keyed hashes of numbers, names and contents computed again under the current master key."""

from collections.abc import Callable
from time import sleep
from typing import Any

from sqlmodel import Session, col, select, update

from models import Identity, Party, Petition
from services import database, identity, petition_records, vault

NAMES = {Identity: "identities", Petition: "petitions"}


def renew(*, chunk: int, pause: float, watch: Callable[[str, int], None]) -> int:
    """Replace each hash that stands under an older key; returns how many.

    Opens its own transactions. A hash whose text is not known any more is left as it is.
    """
    done = 0
    for model, page in ((Identity, _identities), (Petition, _petitions)):
        last = 0
        while True:
            with database.reading() as session:
                last, changes = page(session, last, chunk)
            if changes:
                with database.transaction() as session:
                    for row_id, before, after in changes:
                        same = [getattr(model, name) == old for name, old in before.items()]
                        session.execute(
                            update(model).where(col(model.id) == row_id, *same).values(**after),
                            execution_options={"synchronize_session": False},
                        )
                done += sum(len(after) for _row, _before, after in changes)
            watch(f"{NAMES[model]}.hash", done)
            if not last:
                break
            sleep(pause)
    return done


Changes = list[tuple[int, dict[str, str], dict[str, str]]]


def _identities(session: Session, last: int, limit: int) -> tuple[int, Changes]:
    """One page of changes and the id to go on from, 0 at the end."""
    rows = session.exec(
        select(Identity, Petition)
        .join(Party, col(Party.id) == col(Identity.party_id))
        .join(Petition, col(Petition.id) == col(Party.petition_id))
        .where(col(Identity.id) > last)
        .order_by(col(Identity.id))
        .limit(limit)
    ).all()
    changes: Changes = []
    for row, petition in rows:
        try:
            secret = vault.unseal(row.sealed, purpose=identity.PURPOSE, key=petition.sealed_key)
        except vault.CannotUnseal:
            continue
        known = {
            "number_hash": vault.number_hashes(secret.get("number", "")),
            "name_hash": vault.name_hashes(secret.get("name", "")),
        }
        _note(changes, row, known)
    return (rows[-1][0].id or 0 if rows else 0), changes


def _petitions(session: Session, last: int, limit: int) -> tuple[int, Changes]:
    rows = session.exec(
        select(Petition)
        .where(col(Petition.id) > last, Petition.content_hash != "")
        .order_by(col(Petition.id))
        .limit(limit)
    ).all()
    changes: Changes = []
    for row in rows:
        try:
            said = petition_records.whole_words(row)
        except vault.CannotUnseal:
            continue
        _note(changes, row, {"content_hash": vault.content_hashes(said)})
    return (rows[-1].id or 0 if rows else 0), changes


def _note(changes: Changes, row: Any, known: dict[str, list[str]]) -> None:
    """A hash of this row that is one of the older keys' becomes the current key's."""
    old = {name: getattr(row, name) for name, hashes in known.items() if getattr(row, name) in hashes[1:]}
    if old:
        changes.append((row.id, old, {name: known[name][0] for name in old}))
