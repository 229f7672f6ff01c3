"""Writes built rows in bulk, one short chunk per transaction, and makes the batch valid at the end."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import select, update
from sqlmodel import Session, col

from models import (
    Case,
    CaseEvent,
    CrowdEvent,
    Deadline,
    Identity,
    ImportRow,
    Party,
    Petition,
    PetitionCase,
    Visit,
)
from models.base import Tracked
from models.enums import Kind
from services import changes, codes, vault
from services.imports.building import Built
from services.imports.inserting import insert_rows, insert_with_ids, table_of
from services.imports.provenance import Values
from services.imports.reasons import Reason
from services.imports.records import JudgedRow

ROW_PURPOSE = "import_row"
# The result of the line that keeps what stood above the table, for the file of held-back rows.
HEADING = "heading"
# What carries the batch and is void until it is complete.
_VOIDABLE: tuple[type[Tracked], ...] = (Petition, Case, Visit, CrowdEvent)


def take_codes(session: Session, kinds: list[Kind], *, today: date) -> list[str]:
    """A code for each petition in order: the year's series as one block, random ones for denunciations."""
    plain = sum(kind is not Kind.DENUNCIATION for kind in kinds)
    number = codes.take_block(session, plain, today=today) if plain else 0
    given = []
    random = _random_codes(session, len(kinds) - plain)
    for kind in kinds:
        if kind is Kind.DENUNCIATION:
            given.append(random.pop())
        else:
            given.append(codes.format_code(today.year, number))
            number += 1
    return given


def _random_codes(session: Session, count: int) -> list[str]:
    """Different from each other and from all codes on record; among thousands, repeats are no rarity."""
    found: set[str] = set()
    while len(found) < count:
        drawn = {codes.random_code() for _ in range(count - len(found))} - found
        taken = session.scalars(
            select(Petition.code).where(col(Petition.code).in_(drawn))  # type: ignore[call-overload]
        )
        in_cases = session.scalars(
            select(Case.code).where(col(Case.code).in_(drawn))  # type: ignore[call-overload]
        )
        found |= drawn - set(taken) - set(in_cases)
    return list(found)


def write_petitions(session: Session, built: list[Built]) -> list[int]:
    """Insert the rows of some petitions; returns the petitions' ids in order."""
    petition_ids = insert_with_ids(session, Petition, [one.petition for one in built])
    cases = [(petition, one.case) for petition, one in zip(petition_ids, built, strict=True) if one.case]
    case_ids = insert_with_ids(session, Case, [case.case for _petition, case in cases])
    case_of = {petition: case for (petition, _case), case in zip(cases, case_ids, strict=True)}
    insert_rows(
        session, PetitionCase, [{"petition_id": p, "case_id": c, "part": 1} for p, c in case_of.items()]
    )
    events, clocks = [], []
    for (_petition, case), case_id in zip(cases, case_ids, strict=True):
        events += [{**event, "case_id": case_id} for event in case.events]
        clocks += [{**clock, "case_id": case_id} for clock in case.deadlines]
    insert_rows(session, CaseEvent, events)
    insert_rows(session, Deadline, clocks)
    _write_people(session, petition_ids, built)
    pairs = list(zip(petition_ids, built, strict=True))
    for model, name in ((Visit, "visit"), (CrowdEvent, "crowd")):
        rows = [(petition, getattr(one, name)) for petition, one in pairs]
        insert_rows(
            session,
            model,
            [{**row, "petition_id": p, "case_id": case_of.get(p)} for p, row in rows if row is not None],
        )
    return petition_ids


def _write_people(session: Session, petition_ids: list[int], built: list[Built]) -> None:
    people = [(p, one) for p, one in zip(petition_ids, built, strict=True) if one.party is not None]
    party_ids = insert_with_ids(
        session, Party, [{**(one.party or {}), "petition_id": p} for p, one in people]
    )
    identities = [
        {**one.identity, "party_id": party}
        for party, (_petition, one) in zip(party_ids, people, strict=True)
        if one.identity is not None
    ]
    insert_rows(session, Identity, identities)


def write_rows(session: Session, batch_id: int, rows: Iterable[tuple[JudgedRow, int | None]]) -> None:
    """What became of each row; the cells of a row held back are kept, encrypted."""
    values = [
        {
            "batch_id": batch_id,
            "row_number": row.number,
            "place": row.place,
            "content_hash": row.content_hash,
            "result": row.result.value,
            "reasons": [reason_json(reason) for reason in row.reasons],
            "sealed": None if petition_id else vault.seal(cells_json(row.cells), purpose=ROW_PURPOSE),
            "petition_id": petition_id,
        }
        for row, petition_id in rows
    ]
    insert_rows(session, ImportRow, values)


def write_heading(session: Session, batch_id: int, above: list[list[Any]]) -> None:
    """Keep what stood above the table, encrypted, so that held-back rows can be given back in their form."""
    sealed = vault.seal([cells_json(cells) for cells in above], purpose=ROW_PURPOSE)
    insert_rows(
        session,
        ImportRow,
        [
            {
                "batch_id": batch_id,
                "row_number": 0,
                "place": "",
                "content_hash": "",
                "result": HEADING,
                "reasons": [],
                "sealed": sealed,
            }
        ],
    )


def make_valid(session: Session, batch_id: int) -> None:
    """The last step of an import: everything of the batch counts from now on, at one stroke."""
    for model in _VOIDABLE:
        _revoid(session, model, batch_id, voided_at=None, void_reason="")
    _set_clocks(session, batch_id, dropped_at=None)


def make_void(session: Session, batch_id: int, **values: Any) -> None:
    """Undo: everything of the batch stays in the trail and counts no more."""
    for model in _VOIDABLE:
        _revoid(session, model, batch_id, **values)
    _set_clocks(session, batch_id, dropped_at=values["voided_at"])


def _revoid(session: Session, model: type[Tracked], batch_id: int, **values: Any) -> None:
    table = table_of(model)
    session.execute(update(table).where(table.c.batch_id == batch_id).values(**values))
    ids = session.scalars(select(table.c.id).where(table.c.batch_id == batch_id)).all()
    changes.record(session, model, list(ids))


def _set_clocks(session: Session, batch_id: int, **values: Any) -> None:
    deadlines, cases = table_of(Deadline), table_of(Case)
    mine = deadlines.c.case_id.in_(select(cases.c.id).where(cases.c.batch_id == batch_id))
    session.execute(update(deadlines).where(mine).values(**values))
    changes.record(session, Deadline, list(session.scalars(select(deadlines.c.id).where(mine)).all()))


def reason_json(reason: Reason) -> Values:
    """A reason as it is stored and printed."""
    return {"code": reason.code.value, **({"values": reason.values} if reason.values else {})}


def cells_json(cells: list[Any]) -> list[Any]:
    """Cells as JSON holds them; dates become their ISO text, marked so that they come back as dates."""
    return [{"date": cell.isoformat()[:10]} if isinstance(cell, date) else _plain(cell) for cell in cells]


def _plain(cell: Any) -> Any:
    return cell if cell is None or isinstance(cell, str | int | float | bool) else str(cell)
