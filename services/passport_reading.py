"""Opening a number passport: the same question again, within what its reader may see today."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from urllib.parse import parse_qsl

from sqlmodel import Session, col, select

from models import NumberPassport
from models.enums import Kind
from services import choices, passports, statistics
from services.choices import Notice
from services.errors import AppError
from services.filters import NAMES, Filter
from services.permissions import Actor, Permission, require
from services.statistics import MEASURES, official
from services.text import N_


class FigureCodeUnknown(AppError):
    """Unknown, mistyped, or not for this reader: all alike."""

    msgid = N_("There is no figure with this code that you may see. Check its seven letters and digits.")


@dataclass(frozen=True)
class Seen:
    """What the reader himself saw under the code, and when."""

    value: float | None
    at: datetime


@dataclass(frozen=True)
class Reopened:
    """A figure asked for again.

    `seen` is what this reader saw under the code, oldest first; nobody is told what others saw.
    `that_day` counts the day of the code from what is on record now, `now` the whole question.
    `then` is the filter of `that_day`.
    """

    code: str
    measure: str
    filter: Filter
    then: Filter
    chosen: Mapping[str, str]
    seen_on: date
    seen: tuple[Seen, ...]
    that_day: float | None
    now: float | None
    notices: tuple[Notice, ...] = ()

    @property
    def differs(self) -> bool:
        """Whether today's value is another one than the reader saw last, or than that day's."""
        before = self.seen[-1].value if self.seen else self.that_day
        return _rounded(before) != _rounded(self.now)


@dataclass(frozen=True)
class ReopenedOfficial:
    """An official figure: as it was published; `value` None where this reader is not shown it."""

    code: str
    measure: str
    period: str
    by: str
    key: str
    value: int | None
    published_at: datetime


def opened(session: Session, text: str, *, actor: Actor, today: date) -> Reopened | ReopenedOfficial:
    """The figure of a code. FigureCodeUnknown for a code that is not there, or not for the actor."""
    require(actor, Permission.FIGURES_READ)
    code = passports.typed(text)
    rows = session.exec(
        select(NumberPassport).where(NumberPassport.code == code).order_by(col(NumberPassport.id))
    ).all()
    if not code or not rows:
        raise FigureCodeUnknown()
    if rows[0].figure.startswith(passports.OFFICIAL):
        return _official(session, rows[0], actor)
    if rows[0].figure not in MEASURES:
        raise FigureCodeUnknown()
    own = tuple(Seen(row.value, row.made_at) for row in rows if row.user_id == actor.user_id)
    return _counted(session, rows[0], own, actor=actor, today=today)


def _counted(
    session: Session, row: NumberPassport, own: tuple[Seen, ...], *, actor: Actor, today: date
) -> Reopened:
    parts = dict(parse_qsl(row.question))
    wanted = Filter.from_query({name: text for name, text in parts.items() if name in NAMES})
    chosen = {name[3:]: text for name, text in parts.items() if name.startswith("by_")}
    lists = choices.offered(session, actor=actor, today=today)
    filter, notices = choices.clipped(wanted, lists, today=today, words=choices.CODE)
    units = {wanted.unit_id, int(chosen["unit"]) if chosen.get("unit", "").isdigit() else None} - {None}
    if wanted.unit_id is not None and filter.unit_id is None:
        raise FigureCodeUnknown()
    if actor.figures.unit_ids is not None and not units <= actor.figures.unit_ids:
        raise FigureCodeUnknown()
    then = _as_of(filter, row.seen_on)
    extra = {name: None if value == "none" else value for name, value in chosen.items()}
    try:
        values = [
            statistics.figure(row.figure, one, actor=actor, today=today, extra=extra)
            for one in (then, filter)
        ]
    except ValueError as error:
        # A dimension or a band that is not counted by any more.
        raise FigureCodeUnknown() from error
    return Reopened(
        row.code, row.figure, filter, then, chosen, row.seen_on, own, values[0], values[1], tuple(notices)
    )


def _as_of(filter: Filter, day: date) -> Filter:
    """The same question up to a day: of days that still ran then, those that had passed."""
    if filter.end is None or filter.end <= day:
        return filter
    return replace(filter, start=min(filter.start or day, day), end=day, period="custom")


def _official(session: Session, row: NumberPassport, actor: Actor) -> ReopenedOfficial:
    parts = dict(parse_qsl(row.question, keep_blank_values=True))
    measure, by, key = row.figure.removeprefix(passports.OFFICIAL), parts["by"], parts["key"]
    found = official.of_period(session, parts["official"], actor=actor)
    if found is None or measure not in official.MEASURES:
        raise FigureCodeUnknown()
    if by == "kind":
        line: Mapping[str, int | None] = found.kinds[Kind(key)] if key else found.totals
    else:
        lines = found.units if by == "unit" else found.fields
        line = lines.get(int(key) if key else None, {})
    return ReopenedOfficial(
        row.code, measure, parts["official"], by, key, line.get(measure), found.published_at
    )


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
