"""Imports a register: judges every row in memory, writes in short chunks, and makes all valid at once."""

import hashlib
from contextlib import suppress
from datetime import date, datetime

from sqlmodel import Session

from services import audit, clocks, database, rule_versions
from services.errors import AppError
from services.imports import batches, bounds, sources, writing
from services.imports.building import Builder
from services.imports.checking import Checked, check_register, notes_of
from services.imports.columns import Mapping
from services.imports.provenance import Provenance
from services.imports.reading import Sheet
from services.imports.reasons import RowResult
from services.imports.records import JudgedRow
from services.imports.results import ImportResult, RowOutcome, count_results
from services.imports.watching import CHUNK, Watcher, nobody
from services.permissions import Actor, Permission, require
from services.uploads import names


def open_file(data: bytes, *, filename: str, today: date) -> list[Sheet]:
    """The sheets of an uploaded file, within the size that the administrator allows."""
    with database.reading() as session:
        allowed = bounds.of_day(session, max_rows=sources.MAX_ROWS, today=today)
    return sources.open_file(data, filename=names.checked(filename), bounds=allowed)


def import_register(
    data: bytes,
    *,
    filename: str,
    actor: Actor,
    today: date,
    now: datetime,
    sheet: str | None = None,
    mapping: Mapping | None = None,
    title: str | None = None,
    unit_code: str | None = None,
    dry_run: bool = False,
    watch: Watcher = nobody,
) -> ImportResult:
    """Import one sheet of a register; `dry_run` only says what would become of each row.

    The rows are judged before anything is written. They are then written in short
    transactions as void rows of a batch that is not complete, and made valid by one
    last statement: a crash leaves nothing that counts. Raises the refusals of
    services/imports/errors.py.
    """
    require(actor, Permission.REGISTER_IMPORT)
    filename = names.checked(filename)
    sheets = open_file(data, filename=filename, today=today)
    table = sources.find_table(sheets, filename=filename, sheet=sheet, mapping=mapping, title=title)
    with database.reading() as session:
        checked = check_register(session, table, actor=actor, today=today, unit_code=unit_code, watch=watch)
    batch_id = None
    if not dry_run:
        digest = hashlib.sha256(data).hexdigest()
        batch_id = _write(checked, filename, digest, actor=actor, today=today, now=now, watch=watch)
    return ImportResult(
        file_name=filename,
        sheet=table.sheet,
        layout=table.mapping.layout,
        title=table.title,
        year=table.year,
        batch_id=batch_id,
        rows=[_outcome(row) for row in checked.rows],
        notes=notes_of(checked),
        above=[writing.cells_json(cells) for cells in table.above],
    )


def _outcome(row: JudgedRow) -> RowOutcome:
    cells = writing.cells_json(row.cells) if row.result is RowResult.HELD_BACK else []
    return RowOutcome(row.number, row.line, row.result, row.reasons, row.kind, cells)


def _write(
    checked: Checked,
    filename: str,
    digest: str,
    *,
    actor: Actor,
    today: date,
    now: datetime,
    watch: Watcher,
) -> int:
    table, who = checked.table, checked.importer
    with database.transaction() as session:
        batches.abandon_interrupted(session, now=now)
        user_id = who.ensure_user(session, actor=actor, now=now)
        checked.settle_in(who.ensure_unit(session, actor=actor, now=now))
        channel_id = who.ensure_channel(session, table.mapping.register)
        batch_id = batches.begin(session, table, filename=filename, digest=digest, user_id=user_id, now=now)
        if any(row.result is RowResult.HELD_BACK for row in checked.rows):
            writing.write_heading(session, batch_id, table.above)
        calendar, rules = clocks.calendar(session), rule_versions.table(session)
    provenance = Provenance(
        batch_id=batch_id,
        user_id=user_id,
        channel_id=channel_id,
        register=table.mapping.register,
        title=table.title,
        level=who.level,
        today=today,
        now=now,
    )
    is_complete = False
    try:
        _write_chunks(checked, Builder(provenance, calendar, rules), batch_id, today=today, watch=watch)
        with database.transaction() as session:
            _finish(session, checked, batch_id, actor=actor, now=now)
        is_complete = True
    finally:
        if not is_complete:
            # What was written stays void; if even this fails, the next import tidies up.
            with suppress(AppError), database.transaction() as session:
                batches.abandon(session, batch_id, now=now)
    return batch_id


def _write_chunks(checked: Checked, builder: Builder, batch_id: int, *, today: date, watch: Watcher) -> None:
    kept = [
        (position, row)
        for position, row in enumerate(checked.rows)
        if row.result is not RowResult.ALREADY_PRESENT
    ]
    total = 2 * len(checked.rows)
    for start in range(0, len(kept), CHUNK):
        chunk = kept[start : start + CHUNK]
        with database.transaction() as session:
            records = [(p, row) for p, row in chunk if p in checked.places]
            kinds = [row.record.kind for _p, row in records if row.record]
            codes = writing.take_codes(session, kinds, today=today)
            built = [
                builder.build(row.record, checked.places[position], code)
                for (position, row), code in zip(records, codes, strict=True)
                if row.record
            ]
            ids = writing.write_petitions(session, built)
            petition_of = {position: i for (position, _row), i in zip(records, ids, strict=True)}
            writing.write_rows(session, batch_id, [(row, petition_of.get(p)) for p, row in chunk])
        watch(len(checked.rows) + chunk[-1][0] + 1, total)
    watch(total, total)


def _finish(session: Session, checked: Checked, batch_id: int, *, actor: Actor, now: datetime) -> None:
    """Count, make valid, tell the trail; refuses if another import brought the same rows meanwhile."""
    batches.check_unchanged(session, checked.table.place_prefix, checked.on_record)
    counts = count_results(row.result for row in checked.rows)
    writing.make_valid(session, batch_id)
    batches.complete(session, batch_id, counts)
    audit.write(
        session,
        "import_register",
        actor=actor,
        now=now,
        subject="import_batch",
        subject_id=batch_id,
        layout=checked.table.mapping.layout,
        counts=counts,
    )
    session.flush()
