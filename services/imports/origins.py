"""Where an imported petition stood: its register, year and row, and what was remarked there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from models import ImportBatch, ImportRow, Petition
from models.enums import BatchState
from services import own_right, petition_records
from services.imports.reasons import Code, Reason
from services.permissions import Actor, Permission, can

# Of a protected petition these lead to a person: by name, by number, or by another row of the book.
_OF_PEOPLE = frozenset(
    {
        Code.DUPLICATE_IN_FILE,
        Code.DUPLICATE_ON_RECORD,
        Code.IDENTITY_PADDED,
        Code.ODD_CAPITALS,
        Code.ODD_SPACES,
    }
)


@dataclass(frozen=True, slots=True)
class Origin:
    """The row of a register; `row_number` None where it would lead to a protected person."""

    title: str
    year: int | None
    row_number: int | None
    imported_at: datetime
    remarks: tuple[Reason, ...]


def of_petitions(session: Session, petitions: Sequence[Petition], *, actor: Actor) -> dict[int, Origin]:
    """Petition id -> origin, for those of them that came from a register.

    The caller has found the petitions for the actor. Whoever may not read identities is not
    told which row of the book a protected petition is: the paper has the name beside it.
    """
    wanted = {one.id or 0: one for one in petitions if one.batch_id is not None}
    if not wanted:
        return {}
    found = session.exec(
        select(ImportRow, ImportBatch)
        .join(ImportBatch, col(ImportBatch.id) == col(ImportRow.batch_id))
        .where(col(ImportRow.petition_id).in_(wanted), ImportBatch.state == BatchState.COMPLETE)
        .order_by(col(ImportRow.id))
    )
    return {
        row.petition_id or 0: _origin(
            row, batch, open_to=_is_open_to(session, wanted[row.petition_id or 0], actor)
        )
        for row, batch in found
    }


def _is_open_to(session: Session, petition: Petition, actor: Actor) -> bool:
    if not petition_records.is_sealed(petition):
        return True
    own = can(actor, Permission.IDENTITY_READ)
    return own and own_right.sees_petition(session, petition.id or 0, actor=actor)


def _origin(row: ImportRow, batch: ImportBatch, *, open_to: bool) -> Origin:
    reasons = [Reason(Code(one["code"]), one.get("values", {})) for one in row.reasons]
    return Origin(
        title=batch.title or batch.file_name,
        year=batch.year,
        row_number=row.row_number if open_to else None,
        imported_at=batch.imported_at,
        remarks=tuple(reason for reason in reasons if open_to or reason.code not in _OF_PEOPLE),
    )
