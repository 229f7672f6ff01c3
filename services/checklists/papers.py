"""The papers of one case: ticked by its events, ticked by hand, not asked for, or missing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from models import Attachment, Case, CaseEvent, ChecklistMark
from models.enums import CaseState, ChecklistVerdict
from services import attachments, cases, vault
from services.case_course import standing
from services.case_list import user_names
from services.checklists.table import Item, shipped_checklists
from services.errors import AppError
from services.text import N_
from services.transitions import Transition
from services.workflow_rules import shipped_workflow

PURPOSE = "checklist"
_ORDER = list(CaseState)


class PapersMissing(AppError):
    msgid = N_(
        "“{action}” is not possible yet, these papers are missing: {papers}. Tick them under "
        "“What to do at this step”; what does not apply is marked there with its reason."
    )


@dataclass(frozen=True, slots=True)
class Mark:
    """One thing somebody said about a paper, as it is read."""

    verdict: ChecklistVerdict
    at: datetime
    by: str
    note: str
    attachment_id: int | None
    file: str


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper of a case.

    `event` is the step that ticked it, `mark` what was said last by hand; a step goes before.
    `is_now` says that the paper belongs to the stage at which the case stands, `is_past` that
    its stages lie behind.
    """

    item: Item
    is_mandatory: bool
    is_now: bool
    is_past: bool
    event: CaseEvent | None
    entered_by: str
    mark: Mark | None
    history: tuple[Mark, ...]

    @property
    def is_ticked(self) -> bool:
        """Whether the paper is there."""
        by_hand = self.mark is not None and self.mark.verdict is ChecklistVerdict.TICKED
        return self.event is not None or by_hand

    @property
    def is_waived(self) -> bool:
        """Whether somebody entitled said that this case does not need it."""
        said = self.mark is not None and self.mark.verdict is ChecklistVerdict.NOT_APPLICABLE
        return said and not self.is_ticked

    @property
    def is_settled(self) -> bool:
        """Whether nothing is left to do about it."""
        return self.is_ticked or self.is_waived

    @property
    def is_missing(self) -> bool:
        """Whether it may not be missing and is."""
        return self.is_mandatory and not self.is_settled


@dataclass(frozen=True, slots=True)
class Checklist:
    """All papers of a case that apply so far, and what each closing action still waits for (msgids)."""

    papers: tuple[Paper, ...]
    missing: dict[str, tuple[str, ...]]

    @property
    def now(self) -> list[Paper]:
        """The papers of the stage at which the case stands."""
        return [paper for paper in self.papers if paper.is_now]

    @property
    def left_behind(self) -> list[Paper]:
        """Mandatory papers of earlier stages that are still missing."""
        return [paper for paper in self.papers if paper.is_missing and paper.is_past]


def of_case(session: Session, case: Case, events: Sequence[CaseEvent], *, today: date) -> Checklist:
    """The checklist of a case that the caller has found for the actor."""
    counted = standing(events)
    marks = _marks(session, case)
    people = user_names(session, {event.entered_by_id for event in counted})
    papers = tuple(
        _paper(item, case, counted, marks.get(item.code, []), people)
        for item in _items(case, counted, asked_on=case.closed_on or today)
    )
    steps = shipped_workflow().of(case.kind, case.instance)
    closing = {step.action: step for step in steps if step.to_state is CaseState.CLOSED}
    missing = {action: _missing(session, case, step, counted, on=today) for action, step in closing.items()}
    return Checklist(papers, {action: labels for action, labels in missing.items() if labels})


def refuse_if_papers_missing(
    session: Session, case: Case, step: Transition, events: Sequence[CaseEvent], *, on: date
) -> None:
    """Refuse to close a case without the papers that the action waits for; PapersMissing lists them.

    `events` hold the closing step itself where it is already made: it ticks its own paper.
    """
    if step.to_state is not CaseState.CLOSED or step.stays:
        return
    labels = _missing(session, case, step, standing(events), on=on)
    if labels:
        raise PapersMissing(action=step.label, papers=labels)


