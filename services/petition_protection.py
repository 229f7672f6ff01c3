"""Whoever asks for protection, also later, has names and words of the petition sealed; lifted on grounds."""

from datetime import datetime

from sqlmodel import Session, col, select

from models import Case, DataRestriction, Identity, Party, Petition, PetitionCase
from models.enums import Kind, PartyRole
from services import audit, cases, changes, identity, petition_cases, petition_records, sealed_reasons, vault
from services.errors import AppError, FieldRequired
from services.permissions import Actor, Permission, require
from services.petition_input import LABELS
from services.text import N_, fold, sorted_words, tidy

# Where free words about a petition stand beside its content.
REASONS = ("backdate_reason", "void_reason")


class ProtectedAlready(AppError):
    msgid = N_("The identity of this petition is protected already.")


class NotProtected(AppError):
    msgid = N_("The identity of this petition is not protected.")


class ProtectedByLaw(AppError):
    msgid = N_("Whoever denounces is protected by law; that cannot be lifted.")


def protect(
    session: Session, petition_id: int, *, actor: Actor, now: datetime, seen: int | None = None
) -> Petition:
    """Seal names and words of a petition that stood in plain text, and those of its cases.

    They leave every list and search. What the trail and the histories said before stays.
    """
    require(actor, Permission.PETITION_ENTER)
    petition = _locked(session, petition_id, actor=actor, seen=seen)
    if petition_records.is_sealed(petition):
        raise ProtectedAlready()
    petition_records.seal_words(petition)
    session.flush()
    for name in REASONS:
        told = sealed_reasons.of_petition(session, petition, getattr(petition, name), actor=actor, now=now)
        setattr(petition, name, told)
    identity.protect(session, petition)
    for case in petition_cases.cases_of(session, petition.id, with_voided=True):
        _protect_case(session, case, actor=actor, now=now)
    _trail(session, "petition.protect", petition, actor=actor, now=now)
    return petition


def lift(
    session: Session,
    petition_id: int,
    *,
    reason: str,
    actor: Actor,
    now: datetime,
    seen: int | None = None,
) -> Petition:
    """Names and words may be read and searched again, because the person says so.

    A case stays sealed as long as another of its petitions is, and so do people whose data are
    restricted. Raises ProtectedByLaw for denunciations, also those that are only a part.
    """
    require(actor, Permission.IDENTITY_GRANT)
    petition = _locked(session, petition_id, actor=actor, seen=seen)
    if petition.kind is Kind.DENUNCIATION or petition_records.holds_denunciation(petition):
        raise ProtectedByLaw()
    if not petition.is_protected:
        raise NotProtected()
    if not tidy(reason):
        raise FieldRequired(field="lift_reason", label=LABELS["reason"])
    names = _expose_people(session, petition)
    petition_records.unseal_words(petition, names)
    session.flush()
    for case in petition_cases.cases_of(session, petition.id, with_voided=True):
        others = select(Petition.id).join(PetitionCase, col(PetitionCase.petition_id) == col(Petition.id))
        others = others.where(PetitionCase.case_id == case.id, col(Petition.is_protected))
        if session.exec(others.limit(1)).first() is None:
            words = cases.summary_of(case)
            case.is_protected = False
            cases.write_words(case, words, names=cases.names_of(session, case))
            session.flush()
    _trail(session, "petition.lift_protection", petition, actor=actor, now=now, reason=tidy(reason)[:300])
    return petition


def _locked(session: Session, petition_id: int, *, actor: Actor, seen: int | None) -> Petition:
    petition = petition_records.by_id(session, petition_id, actor=actor, lock=True)
    petition_records.refuse_if_changed(session, petition, seen=seen)
    return petition


def _protect_case(session: Session, case: Case, *, actor: Actor, now: datetime) -> None:
    if not cases.is_sealed(case):
        words = cases.summary_of(case)
        case.sealed_key = case.sealed_key or vault.new_key()
        case.is_protected = True
        cases.write_words(case, words)
        session.flush()
    case.void_reason = sealed_reasons.of_case(session, case, case.void_reason, actor=actor, now=now)


def _expose_people(session: Session, petition: Petition) -> list[str]:
    """Names and addresses in plain text again; returns the names of those who sent the petition."""
    restricted = select(DataRestriction.party_id).where(col(DataRestriction.lifted_at).is_(None))
    found = session.exec(
        select(Party, Identity)
        .join(Identity, col(Identity.party_id) == col(Party.id))
        .where(Party.petition_id == petition.id, col(Party.is_protected), col(Party.id).not_in(restricted))
    ).all()
    names = []
    for party, kept in found:
        secret = vault.unseal(kept.sealed, purpose=identity.PURPOSE, key=petition.sealed_key)
        is_sender = party.role is not PartyRole.RESPONDENT
        name, address = secret.pop("name", ""), secret.pop("address", "")
        kept.sealed = vault.seal(secret, purpose=identity.PURPOSE, key=petition.sealed_key)
        kept.name_hash = ""
        party.is_protected, party.name, party.address = False, name, address
        party.folded, party.name_key = fold(name), sorted_words(name) if is_sender else ""
        if is_sender:
            names.append(name)
    session.flush()
    return names


def _trail(
    session: Session, action: str, petition: Petition, *, actor: Actor, now: datetime, reason: str = ""
) -> None:
    changes.record(session, Petition, [petition.id or 0])
    audit.write(
        session,
        action,
        actor=actor,
        now=now,
        subject="petition",
        subject_id=petition.id,
        reason=reason,
    )
    session.flush()
