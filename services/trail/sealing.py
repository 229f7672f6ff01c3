"""Sealing: what came since the last seal is hashed in order, chained to that seal and signed."""

import hashlib
from dataclasses import replace
from datetime import datetime

from sqlalchemy.exc import IntegrityError

from services import audit, database
from services.errors import AppError
from services.permissions import Actor, Permission, require
from services.text import N_
from services.trail import entries, seals
from services.trail.seals import Seal

# How long a seal waits for those who are writing to the trail just then.
PATIENCE_SECONDS = 30.0


class SealedMeanwhile(AppError):
    msgid = N_("Somebody else sealed the trail at the same moment. Nothing is left to do.")


class SealsDoNotHold(AppError):
    msgid = N_(
        "Seal {seal} does not fit the one before it or its signature. Nothing is sealed on top of it: "
        "run manage.py audit verify and look for the cause."
    )


class KeyIsAnother(AppError):
    msgid = N_(
        "Seal {seal} was signed with another key than that of this server. Did you change the key, then seal "
        "once with manage.py audit seal --new-key; if not, look for the cause first."
    )


def seal(
    *, actor: Actor, now: datetime, new_key: bool = False, patience: float = PATIENCE_SECONDS
) -> Seal | None:
    """Seal the entries that came since the last seal; None where none came.

    Raises SealsDoNotHold where an earlier seal is not what this server signed, KeyIsAnother where the last
    one was signed with another key and nobody says that it was changed (`new_key`), and SealedMeanwhile
    where another process was faster. The sealing itself goes on the trail, under the next seal.
    """
    require(actor, Permission.WATCH_RUN)
    with database.reading() as session:
        known = seals.kept(session)
        refuse_a_broken_chain(known, new_key=new_key)
        before = known[-1] if known else None
        settled = entries.last_settled(session, patience=patience)
        # What was committed while waiting is only seen by a new look.
        session.rollback()
        ids: list[int] = []
        marks = bytearray()
        running = hashlib.sha256(before.seal.encode() if before else b"")
        for row in entries.stored(session, after=before.last_id if before else 0, upto=settled):
            found = entries.digest(row)
            ids.append(row[0])
            marks += found[: entries.MARK]
            running.update(found)
    if not ids:
        return None
    unsigned = Seal(
        id=before.id + 1 if before else 1,
        sealed_at=now,
        first_id=ids[0],
        last_id=ids[-1],
        entries=len(ids),
        ranges=seals.ranges_of(ids),
        marks=bytes(marks),
        digest=running.hexdigest(),
        previous=before.seal if before else "",
        key_id=seals.key_id(),
        seal="",
    )
    signed = replace(unsigned, seal=seals.sign(unsigned))
    try:
        with database.transaction() as session:
            session.add(seals.row_of(signed))
            session.flush()
            audit.write(
                session,
                "audit.seal",
                actor=actor,
                now=now,
                subject="audit",
                subject_id=signed.id,
                seal=signed.seal,
                entries=signed.entries,
            )
    except IntegrityError as error:
        raise SealedMeanwhile() from error
    return signed


def refuse_a_broken_chain(known: list[Seal], *, new_key: bool) -> None:
    """Raise SealsDoNotHold for the first seal that is not chained to the one before or was altered.

    Those signed with a key that is gone are held by the chain under a later one. The last one has no such
    hold: whoever seals on top of it vouches for it, so that it takes somebody to say that the key changed.
    """
    current = seals.key_id()
    before = ""
    for number, one in enumerate(known, start=1):
        if (one.id, one.previous) != (number, before) or not one.holds:
            raise SealsDoNotHold(seal=number)
        before = one.seal
    if known and known[-1].key_id != current and not new_key:
        raise KeyIsAnother(seal=known[-1].id)
