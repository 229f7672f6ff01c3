"""Cases: opening one for a petition, finding it, and reading its words."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, select

from models import Case, CaseEvent, Commune, Party, Petition, PetitionCase
from models.enums import CaseState, Complexity, Kind, PartyRole
from services import audit, case_search, clocks, codes, vault, wall_checks
from services.case_conditions import View
from services.case_course import RECEIVE
from services.case_list import CaseRow, Page, list_page, view_counts
from services.errors import NotFound
from services.permissions import Actor, Permission, require, visible_to
from services.text import nfc

PURPOSE = "case"

__all__ = [
    "CaseRow",
    "Page",
    "View",
    "by_code",
    "by_id",
    "by_ids",
    "is_sealed",
    "link_petition",
    "list_page",
    "names_of",
    "open_case",
    "summary_of",
    "view_counts",
    "write_words",
]


def open_case(
    session: Session,
    petition: Petition,
    *,
    actor: Actor,
    now: datetime,
    today: date,
    kind: Kind | None = None,
    instance: int | None = None,
    disciplinary: bool | None = None,
    further: bool | None = None,
    complexity: Complexity = Complexity.PLAIN,
    part: int = 1,
    summary: str = "",
    field_id: int | None = None,
    has_officer: bool = True,
) -> Case:
    """Open the case of an eligible petition, or of one part of a mixed one, and start its first clock.

    What is not given comes from the petition; its officer too, unless `has_officer` is false. The
    case keeps the petition's code where that is of the same series and still free.
    """
    require(actor, Permission.PETITION_ENTER)
    # What a petition keeps sealed: words of a denunciation, and facts of the case to come.
    sealed = (
        vault.unseal(petition.sealed, purpose="petition", key=petition.sealed_key) if petition.sealed else {}
    )
    kind = kind or petition.kind
    complains, denounces = kind is Kind.COMPLAINT, kind is Kind.DENUNCIATION
    commune = session.get(Commune, petition.commune_id) if petition.commune_id else None
    case = Case(
        code=_code(session, petition, kind, today=today),
        kind=kind,
        instance=(instance or int(sealed.get("instance", 1))) if complains else 1,
        disciplinary=complains and bool(sealed.get("disciplinary") if disciplinary is None else disciplinary),
        further=denounces and bool(sealed.get("further") if further is None else further),
        state=CaseState.NEW,
        sealed_key=vault.new_key(),
        is_protected=petition.is_protected,
        unit_id=petition.unit_id,
        officer_id=petition.officer_id if has_officer else None,
        field_id=field_id or petition.field_id,
        commune_id=petition.commune_id,
        addressed_level=petition.addressed_level,
        over_level=petition.over_level,
        complexity=complexity,
        remote=bool(commune and commune.is_remote),
        persons=max(petition.persons, petition.signatories, 1),
        received_on=petition.received_on,
        promised_on=petition.promised_on,
        is_estimated=petition.is_estimated,
        batch_id=petition.batch_id,
    )
    text = summary or petition.summary or sealed.get("summary", "")
    write_words(case, text)
    session.add(case)
    session.flush()
    link_petition(session, case, petition, part=part)
    write_words(case, text, names=names_of(session, case))
    session.add(_receipt(case, petition, actor=actor, now=now))
    session.flush()
    clocks.restart_clocks(session, case, today=today)
    about: dict[str, Any] = {"subject": "case", "subject_id": case.id, "petition_id": petition.id}
    audit.write(session, "case.open", actor=actor, now=now, **about)
    return case


def _receipt(case: Case, petition: Petition, *, actor: Actor, now: datetime) -> CaseEvent:
    """The first event of a case: its petition came in."""
    return CaseEvent(
        case_id=case.id or 0,
        action=RECEIVE,
        to_state=CaseState.NEW,
        happened_on=petition.received_on,
        entered_at=now,
        entered_by_id=actor.user_id,
        backdate_reason=petition.backdate_reason,
        to_unit_id=petition.unit_id,
        officer_id=case.officer_id,
        complexity=case.complexity,
        remote=case.remote,
        variant="",
    )


def link_petition(session: Session, case: Case, petition: Petition, *, part: int = 1) -> None:
    """Add a petition about the same matter to a case; the caller has the right to both."""
    session.add(PetitionCase(petition_id=petition.id or 0, case_id=case.id or 0, part=part))
    session.flush()


def by_code(session: Session, code: str, *, actor: Actor) -> Case:
    """The case of a code. NotFound where it is missing and where the actor may not see it, alike."""
    wanted = case_search.code_of(code) or nfc(code).upper()
    found = session.exec(visible_to(actor).where(Case.code == wanted)).one_or_none()
    if found is None:
        raise NotFound()
    return found


def by_id(
    session: Session, case_id: int, *, actor: Actor, lock: bool = False, forwards: bool = False
) -> Case:
    """The case of an id, locked for a change where asked; NotFound as in `by_code`.

    Raises OnlyForwarded for any change of a case closed to the department but one that `forwards` it.
    """
    query = visible_to(actor).where(Case.id == case_id)
    if lock:
        query = query.with_for_update(of=Case)
    found = session.exec(query.execution_options(populate_existing=lock)).one_or_none()
    if found is None:
        raise NotFound()
    if lock:
        wall_checks.check_case(session, found, forwards=forwards)
    return found


def by_ids(session: Session, ids: Sequence[int], *, actor: Actor, lock: bool = False) -> list[Case]:
    """The visible ones of these cases, in the order asked for; locked for a change where asked."""
    query = visible_to(actor).where(col(Case.id).in_(ids)).order_by(col(Case.id))
    if lock:
        query = query.with_for_update(of=Case)
    found = session.exec(query.execution_options(populate_existing=lock))
    by_id = {case.id: case for case in found}
    if lock:
        for case in by_id.values():
            wall_checks.check_case(session, case)
    return [by_id[i] for i in ids if i in by_id]


def is_sealed(case: Case) -> bool:
    """Whether the words of the case may stand nowhere in plain text."""
    return case.kind is Kind.DENUNCIATION or case.is_protected


def summary_of(case: Case) -> str:
    """What the case is about, decrypted where it is sealed: for the page of that case, never for lists."""
    if case.sealed is None:
        return case.summary
    return str(vault.unseal(case.sealed, purpose=PURPOSE, key=case.sealed_key).get("summary", ""))


def write_words(case: Case, summary: str, *, names: Sequence[str] = ()) -> None:
    """Put the summary where it belongs: sealed, or plain and searchable with the people's names."""
    summary = nfc(summary)
    if is_sealed(case):
        case.summary = case.search = ""
        case.sealed = vault.seal({"summary": summary}, purpose=PURPOSE, key=case.sealed_key)
        return
    case.summary, case.sealed = summary[:2000], None
    case.search = case_search.tokens(summary, *names)


def names_of(session: Session, case: Case) -> list[str]:
    """The plain names of the people who petitioned in a case, for its searchable words."""
    people = (
        select(Party.name)
        .join(PetitionCase, col(PetitionCase.petition_id) == col(Party.petition_id))
        .where(
            PetitionCase.case_id == case.id,
            Party.role != PartyRole.RESPONDENT,
            col(Party.is_protected).is_(False),
        )
        .order_by(col(Party.id))
    )
    return list(session.exec(people))


def _code(session: Session, petition: Petition, kind: Kind, *, today: date) -> str:
    same_series = (kind is Kind.DENUNCIATION) == (petition.kind is Kind.DENUNCIATION)
    if same_series and not session.exec(select(Case.id).where(Case.code == petition.code)).first():
        return petition.code
    return codes.take(session, kind, today=today)
