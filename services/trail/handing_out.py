"""The trail as a file: what is filtered, as a workbook or as CSV; that it left stands in the trail."""

import csv
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from io import StringIO

from sqlmodel import Session

from services import audit, row_export
from services.permissions import Actor
from services.trail import visibility
from services.trail.reading import TrailFilter

# What a spreadsheet would take for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def workbook(
    session: Session,
    asked: TrailFilter,
    *,
    title: str,
    scope: str,
    headings: Sequence[str],
    rows: Sequence[Sequence[object]],
    counted: str,
    actor: Actor,
    now: datetime,
) -> bytes:
    """An .xlsx of entries in the reader's words."""
    _note(session, asked, len(rows), "xlsx", actor=actor, now=now)
    return row_export.sheet_of(title=title, scope=scope, headings=headings, rows=rows, counted=counted)


def as_csv(
    session: Session,
    asked: TrailFilter,
    *,
    headings: Sequence[str],
    rows: Sequence[Sequence[object]],
    actor: Actor,
    now: datetime,
) -> bytes:
    """The same as CSV with the mark by which spreadsheets know UTF-8; formulas are disarmed."""
    _note(session, asked, len(rows), "csv", actor=actor, now=now)
    file = StringIO()
    writer = csv.writer(file)
    writer.writerow(headings)
    writer.writerows([[_disarmed(cell) for cell in row] for row in rows])
    return file.getvalue().encode("utf-8-sig")


def _note(session: Session, asked: TrailFilter, rows: int, form: str, *, actor: Actor, now: datetime) -> None:
    visibility.require_reader(actor)
    filtered = {name: str(value) for name, value in asdict(asked).items() if value not in (None, "", False)}
    # What was typed to search may be anything, a name too: only that something was typed.
    if "code" in filtered:
        filtered["code"] = "…"
    audit.write(
        session, "audit.export", actor=actor, now=now, subject="audit", rows=rows, form=form, filter=filtered
    )
    session.flush()


def _disarmed(cell: object) -> str:
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.startswith(_FORMULA) else text
