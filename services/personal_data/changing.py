"""Correcting what is kept about a person, and restricting its use until that is lifted."""

from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from models import Case, DataRequest, DataRestriction, Identity, Party, Petition, PetitionCase
from models.enums import PartyRole
from services import cases, identity, petition_records, vault
from services.errors import AppError
from services.permissions import Actor, Permission, require
from services.person_checks import person_problems
from services.personal_data import requests
from services.personal_data.finding import FIELDS, kept_of, record_of, restriction_of
from services.petition_input import LABELS, PersonInput
from services.text import N_, fold, sorted_words


class NothingCorrected(AppError):
    msgid = N_("Every field stands as it did. Change the one that is wrong.")


class NameNeeded(AppError):
    msgid = N_("“{label}” cannot be emptied: a petition that names its sender keeps the name.")


class DataRestricted(AppError):
    msgid = N_("These data are restricted. Lift the restriction before you change them.")


class NotRestricted(AppError):
    msgid = N_("These data are not restricted.")


def correct(
    session: Session,
    request_id: int,
    party_id: int,
    values: dict[str, str],
    *,
    why: str,
    actor: Actor,
    now: datetime,
) -> list[str]:
    """Put right what is kept (`FIELDS`); returns the names of the fields that changed.

    Searchable words and hashes follow. The trail holds the names of the fields, never what they held.
    """
    require(actor, Permission.PERSONAL_DATA)
    request = requests.by_id(session, request_id, actor=actor)
    party, secret, petition = record_of(session, party_id, actor=actor)
    why = requests.reason(why)
    if restriction_of(session, party_id) is not None:
        raise DataRestricted()
    before = kept_of(petition, party, secret)
    entry = PersonInput.model_validate(before | values)
    after = {name: str(getattr(entry, name)) for name in FIELDS}
    changed = [name for name in FIELDS if before[name] != after[name]]
    if not changed:
        raise NothingCorrected()
    if before["name"] and not after["name"]:
        raise NameNeeded(field="name", label=LABELS["name"])
    if problems := [one for one in person_problems(entry, 1) if one.field != "person_1_name" or entry.name]:
        raise problems[0]
    _keep(session, petition, party, secret, after, sealed=party.is_protected)
    if "name" in changed:
        _search_anew(session, petition)
    grounds = vault.keyed_hash(why, purpose="grounds")
    _trail(session, "data.correct", request, party, fields=changed, grounds=grounds, actor=actor, now=now)
    return changed


def restrict(
    session: Session, request_id: int, party_id: int, *, why: str, actor: Actor, now: datetime
) -> DataRestriction:
    """Keep the data and use them no more: sealed, out of every search, no hint of likeness rests on them."""
    require(actor, Permission.PERSONAL_DATA)
    request = requests.by_id(session, request_id, actor=actor)
    party, secret, petition = record_of(session, party_id, actor=actor)
    why = requests.reason(why)
    if restriction_of(session, party_id) is not None:
        raise DataRestricted()
    row = DataRestriction(
        request_id=request.id or 0,
        party_id=party_id,
        was_plain=not party.is_protected,
        sealed_reason=vault.seal(why, purpose=requests.PURPOSE),
        set_by_id=actor.user_id,
        set_at=now,
    )
    session.add(row)
    kept = _keep(session, petition, party, secret, kept_of(petition, party, secret), sealed=True)
    if kept is not None:
        kept.number_hash = kept.name_hash = ""
    _search_anew(session, petition)
    _trail(session, "data.restrict", request, party, actor=actor, now=now)
    return row


def lift(session: Session, request_id: int, party_id: int, *, why: str, actor: Actor, now: datetime) -> None:
    """The data may be used again, as they could before the restriction."""
    require(actor, Permission.PERSONAL_DATA)
    request = requests.by_id(session, request_id, actor=actor)
    party, secret, petition = record_of(session, party_id, actor=actor)
    requests.reason(why)
    row = restriction_of(session, party_id)
    if row is None:
        raise NotRestricted()
    row.lifted_at, row.lifted_by_id = now, actor.user_id
    # What was sealed meanwhile for another reason stays so.
    sealed = petition_records.is_sealed(petition) or not row.was_plain
    _keep(session, petition, party, secret, kept_of(petition, party, secret), sealed=sealed)
    _search_anew(session, petition)
    _trail(session, "data.lift", request, party, actor=actor, now=now)


def _trail(
    session: Session,
    action: str,
    request: DataRequest,
    party: Party,
    *,
    actor: Actor,
    now: datetime,
    **details: Any,
) -> None:
    """One step about one person, under the request it rests on."""
    ids = {"petition_id": party.petition_id, "party_id": party.id}
    requests.trail(session, action, request.id or 0, actor=actor, now=now, **ids, **details)


def _keep(
    session: Session,
    petition: Petition,
    party: Party,
    secret: Identity | None,
    values: dict[str, str],
    *,
    sealed: bool,
) -> Identity | None:
    """Write the fields where they belong: name and address plain or sealed, the rest always sealed."""
    is_sender = party.role is not PartyRole.RESPONDENT
    plain = {} if sealed else {"name": values["name"], "address": values["address"]}
    party.is_protected = sealed
    party.name, party.address = plain.get("name", ""), plain.get("address", "")
    party.folded = fold(party.name)
    party.name_key = sorted_words(party.name) if is_sender else ""
    hidden = {name: value for name, value in values.items() if name not in plain}
    if secret is None and not any(hidden.values()):
        session.flush()
        return None
    kept = secret or Identity(party_id=party.id or 0, sealed=b"")
    kept.sealed = vault.seal(hidden, purpose=identity.PURPOSE, key=petition.sealed_key)
    kept.number_hash = vault.number_hash(values["number"]) if is_sender else ""
    kept.name_hash = vault.name_hash(values["name"]) if sealed and is_sender else ""
    session.add(kept)
    session.flush()
    return kept


def _search_anew(session: Session, petition: Petition) -> None:
    """The searchable words of a petition and of its cases, from the names that stand in plain text now."""
    if not petition_records.is_sealed(petition):
        names = session.exec(
            select(Party.name).where(
                Party.petition_id == petition.id,
                Party.role != PartyRole.RESPONDENT,
                col(Party.is_protected).is_(False),
            )
        )
        petition.search = petition_records.searchable_words(
            petition.summary,
            [*names, petition.sender_body, petition.sender_number, petition.eoffice_number],
        )
    linked = select(PetitionCase.case_id).where(PetitionCase.petition_id == petition.id)
    for case in session.exec(select(Case).where(col(Case.id).in_(linked))).all():
        if not cases.is_sealed(case):
            cases.write_words(case, case.summary, names=cases.names_of(session, case))
    session.flush()
