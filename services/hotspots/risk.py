"""The hottest matters: level, points, reasons and the change over four weeks, within the actor's scope."""

from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select
from sqlmodel import Session, col

from models import Case, Unit
from models.enums import Kind
from services.facts.scope import ids as listed
from services.filters import Filter
from services.hotspots import board, candidates, file_views, matters, override_views, points
from services.hotspots.assessment import Assessment, RiskLevel, assess
from services.hotspots.override_views import SetLevel
from services.permissions import Actor, visible_to
from services.statistics.counting import counted
from services.statistics.figures import ready
from services.statistics.narrowing import narrowed
from services.statistics.windows import Window

# How many matters are asked about first, from the hottest on; all others at once after them.
LOOKED_AT = 500


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
    # How many days lie between the two.
    compared_days: int
    # The next review of its open file, where it has one.
    review_on: date | None = None
    is_review_overdue: bool = False
    # What a leader set beside the level by points; it never takes its place.
    set_level: SetLevel | None = None

    @property
    def level(self) -> RiskLevel:
        """The level by which the matter stands in the list."""
        return self.set_level.level if self.set_level else self.risk.level

    @property
    def change(self) -> int:
        """Points gained (positive: it heats up) since the day compared with."""
        return self.risk.points - self.points_before


def hottest(session: Session, filter: Filter, *, actor: Actor, today: date, limit: int = 10) -> list[HotCase]:
    """The open matters with points or a level set by a leader, highest level first.

    The days of the filter play no part.
    """
    order = board.hottest_first(session, today=today)
    ids = _seen(order, filter, actor=actor, today=today, limit=limit)
    # Few: what leaders set a level for, wherever its points would put it.
    raised = override_views.standing(session, actor=actor, today=today)
    if raised:
        ids += _seen(raised, filter, actor=actor, today=today, limit=len(raised))
    found = listed_cases(session, list(dict.fromkeys(ids)), actor=actor, today=today)
    return found[:limit]


def alarming(session: Session, filter: Filter, *, actor: Actor, today: date) -> list[int]:
    """The ids of the open matters whose level, or whose level and rise, raise an alarm; the hottest first.

    The days of the filter play no part. Which levels do is said by settings (`alarms`).
    """
    order = board.alarming(session, today=today)
    return _seen(order, filter, actor=actor, today=today, limit=len(order))


def listed_cases(session: Session, ids: list[int], *, actor: Actor, today: date) -> list[HotCase]:
    """Those matters of a list of ids that the actor may see and that have points, the hottest first."""
    names = {unit.id: unit.short_name or unit.name for unit in session.execute(select(Unit)).scalars()}
    query = visible_to(actor).where(col(Case.id).in_(ids))
    read = matters.read(session, session.exec(query).all(), query.with_only_columns(col(Case.id)))
    reviews = file_views.next_reviews(session, ids)
    levels = override_views.of_cases(session, ids, today=today)
    tables = points.tables(session)
    compared = (today - tables.day_before(today)).days
    found = []
    for matter in read:
        case_id = matter.case.id or 0
        assessed = board.assessed(matter, today, tables, with_calm=case_id in levels)
        if assessed is not None:
            hot = replace(_hot_case(matter.case, names, *assessed, compared), set_level=levels.get(case_id))
            found.append(_reviewed(hot, reviews.get(case_id), today))
    found.sort(key=lambda hot: board.place(hot.risk, hot.points_before, hot.case_id, hot.level))
    return found


def on_days(
    session: Session, days: tuple[date, ...], *, actor: Actor
) -> dict[int, tuple[Assessment | None, ...]]:
    """The risk of the matters open on the first of some days or later, by id, as of each of the days.

    None for a day before the matter came in or after it was closed; matters without points on
    all days are left out.
    """
    known = points.tables(session)
    tables = [known.on(day) for day in days]
    query = candidates.among(visible_to(actor), today=max(days), closed_after=min(days))
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
    table = points.tables(session).on(today)
    ids = select(col(Case.id)).where(col(Case.id).in_([case.id for case in cases]))
    read = matters.read(session, cases, ids)
    return {matter.case.id or 0: assess(matter.facts_on(today, table), table) for matter in read}


def _seen(order: list[int], filter: Filter, *, actor: Actor, today: date, limit: int) -> list[int]:
    """The first of some matters that are within a reader's scope and filter, in their order."""
    context = ready(today)
    places = Filter(
        unit_id=filter.unit_id,
        kinds=filter.kinds,
        field_ids=filter.field_ids,
        commune_ids=filter.commune_ids,
    )
    counted_open = counted("open", Window(None, None, today), context)
    seen = narrowed(counted_open, places, actor.scope, context)
    found: list[int] = []
    for some in (order[:LOOKED_AT], order[LOOKED_AT:]):
        if not some or len(found) >= limit:
            break
        rows = context.facts.query(
            f"SELECT {seen.alias}id FROM {seen.relation} WHERE {seen.where} "  # nosec B608
            f"AND {seen.alias}id IN {listed(some)}"
        )
        theirs = {row[0] for row in rows}
        found += [case_id for case_id in some if case_id in theirs]
    return found[:limit]


def _reviewed(hot: HotCase, review_on: date | None, today: date) -> HotCase:
    return replace(hot, review_on=review_on, is_review_overdue=review_on is not None and review_on < today)


def _hot_case(
    case: Case, names: dict[int | None, str], risk: Assessment, earlier: int, compared: int
) -> HotCase:
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
        compared_days=compared,
    )
