"""Number passports: a short code under which a figure is asked for again, made when somebody wants it.

The code follows from the measure, its filter and the day by a keyed hash: everybody who asks the
same question on the same day gets the same code, and nobody can count through the codes there are.
It is written down only when it is asked for, together with what this reader saw.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from urllib.parse import urlencode

from sqlmodel import Session, col, select

from models import NumberPassport
from services import vault
from services.filters import Filter
from services.permissions import Actor, Permission, require
from services.statistics import MEASURES, STOCK, dimensions, official, windows
from services.statistics.windows import Window

# Without letters and digits that are mistaken for one another.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 7
OFFICIAL = "official."
# Of all that figures are narrowed by, only this names a person.
PERSONAL = "officer"
# Another question may have the same code once in many lives; it gets the next one.
TRIES = 8


@dataclass(frozen=True)
class Asked:
    """A figure as it stands on a screen: measure, filter with days, chosen values of dimensions, value."""

    measure: str
    filter: Filter
    chosen: Mapping[str, str] = field(default_factory=dict)
    value: float | None = None

    @property
    def is_personal(self) -> bool:
        return PERSONAL in self.chosen


@dataclass(frozen=True)
class AskedOfficial:
    """An official figure: published period, measure, by what and of which value ("" for all kinds)."""

    period: str
    measure: str
    by: str = "kind"
    key: str = ""


def codes(session: Session, asked: Sequence[Asked], *, actor: Actor, today: date, now: datetime) -> list[str]:
    """The codes of figures as the actor sees them now, written down where new; "" for one of a person.

    What he saw under a code before stays beside what he sees now.
    """
    require(actor, Permission.FIGURES_READ)
    rows = [
        NumberPassport(
            code="",
            figure=one.measure,
            question=question_of(one),
            seen_on=today,
            value=None if one.value is None else round(one.value, 6),
            user_id=actor.user_id,
            made_at=now,
        )
        for one in asked
        if not one.is_personal
    ]
    found = iter(_kept(session, rows))
    return ["" if one.is_personal else next(found) for one in asked]


def official_codes(
    session: Session, asked: Sequence[AskedOfficial], *, actor: Actor, now: datetime
) -> list[str]:
    """The codes of official figures: frozen, so the same on every day and for every reader.

    Of a period that is not published there are none.
    """
    require(actor, Permission.FIGURES_READ)
    known = set(official.published(session, actor=actor))
    asked = [one for one in asked if one.period in known]
    rows = [
        NumberPassport(
            code="",
            figure=OFFICIAL + one.measure,
            question=urlencode({"official": one.period, "by": one.by, "key": one.key}),
            seen_on=official.days_of(one.period).end,
            user_id=actor.user_id,
            made_at=now,
        )
        for one in asked
    ]
    return _kept(session, rows)


def question_of(asked: Asked) -> str:
    """Filter and chosen values as text; days that move along stand as the days they were."""
    filter, chosen = settled(asked.measure, asked.filter, asked.chosen)
    by = {f"by_{name}": str(value) for name, value in sorted(chosen.items())}
    return urlencode({**filter.to_query(), **by})


def settled(measure: str, filter: Filter, chosen: Mapping[str, str]) -> tuple[Filter, dict[str, str]]:
    """The same question with fixed days; a chosen month of a stock becomes the day at which it is read."""
    left = dict(chosen)
    if filter.period == "last12" and filter.start and filter.end:
        filter = filter.with_days(filter.start, filter.end)
    for name in dimensions.TIMES:
        if MEASURES[measure].kind == STOCK and name in left and filter.end:
            first = date.fromisoformat(left.pop(name)[:10])
            slices = windows.slices(Window(first, filter.end, filter.end), name)
            _day, last = next(slices, (first, filter.end))
            filter = filter.with_days(min(first, last), last)
    return filter, left


def typed(text: str) -> str:
    """A code as somebody typed it, without blanks and hyphens; "" for what cannot be one."""
    code = "".join(text.split()).replace("-", "").upper()
    return code if len(code) == LENGTH and set(code) <= set(ALPHABET) else ""


def _kept(session: Session, rows: Sequence[NumberPassport]) -> list[str]:
    """The codes of rows; those that tell something new are written, all in one statement."""
    wanted = {(row.figure, row.question, row.seen_on): row for row in rows}
    known: list[NumberPassport] = []
    waiting = list(wanted)
    for attempt in range(TRIES):
        tried = {key: _code(key, attempt) for key in waiting}
        there = session.exec(
            select(NumberPassport)
            .where(col(NumberPassport.code).in_(set(tried.values())))
            .order_by(col(NumberPassport.id))
        ).all()
        known += there
        taken = {row.code: (row.figure, row.question, row.seen_on) for row in reversed(there)}
        for key, code in tried.items():
            if taken.setdefault(code, key) == key:
                wanted[key].code = code
        waiting = [key for key in waiting if not wanted[key].code]
        if not waiting:
            break
    last = {(row.code, row.user_id): row.value for row in known}
    # "" is no value that anybody saw: whoever asks for the first time gets a row.
    new = [row for row in wanted.values() if last.get((row.code, row.user_id), "") != row.value]
    session.add_all([row for row in new if row.code])
    session.flush()
    return [wanted[row.figure, row.question, row.seen_on].code for row in rows]


def _code(key: tuple[str, str, date], attempt: int) -> str:
    figure, question, day = key
    text = "\n".join([figure, question, day.isoformat(), str(attempt)])
    number, code = int(vault.keyed_hash(text, purpose="number_passport"), 16), ""
    for _place in range(LENGTH):
        number, rest = divmod(number, len(ALPHABET))
        code += ALPHABET[rest]
    return code
