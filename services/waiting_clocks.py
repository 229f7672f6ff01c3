"""Running clocks that wait for a decision: grouped by what they wait for, as far as a reader may know."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from models.enums import Kind
from services import clock_effects, clock_summaries, wall_checks
from services.clock_counting import Touched
from services.clock_summaries import Effect, TouchedLine
from services.permissions import Actor, Permission, can, require

# Clocks per transaction: nobody waits long behind the lock, and what is done is done.
CHUNK = 100
# Kind and unit as an administrator chooses them; denunciations are of no unit.
Line = tuple[Kind, int | None]


@dataclass(frozen=True, slots=True, order=True)
class Change:
    """What the clocks of a group wait for: a version of a rule, or (both empty) the calendar."""

    rule_id: str = ""
    new_version: int = 0

    @property
    def is_calendar(self) -> bool:
        return not self.rule_id


@dataclass(frozen=True, slots=True)
class Group:
    """One change with the open clocks that wait for it, as counts."""

    change: Change
    effect: Effect


@dataclass(frozen=True, slots=True)
class ClockIds:
    """Some waiting clocks: of cases, and of petitions without one."""

    deadlines: tuple[int, ...] = ()
    petitions: tuple[int, ...] = ()

    def __len__(self) -> int:
        return len(self.deadlines) + len(self.petitions)


def groups(session: Session, *, actor: Actor, today: date) -> list[Group]:
    """Every change that open clocks wait for, with counts by unit; codes are for `listed`.

    Who decides is told of the whole department, everybody else of what he may see.
    """
    require(actor, Permission.RULE_READ)
    touched: Iterable[Touched] = _outside_walls(session, actor)
    if not can(actor, Permission.RULE_EDIT):
        touched = clock_summaries.visible(session, touched, actor=actor)
    found: dict[Change, list[Touched]] = defaultdict(list)
    for one in touched:
        found[_change_of(one)].append(one)
    return [
        Group(change, clock_summaries.summed(session, found[change], today=today)) for change in sorted(found)
    ]


def listed(session: Session, change: Change, *, actor: Actor) -> tuple[list[TouchedLine], int]:
    """The clocks of a change that the actor may see, and how many those are."""
    require(actor, Permission.RULE_READ)
    found = [one for one in clock_effects.waiting(session) if _change_of(one) == change]
    return clock_summaries.seen(session, found, actor=actor)


def chosen(
    session: Session, change: Change, lines: Iterable[Line], *, countable: bool = True, actor: Actor
) -> list[ClockIds]:
    """The waiting clocks of some lines in portions of one transaction each, those of an officer together.

    `countable` leaves out those that cannot be counted anew: they can be kept, but not moved.
    """
    require(actor, Permission.RULE_EDIT)
    wanted = set(lines)
    found = [
        one
        for one in _outside_walls(session, actor)
        if _change_of(one) == change and _line_of(one) in wanted and (one.counted or not countable)
    ]
    found.sort(key=lambda one: (one.officer_id or 0, one.case_id or 0, one.petition_id or 0))
    return [_ids(found[start : start + CHUNK]) for start in range(0, len(found), CHUNK)]


def _outside_walls(session: Session, actor: Actor) -> list[Touched]:
    """The waiting clocks but those of matters behind a wall for the actor: somebody else decides these."""
    cases, petitions = wall_checks.hidden_from(session, actor)
    found = clock_effects.waiting(session)
    return [one for one in found if one.case_id not in cases and one.petition_id not in petitions]


def _change_of(one: Touched) -> Change:
    return Change(one.rule_id, one.new_version) if one.by_rule else Change()


def _line_of(one: Touched) -> Line:
    return one.kind, None if one.kind is Kind.DENUNCIATION else one.unit_id


def _ids(found: Sequence[Touched]) -> ClockIds:
    return ClockIds(
        tuple(one.deadline_id for one in found if one.deadline_id is not None),
        tuple(one.petition_id for one in found if one.petition_id is not None),
    )
