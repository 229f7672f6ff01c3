"""The dated history of open matters, read once, from which the facts of any day follow."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Select, select
from sqlmodel import Session, col

from models import (
    Case,
    CaseEvent,
    CrowdEvent,
    Deadline,
    Decision,
    Directive,
    OverLevelRecord,
    Petition,
    PetitionCase,
)
from models.enums import CaseState, Level, Step
from services.hotspots.assessment import MatterFacts
from services.hotspots.points import PointTable
from services.over_level_rule import definition_on

# The mandatory clocks in the order in which they run.
STEPS = list(Step)
# Actions of rules/workflow.csv that calm a matter.
DIALOGUE, AGREEMENT = "hold_dialogue", "withdraw_part"


@dataclass
class Matter:
    """What happened to one case, with the days on which it happened."""

    case: Case
    crowds: list[tuple[date, int]] = field(default_factory=list)
    over_levels: list[tuple[date, Level]] = field(default_factory=list)
    petitions: list[date] = field(default_factory=list)
    unit_days: list[tuple[date, int]] = field(default_factory=list)
    dialogues: list[date] = field(default_factory=list)
    agreements: list[date] = field(default_factory=list)
    clocks: list[tuple[Step, date, date | None, date]] = field(default_factory=list)
    decisions: list[tuple[date, date | None, date | None]] = field(default_factory=list)
    directives: list[tuple[date, date | None, date | None]] = field(default_factory=list)

    def facts_on(self, day: date, table: PointTable) -> MatterFacts:
        """The facts as they stood at the end of a day, by the windows of the table."""
        crowds = _within(self.crowds, day, table.window("crowd_size"))
        counted = _within(self.crowds, day, table.window("crowd_count"))
        close = _within(self.crowds, day, table.single("rule.crowds_close").window_days)
        reached = [definition_on(when).rank(level) for when, level in self.over_levels if when <= day]
        times = _within(self.over_levels, day, table.window("over_level_count"))
        unknown = not self.over_levels and self.case.over_level is None
        units = {unit for when, unit in self.unit_days if when <= day}
        return MatterFacts(
            crowd_size=max((persons for _when, persons in crowds), default=0),
            crowd_count=len(counted),
            crowds_close=len(close),
            over_level_reach=None if unknown else max(reached, default=0),
            over_level_count=None if unknown else len(times),
            repetition=self._repetition(day),
            units=len(units | {self.case.unit_id}),
            days_late=self._days_late(day),
            months_open=_full_months(self.case.accepted_on, day),
            days_unenforced=self._days_unenforced(day),
            directive=self._directive(day),
            dialogue=int(_any_within(self.dialogues, day, table.window("dialogue"))),
            agreement=int(_any_within(self.agreements, day, table.window("agreement"))),
        )

    def _repetition(self, day: date) -> int:
        answered = [decided for decided, _effective, _enforced in self.decisions if decided <= day]
        if self.case.decided_on and self.case.decided_on <= day:
            answered.append(self.case.decided_on)
        if not answered:
            return 0
        return sum(1 for when in self.petitions if min(answered) < when <= day)

    def _days_late(self, day: date) -> int | None:
        """Days beyond the clock that ran on that day; None where an open case has no clock on record."""
        running = [
            (STEPS.index(step), due)
            for step, start, met, due in self.clocks
            if start <= day and (met is None or met > day)
        ]
        if not running:
            unknown = self.case.due_on is None and self.case.state is not CaseState.SUSPENDED
            return None if unknown and not self.clocks else 0
        return max(0, (day - min(running)[1]).days)

    def _days_unenforced(self, day: date) -> int | None:
        waiting = [
            effective
            for decided, effective, enforced in self.decisions
            if decided <= day and (enforced is None or enforced > day)
        ]
        known = [effective for effective in waiting if effective is not None]
        if waiting and not known:
            return None
        return max(((day - effective).days for effective in known if effective <= day), default=-1)

    def _directive(self, day: date) -> int:
        waiting = [
            due
            for issued, due, answered in self.directives
            if issued <= day and (answered is None or answered > day)
        ]
        return 0 if not waiting else 2 if any(due is not None and due < day for due in waiting) else 1


def read(session: Session, cases: Iterable[Case], ids: Select[Any]) -> list[Matter]:
    """The histories of `cases`; `ids` is a query of the same cases' ids, so that no list of ids is sent."""
    matters = {case.id: Matter(case) for case in cases if case.id is not None}
    rows = _Rows(session, ids, matters)
    rows.into("crowds", CrowdEvent, col(CrowdEvent.gathered_on), col(CrowdEvent.persons))
    rows.into("over_levels", OverLevelRecord, col(OverLevelRecord.recorded_on), col(OverLevelRecord.level))
    rows.into(
        "clocks",
        Deadline,
        col(Deadline.step),
        col(Deadline.started_on),
        col(Deadline.met_on),
        col(Deadline.due_on),
    )
    rows.into(
        "decisions",
        Decision,
        col(Decision.decided_on),
        col(Decision.effective_on),
        col(Decision.enforced_on),
    )
    rows.into(
        "directives", Directive, col(Directive.issued_on), col(Directive.due_on), col(Directive.answered_on)
    )
    rows.petitions()
    rows.events()
    for matter in matters.values():
        case = matter.case
        if not matter.clocks and case.due_on is not None and case.step is not None:
            matter.clocks.append((case.step, case.received_on, None, case.due_on))
    return list(matters.values())


