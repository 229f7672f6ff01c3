"""The change counter that facts follow: every touched row is stamped just before its commit."""

from collections import defaultdict
from datetime import date
from typing import Any

from sqlalchemy import event, inspect, update
from sqlalchemy.orm import Session as OrmSession
from sqlmodel import Session, col

from models.base import Tracked
from models.work import ChangeCounter, Tombstone

_TOUCHED = "touched"
# Ids per UPDATE: SQLite takes 32,766 parameters, PostgreSQL 65,535.
CHUNK = 5_000


def listen(session_class: type[OrmSession]) -> None:
    """Note every followed row at flush, stamp all of them as the last statements before commit."""
    if not event.contains(session_class, "after_flush", _note):
        event.listen(session_class, "after_flush", _note)
        event.listen(session_class, "before_commit", _stamp)
        event.listen(session_class, "after_rollback", _forget)


def record(session: Session, model: type[Tracked], ids: list[int]) -> None:
    """Note rows that were written in bulk, past the session's own bookkeeping."""
    session.info.setdefault(_TOUCHED, defaultdict(set))[model].update(ids)


def entomb(session: Session, model: type[Tracked], row_id: int, *, today: date) -> None:
    """Leave a tombstone for a followed row that is really deleted; the flush notes it for the stamp."""
    session.add(Tombstone(table_name=str(model.__tablename__), row_id=row_id, gone_on=today))
    session.flush()


def take_number(session: Session) -> int:
    """The next change number; the counter's row stays locked until this transaction ends."""
    statement = (
        update(ChangeCounter)
        .where(col(ChangeCounter.id) == 1)
        .values(value=ChangeCounter.value + 1)
        .returning(col(ChangeCounter.value))
    )
    return int(session.execute(statement).scalar_one())


def current(session: Session) -> int:
    """The number of the latest committed write."""
    row = session.get(ChangeCounter, 1)
    return row.value if row else 0


def _note(session: OrmSession, context: Any) -> None:
    touched = session.info.setdefault(_TOUCHED, defaultdict(set))
    for row in (*session.new, *session.dirty):
        if isinstance(row, Tracked | Tombstone):
            identity = inspect(row).identity or (row.id,)  # type: ignore[union-attr]
            touched[type(row)].add(identity[0])


def _stamp(session: OrmSession) -> None:
    session.flush()
    touched = session.info.pop(_TOUCHED, None)
    if not touched:
        return
    number = take_number(session)  # type: ignore[arg-type]
    for model, ids in touched.items():
        ordered = sorted(ids)
        for start in range(0, len(ordered), CHUNK):
            chunk = ordered[start : start + CHUNK]
            session.execute(
                update(model).where(model.id.in_(chunk)).values(changed=number),
                execution_options={"synchronize_session": False},
            )


def _forget(session: OrmSession) -> None:
    session.info.pop(_TOUCHED, None)
