"""The seals for the screen: their numbers, times, digits and whether they hold; not how much they cover."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, func, select

from models import AuditSeal
from services.permissions import Actor
from services.trail import night, seals, visibility
from services.trail.night import LastCheck


@dataclass(frozen=True, slots=True)
class SealLine:
    """One seal; it holds if it continues the one before and this server's key signed it or a later one."""

    number: int
    sealed_at: datetime
    digits: str
    holds: bool


def latest(session: Session, *, limit: int, actor: Actor) -> tuple[list[SealLine], int]:
    """The newest seals, the newest first, and how many there are.

    How many entries they cover is not said: whoever is behind a wall could subtract what he sees.
    """
    visibility.require_reader(actor)
    rows = session.exec(select(AuditSeal).order_by(col(AuditSeal.id).desc()).limit(limit + 1)).all()
    total = session.exec(select(func.count()).select_from(AuditSeal)).one()
    current = seals.key_id()
    before = {row.id + 1: row.seal for row in rows}
    newest = rows[0].key_id if rows else current
    lines = []
    for row in rows[:limit]:
        one = seals.of_row(row)
        chained = one.previous == before.get(one.id, "" if one.id == 1 else one.previous)
        signed = one.holds and current in (one.key_id, newest)
        lines.append(SealLine(one.id, one.sealed_at, one.seal, chained and signed))
    return lines, total


def last_check(session: Session, *, actor: Actor) -> LastCheck | None:
    """How the latest nightly check ended; None where there was none."""
    visibility.require_reader(actor)
    return night.last_check(session)
