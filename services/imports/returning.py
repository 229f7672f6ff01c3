"""Gives rows held back to whoever imported them, and notes on the trail that their words were read."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from models import ImportRow
from services import audit, vault
from services.imports import batches, writing
from services.imports.held_back import HeldBackRow, workbook
from services.imports.reasons import Code, Reason, RowResult
from services.permissions import Actor, Permission, require

SHEET = "Giữ lại"


def held_back_file(
    session: Session, batch_id: int, *, actor: Actor, now: datetime, say: Callable[[str], str]
) -> bytes:
    """The rows held back of one import as an .xlsx, each with its reason in a column of its own."""
    require(actor, Permission.REGISTER_IMPORT)
    above, rows = held_back_rows(session, batch_id, actor=actor)
    audit.write(
        session,
        "import_held_back_read",
        actor=actor,
        now=now,
        subject="import_batch",
        subject_id=batch_id,
        rows=len(rows),
    )
    session.flush()
    return workbook(above, rows, sheet=SHEET, say=say)


def held_back_rows(
    session: Session, batch_id: int, *, actor: Actor
) -> tuple[list[list[Any]], list[HeldBackRow]]:
    """What stood above the table, and the cells of each row held back with its reasons, decrypted."""
    batch = batches.by_id(session, batch_id, actor=actor)
    found = session.exec(
        select(ImportRow)
        .where(
            ImportRow.batch_id == batch.id,
            col(ImportRow.result).in_([writing.HEADING, RowResult.HELD_BACK.value]),
        )
        .order_by(col(ImportRow.id))
    ).all()
    above: list[list[Any]] = []
    rows = []
    for row in found:
        cells = vault.unseal(row.sealed, purpose=writing.ROW_PURPOSE) if row.sealed else []
        if row.result == writing.HEADING:
            above = cells
        else:
            reasons = [Reason(Code(one["code"]), one.get("values", {})) for one in row.reasons]
            rows.append(HeldBackRow(row.row_number, cells, reasons))
    return above, rows
