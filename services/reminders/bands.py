"""Bands before and after the days of a term, and who is told in each: shipped, overlaid by dated settings."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from sqlmodel import Session, col, select

from models import Setting
from models.enums import Recipient
from services.errors import AppError
from services.text import N_
from services.working_days import RULES_FOLDER, WorkingCalendar, YearWithoutData

PREFIX = "escalation."
OFF = "off"


class BandRowInvalid(AppError):
    msgid = N_("The table of reminders is wrong in line {line}, column “{column}”: “{text}”.")


class Anchor(StrEnum):
    """The day of a term that a band counts from."""

    TARGET = "target"
    DUE = "due"


class BandUnit(StrEnum):
    WORKING_DAY = "working_day"
    CALENDAR_DAY = "calendar_day"


# Who may be named in a band; the fallback comes in by itself.
NAMED = (Recipient.OFFICER, Recipient.UNIT_HEAD, Recipient.FOCAL_UNIT, Recipient.DIRECTOR)


@dataclass(frozen=True, slots=True)
class Band:
    """So many days before (negative) or after a day of the term, somebody is told."""

    code: str
    anchor: Anchor
    offset: int
    unit: BandUnit
    recipients: tuple[Recipient, ...]

    def falls_on(self, target_on: date, due_on: date, calendar: WorkingCalendar) -> date | None:
        """The day of the band for a term; None where the calendar does not reach so far."""
        day = target_on if self.anchor is Anchor.TARGET else due_on
        if self.unit is BandUnit.CALENDAR_DAY or not self.offset:
            return day + timedelta(days=self.offset)
        try:
            return calendar.add_working_days(day, self.offset)
        except YearWithoutData:
            return None

    @property
    def days_ahead(self) -> int:
        """How many calendar days before its day the band can fall at most; 0 for one after it."""
        if self.offset >= 0:
            return 0
        # Even across Tết two weeks and twice the working days are enough.
        return -self.offset if self.unit is BandUnit.CALENDAR_DAY else -2 * self.offset + 14

    @property
    def value(self) -> str:
        """The band as the value of a setting."""
        return f"{self.anchor} {self.offset} {self.unit} {'|'.join(self.recipients)}"


@dataclass(frozen=True, slots=True)
class ShippedBand:
    """A band as it comes with the product."""

    band: Band
    valid_from: date
    basis: str
    confidence: str


def load_bands(path: Path) -> dict[str, ShippedBand]:
    """Read a table of bands; a wrong cell is refused by name."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, restval=""))
    return {row["code"]: _shipped_band(row, line) for line, row in enumerate(rows, start=2)}


@lru_cache(maxsize=1)
def shipped() -> dict[str, ShippedBand]:
    """The bands of rules/escalation.csv, read once per process."""
    return load_bands(RULES_FOLDER / "escalation.csv")


def parse(code: str, value: str) -> Band | None:
    """The band of a setting's value; None for one that is switched off. ValueError for anything else."""
    if value == OFF:
        return None
    anchor, offset, unit, recipients = value.split()
    named = tuple(Recipient(name) for name in recipients.split("|"))
    if not set(named) <= set(NAMED):
        raise ValueError(value)
    return Band(code, Anchor(anchor), int(offset), BandUnit(unit), named)


def in_force(session: Session, *, today: date) -> list[Band]:
    """The bands of the day, the shipped ones overlaid by those an administrator entered."""
    found: dict[str, Band | None] = {
        code: one.band for code, one in shipped().items() if one.valid_from <= today
    }
    for row in own_versions(session):
        if row.valid_from <= today:
            code = row.key.removeprefix(PREFIX)
            found[code] = parse(code, row.value)
    return [band for band in found.values() if band is not None]


def own_versions(session: Session, code: str | None = None) -> list[Setting]:
    """What an administrator entered, the oldest first; of one band where a code is given."""
    query = select(Setting).where(col(Setting.key).startswith(PREFIX, autoescape=True))
    if code is not None:
        query = query.where(Setting.key == PREFIX + code)
    return list(session.exec(query.order_by(col(Setting.valid_from), col(Setting.id))))


def _shipped_band(row: Mapping[str, str], line: int) -> ShippedBand:
    value = f"{row['anchor']} {row['offset']} {row['unit']} {row['recipients']}"
    for column, reader in (
        ("anchor", Anchor),
        ("offset", int),
        ("unit", BandUnit),
        ("valid_from", date.fromisoformat),
    ):
        try:
            reader(row[column])
        except ValueError as fault:
            raise BandRowInvalid(line=line, column=column, text=row[column]) from fault
    try:
        band = parse(row["code"], value)
    except ValueError as fault:
        raise BandRowInvalid(line=line, column="recipients", text=row["recipients"]) from fault
    if band is None:
        raise BandRowInvalid(line=line, column="anchor", text=row["anchor"])
    return ShippedBand(band, date.fromisoformat(row["valid_from"]), row["basis"], row["confidence"])
