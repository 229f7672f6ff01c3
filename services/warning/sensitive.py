"""The calendar of sensitive days: Tết, holidays, elections, congresses, and what leaders add."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path

from sqlmodel import Session, col, select

from models import Commune, SensitivePeriod
from models.enums import SensitiveKind
from services import audit
from services.entries import TextTooLong
from services.errors import AppError, FieldRequired, NotFound
from services.permissions import Actor, Permission, require
from services.tet import FIRST_DAYS
from services.text import N_, tidy

FILE = Path(__file__).resolve().parent.parent.parent / "rules" / "sensitive_days.csv"
LABEL_NAME, LABEL_FIRST, LABEL_LAST = N_("What it is"), N_("First day"), N_("Last day")
LONGEST_NAME = 120
LONGEST_SPAN = timedelta(days=731)


class EndsBeforeItBegins(AppError):
    msgid = N_("The last day lies before the first one. Correct one of them.")


class SpanTooLong(AppError):
    msgid = N_("Sensitive days may span two years at most. Choose an earlier last day.")


@dataclass(frozen=True)
class Period:
    """Sensitive days; `id` None where they come with the product. `name_en` may be ""."""

    id: int | None
    kind: SensitiveKind
    name: str
    name_en: str
    first_on: date
    last_on: date
    commune_id: int | None = None
    commune: str = ""

    def meets(self, first: date, last: date, commune_id: int | None) -> bool:
        """Whether it concerns a commune (its own, or it is of the whole province) in the weeks given."""
        here = self.commune_id is None or self.commune_id == commune_id
        return here and self.first_on <= last + timedelta(days=6) and first <= self.last_on


def periods(session: Session, *, actor: Actor, today: date) -> list[Period]:
    """All that touch the year before and the year after a day, by their first day."""
    require(actor, Permission.FIGURES_READ)
    begin, end = today - timedelta(days=366), today + timedelta(days=366)
    own = session.exec(
        select(SensitivePeriod, Commune.name)
        .join(Commune, col(Commune.id) == col(SensitivePeriod.commune_id), isouter=True)
        .where(
            col(SensitivePeriod.withdrawn_at).is_(None),
            SensitivePeriod.last_on >= begin,
            SensitivePeriod.first_on <= end,
        )
    )
    found = [_own(row, commune) for row, commune in own]
    found += [one for one in _shipped(begin.year, end.year) if one.last_on >= begin and one.first_on <= end]
    return sorted(found, key=lambda one: (one.first_on, one.last_on, one.name))


def coming(session: Session, *, actor: Actor, today: date, days: int) -> list[Period]:
    """Those that run on a day, or begin within so many days after it."""
    until = today + timedelta(days=days)
    return [
        one
        for one in periods(session, actor=actor, today=today)
        if one.last_on >= today and one.first_on <= until
    ]


def add(
    session: Session,
    *,
    kind: SensitiveKind,
    name: str,
    first_on: date | None,
    last_on: date | None,
    commune_id: int | None,
    actor: Actor,
    now: datetime,
) -> SensitivePeriod:
    """Add days of the whole province or of a commune. Raises FieldRequired, EndsBeforeItBegins and others."""
    require(actor, Permission.HOTSPOT_LEAD)
    words = tidy(name)
    if not words:
        raise FieldRequired(label=LABEL_NAME, field="name")
    if len(words) > LONGEST_NAME:
        raise TextTooLong(label=LABEL_NAME, length=len(words), longest=LONGEST_NAME, field="name")
    first, last = _day(first_on, LABEL_FIRST, "first_on"), _day(last_on, LABEL_LAST, "last_on")
    if last < first:
        raise EndsBeforeItBegins()
    if last - first > LONGEST_SPAN:
        raise SpanTooLong()
    if commune_id is not None and session.get(Commune, commune_id) is None:
        raise NotFound()
    row = SensitivePeriod(
        kind=kind,
        name=words,
        first_on=first,
        last_on=last,
        commune_id=commune_id,
        entered_by_id=actor.user_id,
        entered_at=now,
    )
    session.add(row)
    session.flush()
    _trail(session, "warning.add_period", row, actor=actor, now=now)
    return row


def withdraw(session: Session, period_id: int, *, actor: Actor, now: datetime) -> SensitivePeriod:
    """Take days back that somebody added; NotFound where that was done already."""
    require(actor, Permission.HOTSPOT_LEAD)
    row = session.get(SensitivePeriod, period_id)
    if row is None or row.withdrawn_at is not None:
        raise NotFound()
    row.withdrawn_at = now
    _trail(session, "warning.withdraw_period", row, actor=actor, now=now)
    return row


def _own(row: SensitivePeriod, commune: str | None) -> Period:
    return Period(row.id, row.kind, row.name, "", row.first_on, row.last_on, row.commune_id, commune or "")


@lru_cache
def _lines() -> tuple[dict[str, str], ...]:
    with FILE.open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def _shipped(first_year: int, last_year: int) -> Iterator[Period]:
    """The lines of the file in every year in which they hold."""
    for line in _lines():
        begins = date.fromisoformat(line["valid_from"])
        ends = date.fromisoformat(line["valid_to"]) if line["valid_to"] else date.max
        for year in range(first_year, last_year + 1):
            for first, last in _days(line, year):
                if begins <= first and last <= ends:
                    kind = SensitiveKind(line["kind"])
                    yield Period(None, kind, line["name"], line["name_en"], first, last)


def _days(line: dict[str, str], year: int) -> Iterator[tuple[date, date]]:
    """Days and months as written; of Tết so many days from the first day of the lunar year."""
    if line["kind"] == SensitiveKind.TET:
        for first in FIRST_DAYS:
            if first.year == year:
                yield first + timedelta(days=int(line["from"])), first + timedelta(days=int(line["to"]))
        return
    yield _of_year(line["from"], year), _of_year(line["to"], year)


def _of_year(text: str, year: int) -> date:
    day, month = text.split("/")
    return date(year, int(month), int(day))


def _day(value: date | None, label: str, field: str) -> date:
    if value is None:
        raise FieldRequired(label=label, field=field)
    return value


def _trail(session: Session, action: str, row: SensitivePeriod, *, actor: Actor, now: datetime) -> None:
    audit.write(
        session,
        action,
        actor=actor,
        now=now,
        subject="sensitive_period",
        subject_id=row.id,
        kind=row.kind,
        first_on=row.first_on,
        last_on=row.last_on,
        commune_id=row.commune_id,
    )
    session.flush()
