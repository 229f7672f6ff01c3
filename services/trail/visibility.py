"""Which entries of the trail a reader may see: the scope of every list, applied to what an entry is about."""

from typing import Any

from sqlalchemy import ColumnElement, and_, exists, false, or_
from sqlmodel import col, select

from models import AuditEntry, Case, CrowdEvent, Directive, OverLevelRecord, Petition
from services.errors import NotPermitted
from services.permissions import Actor, Permission
from services.petition_records import condition as petition_condition
from services.trail.kinds import ADMINISTRATION, SECTIONS, WORK

_SUBJECT, _ID = col(AuditEntry.subject), col(AuditEntry.subject_id)


def require_reader(actor: Actor) -> None:
    """Refuse whoever may read neither the trail of matters nor that of the administration."""
    if not (actor.may(Permission.AUDIT_READ) or actor.may(Permission.AUDIT_ADMIN_READ)):
        raise NotPermitted()


def condition(actor: Actor) -> ColumnElement[bool]:
    """The entries the actor may see, in lists, counts and exports alike.

    An entry about a case or petition goes with the case or petition: behind a wall, or out of scope, it is
    not there. An entry about something that this module does not know is for nobody.
    """
    if actor.may(Permission.AUDIT_READ):
        return or_(_administration(), _SUBJECT.in_(WORK), *_matters(actor))
    return _administration() if actor.may(Permission.AUDIT_ADMIN_READ) else false()


def own(actor: Actor) -> ColumnElement[bool]:
    """What the actor did himself, as far as he may still see what it was about."""
    mine = col(AuditEntry.user_id) == actor.user_id
    return and_(mine, or_(_administration(), _SUBJECT.in_(WORK), *_matters(actor)))


def _administration() -> ColumnElement[bool]:
    return or_(_SUBJECT.in_(ADMINISTRATION), _SUBJECT.startswith(SECTIONS))


def _matters(actor: Actor) -> list[ColumnElement[bool]]:
    """Asked per entry: a list of all visible cases would be made anew for each page of fifty."""
    if actor.scope.is_empty or not actor.scope.rows:
        return []
    seen_case = _one(select(Case.id).where(col(Case.id) == _ID, actor.scope.condition(Case)))
    seen_petition = _one(select(Petition.id).where(col(Petition.id) == _ID, petition_condition(actor)))
    return [
        and_(_SUBJECT == "case", seen_case),
        and_(_SUBJECT == "petition", seen_petition),
        and_(_SUBJECT == "crowd", _seen(CrowdEvent, actor)),
        and_(_SUBJECT == "over_level", _seen(OverLevelRecord, actor)),
        and_(_SUBJECT == "directive", _of_case(Directive, actor)),
    ]


def _one(row: Any) -> ColumnElement[bool]:
    """Whether there is the row; an offset of nothing keeps PostgreSQL from reading the whole table."""
    found: ColumnElement[bool] = row.correlate(AuditEntry).offset(0).exists()
    return found


def _seen(model: type[CrowdEvent | OverLevelRecord], actor: Actor) -> ColumnElement[bool]:
    """Rows with a unit and perhaps a matter; where there is one, it has to be seen too."""
    of_case = exists().where(col(Case.id) == col(model.case_id), actor.scope.condition(Case))
    of_petition = exists().where(col(Petition.id) == col(model.petition_id), petition_condition(actor))
    return exists().where(
        col(model.id) == _ID,
        actor.scope.condition(model, col(model.case_id)),
        or_(col(model.case_id).is_(None), of_case),
        or_(col(model.petition_id).is_(None), of_petition),
    )


def _of_case(model: type[Directive], actor: Actor) -> ColumnElement[bool]:
    return exists().where(
        col(model.id) == _ID, col(Case.id) == col(model.case_id), actor.scope.condition(Case)
    )
