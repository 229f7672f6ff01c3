"""The shared filter as conditions on a list of petitions."""

from datetime import date

from sqlalchemy import ColumnElement, exists
from sqlmodel import Session, col

from models import Case, Petition, PetitionCase
from services import actors, case_conditions
from services.filters import Filter
from services.permissions import Actor


def conditions(
    session: Session, wanted: Filter, *, actor: Actor, today: date
) -> tuple[ColumnElement[bool], ...]:
    """Unit subtree, days of receipt, kind, field and commune of the petition; status of a case it belongs to.

    They narrow what `petition_lists` shows and give no right to anything.
    """
    found: list[ColumnElement[bool]] = []
    if wanted.unit_id is not None:
        found.append(col(Petition.unit_id).in_(actors.subtree(session, wanted.unit_id)))
    if wanted.start is not None:
        found.append(col(Petition.received_on) >= wanted.start)
    if wanted.end is not None:
        found.append(col(Petition.received_on) <= wanted.end)
    for column, values in (
        (Petition.kind, wanted.kinds),
        (Petition.field_id, wanted.field_ids),
        (Petition.commune_id, wanted.commune_ids),
    ):
        if values:
            found.append(col(column).in_(values))
    if wanted.status is not None or wanted.states:
        of_case = Filter(status=wanted.status, states=wanted.states)
        found.append(
            exists().where(
                col(PetitionCase.petition_id) == col(Petition.id),
                col(PetitionCase.case_id) == col(Case.id),
                actor.scope.condition(Case),
                col(Case.voided_at).is_(None),
                *case_conditions.conditions_of(session, of_case, actor=actor, today=today, view=None),
            )
        )
    return tuple(found)
