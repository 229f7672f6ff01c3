"""People of petitions: names where they may stand, numbers and protected names only encrypted."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from models import Identity, Party, Petition, User
from models.enums import PartyRole
from services import audit, identity_basis, petition_parts, petition_records, vault
from services.errors import AppError, FieldRequired
from services.permissions import Actor, Permission, require
from services.petition_input import LABELS, PersonInput, PetitionInput
from services.text import N_, fold, sorted_words

PURPOSE = "identity"
# Shorter numbers turn up in any text.
SHORTEST_NUMBER = 8


def add_people(session: Session, petition: Petition, entry: PetitionInput) -> list[Party]:
    """Write senders and the respondent; returns the parties in the order of the form."""
    sealed = entry.is_sealed
    parties = [
        _add(session, petition, person, ordinal=ordinal, sealed=sealed)
        for ordinal, person in enumerate(entry.named_people, start=1)
    ]
    units = entry.accused_unit_ids
    if entry.respondent_name or entry.respondent_user_id or units or entry.not_our_staff:
        respondent = PersonInput(
            name=entry.respondent_name, address=entry.respondent_address, role=PartyRole.RESPONDENT
        )
        party = _add(session, petition, respondent, ordinal=len(parties) + 1, sealed=sealed)
        party.user_id, party.not_our_staff = entry.respondent_user_id, entry.not_our_staff
        party.unit_id = next(iter(units), None)
        parties.append(party)
    for user_id in sorted(entry.accused_user_ids - {entry.respondent_user_id}):
        other = PersonInput(name=session.get_one(User, user_id).name, role=PartyRole.RESPONDENT)
        party = _add(session, petition, other, ordinal=len(parties) + 1, sealed=sealed)
        party.user_id = user_id
        parties.append(party)
    session.flush()
    return parties


def _add(session: Session, petition: Petition, person: PersonInput, *, ordinal: int, sealed: bool) -> Party:
    # Respondents are not looked for as senders: no key and no hash of their name.
    is_sender = person.role is not PartyRole.RESPONDENT
    party = Party(
        petition_id=petition.id or 0,
        role=person.role,
        ordinal=ordinal,
        is_protected=sealed,
        name="" if sealed else person.name,
        folded="" if sealed else fold(person.name),
        address="" if sealed else person.address,
        name_key="" if sealed or not is_sender else sorted_words(person.name),
    )
    session.add(party)
    session.flush()
    secret: dict[str, str] = {"number": person.number, "phone": person.phone, "email": person.email}
    if sealed:
        secret |= {"name": person.name, "address": person.address}
    if any(secret.values()):
        session.add(
            Identity(
                party_id=party.id or 0,
                sealed=vault.seal(secret, purpose=PURPOSE, key=petition.sealed_key),
                number_hash=vault.number_hash(person.number) if is_sender else "",
                name_hash=vault.name_hash(person.name) if sealed and is_sender else "",
            )
        )
    return party


def protect(session: Session, petition: Petition) -> None:
    """Seal the names and addresses of a petition's people that stood in plain text until now."""
    found = session.exec(
        select(Party, Identity)
        .join(Identity, col(Identity.party_id) == col(Party.id), isouter=True)
        .where(Party.petition_id == petition.id, col(Party.is_protected).is_(False))
    ).all()
    for party, identity in found:
        is_sender = party.role is not PartyRole.RESPONDENT
        secret = vault.unseal(identity.sealed, purpose=PURPOSE, key=petition.sealed_key) if identity else {}
        secret |= {"name": party.name, "address": party.address}
        kept = identity or Identity(party_id=party.id or 0, sealed=b"")
        kept.sealed = vault.seal(secret, purpose=PURPOSE, key=petition.sealed_key)
        kept.name_hash = vault.name_hash(party.name) if is_sender else ""
        session.add(kept)
        party.is_protected, party.name, party.folded, party.address = True, "", "", ""
        party.name_key = ""
    session.flush()


