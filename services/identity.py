"""People of petitions: names where they may stand, numbers and protected names only encrypted."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from models import Identity, Party, Petition
from models.enums import PartyRole
from services import audit, petition_parts, vault
from services.errors import FieldRequired
from services.permissions import Actor, Permission, require
from services.petition_input import LABELS, PersonInput, PetitionInput
from services.text import fold, sorted_words

PURPOSE = "identity"


def add_people(session: Session, petition: Petition, entry: PetitionInput) -> list[Party]:
    """Write senders and the respondent; returns the parties in the order of the form."""
    sealed = entry.is_sealed
    parties = [
        _add(session, petition, person, ordinal=ordinal, sealed=sealed)
        for ordinal, person in enumerate(entry.named_people, start=1)
    ]
    if entry.respondent_name or entry.respondent_user_id or entry.not_our_staff:
        respondent = PersonInput(
            name=entry.respondent_name, address=entry.respondent_address, role=PartyRole.RESPONDENT
        )
        party = _add(session, petition, respondent, ordinal=len(parties) + 1, sealed=sealed)
        party.user_id, party.not_our_staff = entry.respondent_user_id, entry.not_our_staff
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
                sealed=vault.seal(secret, purpose=PURPOSE),
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
        secret = vault.unseal(identity.sealed, purpose=PURPOSE) if identity else {}
        secret |= {"name": party.name, "address": party.address}
        kept = identity or Identity(party_id=party.id or 0, sealed=b"")
        kept.sealed = vault.seal(secret, purpose=PURPOSE)
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
    not_our_staff: bool,
) -> Party:
    """The person whom one part of a mixed petition denounces."""
    last = session.exec(
        select(Party.ordinal).where(Party.petition_id == petition.id).order_by(col(Party.ordinal).desc())
    ).first()
    person = PersonInput(name=name, address=address, role=PartyRole.RESPONDENT)
    party = _add(session, petition, person, ordinal=(last or 0) + 1, sealed=True)
    party.part, party.user_id, party.not_our_staff = part, user_id, not_our_staff
    session.flush()
    return party


def parties_of(session: Session, petition_id: int) -> list[Party]:
    """The people of a petition in their order, as far as they stand in plain text."""
    return list(
        session.exec(select(Party).where(Party.petition_id == petition_id).order_by(col(Party.ordinal)))
    )


def read(
    session: Session,
    petition_id: int,
    *,
    actor: Actor,
    purpose: str,
    now: datetime,
    roles: Collection[PartyRole] = tuple(PartyRole),
) -> list[dict[str, Any]]:
    """Names, addresses and numbers of the people, decrypted; the reading and its purpose go on the trail.

    The caller has found the petition among those the actor may see. People of a part that is not
    the actor's to see are left out, and so is whom the purpose does not need (`roles`). Raises
    FieldRequired without a purpose.
    """
    require(actor, Permission.IDENTITY_READ)
    if not purpose.strip():
        raise FieldRequired(field="purpose", label=LABELS["reason"])
    audit.write(
        session,
        "identity.read",
        actor=actor,
        now=now,
        subject="petition",
        subject_id=petition_id,
        reason=purpose.strip(),
        roles=[role.value for role in roles],
    )
    found = session.exec(
        select(Party, Identity)
        .join(Identity, col(Identity.party_id) == col(Party.id), isouter=True)
        .where(Party.petition_id == petition_id, col(Party.role).in_(roles))
        .order_by(col(Party.ordinal))
    ).all()
    parts = petition_parts.hidden(session, session.get_one(Petition, petition_id), actor=actor)
    people = []
    for party, identity in found:
        if party.part in parts:
            continue
        secret = vault.unseal(identity.sealed, purpose=PURPOSE) if identity else {}
        plain = {"name": party.name, "address": party.address}
        people.append({"party_id": party.id, "role": party.role, **plain, **secret})
    session.flush()
    return people
