"""The hottest matters: level, points, reasons and the change over four weeks, within the actor's scope."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import or_, select, union
from sqlmodel import Session, col
from sqlmodel.sql.expression import SelectOfScalar

from models import (
    Case,
    CaseEvent,
    CrowdEvent,
    Decision,
    Directive,
    OverLevelRecord,
    Petition,
    PetitionCase,
    Unit,
)
from models.enums import Kind
from services.filters import Filter
from services.hotspots import matters, points
from services.hotspots.assessment import Assessment, RiskLevel, assess
from services.permissions import Actor, visible_to

ORDER = {RiskLevel.HOT: 3, RiskLevel.WARNING: 2, RiskLevel.WATCH: 1, RiskLevel.NORMAL: 0}


@dataclass(frozen=True)
class HotCase:
    """One matter with its risk today and the points it had before; `summary` is "" where protected."""

    case_id: int
    code: str
    kind: Kind
    summary: str
    unit_id: int
    unit_name: str
    officer_id: int | None
    due_on: date | None
    risk: Assessment
    points_before: int

    @property
    def change(self) -> int:
        """Points gained (positive: it heats up) since the day compared with."""
        return self.risk.points - self.points_before


def hottest(session: Session, filter: Filter, *, actor: Actor, today: date, limit: int = 10) -> list[HotCase]:
    """The open matters with points, highest level first; the days of the filter play no part."""
    table = points.table_on(today)
    before = today - timedelta(days=table.single("trend.days").window_days or 28)
    query = _candidates(filter, actor=actor, today=today)
    cases = session.exec(query).all()
    names = {unit.id: unit.short_name or unit.name for unit in session.execute(select(Unit)).scalars()}
    found = []
    for matter in matters.read(session, cases, query.with_only_columns(col(Case.id))):
        risk = assess(matter.facts_on(today, table), table)
        if risk.points or risk.rules:
            earlier = assess(matter.facts_on(before, table), points.table_on(before))
            was_there = matter.case.received_on <= before
            found.append(_hot_case(matter.case, names, risk, earlier.points if was_there else 0))
    found.sort(key=lambda hot: (-ORDER[hot.risk.level], -hot.risk.points, -hot.change, hot.case_id))
    return found[:limit]


def on_days(
    session: Session, days: tuple[date, ...], *, actor: Actor
) -> dict[int, tuple[Assessment | None, ...]]:
    """The risk of the matters open on the first of some days or later, by id, as of each of the days.

    None for a day before the matter came in or after it was closed; matters without points on
    all days are left out.
    """
    tables = [points.table_on(day) for day in days]
    query = _candidates(Filter(), actor=actor, today=max(days), closed_after=min(days))
    cases = session.exec(query).all()
    found: dict[int, tuple[Assessment | None, ...]] = {}
    for matter in matters.read(session, cases, query.with_only_columns(col(Case.id))):
        case = matter.case
        assessed = tuple(
            assess(matter.facts_on(day, table), table)
            if case.received_on <= day and (case.closed_on is None or case.closed_on > day)
            else None
            for day, table in zip(days, tables, strict=True)
        )
        if any(one is not None and (one.points or one.rules) for one in assessed):
            found[case.id or 0] = assessed
    return found


def of_case(session: Session, case: Case, *, today: date) -> Assessment:
    """The risk of one case that the caller may already see."""
    return of_cases(session, [case], today=today)[case.id or 0]


def of_cases(session: Session, cases: list[Case], *, today: date) -> dict[int, Assessment]:
    """The risk of each of a page of cases that the caller may already see, by id."""
    table = points.table_on(today)
    ids = select(col(Case.id)).where(col(Case.id).in_([case.id for case in cases]))
    read = matters.read(session, cases, ids)
    return {matter.case.id or 0: assess(matter.facts_on(today, table), table) for matter in read}


def _hot_case(case: Case, names: dict[int | None, str], risk: Assessment, earlier: int) -> HotCase:
    return HotCase(
        case_id=case.id or 0,
        code=case.code,
        kind=case.kind,
        summary=case.summary,
        unit_id=case.unit_id,
        unit_name=names.get(case.unit_id, ""),
        officer_id=case.officer_id,
        due_on=case.due_on,
        risk=risk,
        points_before=earlier,
    )


def _candidates(
    filter: Filter, *, actor: Actor, today: date, closed_after: date | None = None
) -> SelectOfScalar[Case]:
    """Open cases in which something happened besides time; with `closed_after` those closed since as well.

    Lateness and length together are capped below the level "watch", so a case with
    nothing else can never be on the list; a test keeps the table to that.
    """
    horizon = (closed_after or today) - timedelta(days=366)

    def lacks(column: Any) -> Any:
        """Without that day, or without it as late as the earliest day asked about."""
        missing = col(column).is_(None)
        return missing if closed_after is None else or_(missing, col(column) > closed_after)

    is_open = lacks(Case.closed_on)
    moved = union(
        select(CrowdEvent.case_id).where(col(CrowdEvent.gathered_on) >= horizon),  # type: ignore[call-overload]
        select(OverLevelRecord.case_id),  # type: ignore[call-overload]
        select(Directive.case_id).where(lacks(Directive.answered_on)),  # type: ignore[call-overload]
        select(Decision.case_id).where(lacks(Decision.enforced_on)),  # type: ignore[call-overload]
        select(PetitionCase.case_id)  # type: ignore[call-overload]
        .join(Petition, col(Petition.id) == col(PetitionCase.petition_id))
        .join(Case, col(Case.id) == col(PetitionCase.case_id))
        .where(is_open, col(Petition.received_on) > col(Case.decided_on)),
        select(CaseEvent.case_id)  # type: ignore[call-overload]
        .join(Case, col(Case.id) == col(CaseEvent.case_id))
        .where(is_open, col(CaseEvent.from_unit_id) != col(CaseEvent.to_unit_id)),
    ).subquery()
    query = visible_to(actor).where(is_open, col(Case.id).in_(select(moved.c.case_id)))
    if filter.unit_id is not None:
        path = select(Unit.path).where(col(Unit.id) == filter.unit_id).scalar_subquery()  # type: ignore[call-overload]
        below = select(col(Unit.id)).where(
            or_(col(Unit.id) == filter.unit_id, col(Unit.path).startswith(path))
        )
        query = query.where(col(Case.unit_id).in_(below))
    if filter.kinds:
        query = query.where(col(Case.kind).in_(filter.kinds))
    if filter.field_ids:
        query = query.where(col(Case.field_id).in_(filter.field_ids))
    if filter.commune_ids:
        query = query.where(col(Case.commune_id).in_(filter.commune_ids))
    return query
