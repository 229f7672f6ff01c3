"""Everything the page of one case shows, read in one go; what is protected stays sealed."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from models import (
    Case,
    CaseEvent,
    Channel,
    Commune,
    CrowdEvent,
    Decision,
    Directive,
    Party,
    Petition,
    PetitionCase,
    SubjectField,
    Unit,
    User,
)
from models.enums import Step
from services import (
    attachments,
    case_actions,
    case_amendments,
    case_corrections,
    case_relations,
    case_timeline,
    cases,
    clocks,
    directives,
    explanations,
    notes,
    petition_parts,
    petition_records,
    register_days,
    rule_versions,
)
from services.case_clocks import ClockFields, appeal_after_expiry
from services.case_decisions import standing_decision
from services.case_list import unit_names
from services.case_relations import Related
from services.case_steps import last_id
from services.case_timeline import StepMark, TimelineEntry
from services.checklists import papers
from services.checklists.papers import Checklist
from services.deadlines import ClockResult
from services.documents import keeping
from services.documents.keeping import KeptLine
from services.explanations import Explanation
from services.hotspots import override_views, risk
from services.hotspots.assessment import Assessment
from services.hotspots.override_views import SetLevel
from services.imports import origins
from services.imports.origins import Origin
from services.legal_rules import RuleTable
from services.notes import OpenNote
from services.permissions import Actor
from services.petition_records import condition as visible_petitions
from services.register_days import RegisterDays
from services.reminders import reading
from services.reminders.reading import ReminderLine
from services.transfers import Passage, passage_of
from services.transitions import Transition


@dataclass(frozen=True, slots=True)
class OpenPetition:
    """A petition of the case with its people; protected ones have no name here.

    `is_partial` where the petition has a part that is not the reader's to see.
    """

    petition: Petition
    channel: str
    people: list[Party]
    files: list[tuple[int, str]]
    origin: Origin | None
    is_partial: bool


@dataclass(frozen=True, slots=True)
class CaseView:
    """The case with what belongs to it."""

    case: Case
    summary: str
    is_sealed: bool
    unit: str
    officer: str
    field: str
    commune: str
    steps: list[StepMark]
    clocks: ClockFields
    rules: RuleTable
    explanations: dict[str, Explanation]
    timeline: list[TimelineEntry]
    last_event_id: int
    petitions: list[OpenPetition]
    documents: list[KeptLine]
    notes: list[OpenNote]
    directives: list[tuple[Directive, str]]
    crowds: list[CrowdEvent]
    decision: Decision | None
    risk: Assessment
    # The level that a leader set, while it holds.
    set_level: SetLevel | None
    allowed: list[Transition]
    undoable: CaseEvent | None
    register: RegisterDays | None
    related: list[Related]
    reminders: dict[Step, list[ReminderLine]]
    # The ids of events that the reader may correct.
    amendable: set[int]
    # The rule of its own that the case falls under, '' for none; and the citizen's term once ours expired.
    variant: str
    expired: ClockResult | None
    checklist: Checklist
    passage: Passage
    passed_units: list[str]
    files: list[tuple[int, str]]


def read(session: Session, code: str, *, actor: Actor, today: date) -> CaseView:
    """The case of a code; NotFound where it is missing and where the actor may not see it."""
    case = cases.by_code(session, code, actor=actor)
    events, fields = clocks.events_of(session, case), clocks.explained(session, case)
    field = session.get(SubjectField, case.field_id) if case.field_id else None
    commune = session.get(Commune, case.commune_id) if case.commune_id else None
    unit = session.get(Unit, case.unit_id)
    officer = session.get(User, case.officer_id) if case.officer_id else None
    passage = passage_of(events)
    names = unit_names(session, set(passage.units))
    return CaseView(
        case=case,
        summary=cases.summary_of(case),
        is_sealed=cases.is_sealed(case),
        unit=unit.name if unit else "",
        officer=officer.name if officer else "",
        field=field.name if field else "",
        commune=commune.name if commune else "",
        steps=case_timeline.steps(case, events),
        clocks=fields,
        rules=rule_versions.table(session),
        explanations=explanations.of_case(session, case, events=events, fields=fields),
        timeline=case_timeline.entries(session, case, events),
        last_event_id=last_id(events),
        petitions=_petitions(session, case, actor=actor),
        documents=keeping.of_case(session, case.id or 0),
        notes=notes.of_case(session, case),
        directives=_directives(session, case),
        crowds=_crowds(session, case),
        decision=standing_decision(session, case),
        risk=risk.of_case(session, case, today=today),
        set_level=override_views.of_cases(session, [case.id or 0], today=today).get(case.id or 0),
        allowed=case_actions.allowed(session, case, actor=actor),
        undoable=case_actions.undoable(session, case, actor=actor),
        register=register_days.of(session, case, events),
        related=case_relations.of_case(session, case, actor=actor),
        reminders=reading.by_step(reading.of_case(session, case)),
        amendable=case_amendments.amendable(session, case, actor=actor),
        variant=case_corrections.variant_of(session, case),
        expired=_expired(session, case, events, fields, today=today),
        checklist=papers.of_case(session, case, events, today=today),
        passage=passage,
        passed_units=[names.get(unit_id, "") for unit_id in passage.units],
        files=[(one.id or 0, attachments.name_of(one)) for one in attachments.of_case(session, case.id or 0)],
    )


def _expired(
    session: Session, case: Case, events: list[CaseEvent], fields: ClockFields, *, today: date
) -> ClockResult | None:
    """Until when the citizen may go on because the term of the authority expired; None where it did not."""
    course, facts = clocks.course_of(case, events), clocks.facts_of(session, case)
    rules = rule_versions.table(session)
    return appeal_after_expiry(fields, facts, course, clocks.calendar(session), today=today, rules=rules)


def _petitions(session: Session, case: Case, *, actor: Actor) -> list[OpenPetition]:
    """The petitions the actor may see, newest first.

    Nothing is said of others: a petition of one's own case that one may not see denounces
    oneself, or is a denunciation of which the case is only a part.
    """
    linked = select(PetitionCase.petition_id).where(PetitionCase.case_id == case.id)
    found = session.exec(
        select(Petition, Channel.name)
        .join(Channel, col(Channel.id) == col(Petition.channel_id))
        .where(visible_petitions(actor), col(Petition.id).in_(linked), col(Petition.voided_at).is_(None))
        .order_by(col(Petition.received_on).desc(), col(Petition.id).desc())
    ).all()
    petitions = [petition for petition, _channel in found]
    origin_of = origins.of_petitions(session, petitions, actor=actor)
    hidden_of = petition_parts.hidden_of(session, petitions, actor=actor)
    opened = []
    for petition, channel in found:
        people = session.exec(
            select(Party).where(Party.petition_id == petition.id).order_by(col(Party.ordinal))
        ).all()
        # The name of a scan may hold that of a sender: a protected petition shows its number instead.
        is_sealed = petition_records.is_sealed(petition)
        files = [
            (one.id or 0, "" if is_sealed else attachments.name_of(one))
            for one in attachments.of_petition(session, petition.id or 0)
        ]
        hidden = hidden_of.get(petition.id or 0, set())
        opened.append(
            OpenPetition(
                petition=petition,
                channel=channel,
                people=petition_parts.without_hidden(people, hidden),
                files=files,
                origin=origin_of.get(petition.id or 0),
                is_partial=bool(hidden),
            )
        )
    return opened


def _directives(session: Session, case: Case) -> list[tuple[Directive, str]]:
    found = session.exec(
        select(Directive).where(Directive.case_id == case.id).order_by(col(Directive.issued_on).desc())
    )
    return [(one, directives.content_of(one, case)) for one in found]


def _crowds(session: Session, case: Case) -> list[CrowdEvent]:
    return list(
        session.exec(
            select(CrowdEvent)
            .where(CrowdEvent.case_id == case.id, col(CrowdEvent.voided_at).is_(None))
            .order_by(col(CrowdEvent.gathered_on).desc(), col(CrowdEvent.id).desc())
        )
    )
