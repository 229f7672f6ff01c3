"""Column mappings that were saved for registers of somebody's own form."""

from datetime import datetime

from sqlmodel import Session, col, select

from models import SavedMapping
from services import audit
from services.errors import FieldRequired
from services.imports.columns import Mapping
from services.imports.errors import MappingUnknown
from services.permissions import Actor, Permission, require
from services.text import N_, tidy

NAME_LABEL = N_("Name of the mapping")


def names(session: Session, *, actor: Actor) -> list[str]:
    """The names of all saved mappings, in order."""
    require(actor, Permission.REGISTER_IMPORT)
    return list(session.exec(select(SavedMapping.name).order_by(col(SavedMapping.name))))


def by_name(session: Session, name: str, *, actor: Actor) -> Mapping:
    """A saved mapping; raises MappingUnknown, or MappingInvalid for a damaged one."""
    require(actor, Permission.REGISTER_IMPORT)
    found = session.exec(select(SavedMapping).where(SavedMapping.name == tidy(name))).one_or_none()
    if found is None:
        raise MappingUnknown(name=name)
    return Mapping.from_json(found.mapping)


def save(session: Session, name: str, *, mapping: Mapping, actor: Actor, now: datetime) -> SavedMapping:
    """Keep a mapping under a name; the same name again replaces it."""
    require(actor, Permission.REGISTER_IMPORT)
    mapping.check()
    name = tidy(name)[:120]
    if not name:
        raise FieldRequired(field="name", label=NAME_LABEL)
    found = session.exec(select(SavedMapping).where(SavedMapping.name == name)).one_or_none()
    row = found or SavedMapping(name=name, mapping={}, created_by_id=actor.user_id, created_at=now)
    row.mapping = mapping.to_json()
    session.add(row)
    session.flush()
    audit.write(
        session,
        "import_mapping_save",
        actor=actor,
        now=now,
        subject="saved_mapping",
        subject_id=row.id,
        name=name,
    )
    session.flush()
    return row
