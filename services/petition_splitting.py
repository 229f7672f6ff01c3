"""Splitting a mixed petition: one document, several cases, opened in one transaction."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlmodel import Session

from models import Case, CaseEvent, Petition
from models.enums import Kind
from services import audit, cases, changes, clock, clocks, drafts, identity, petition_cases, petition_parts
from services import petition_records as records
from services.deadlines import ClockResult
from services.errors import AppError, NotFound
from services.part_input import PartInput, problems
from services.permissions import Actor, Permission, require
from services.petition_handling import EligibilityUndecided
from services.petition_parts import Part
from services.text import N_

# The name under which drafts of this form are kept; the key is the petition's id.
FORM = "split"


class NotEligibleHasNoParts(AppError):
    msgid = N_("A petition that is not eligible has no case, and so no parts. First mark it as eligible.")


def split(
    session: Session,
    petition_id: int,
    parts: Sequence[PartInput],
    *,
    actor: Actor,
    now: datetime,
    today: date,
    seen: int | None = None,
    draft_key: str = "",
) -> list[Case]:
    """Open a case for each new part, and give the parts that stand their own words; returns the new cases.

    Where a part is a denunciation, the paper is sealed as a whole: its words, the names of its
    people, and the other cases that came from it. Who is denounced sees neither the new case nor
    the petition. The draft in which the parts were typed ends here. Raises NotFound,
    PetitionVoided, ChangedMeanwhile, EligibilityUndecided, NotEligibleHasNoParts and the first of
    `part_input.problems`.
    """
    require(actor, Permission.PETITION_ENTER)
    petition = records.by_id(session, petition_id, actor=actor, lock=True)
    records.refuse_if_changed(session, petition, seen=seen)
    check_may_be_split(petition)
    standing = [part for part in petition_parts.of(session, petition, actor=actor) if part.stands]
    parts = _complete(parts, standing)
    for refusal in problems(session, petition, parts, standing, actor=actor):
        raise refusal

    if any(part.denounces for part in parts):
        _seal(session, petition, standing)
    known = {part.case.id: part for part in standing}
    for part in parts:
        if part.case_id is not None:
            _reword(session, known[part.case_id], part, actor=actor, now=now)
    # Denunciations come last: no gap in the numbers of the others betrays one.
    new = sorted((part for part in parts if part.case_id is None), key=lambda part: part.denounces)
    opened = [_open(session, petition, part, actor=actor, now=now, today=today) for part in new]
    # No column of the petition need have changed: whoever splits it after this one is to be told.
    changes.record(session, Petition, [petition.id or 0])
    audit.write(
        session,
        "petition.split",
        actor=actor,
        now=now,
        subject="petition",
        subject_id=petition.id,
        cases=[case.id for case in opened],
    )
    if draft_key:
        drafts.discard(session, actor=actor, form=FORM, key=draft_key)
    session.flush()
    return opened


def check_may_be_split(petition: Petition) -> None:
    """Refuse a voided petition, and one that has no case because it is not eligible."""
    if petition.voided_at is not None:
        raise records.PetitionVoided(code=petition.code)
    if petition.eligible is None:
        raise EligibilityUndecided(field="eligible")
    if not petition.eligible:
        raise NotEligibleHasNoParts(field="eligible")


def first_term(session: Session, petition: Petition, part: PartInput) -> ClockResult | None:
    """The first clock of a part that is not opened yet; None where no term runs or no kind is chosen."""
    days = clocks.calendar(session)
    if part.kind is None or not days.first_day <= petition.received_on <= days.last_day:
        return None
    return clocks.handling_deadline(
        session,
        part.kind,
        received_on=petition.received_on,
        instance=part.instance,
        disciplinary=part.disciplinary,
        further=part.further,
        in_competence=petition.in_competence if part.kind is petition.kind else None,
    )


def _complete(parts: Sequence[PartInput], standing: Sequence[Part]) -> list[PartInput]:
    """The parts with those that stand and were not mentioned before them; what stands keeps its kind."""
    known = {part.case.id: part for part in standing}
    named = {part.case_id for part in parts if part.case_id is not None}
    if named - known.keys():
        raise NotFound()
    silent = [
        PartInput(case_id=part.case.id, kind=part.case.kind, summary=part.summary)
        for part in standing
        if part.case.id not in named
    ]
    return silent + [
        part.model_copy(update={"kind": known[part.case_id].case.kind}) if part.case_id in known else part
        for part in parts
    ]


def _seal(session: Session, petition: Petition, standing: Sequence[Part]) -> None:
    """Words, names and the cases of a petition with a denunciation stand nowhere in plain text."""
    if not records.holds_denunciation(petition):
        records.protect(petition)
        if petition.kind is Kind.DENUNCIATION and standing:
            identity.bind_accused(session, petition, part=standing[0].number)
    identity.protect(session, petition)
    for case in petition_cases.cases_of(session, petition.id, with_voided=True):
        if not cases.is_sealed(case):
            words = cases.summary_of(case)
            case.is_protected = True
            cases.write_words(case, words)
    session.flush()


def _reword(session: Session, part: Part, entry: PartInput, *, actor: Actor, now: datetime) -> None:
    """Leave in a case that stands only what belongs to its part."""
    if entry.summary == part.summary and entry.field_id in (None, part.case.field_id):
        return
    case = part.case
    cases.write_words(case, entry.summary, names=cases.names_of(session, case))
    case.field_id = entry.field_id or case.field_id
    session.add(
        CaseEvent(
            case_id=case.id or 0,
            action="correct",
            happened_on=clock.local_date(now),
            entered_at=now,
            entered_by_id=actor.user_id,
        )
    )
    audit.write(
        session, "case.correct", actor=actor, now=now, subject="case", subject_id=case.id, fields=["summary"]
    )
    session.flush()


def _open(
    session: Session, petition: Petition, part: PartInput, *, actor: Actor, now: datetime, today: date
) -> Case:
    """The case of one new part; whom it denounces is kept out before anybody sees it."""
    number = petition_cases.next_part(session, petition)
    if part.denounces:
        identity.add_accused(
            session,
            petition,
            part=number,
            name=part.respondent_name,
            address=part.respondent_address,
            user_id=part.respondent_user_id,
            unit_id=part.respondent_unit_id,
            not_our_staff=part.not_our_staff,
        )
    case = cases.open_case(
        session,
        petition,
        actor=actor,
        now=now,
        today=today,
        kind=part.kind,
        instance=part.instance,
        disciplinary=part.disciplinary,
        further=part.further,
        part=number,
        summary=part.summary,
        field_id=part.field_id,
        # Who works on the other parts is not for that reason let into a denunciation.
        has_officer=part.kind is petition.kind,
    )
    petition_cases.keep_accused_out(session, petition, case, part=number, actor=actor, now=now, today=today)
    return case
