"""Saying afterwards whom a denunciation names among us: the walls follow at once."""

from collections.abc import Iterable
from datetime import date, datetime

from sqlmodel import Session, col, select

from models import Case, CaseExclusion, Party, Petition, PetitionCase, PetitionExclusion, User
from models.enums import Kind, PartyRole
from services import audit, changes, identity, petition_parts, petition_records, wall_routing, walls
from services.errors import AppError, FieldInvalid, FieldRequired, NotFound
from services.permissions import Actor, Permission, require
from services.petition_checks import AccusedMayNotEnter, AccusedNotSaid, accused_units
from services.petition_input import LABELS
from services.text import N_, tidy
from services.walls import Accused, Wall


class NobodyDenounced(AppError):
    msgid = N_("Only a denunciation names somebody who is kept out. Split the petition first.")


def correct(
    session: Session,
    petition_id: int,
    party_id: int | None,
    *,
    user_id: int | None = None,
    unit_id: int | None = None,
    not_our_staff: bool = False,
    reason: str = "",
    actor: Actor,
    now: datetime,
    today: date,
    seen: int | None = None,
) -> Petition:
    """Link a denounced person to our staff or to a unit, or say that it is nobody of ours.

    Without a party somebody more is denounced. Whoever is named now, and the people of his unit,
    are kept out from here on, and the matter goes around them; whoever is no longer named is let in
    again, which needs the right to decide. Raises NotFound, ChangedMeanwhile, OnlyForwarded,
    AccusedNotSaid, AccusedMayNotEnter, FieldRequired without a reason.
    """
    require(actor, Permission.PETITION_ENTER)
    petition = petition_records.by_id(session, petition_id, actor=actor, lock=True)
    petition_records.refuse_if_changed(session, petition, seen=seen)
    party = _party(session, petition, party_id, actor=actor)
    _check(session, user_id, unit_id, not_our_staff=not_our_staff)
    if not tidy(reason):
        raise FieldRequired(field="reason", label=LABELS["reason"])
    gone = _no_longer(session, petition, party, user_id=user_id, unit_id=unit_id)
    if gone:
        require(actor, Permission.CASE_DECIDE)
    days = (petition.received_on, today)
    new = Accused.named(user_id, unit_id)
    if actor.user_id in walls.of(session, new, days=days).accused:
        raise AccusedMayNotEnter(field="respondent_user_id")
    if party is None:
        party = _another(session, petition, user_id)
    party.user_id, party.unit_id, party.not_our_staff = user_id, unit_id, not_our_staff
    session.flush()
    _rebuild(session, petition, walls.of(session, gone, days=days), actor=actor, now=now, today=today)
    # No column of the petition need have changed: whoever saves after this is to be told.
    changes.record(session, Petition, [petition.id or 0])
    # Whom it is about stands in no trail: only that it was said, by whom and why.
    audit.write(
        session,
        "petition.accused",
        actor=actor,
        now=now,
        subject="petition",
        subject_id=petition.id,
        reason=tidy(reason)[:300],
        fields=["respondent"],
    )
    session.flush()
    return petition


def denounced(people: Iterable[Party], petition: Petition) -> list[Party]:
    """The people of a petition whom it, or a part of it, denounces."""
    return [
        party
        for party in people
        if party.role is PartyRole.RESPONDENT
        and (petition.kind is Kind.DENUNCIATION or party.part is not None)
    ]


def _party(session: Session, petition: Petition, party_id: int | None, *, actor: Actor) -> Party | None:
    people = identity.parties_of(session, petition.id or 0)
    hidden = petition_parts.hidden(session, petition, actor=actor)
    known = denounced(petition_parts.without_hidden(people, hidden), petition)
    if party_id is None:
        if petition.kind is not Kind.DENUNCIATION:
            raise NobodyDenounced()
        return None
    party = next((one for one in known if one.id == party_id), None)
    if party is None:
        raise NotFound()
    return party


def _check(session: Session, user_id: int | None, unit_id: int | None, *, not_our_staff: bool) -> None:
    remedy = N_("choose one from the list.")
    if user_id is None and unit_id is None and not not_our_staff:
        raise AccusedNotSaid(field="respondent_user_id")
    if user_id is not None and session.get(User, user_id) is None:
        raise FieldInvalid(field="respondent_user_id", label=LABELS["respondent_user_id"], remedy=remedy)
    if unit_id is not None and unit_id not in accused_units(session):
        raise FieldInvalid(field="respondent_unit_id", label=LABELS["respondent_unit_id"], remedy=remedy)


def _another(session: Session, petition: Petition, user_id: int | None) -> Party:
    """One more accused; of a petition with several denunciations, somebody of its first part."""
    known = denounced(identity.parties_of(session, petition.id or 0), petition)
    user = session.get(User, user_id) if user_id is not None else None
    party = identity.add_accused(
        session,
        petition,
        part=0,
        name=user.name if user else "",
        address="",
        user_id=None,
        not_our_staff=False,
    )
    party.part = known[0].part if known else None
    return party


def _no_longer(
    session: Session, petition: Petition, party: Party | None, *, user_id: int | None, unit_id: int | None
) -> Accused:
    """Whom the link of a party named, and neither its new one nor another party of the petition names."""
    if party is None:
        return Accused()
    others = [
        one for one in denounced(identity.parties_of(session, petition.id or 0), petition) if one != party
    ]
    users = {user_id, None, *(one.user_id for one in others)}
    units = {unit_id, None, *(one.unit_id for one in others)}
    return Accused(
        frozenset({party.user_id} - users) if party.user_id is not None else frozenset(),
        frozenset({party.unit_id} - units) if party.unit_id is not None else frozenset(),
    )


def _rebuild(
    session: Session, petition: Petition, gone: Wall, *, actor: Actor, now: datetime, today: date
) -> None:
    """Raise what is needed now around petition and cases, take down what nobody needs, and go around it."""
    wall = walls.raise_on_petition(session, petition, today=today)
    linked = session.exec(
        select(Case, PetitionCase.part)
        .join(PetitionCase, col(PetitionCase.case_id) == col(Case.id))
        .where(PetitionCase.petition_id == petition.id, Case.kind == Kind.DENUNCIATION)
    ).all()
    for case, part in linked:
        walls.raise_on_case(session, case, petition, part=part, today=today)
    if gone:
        own = PetitionExclusion.petition_id == petition.id
        walls.lower(session, PetitionExclusion, own, wall=gone, stays=wall, today=today)
        for case, _part in linked:
            stays = walls.needed_for(session, case, today=today)
            walls.lower(
                session, CaseExclusion, CaseExclusion.case_id == case.id, wall=gone, stays=stays, today=today
            )
    if petition.handled_on is None and petition.voided_at is None:
        wall_routing.of_petition(session, petition, wall)
    for case, _part in linked:
        if case.is_open:
            wall_routing.of_case(session, case, actor=actor, now=now, today=today)
