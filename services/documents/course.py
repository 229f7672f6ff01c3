"""What the history of a case gives its documents: earlier papers, and the terms before and after a step."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlmodel import Session

from models import Case, CaseEvent
from models.enums import Step as ClockStep
from services import clocks, rule_versions
from services.case_clocks import ClockFields, ClockRow
from services.case_course import standing
from services.documents.step import Step
from services.documents.words import paper, short
from services.transitions import ClockEffect
from services.workflow_rules import shipped_workflow

# Which earlier step fills which fields: number and date of its paper.
PAPERS = {
    "accept": ("so_thu_ly", "ngay_thu_ly"),
    "assign_verification": ("so_giao_xac_minh", "ngay_giao_xac_minh"),
    "suspend": ("so_tam_dinh_chi", "ngay_tam_dinh_chi"),
}


def before(events: Sequence[CaseEvent], step: Step) -> list[CaseEvent]:
    """The standing events that happened before the step, whenever they were entered."""
    found = sorted(standing(events), key=_place)
    taken = next((event for event in found if event.id == step.event_id), None)
    return found if taken is None else [event for event in found if _place(event) < _place(taken)]


def _place(event: CaseEvent) -> tuple[date, int]:
    return event.happened_on, event.id or 0


def history(earlier: Sequence[CaseEvent]) -> dict[str, str]:
    """Numbers and days of the papers of earlier steps; the latest of each counts."""
    values: dict[str, str] = {}
    for event in earlier:
        if event.action in PAPERS:
            number, dated = PAPERS[event.action]
            values[number] = event.document_number
            values[dated] = short(event.document_on or event.happened_on)
        elif event.action == "hold_dialogue":
            values["ngay_doi_thoai"] = short(event.happened_on)
    return values


def terms(
    session: Session, case: Case, earlier: Sequence[CaseEvent], step: Step, *, now: datetime
) -> dict[str, str]:
    """The settlement term as it stood before the step and as it stands with it.

    Raises what stands against the step by law, such as one extension too many.
    """
    taken = CaseEvent(
        case_id=case.id or 0,
        action=step.action,
        outcome=step.outcome,
        happened_on=step.happened_on,
        entered_at=now,
        entered_by_id=0,
    )
    old = _settlement(_clocks(session, case, earlier))
    new = _settlement(_clocks(session, case, [*earlier, taken]))
    if new is None:
        return {}
    dates = new.dates
    rule = rule_versions.table(session).pinned(dates.rule_id, dates.version, on=dates.started_on)
    values = {
        "so_ngay_giai_quyet": paper(f"term.{rule.unit}", n=rule.n),
        "han_giai_quyet": short(new.dates.due_on),
        "han_cu": short(old.dates.due_on) if old else "",
        "han_moi": short(new.dates.due_on),
    }
    table = shipped_workflow().of(case.kind, case.instance)
    if any(one.effect is ClockEffect.EXTEND and one.action == step.action for one in table):
        values["lan_gia_han"] = str(new.dates.extensions)
        values["so_ngay_gia_han"] = paper(f"term.{rule.unit}", n=rule.extension_days)
    return values


def _clocks(session: Session, case: Case, events: Sequence[CaseEvent]) -> ClockFields:
    return clocks.explained(session, case, clocks.course_of(case, events))


def _settlement(fields: ClockFields) -> ClockRow | None:
    return next((row for row in fields.rows if row.step == ClockStep.SETTLEMENT), None)
