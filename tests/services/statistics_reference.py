"""Every measure once more, as plain SQL over the tables of casework; written apart from the facts."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, false, func, not_, or_, select, true
from sqlalchemy.orm import aliased
from sqlmodel import Session

from models import (
    Case,
    CaseEvent,
    CaseExclusion,
    CrowdEvent,
    Deadline,
    Directive,
    ImportBatch,
    OverLevelRecord,
    Petition,
    PetitionCase,
    PetitionExclusion,
    Unit,
    Visit,
)
from models.enums import BatchState, CaseOutcome, CaseState, Kind, UnitKind
from services.filters import Filter, Status
from services.matter_link import not_about_hidden
from services.permissions import Actor, Scope

DUE_SOON_DAYS, PROLONGED_MONTHS = 7, 12
Answer = tuple[float | None, set[int]]
SHARES_OF_DAYS = {"days_to_settle": 0.5, "days_to_settle_most": 0.9}
FOUND = {
    "found_right": CaseOutcome.RIGHT,
    "found_partly_right": CaseOutcome.PARTLY_RIGHT,
    "found_wrong": CaseOutcome.WRONG,
    "upheld": CaseOutcome.UPHELD,
    "changed": CaseOutcome.CHANGED,
    "cancelled": CaseOutcome.CANCELLED,
}
CORRECTED = (CaseOutcome.CHANGED, CaseOutcome.CANCELLED)


def between(numbers: list[int], share: float) -> float:
    """The number that a share of all does not exceed, drawn straight between its two neighbours."""
    place = share * (len(numbers) - 1)
    low, high = numbers[int(place)], numbers[min(int(place) + 1, len(numbers) - 1)]
    return low + (high - low) * (place - int(place))


def counts(model: Any) -> ColumnElement[bool]:
    """Not void, and of no import that is unfinished or undone."""
    shown = model.voided_at.is_(None) if hasattr(model, "voided_at") else true()
    if hasattr(model, "batch_id"):
        complete = select(ImportBatch.id).where(ImportBatch.state == BatchState.COMPLETE)
        shown = and_(shown, or_(model.batch_id.is_(None), model.batch_id.in_(complete)))
    return shown


def held_by(moved: Callable[[Any], ColumnElement[bool]]) -> ColumnElement[int]:
    """The unit from which a case was first handed over among some hand-overs, else its unit."""
    event, undoing = aliased(CaseEvent), aliased(CaseEvent)
    first = (
        select(event.from_unit_id)
        .where(
            event.case_id == Case.id,
            event.from_unit_id != event.to_unit_id,
            event.id.not_in(select(undoing.undoes_id).where(undoing.undoes_id.is_not(None))),
            moved(event),
        )
        .order_by(event.happened_on, event.id)
        .limit(1)
        .scalar_subquery()
    )
    return func.coalesce(first, Case.unit_id)


class Reference:
    """The figures of one reader today."""

    def __init__(self, session: Session, scope: Scope, user_id: int, *, today: date) -> None:
        self.session, self.scope, self.today = session, scope, today
        # The conditions of the services ask for an actor; here for one who sees what is counted.
        self.actor = Actor(user_id, "", None, None, scope)

    def answer(self, name: str, filter: Filter, start: date | None, end: date | None) -> Answer:
        """The value over days from-to, and the ids that were counted."""
        at = min(end or self.today, self.today)
        if name in ("suspended", "unassigned", "late_steps") and at < self.today:
            return None, set()
        statement, unit = self._counted(name, start, end, at)
        model = statement.column_descriptions[0]["entity"]
        statement = statement.where(*self._filtered(model, filter, unit))
        found = self.session.execute(statement).all()
        ids = {row[0] for row in found}
        assert len(ids) == len(found)
        if name in ("crowd_persons", "visit_persons"):
            return float(sum(row[1] or 0 for row in found)), ids
        if name.endswith("_rate"):
            return (sum(bool(row[1]) for row in found) / len(found) if found else None), ids
        if name in SHARES_OF_DAYS:
            days = sorted((row[1] - row[2]).days for row in found)
            return (between(days, SHARES_OF_DAYS[name]) if days else None), ids
        return float(len(ids)), ids

    def _counted(self, name: str, start: date | None, end: date | None, at: date) -> tuple[Any, Any]:
        flows: dict[str, tuple[Any, ...]] = {
            "received": (Petition, Petition.received_on, true()),
            "handled": (Petition, Petition.handled_on, true()),
            "cases_new": (Case, Case.received_on, true()),
            "settled": (Case, Case.decided_on, Case.accepted_on.is_not(None)),
            "crowds": (CrowdEvent, CrowdEvent.gathered_on, true()),
            "crowd_persons": (CrowdEvent, CrowdEvent.gathered_on, true()),
            "over_level": (OverLevelRecord, OverLevelRecord.recorded_on, true()),
            "visits": (Visit, Visit.received_on, true()),
            "visit_persons": (Visit, Visit.received_on, true()),
            "accepted": (Case, Case.accepted_on, true()),
            "closed": (Case, Case.closed_on, true()),
            "withdrawn": (Case, Case.closed_on, Case.outcome == CaseOutcome.WITHDRAWN),
            "repeated": (Petition, Petition.received_on, Petition.duplicate_of_id.is_not(None)),
            "repeated_rate": (Petition, Petition.received_on, true()),
        }
        accepted = Case.accepted_on.is_not(None)
        for found, outcome in FOUND.items():
            flows[found] = (Case, Case.decided_on, and_(accepted, Case.outcome == outcome))
        second = Case.outcome.in_([CaseOutcome.UPHELD, *CORRECTED])
        flows["corrected_rate"] = (Case, Case.decided_on, and_(accepted, second))
        flows |= dict.fromkeys(SHARES_OF_DAYS, (Case, Case.decided_on, accepted))
        flows["settled_in_time"] = (Case, Case.decided_on, and_(accepted, Case.settled_in_time.is_(True)))
        flows["settled_late"] = (Case, Case.decided_on, and_(accepted, Case.settled_in_time.is_(False)))
        flows["on_time_rate"] = (Case, Case.decided_on, and_(accepted, Case.settled_in_time.is_not(None)))
        if name in flows:
            model, day, condition = flows[name]
            within = and_(day.is_not(None), day >= (start or date.min), day <= (end or date.max))
            second = Case.settled_in_time if model is Case else model.id
            second = model.persons if name.endswith("_persons") else second
            second = Petition.duplicate_of_id if name == "repeated_rate" else second
            second = Case.outcome.in_(CORRECTED) if name == "corrected_rate" else second
            second = Case.decided_on if name in SHARES_OF_DAYS else second
            third = [Case.accepted_on] if name in SHARES_OF_DAYS else []
            unit = held_by(lambda event: true()) if name == "cases_new" else model.unit_id
            return select(model.id, second, *third).where(within, condition, counts(model)), unit
        return self._stock(name, at)

    def _stock(self, name: str, at: date) -> tuple[Any, Any]:
        unit = held_by(lambda event: event.happened_on > at) if at < self.today else Case.unit_id
        is_open = and_(
            counts(Case), Case.received_on <= at, or_(Case.closed_on.is_(None), Case.closed_on > at)
        )
        if name.startswith("directives"):
            unanswered = or_(Directive.answered_on.is_(None), Directive.answered_on > at)
            late = Directive.due_on < at if name == "directives_overdue" else true()
            statement = select(Directive.id).join(Case, Case.id == Directive.case_id)
            return statement.where(Directive.issued_on <= at, unanswered, late, counts(Case)), Case.unit_id
        if name == "late_steps":
            current = and_(
                Case.due_on.is_not(None), Deadline.step == Case.step, Deadline.due_on == Case.due_on
            )
            late = and_(Deadline.dropped_at.is_(None), Deadline.met_on.is_(None), Deadline.due_on < at)
            statement = select(Deadline.id).join(Case, Case.id == Deadline.case_id)
            return statement.where(is_open, late, not_(current)), Case.unit_id
        soon = at + timedelta(days=DUE_SOON_DAYS)
        conditions = {
            "open": true(),
            "overdue": self._clock(at, lambda due: due < at),
            "due_soon": self._clock(at, lambda due: due.between(at, soon)),
            "suspended": Case.state == CaseState.SUSPENDED,
            "unassigned": Case.officer_id.is_(None),
            "prolonged": Case.received_on < at.replace(year=at.year - PROLONGED_MONTHS // 12),
        }
        return select(Case.id).where(is_open, conditions[name]), unit

    def _clock(self, at: date, late: Callable[[Any], ColumnElement[bool]]) -> ColumnElement[bool]:
        if at == self.today:
            return late(Case.due_on)
        running = and_(
            Deadline.dropped_at.is_(None),
            Deadline.started_on <= at,
            or_(Deadline.met_on.is_(None), Deadline.met_on > at),
        )
        return Case.id.in_(select(Deadline.case_id).where(running, late(Deadline.due_on)))

    def _filtered(self, model: Any, filter: Filter, unit: Any) -> list[ColumnElement[bool]]:
        of_case = model in (Case, Deadline, Directive)
        place = Case if of_case else model
        conditions = [self._seen(Case if of_case else model)]
        if filter.unit_id is not None:
            path = select(Unit.path).where(Unit.id == filter.unit_id).scalar_subquery()
            under = select(Unit.id).where(Unit.path.startswith(path), Unit.kind != UnitKind.OUTSIDE)
            conditions.append(unit.in_(under))
        if filter.kinds:
            conditions.append(self._kind(place).in_(filter.kinds))
        if filter.field_ids:
            conditions.append(place.field_id.in_(filter.field_ids))
        if filter.commune_ids:
            conditions.append(place.commune_id.in_(filter.commune_ids))
        if filter.status or filter.states:
            conditions.append(self._state(place, filter))
        return conditions

    def _kind(self, model: Any) -> Any:
        if model in (Case, Petition, Visit):
            return model.kind
        of_case = select(aliased(Case).kind).where(false()).scalar_subquery()
        case, petition = aliased(Case), aliased(Petition)
        of_case = select(case.kind).where(case.id == model.case_id).scalar_subquery()
        of_petition = select(petition.kind).where(petition.id == model.petition_id).scalar_subquery()
        return func.coalesce(of_case, of_petition)

    def _seen(self, model: Any) -> ColumnElement[bool]:
        if model is Petition:
            return self.petitions()
        if model is Case:
            return self.scope.condition(Case)
        seen = self.scope.condition(model, model.case_id)
        return seen if model is Visit else and_(seen, not_about_hidden(model, self.actor))

    def petitions(self) -> ColumnElement[bool]:
        def of(*conditions: ColumnElement[bool]) -> Any:
            joined = select(PetitionCase.petition_id).join(Case, Case.id == PetitionCase.case_id)
            return joined.where(*conditions)

        cases, petitions = behind_walls(self.session, self.scope)
        return and_(
            or_(
                self.scope.condition(Petition),
                and_(
                    Petition.kind != Kind.DENUNCIATION,
                    Petition.id.in_(of(self.scope.condition(Case), counts(Case))),
                ),
                Petition.id.in_(of(self.scope.condition(Case), counts(Case), Case.kind == Kind.DENUNCIATION)),
            ),
            Petition.id.not_in(of(Case.id.in_(cases))),
            Petition.id.not_in(petitions),
        )

    def _state(self, model: Any, filter: Filter) -> ColumnElement[bool]:
        today, is_open = self.today, Case.closed_on.is_(None)
        statuses = {
            None: true(),
            Status.OPEN: is_open,
            Status.CLOSED: Case.closed_on.is_not(None),
            Status.OVERDUE: and_(is_open, Case.due_on < today),
            Status.DUE_SOON: and_(is_open, Case.due_on.between(today, today + timedelta(days=DUE_SOON_DAYS))),
            Status.SUSPENDED: and_(is_open, Case.state == CaseState.SUSPENDED),
        }
        condition = statuses[filter.status]
        if filter.states:
            condition = and_(condition, Case.state.in_(filter.states))
        if model is Case:
            return condition
        cases = select(Case.id).where(condition, counts(Case))
        if model is Petition:
            return Petition.id.in_(select(PetitionCase.petition_id).where(PetitionCase.case_id.in_(cases)))
        return model.case_id.in_(cases)


def behind_walls(session: Session, scope: Scope) -> tuple[set[int], set[int]]:
    """The cases and petitions that walls keep from a reader, told row by row."""
    found = []
    for wall, key in ((CaseExclusion, "case_id"), (PetitionExclusion, "petition_id")):
        rows = session.scalars(select(wall)).all()
        kept = {
            getattr(row, key)
            for row in rows
            if (row.user_id == scope.user_id and row.admits)
            or (scope.deputy_for is not None and row.unit_id == scope.deputy_for)
        }
        found.append(
            {
                getattr(row, key)
                for row in rows
                if (row.user_id == scope.user_id and not row.admits)
                or (row.unit_id in scope.wall_unit_ids and getattr(row, key) not in kept)
            }
        )
    return found[0], found[1]