def item_of(case: Case, events: Sequence[CaseEvent], code: str, *, today: date) -> Item | None:
    """The paper of a code, if it applies to the case now."""
    found = _items(case, standing(events), asked_on=today)
    return next((item for item in found if item.code == code), None)


def ticking_event(item: Item, counted: Iterable[CaseEvent]) -> CaseEvent | None:
    """The latest standing step that ticks the paper."""
    return next((event for event in reversed(list(counted)) if event.action in item.ticked_by), None)


def latest_mark(session: Session, case: Case, code: str) -> ChecklistMark | None:
    """What was said last by hand about a paper."""
    return session.exec(
        select(ChecklistMark)
        .where(ChecklistMark.case_id == case.id, ChecklistMark.item == code)
        .order_by(col(ChecklistMark.id).desc())
        .limit(1)
    ).first()


def _items(case: Case, counted: Sequence[CaseEvent], *, asked_on: date) -> list[Item]:
    happened = {event.action: event.happened_on for event in counted}
    return shipped_checklists().of(case.kind, case.instance, happened, asked_on=asked_on)


def _missing(
    session: Session, case: Case, step: Transition, counted: Sequence[CaseEvent], *, on: date
) -> tuple[str, ...]:
    """The labels of the papers that an action waits for, the action itself counted as done."""
    happened = {event.action: event.happened_on for event in counted} | {step.action: on}
    table = shipped_checklists().of(case.kind, case.instance, happened, asked_on=on)
    open_ones = [
        item
        for item in table
        if step.action in item.closings
        and item.is_mandatory(happened)
        and not set(item.ticked_by) & set(happened)
    ]
    if not open_ones:
        return ()
    said = {mark.item: mark.verdict for mark in _rows(session, case)}
    done = (ChecklistVerdict.TICKED, ChecklistVerdict.NOT_APPLICABLE)
    return tuple(item.label for item in open_ones if said.get(item.code) not in done)


def _paper(
    item: Item,
    case: Case,
    counted: Sequence[CaseEvent],
    marks: Sequence[Mark],
    people: dict[int, str],
) -> Paper:
    event = ticking_event(item, counted)
    # A suspended case stands where it stood.
    place = _ORDER.index(case.state_before or case.state)
    return Paper(
        item=item,
        is_mandatory=item.is_mandatory({one.action for one in counted}),
        is_now=case.state in item.states,
        is_past=all(_ORDER.index(state) < place for state in item.states if state is not CaseState.SUSPENDED)
        and case.state not in item.states,
        event=event,
        entered_by=people.get(event.entered_by_id, "") if event else "",
        mark=marks[-1] if marks else None,
        history=tuple(marks),
    )


def _rows(session: Session, case: Case) -> list[ChecklistMark]:
    """Every mark of a case, the oldest first."""
    return list(
        session.exec(
            select(ChecklistMark).where(ChecklistMark.case_id == case.id).order_by(col(ChecklistMark.id))
        )
    )


def _marks(session: Session, case: Case) -> dict[str, list[Mark]]:
    rows = _rows(session, case)
    people = user_names(session, {row.marked_by_id for row in rows})
    ids = {row.attachment_id for row in rows if row.attachment_id}
    files = {one.id: one for one in session.exec(select(Attachment).where(col(Attachment.id).in_(ids)))}
    found: dict[str, list[Mark]] = {}
    for row in rows:
        file = files.get(row.attachment_id)
        # The name of a file may tell who denounced: of a protected matter only its number is shown.
        name = "" if file is None or cases.is_sealed(case) else attachments.name_of(file)
        note = (
            str(vault.unseal(row.sealed_note, purpose=PURPOSE, key=case.sealed_key))
            if row.sealed_note
            else ""
        )
        found.setdefault(row.item, []).append(
            Mark(row.verdict, row.marked_at, people.get(row.marked_by_id, ""), note, row.attachment_id, name)
        )
    return found


def lacks_number(paper: Paper) -> bool:
    """Whether the step that ticked the paper carries no number of a document: imported steps have none."""
    if paper.event is None or paper.event.document_number:
        return False
    steps = shipped_workflow().of(paper.item.kind, paper.item.instance or 1)
    return any(step.action == paper.event.action and step.needs_document for step in steps)
