"""Bands of reminders as an administrator keeps them: with a first day, a basis, and a history."""

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import Session, col, func, select

from models import Case, Deadline, Setting
from services import audit, clock, clocks, entries, wall_checks
from services.errors import AppError, FieldInvalid, FieldRequired, NotFound
from services.permissions import Actor, Permission, require
from services.reminders.bands import NAMED, OFF, PREFIX, Band, in_force, own_versions, parse, shipped
from services.setting_values import LABEL_BASIS
from services.text import N_

LABELS = {
    "recipients": N_("Who is told"),
    "offset": N_("Days before (–) or after (+)"),
    "code": N_("Band"),
}
# A band further away than a year tells nobody anything.
FARTHEST = 365
OFFSET_REMEDY = N_("enter a whole number from –365 to 365")
CODE_REMEDY = N_("use small letters, digits and _, at most 30 of them")
_CODE = re.compile(r"[a-z0-9_]{1,30}")
# How many days the preview looks ahead.
PREVIEW_DAYS = 7


class BandTwice(AppError):
    msgid = N_("The band “{code}” already tells on that day. Change it instead of adding another one.")


@dataclass(frozen=True, slots=True)
class BandVersion:
    """A band from a day on; `band` None where it is switched off, `row_id` None for the shipped one."""

    row_id: int | None
    band: Band | None
    valid_from: date
    basis: str


@dataclass(frozen=True, slots=True)
class BandLine:
    """A band as it stands on a day, with what is planned for it."""

    code: str
    now: BandVersion | None
    planned: BandVersion | None
    is_verified: bool


def lines(session: Session, *, actor: Actor, today: date) -> list[BandLine]:
    """Every band there is or will be, from the earliest before the target day to the latest after it."""
    require(actor, Permission.SETTING_EDIT)
    found = []
    for code in dict.fromkeys([*shipped(), *(r.key.removeprefix(PREFIX) for r in own_versions(session))]):
        known = versions(session, code, actor=actor)
        begun = [one for one in known if one.valid_from <= today]
        planned = [one for one in known if one.valid_from > today]
        current = begun[0] if begun else None
        ours = current is not None and current.row_id is not None
        verified = ours or (code in shipped() and shipped()[code].confidence == "F")
        found.append(BandLine(code, current, planned[-1] if planned else None, verified))
    return sorted(found, key=_place)


def versions(session: Session, code: str, *, actor: Actor) -> list[BandVersion]:
    """Everything a band was, is or will be, the newest first; the shipped one is the last."""
    require(actor, Permission.SETTING_EDIT)
    own = [
        BandVersion(row.id, parse(code, row.value), row.valid_from, row.note)
        for row in reversed(own_versions(session, code))
    ]
    base = shipped().get(code)
    return [*own, BandVersion(None, base.band, base.valid_from, base.basis)] if base else own


def set_band(
    session: Session, band: Band, *, valid_from: date, basis: str, actor: Actor, now: datetime
) -> Setting:
    """Let a band hold from a day on; a new code is a new band."""
    require(actor, Permission.SETTING_EDIT)
    if not _CODE.fullmatch(band.code):
        raise FieldInvalid(field="code", label=LABELS["code"], remedy=CODE_REMEDY)
    if abs(band.offset) > FARTHEST:
        raise FieldInvalid(field="offset", label=LABELS["offset"], remedy=OFFSET_REMEDY)
    if not band.recipients or not set(band.recipients) <= set(NAMED):
        raise FieldRequired(field="recipients", label=LABELS["recipients"])
    moment = (band.anchor, band.offset, band.unit)
    for other in in_force(session, today=max(valid_from, clock.local_date(now))):
        if other.code != band.code and (other.anchor, other.offset, other.unit) == moment:
            raise BandTwice(field="offset", code=other.code)
    return _write(session, band.code, band.value, valid_from=valid_from, basis=basis, actor=actor, now=now)


def switch_off(
    session: Session, code: str, *, valid_from: date, basis: str, actor: Actor, now: datetime
) -> Setting:
    """From a day on nobody is told in this band."""
    require(actor, Permission.SETTING_EDIT)
    if code not in shipped() and not own_versions(session, code):
        raise NotFound()
    return _write(session, code, OFF, valid_from=valid_from, basis=basis, actor=actor, now=now)


def take_back(session: Session, row_id: int, *, actor: Actor, now: datetime) -> None:
    """Remove a version entered by mistake; the one before holds on."""
    require(actor, Permission.SETTING_EDIT)
    row = session.get(Setting, row_id)
    if row is None or not row.key.startswith(PREFIX):
        raise NotFound()
    audit.write(
        session,
        "removed_setting",
        actor=actor,
        now=now,
        subject="setting",
        subject_id=row.id,
        key=row.key,
        before={"value": row.value, "valid_from": row.valid_from, "note": row.note},
    )
    session.delete(row)
    session.flush()


def effect(session: Session, band: Band, *, actor: Actor, today: date) -> int:
    """How many running terms would reach the band within the next days (`PREVIEW_DAYS`)."""
    require(actor, Permission.SETTING_EDIT)
    calendar = clocks.calendar(session)
    last = today + timedelta(days=PREVIEW_DAYS)
    columns: Any = (Deadline.target_on, Deadline.due_on, func.count())
    days = session.execute(
        select(*columns)
        .join(Case, col(Case.id) == col(Deadline.case_id))
        .where(
            wall_checks.told_cases(actor),
            col(Deadline.met_on).is_(None),
            col(Deadline.dropped_at).is_(None),
            col(Case.closed_on).is_(None),
            col(Case.voided_at).is_(None),
        )
        .group_by(col(Deadline.target_on), col(Deadline.due_on))
    )
    reached: Counter[bool] = Counter()
    for target_on, due_on, count in days:
        on = band.falls_on(target_on, due_on, calendar)
        reached[on is not None and today <= on <= last] += count
    return reached[True]


def check_setting(key: str, value: str) -> bool:
    """Whether a row of a settings file is a band that can be taken in."""
    code = key.removeprefix(PREFIX)
    if not key.startswith(PREFIX) or not _CODE.fullmatch(code):
        return False
    try:
        parse(code, value)
    except ValueError:
        return False
    return True


def _write(
    session: Session, code: str, value: str, *, valid_from: date, basis: str, actor: Actor, now: datetime
) -> Setting:
    note = entries.filled(basis, label=LABEL_BASIS, longest=300)
    key = PREFIX + code
    row = session.exec(
        select(Setting).where(Setting.key == key, Setting.valid_from == valid_from).with_for_update()
    ).one_or_none()
    before = {"value": row.value, "note": row.note} if row else {}
    if row is None:
        row = Setting(key=key, value=value, valid_from=valid_from)
        session.add(row)
    row.value, row.note = value, note
    session.flush()
    changed = audit.changed_fields(before, {"value": value, "note": note})
    audit.write(
        session,
        "set_setting",
        actor=actor,
        now=now,
        subject="setting",
        subject_id=row.id,
        key=key,
        changed=changed,
        valid_from=valid_from,
    )
    session.flush()
    return row


def _place(line: BandLine) -> tuple[bool, int, str]:
    version = line.now or line.planned
    band = version.band if version else None
    if band is None:
        return True, 0, line.code
    # Before and on the target day first, then what counts from the due day.
    return False, band.offset + (1000 if band.anchor == "due" else 0), line.code
