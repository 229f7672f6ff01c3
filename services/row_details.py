"""What stands in the list behind a figure: rows by id, within the reader's scope, without secrets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from sqlmodel import Session, and_, col, select

from models import Case, CrowdEvent, Deadline, Directive, OverLevelRecord, Petition, PetitionCase, Visit
from services import petition_records, statistics
from services.errors import AppError
from services.filters import Filter
from services.matter_link import not_about_hidden
from services.permissions import Actor, visible_to
from services.statistics import MEASURES
from services.text import N_


class FigureUnknown(AppError):
    msgid = N_("This link names no figure that is counted here. Open it again from its chart.")


@dataclass(frozen=True)
class RowLine:
    """One row in words of the domain; `case_code` leads to its case, where the reader may see it.

    `text` is "" where the words are sealed.
    """

    table: str
    on: date | None
    code: str = ""
    kind: StrEnum | None = None
    text: str = ""
    unit_id: int | None = None
    state: StrEnum | None = None
    due_on: date | None = None
    persons: int | None = None
    level: StrEnum | None = None
    case_code: str = ""


@dataclass(frozen=True)
class Listed:
    """One page of the rows behind a figure; `total` equals the figure."""

    table: str
    total: int
    lines: list[RowLine] = field(default_factory=list)


def listed(
    session: Session,
    measure: str,
    filter: Filter,
    *,
    actor: Actor,
    today: date,
    chosen: Mapping[str, str],
    limit: int = 50,
    offset: int = 0,
) -> Listed:
    """The rows behind a measure. FigureUnknown for a measure or a dimension that there is not."""
    if measure not in MEASURES:
        raise FigureUnknown()
    extra = {name: None if value == "none" else value for name, value in chosen.items()}
    try:
        found = statistics.rows(
            measure, filter, actor=actor, today=today, limit=limit, offset=offset, extra=extra
        )
    except ValueError as error:
        raise FigureUnknown() from error
    lines = lines_of(session, found.table, found.ids, found.case_ids, actor=actor)
    return Listed(found.table, found.total, lines)


def lines_of(
    session: Session, table: str, ids: Sequence[int], case_ids: Sequence[int | None], *, actor: Actor
) -> list[RowLine]:
    """Rows of a table by their ids, in that order; what the actor may not see is left out."""
    codes = _codes(session, [i for i in case_ids if i is not None], actor)
    read = _READERS[table](session, ids, actor)
    return [
        read[i](codes.get(case_id or 0, "")) for i, case_id in zip(ids, case_ids, strict=True) if i in read
    ]


def cases_of(session: Session, ids: Sequence[int], *, actor: Actor) -> dict[int, RowLine]:
    """The cases of some ids that the actor may see, by id."""
    return {i: line("") for i, line in _cases(session, ids, actor).items()}


def _codes(session: Session, ids: Sequence[int], actor: Actor) -> dict[int, str]:
    """The codes of the cases among these that the actor may see."""
    seen = visible_to(actor).where(col(Case.id).in_(ids))
    return {case.id or 0: case.code for case in session.exec(seen)}


def _cases(session: Session, ids: Sequence[int], actor: Actor) -> dict[int, Any]:
    found = session.exec(visible_to(actor).where(col(Case.id).in_(ids)))
    return {
        case.id or 0: lambda code, case=case: RowLine(
            "cases",
            case.received_on,
            code=case.code,
            kind=case.kind,
            text=case.summary,
            unit_id=case.unit_id,
            state=case.state,
            due_on=case.due_on,
            case_code=case.code,
        )
        for case in found
    }


def _petitions(session: Session, ids: Sequence[int], actor: Actor) -> dict[int, Any]:
    seen = petition_records.condition(actor)
    found = session.exec(select(Petition).where(seen, col(Petition.id).in_(ids))).all()
    links = session.exec(
        select(PetitionCase.petition_id, PetitionCase.case_id).where(col(PetitionCase.petition_id).in_(ids))
    ).all()
    codes = _codes(session, [case_id for _petition_id, case_id in links], actor)
    # Of several parts, the first one that the actor may see.
    case_of = {petition_id: codes[case_id] for petition_id, case_id in reversed(links) if case_id in codes}
    return {
        petition.id or 0: lambda code, petition=petition: RowLine(
            "petitions",
            petition.received_on,
            code=petition.code,
            kind=petition.kind,
            text=petition.summary,
            unit_id=petition.unit_id,
            state=petition.outcome or petition.state,
            due_on=petition.handling_due_on,
            persons=petition.persons,
            case_code=case_of.get(petition.id or 0, ""),
        )
        for petition in found
    }


def _crowds(session: Session, ids: Sequence[int], actor: Actor) -> dict[int, Any]:
    seen = and_(actor.scope.condition(CrowdEvent, CrowdEvent.case_id), not_about_hidden(CrowdEvent, actor))
    found = session.exec(select(CrowdEvent).where(seen, col(CrowdEvent.id).in_(ids)))
    return {
        crowd.id or 0: lambda code, crowd=crowd: RowLine(
            "crowd_events",
            crowd.gathered_on,
            text=crowd.place,
            unit_id=crowd.unit_id,
            persons=crowd.persons,
            level=crowd.level,
            case_code=code,
        )
        for crowd in found
    }


def _over_levels(session: Session, ids: Sequence[int], actor: Actor) -> dict[int, Any]:
    within = actor.scope.condition(OverLevelRecord, OverLevelRecord.case_id)
    seen = and_(within, not_about_hidden(OverLevelRecord, actor))
    found = session.exec(select(OverLevelRecord).where(seen, col(OverLevelRecord.id).in_(ids)))
    return {
        record.id or 0: lambda code, record=record: RowLine(
            "over_level_records",
            record.recorded_on,
            text=record.body,
            unit_id=record.unit_id,
            persons=record.persons,
            level=record.level,
            case_code=code,
        )
        for record in found
    }


def _visits(session: Session, ids: Sequence[int], actor: Actor) -> dict[int, Any]:
    seen = actor.scope.condition(Visit, Visit.case_id)
    found = session.exec(select(Visit).where(seen, col(Visit.id).in_(ids)))
    return {
        visit.id or 0: lambda code, visit=visit: RowLine(
            "visits",
            visit.received_on,
            kind=visit.kind,
            unit_id=visit.unit_id,
            persons=visit.persons,
            case_code=code,
        )
        for visit in found
    }


def _directives(session: Session, ids: Sequence[int], actor: Actor) -> dict[int, Any]:
    seen = col(Directive.case_id).in_(visible_to(actor).with_only_columns(col(Case.id)))
    found = session.exec(select(Directive).where(seen, col(Directive.id).in_(ids)))
    return {
        directive.id or 0: lambda code, directive=directive: RowLine(
            "directives",
            directive.issued_on,
            code=directive.number,
            text=directive.from_body,
            due_on=directive.due_on,
            case_code=code,
        )
        for directive in found
    }


def _steps(session: Session, ids: Sequence[int], actor: Actor) -> dict[int, Any]:
    seen = col(Deadline.case_id).in_(visible_to(actor).with_only_columns(col(Case.id)))
    found = session.exec(select(Deadline).where(seen, col(Deadline.id).in_(ids)))
    return {
        clock.id or 0: lambda code, clock=clock: RowLine(
            "deadlines", clock.started_on, code=code, state=clock.step, due_on=clock.due_on, case_code=code
        )
        for clock in found
    }


_READERS = {
    "cases": _cases,
    "petitions": _petitions,
    "crowd_events": _crowds,
    "over_level_records": _over_levels,
    "visits": _visits,
    "directives": _directives,
    "deadlines": _steps,
}
