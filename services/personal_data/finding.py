"""Where a person stands: in which petitions, as whom, with which fields; and where only words name him."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, false, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from models import DataRequest, DataRestriction, Identity, Party, Petition, Unit
from models.enums import Kind, PartyRole
from services import identity, petition_parts, petition_records, vault, word_search
from services.errors import NotFound
from services.permissions import Actor, Permission, require
from services.personal_data import requests
from services.personal_data.requests import RequestInput
from services.text import fold, sorted_words

# What is kept about a person, in the order of the form.
FIELDS = ("name", "address", "number", "phone", "email")
MOST_MENTIONS = 200


@dataclass(frozen=True, slots=True)
class Record:
    """One person of one petition: which fields are kept, not what they hold."""

    party_id: int
    petition_id: int
    code: str
    kind: Kind
    role: PartyRole
    received_on: date
    unit: str
    fields: tuple[str, ...]
    is_protected: bool
    is_voided: bool
    restricted_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Findings:
    """Records of the person, and petitions whose words hold the name without him being one of its people."""

    records: tuple[Record, ...] = ()
    mentions: tuple[str, ...] = ()
    more_mentions: int = 0


def find(session: Session, request: DataRequest, *, actor: Actor) -> Findings:
    """Records with the name (in any order of its words) or the number, among the petitions the actor may see.

    A name alone also finds namesakes: the officer chooses. Voided petitions are found too, since their
    data are still kept.
    """
    require(actor, Permission.PERSONAL_DATA)
    asked = requests.words_of(request)
    ids = _parties(session, asked, actor=actor)
    records = tuple(_records(session, ids, actor=actor))
    mentions = _mentions(session, asked["name"], {record.petition_id for record in records}, actor=actor)
    return Findings(records, tuple(mentions[:MOST_MENTIONS]), max(0, len(mentions) - MOST_MENTIONS))


def begin(
    session: Session, entry: RequestInput, *, actor: Actor, now: datetime
) -> tuple[DataRequest, Findings]:
    """Put a request on record and look for the person at once."""
    require(actor, Permission.PERSONAL_DATA)
    request = requests.open_request(session, entry, actor=actor, now=now)
    findings = find(session, request, actor=actor)
    request.found = len(findings.records)
    session.flush()
    return request, findings


def record_of(session: Session, party_id: int, *, actor: Actor) -> tuple[Party, Identity | None, Petition]:
    """A person with the petition, for a change; NotFound where the actor may not see it."""
    found = session.get(Party, party_id)
    petition = petition_records.by_id(session, found.petition_id if found else 0, actor=actor, lock=True)
    hidden = petition_parts.hidden(session, petition, actor=actor)
    if found is None or not petition_parts.without_hidden([found], hidden):
        raise NotFound()
    secret = session.exec(select(Identity).where(Identity.party_id == party_id)).one_or_none()
    return found, secret, petition


def restriction_of(session: Session, party_id: int) -> DataRestriction | None:
    """The restriction that holds for a person of a petition now."""
    return session.exec(select(DataRestriction).where(DataRestriction.party_id == party_id, _holds())).first()


def _holds() -> ColumnElement[bool]:
    return col(DataRestriction.lifted_at).is_(None)


def kept_of(petition: Petition, party: Party, secret: Identity | None) -> dict[str, str]:
    """Every field kept about a person, decrypted; only for whoever has the right and a request."""
    sealed = vault.unseal(secret.sealed, purpose=identity.PURPOSE, key=petition.sealed_key) if secret else {}
    values = {"name": party.name, "address": party.address} | sealed
    return {name: str(values.get(name, "")) for name in FIELDS}


def _parties(session: Session, asked: dict[str, str], *, actor: Actor) -> list[int]:
    by_name: ColumnElement[bool] = false()
    if asked["name"]:
        # Respondents have neither key nor hash: their plain names are compared as folded words.
        by_name = or_(
            col(Party.name_key) == sorted_words(asked["name"]),
            col(Party.folded) == fold(asked["name"]),
            col(Identity.name_hash).in_(vault.name_hashes(asked["name"])),
        )
    by_number: ColumnElement[bool] = false()
    if asked["number"]:
        by_number = col(Identity.number_hash).in_(vault.number_hashes(asked["number"]))
    found = session.exec(
        select(Party.id)
        .join(Petition, col(Petition.id) == col(Party.petition_id))
        .join(Identity, col(Identity.party_id) == col(Party.id), isouter=True)
        .where(col(Petition.id).in_(_visible(actor)), or_(by_name, by_number))
        .order_by(col(Petition.received_on).desc(), col(Party.id))
    )
    restricted = _restricted(session, asked, actor=actor)
    return list(dict.fromkeys([*(one for one in found if one), *restricted]))


def _visible(actor: Actor) -> SelectOfScalar[Any]:
    return select(Petition.id).where(petition_records.condition(actor))


def _restricted(session: Session, asked: dict[str, str], *, actor: Actor) -> list[int]:
    """Restricted people have no hash left to be found by: the few there are get decrypted and compared."""
    rows = session.exec(
        select(Petition, Party, Identity)
        .join(Party, col(Party.petition_id) == col(Petition.id))
        .join(DataRestriction, col(DataRestriction.party_id) == col(Party.id))
        .join(Identity, col(Identity.party_id) == col(Party.id))
        .where(col(Party.petition_id).in_(_visible(actor)), _holds())
    )
    name, number = sorted_words(asked["name"]), vault.number_hash(asked["number"])
    found = []
    for petition, party, secret in rows:
        kept = kept_of(petition, party, secret)
        same_name = bool(name) and sorted_words(kept["name"]) == name
        if same_name or (number and vault.number_hash(kept["number"]) == number):
            found.append(party.id or 0)
    return found


def _records(session: Session, ids: list[int], *, actor: Actor) -> list[Record]:
    rows = session.exec(
        select(Party, Identity, Petition, Unit.name)
        .join(Petition, col(Petition.id) == col(Party.petition_id))
        .join(Unit, col(Unit.id) == col(Petition.unit_id))
        .join(Identity, col(Identity.party_id) == col(Party.id), isouter=True)
        .where(col(Party.id).in_(ids))
    ).all()
    hidden = petition_parts.hidden_of(session, [petition for _p, _i, petition, _u in rows], actor=actor)
    held = select(DataRestriction.party_id, DataRestriction.set_at)
    restricted = dict(session.exec(held.where(col(DataRestriction.party_id).in_(ids), _holds())).all())
    records = []
    for party, secret, petition, unit in rows:
        if not petition_parts.without_hidden([party], hidden.get(petition.id or 0, set())):
            continue
        records.append(
            Record(
                party_id=party.id or 0,
                petition_id=petition.id or 0,
                code=petition.code,
                kind=petition.kind,
                role=party.role,
                received_on=petition.received_on,
                unit=unit,
                fields=tuple(name for name, value in kept_of(petition, party, secret).items() if value),
                is_protected=party.is_protected,
                is_voided=petition.voided_at is not None,
                restricted_at=restricted.get(party.id or 0),
            )
        )
    order = {party_id: place for place, party_id in enumerate(ids)}
    return sorted(records, key=lambda record: order[record.party_id])


def _mentions(session: Session, name: str, known: set[int], *, actor: Actor) -> list[str]:
    """Codes of further petitions whose plain words hold all words of the name side by side."""
    words = word_search.words_to_find(name)
    if len(words) < 2:
        return []
    found = session.exec(
        select(Petition.id, Petition.code, Petition.search)
        .where(
            petition_records.condition(actor),
            word_search.condition(session, Petition, words),
            col(Petition.voided_at).is_(None),
        )
        .order_by(col(Petition.received_on).desc())
    )
    run = f" {fold(name)} "
    return [code for number, code, text in found if number not in known and run in f" {fold(text)} "]
