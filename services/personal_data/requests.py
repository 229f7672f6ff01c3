"""Why a person's data are looked for: nothing is found before the purpose stands on record."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, select

from models import DataRequest, User
from models.enums import DataBasis
from services import audit, entries, vault
from services.clock import local_date
from services.errors import AppError, DateInFuture, FieldRequired, NotFound
from services.permissions import Actor, Permission, require
from services.text import N_, tidy

PURPOSE = "data request"
LABELS = {
    "name": N_("Full name"),
    "number": N_("Identity number"),
    "asked_by": N_("Who asks"),
    "document": N_("Its document"),
    "purpose": N_("Purpose"),
    "received_on": N_("Request received on"),
}
LONGEST = 300


class NobodyNamed(AppError):
    msgid = N_("Give the full name or the identity number of the person.")


@dataclass(frozen=True)
class RequestInput:
    """Whose data, on whose behalf, and what for."""

    name: str
    number: str
    basis: DataBasis
    asked_by: str
    document: str
    purpose: str
    received_on: date


@dataclass(frozen=True, slots=True)
class OpenRequest:
    """A request as it is read again."""

    id: int
    basis: DataBasis
    received_on: date
    name: str
    number: str
    asked_by: str
    document: str
    purpose: str
    found: int
    made_by: str
    made_at: datetime


def open_request(session: Session, entry: RequestInput, *, actor: Actor, now: datetime) -> DataRequest:
    """Put a request on record; raises FieldRequired, TextTooLong, DateInFuture or NobodyNamed."""
    require(actor, Permission.PERSONAL_DATA)
    values = {
        name: entries.optional(getattr(entry, name), label=LABELS[name], longest=LONGEST)
        for name in ("name", "number", "asked_by", "document", "purpose")
    }
    if not (values["name"] or values["number"]):
        raise NobodyNamed(field="name")
    if not values["purpose"]:
        raise FieldRequired(field="purpose", label=LABELS["purpose"])
    # The house asks for itself; everybody else is named.
    if entry.basis is not DataBasis.HOUSE and not values["asked_by"]:
        raise FieldRequired(field="asked_by", label=LABELS["asked_by"])
    if entry.received_on > local_date(now):
        raise DateInFuture(field="received_on", label=LABELS["received_on"])
    request = DataRequest(
        basis=entry.basis,
        received_on=entry.received_on,
        sealed=vault.seal(values, purpose=PURPOSE),
        made_by_id=actor.user_id,
        made_at=now,
    )
    session.add(request)
    session.flush()
    trail(session, "data.request", request.id or 0, actor=actor, now=now, basis=entry.basis.value)
    return request


def by_id(session: Session, request_id: int, *, actor: Actor) -> DataRequest:
    """The request a further step rests on; only the one who made it goes on with it."""
    require(actor, Permission.PERSONAL_DATA)
    found = session.get(DataRequest, request_id)
    if found is None or found.made_by_id != actor.user_id:
        raise NotFound()
    return found


def words_of(request: DataRequest) -> dict[str, str]:
    """What a request says: name, number, asked_by, document, purpose."""
    return {name: str(value) for name, value in vault.unseal(request.sealed, purpose=PURPOSE).items()}


def own(session: Session, *, actor: Actor, limit: int = 20) -> list[OpenRequest]:
    """The requests the actor worked on, newest first; of those of others the trail tells, without words."""
    require(actor, Permission.PERSONAL_DATA)
    rows = session.exec(
        select(DataRequest, User.name)
        .join(User, col(User.id) == col(DataRequest.made_by_id))
        .where(DataRequest.made_by_id == actor.user_id)
        .order_by(col(DataRequest.id).desc())
        .limit(limit)
    )
    return [_read(request, name) for request, name in rows]


def trail(
    session: Session, action: str, request_id: int, *, actor: Actor, now: datetime, **details: Any
) -> None:
    """One entry of a request: ids, names of fields and counts, never what they hold."""
    audit.write(
        session, action, actor=actor, now=now, subject="data_request", subject_id=request_id, **details
    )
    session.flush()


def reason(text: str) -> str:
    """A reason that is not empty; raises FieldRequired or TextTooLong."""
    return entries.filled(tidy(text), label=N_("Reason"), longest=LONGEST)


def _read(request: DataRequest, made_by: str) -> OpenRequest:
    return OpenRequest(
        id=request.id or 0,
        basis=request.basis,
        received_on=request.received_on,
        found=request.found,
        made_by=made_by,
        made_at=request.made_at,
        **words_of(request),
    )