def bind_accused(session: Session, petition: Petition, *, part: int) -> None:
    """The people whom a denunciation names belong to its first part, once it has several."""
    for party in parties_of(session, petition.id or 0):
        if party.role is PartyRole.RESPONDENT and party.part is None:
            party.part = part
    session.flush()


def add_accused(
    session: Session,
    petition: Petition,
    *,
    part: int,
    name: str,
    address: str,
    user_id: int | None,
    unit_id: int | None = None,
    not_our_staff: bool,
) -> Party:
    """The person whom one part of a mixed petition denounces."""
    last = session.exec(
        select(Party.ordinal).where(Party.petition_id == petition.id).order_by(col(Party.ordinal).desc())
    ).first()
    person = PersonInput(name=name, address=address, role=PartyRole.RESPONDENT)
    party = _add(session, petition, person, ordinal=(last or 0) + 1, sealed=True)
    party.part, party.user_id, party.not_our_staff = part, user_id, not_our_staff
    party.unit_id = unit_id
    session.flush()
    return party


def parties_of(session: Session, petition_id: int) -> list[Party]:
    """The people of a petition in their order, as far as they stand in plain text."""
    return list(
        session.exec(select(Party).where(Party.petition_id == petition_id).order_by(col(Party.ordinal)))
    )


class PurposeNamesSomebody(AppError):
    msgid = N_("The purpose names a person of this petition. Say what for, without names or numbers.")


def read(
    session: Session,
    petition_id: int,
    *,
    actor: Actor,
    purpose: str = "",
    now: datetime,
    roles: Collection[PartyRole] = tuple(PartyRole),
) -> list[dict[str, Any]]:
    """Names, addresses and numbers of the people, decrypted; the reading and its purpose go on the trail.

    On what the reading rests is `identity_basis`'s to say. Under a grant the purpose is the one that
    was granted, which stands sealed in the grant. People of a part that is not the actor's to see
    are left out, and so is whom the purpose does not need (`roles`). Raises NotFound, NotPermitted,
    FieldRequired without a purpose and PurposeNamesSomebody.
    """
    require(actor, Permission.CASE_READ)
    petition = petition_records.by_id(session, petition_id, actor=actor)
    basis = identity_basis.required(session, petition, actor=actor, now=now)
    if not purpose.strip() and basis.grant_id is None:
        raise FieldRequired(field="purpose", label=LABELS["reason"])
    people = _opened(session, petition, actor=actor)
    # The trail is read by people who may not see this petition.
    if petition_records.is_sealed(petition) and _names_somebody(purpose, people):
        raise PurposeNamesSomebody(field="purpose")
    audit.write(
        session,
        "identity.read",
        actor=actor,
        now=now,
        subject="petition",
        subject_id=petition_id,
        reason=purpose.strip()[:300] if basis.grant_id is None else "",
        roles=[role.value for role in roles],
        **basis.for_trail(),
    )
    session.flush()
    return [person for person in people if person["role"] in roles]


def _opened(session: Session, petition: Petition, *, actor: Actor) -> list[dict[str, Any]]:
    found = session.exec(
        select(Party, Identity)
        .join(Identity, col(Identity.party_id) == col(Party.id), isouter=True)
        .where(Party.petition_id == petition.id)
        .order_by(col(Party.ordinal))
    ).all()
    parts = petition_parts.hidden(session, petition, actor=actor)
    people = []
    for party, identity in found:
        if party.part in parts:
            continue
        secret = vault.unseal(identity.sealed, purpose=PURPOSE, key=petition.sealed_key) if identity else {}
        plain = {"name": party.name, "address": party.address}
        people.append({"party_id": party.id, "role": party.role, **plain, **secret})
    return people


def _names_somebody(text: str, people: list[dict[str, Any]]) -> bool:
    """Whether a text holds the name or a number of one of these people, however they are written."""
    said = f" {fold(text)} "
    digits = said.replace(" ", "")
    for person in people:
        name = fold(person["name"])
        if " " in name and f" {name} " in said:
            return True
        numbers = (fold(person.get(field, "")).replace(" ", "") for field in ("number", "phone"))
        if any(len(number) >= SHORTEST_NUMBER and number in digits for number in numbers):
            return True
    return False