def in_pieces(session: Session, cases: list[Case]) -> Iterator[Matter]:
    """Their histories, some hundred at a time: the query for all would be asked anew for each table."""
    for start in range(0, len(cases), 500):
        piece = cases[start : start + 500]
        ids = select(col(Case.id)).where(col(Case.id).in_([case.id for case in piece]))
        yield from read(session, piece, ids)


@dataclass
class _Rows:
    session: Session
    ids: Select[Any]
    matters: dict[int, Matter]

    def into(self, name: str, model: Any, *columns: Any) -> None:
        query = select(model.case_id, *columns).where(model.case_id.in_(self.ids))
        if hasattr(model, "voided_at"):
            query = query.where(model.voided_at.is_(None))
        if hasattr(model, "dropped_at"):
            query = query.where(model.dropped_at.is_(None))
        for case_id, *values in self.session.execute(query):
            if case_id in self.matters:
                getattr(self.matters[case_id], name).append(tuple(values))

    def petitions(self) -> None:
        query = (
            select(PetitionCase.case_id, Petition.received_on)  # type: ignore[call-overload]
            .join(Petition, col(Petition.id) == col(PetitionCase.petition_id))
            .where(col(PetitionCase.case_id).in_(self.ids), col(Petition.voided_at).is_(None))
        )
        for case_id, received_on in self.session.execute(query):
            if case_id in self.matters:
                self.matters[case_id].petitions.append(received_on)

    def events(self) -> None:
        query = select(  # type: ignore[call-overload]
            CaseEvent.id,
            CaseEvent.case_id,
            CaseEvent.action,
            CaseEvent.happened_on,
            CaseEvent.from_unit_id,
            CaseEvent.to_unit_id,
            CaseEvent.undoes_id,
        ).where(col(CaseEvent.case_id).in_(self.ids))
        found = self.session.execute(query).all()
        undone = {row.undoes_id for row in found if row.undoes_id is not None}
        for row in found:
            if row.id in undone or row.case_id not in self.matters:
                continue
            matter = self.matters[row.case_id]
            units = [unit for unit in (row.from_unit_id, row.to_unit_id) if unit is not None]
            matter.unit_days += [(row.happened_on, unit) for unit in units]
            if row.action == DIALOGUE:
                matter.dialogues.append(row.happened_on)
            if row.action == AGREEMENT:
                matter.agreements.append(row.happened_on)


def _within(dated: list[tuple[date, Any]], day: date, window: int | None) -> list[tuple[date, Any]]:
    first = day - timedelta(days=window) if window else date.min
    return [row for row in dated if first < row[0] <= day]


def _any_within(days: list[date], day: date, window: int | None) -> bool:
    return bool(_within([(when, None) for when in days], day, window))


def _full_months(start: date | None, day: date) -> int:
    if start is None or start > day:
        return 0
    return (day.year - start.year) * 12 + day.month - start.month - (day.day < start.day)
