"""What a change touches, as far as a reader may know it: counts for administrators, codes within scope."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from models import Case, Petition
from models.enums import Kind, Step
from services.case_list import unit_names
from services.clock_counting import Touched
from services.permissions import Actor, visible_to
from services.petition_records import condition as visible_petitions

LIMIT = 200


@dataclass(frozen=True, slots=True)
class UnitLine:
    """How many open clocks of a unit are touched; denunciations are counted for the whole department.

    `earlier` and `later` tell which way the days go, `newly_overdue` how many days would have
    passed already.
    """

    unit_id: int | None
    unit: str
    kind: Kind
    clocks: int
    earlier: int
    later: int
    newly_overdue: int


@dataclass(frozen=True, slots=True)
class Effect:
    """How many open clocks of cases and of petitions without one are touched, and how.

    `against` cannot be counted anew and would stay as they are.
    """

    clocks: int
    petitions: int
    cases: int
    against: int
    lines: list[UnitLine]

    @property
    def total(self) -> int:
        """All touched clocks, of cases and petitions."""
        return self.clocks + self.petitions


@dataclass(frozen=True, slots=True)
class TouchedLine:
    """One touched clock that the reader may see."""

    code: str
    is_petition: bool
    kind: Kind
    unit: str
    step: Step
    rule_id: str
    version: int
    new_version: int
    due_on: date
    new_due_on: date | None


def summed(session: Session, touched: Iterable[Touched], *, today: date) -> Effect:
    """The counts of the open clocks among those touched."""
    found = [one for one in touched if one.is_open]
    names = unit_names(session, {one.unit_id for one in found})
    groups: dict[tuple[Kind, int | None], list[Touched]] = defaultdict(list)
    for one in found:
        # A unit with one denunciation must not be told by a count of one.
        groups[one.kind, None if one.kind is Kind.DENUNCIATION else one.unit_id].append(one)
    lines = [
        _line(kind, unit_id, names.get(unit_id or 0, ""), members, today)
        for (kind, unit_id), members in groups.items()
    ]
    return Effect(
        clocks=sum(1 for one in found if one.deadline_id is not None),
        petitions=sum(1 for one in found if one.petition_id is not None),
        cases=len({one.case_id for one in found if one.case_id is not None}),
        against=sum(1 for one in found if one.counted is None),
        lines=sorted(lines, key=lambda line: (line.kind, line.unit)),
    )


def visible(session: Session, touched: Iterable[Touched], *, actor: Actor) -> dict[Touched, str]:
    """The open clocks among those touched that the actor may see, each with its code."""
    open_ones = [one for one in touched if one.is_open]
    cases = _codes(
        session,
        visible_to(actor).with_only_columns(col(Case.id), col(Case.code)),
        col(Case.id),
        [one.case_id for one in open_ones if one.case_id],
    )
    petitions = _codes(
        session,
        select(Petition.id, Petition.code).where(visible_petitions(actor)),
        col(Petition.id),
        [one.petition_id for one in open_ones if one.petition_id],
    )
    codes = ((one, cases.get(one.case_id or 0) or petitions.get(one.petition_id or 0)) for one in open_ones)
    return {one: code for one, code in codes if code}


def seen(
    session: Session, touched: Iterable[Touched], *, actor: Actor, limit: int = LIMIT
) -> tuple[list[TouchedLine], int]:
    """The touched clocks that the actor may see, nearest day first, and how many those are."""
    codes = visible(session, touched, actor=actor)
    names = unit_names(session, {one.unit_id for one in codes})
    nearest = sorted(codes, key=lambda one: (one.due_on, one.deadline_id or 0, one.petition_id or 0))
    lines = [
        TouchedLine(
            code=codes[one],
            is_petition=one.petition_id is not None,
            kind=one.kind,
            unit=names.get(one.unit_id, ""),
            step=one.step,
            rule_id=one.rule_id,
            version=one.version,
            new_version=one.new_version,
            due_on=one.due_on,
            new_due_on=one.new_due_on,
        )
        for one in nearest[:limit]
    ]
    return lines, len(codes)


def _line(kind: Kind, unit_id: int | None, unit: str, members: Sequence[Touched], today: date) -> UnitLine:
    ways: Counter[str] = Counter()
    for one in members:
        if one.new_due_on is None:
            continue
        ways["earlier"] += one.new_due_on < one.due_on
        ways["later"] += one.new_due_on > one.due_on
        ways["overdue"] += one.new_due_on < today <= one.due_on
    return UnitLine(unit_id, unit, kind, len(members), ways["earlier"], ways["later"], ways["overdue"])


def _codes(session: Session, statement: object, column: object, ids: Sequence[int]) -> dict[int, str]:
    found: dict[int, str] = {}
    for start in range(0, len(ids), 1_000):
        part = statement.where(column.in_(ids[start : start + 1_000]))  # type: ignore[attr-defined]
        found |= {row[0]: row[1] for row in session.execute(part)}
    return found
