"""What the filter may offer an actor: the units of his figures as a tree, fields, communes; and clipping."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NamedTuple

from sqlmodel import Session, col, select

from models import Channel, Commune, SubjectField, Unit, User
from models.enums import UnitKind
from services import periods
from services.filters import Filter
from services.permissions import Actor
from services.text import N_, sort_key


@dataclass(frozen=True)
class Choice:
    """One entry of a list; `depth` indents a tree, `folded` is what a search without marks meets."""

    id: int
    name: str
    folded: str
    depth: int = 0
    name_en: str = ""


@dataclass(frozen=True)
class Notice:
    """Something the filter did to a link, as a message and its values."""

    msgid: str
    values: Mapping[str, Any]


class Clipping(NamedTuple):
    """The sentences for what is taken out of a filter, by where the filter came from."""

    unit_ended: str
    unit_unknown: str
    place_unknown: str
    period_unknown: str


LINK = Clipping(
    N_("The unit of this link has ended; {unit} took over."),
    N_("The unit of this link is unknown or not among yours; all your units are shown."),
    N_("A field or commune of this link is unknown and was left out."),
    N_("The period of this link is not understood; the current reporting year is shown."),
)
SAVED = Clipping(
    N_("The unit of this saved filter has ended; {unit} took over."),
    N_("The unit of this saved filter is unknown or not among yours; all your units are shown."),
    N_("A field or commune of this saved filter no longer exists and was left out."),
    N_("The period of this saved filter is not understood; the current reporting year is shown."),
)
CODE = Clipping(
    N_("The unit of this code has ended; {unit} took over."),
    N_("The unit of this code is not among yours; all your units are shown."),
    N_("A field or commune of this code no longer exists and was left out."),
    N_("The period of this code is not understood; the current reporting year is shown."),
)


@dataclass(frozen=True)
class Offered:
    """The lists of the filter, and where ended units went."""

    units: tuple[Choice, ...]
    fields: tuple[Choice, ...]
    communes: tuple[Choice, ...]
    successors: Mapping[int, Unit]
    is_whole: bool


def offered(session: Session, *, actor: Actor, today: date) -> Offered:
    """The lists for an actor: units within the scope of his figures, valid today."""
    internal = session.exec(select(Unit).where(col(Unit.kind) != UnitKind.OUTSIDE)).all()
    seen = [unit for unit in internal if _in_figures(unit, actor)]
    current = [unit for unit in seen if unit.is_valid_on(today)]
    by_id = {unit.id: unit for unit in internal if unit.id is not None}
    return Offered(
        units=_tree(current),
        fields=tuple(
            Choice(f.id or 0, f.name, f.folded, name_en=f.name_en)
            for f in session.exec(select(SubjectField).order_by(col(SubjectField.position)))
        ),
        communes=tuple(
            sorted(
                (Choice(c.id or 0, c.name, c.folded) for c in session.exec(select(Commune))),
                key=lambda choice: sort_key(choice.name),
            )
        ),
        successors={
            unit.id or 0: _successor(unit, by_id, today) for unit in seen if not unit.is_valid_on(today)
        },
        is_whole=actor.figures.unit_ids is None,
    )


def names(session: Session) -> dict[str, dict[int, str]]:
    """The names that figures are broken down by, ended units and outside ones included."""
    return {
        "unit": {u.id or 0: u.short_name or u.name for u in session.exec(select(Unit))},
        "field": {f.id or 0: f.name for f in session.exec(select(SubjectField))},
        "commune": {c.id or 0: c.name for c in session.exec(select(Commune))},
        "channel": {c.id or 0: c.name for c in session.exec(select(Channel))},
        "officer": {i: name for i, name in session.exec(select(User.id, User.name)) if i is not None},
    }


def clipped(
    wanted: Filter, lists: Offered, *, today: date, words: Clipping = LINK
) -> tuple[Filter, list[Notice]]:
    """The filter with what is unknown or not permitted taken out, and a notice for each; days filled in."""
    notices: list[Notice] = []
    filter, units = wanted, {unit.id: unit for unit in lists.units}
    if filter.unit_id is not None and filter.unit_id not in units:
        ended = lists.successors.get(filter.unit_id)
        if ended is not None and ended.id in units:
            notices.append(Notice(words.unit_ended, {"unit": ended.name}))
            filter = replace(filter, unit_id=ended.id)
        else:
            notices.append(Notice(words.unit_unknown, {}))
            filter = replace(filter, unit_id=None)
    fields = filter.field_ids & {field.id for field in lists.fields}
    communes = filter.commune_ids & {commune.id for commune in lists.communes}
    if (fields, communes) != (filter.field_ids, filter.commune_ids):
        notices.append(Notice(words.place_unknown, {}))
        filter = replace(filter, field_ids=fields, commune_ids=communes)
    filter, understood = with_days(filter, today=today)
    if not understood:
        notices.append(Notice(words.period_unknown, {}))
    return filter, notices


def with_days(filter: Filter, *, today: date) -> tuple[Filter, bool]:
    """The filter with the days of its period; the reporting year where there is none, False where unknown."""
    if filter.period in ("", "custom"):
        if filter.start and filter.end and filter.start <= filter.end:
            return replace(filter, period="custom"), True
        understood = not (filter.period or filter.start or filter.end)
        period: periods.Period | None = None
    else:
        period = periods.of_code(filter.period, today=today)
        understood = period is not None
    period = period or periods.default(today)
    return replace(filter, period=period.code, start=period.start, end=period.end), understood


def _in_figures(unit: Unit, actor: Actor) -> bool:
    return actor.figures.unit_ids is None or unit.id in actor.figures.unit_ids


def _tree(units: list[Unit]) -> tuple[Choice, ...]:
    """Depth first; brothers by name. A unit whose parent is not shown stands at the margin."""
    shown = {unit.id for unit in units}
    children: dict[int | None, list[Unit]] = {}
    for unit in units:
        parent = unit.parent_id if unit.parent_id in shown else None
        children.setdefault(parent, []).append(unit)
    found: list[Choice] = []

    def walk(parent: int | None, depth: int) -> None:
        for unit in sorted(children.get(parent, []), key=lambda u: sort_key(u.name)):
            found.append(Choice(unit.id or 0, unit.name, unit.folded, depth))
            walk(unit.id, depth + 1)

    walk(None, 0)
    return tuple(found)


def _successor(unit: Unit, by_id: Mapping[int, Unit], today: date) -> Unit:
    """The unit that stands in for an ended one today; the last of the chain where that has ended too."""
    seen = {unit.id}
    while not unit.is_valid_on(today) and unit.successor_id in by_id and unit.successor_id not in seen:
        seen.add(unit.successor_id)
        unit = by_id[unit.successor_id or 0]
    return unit
