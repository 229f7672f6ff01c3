"""What is on record already: rows imported before, and petitions of the same name and like content."""

from collections import defaultdict
from collections.abc import Iterable

from sqlmodel import Session, col, select

from models import ImportBatch, ImportRow, Party, Petition
from models.enums import BatchState, Kind
from services.imports.likeness import EarlierRows
from services.imports.reasons import Code, Reason
from services.imports.records import JudgedRow
from services.text import fold, sorted_words

# Names asked for at once.
_NAMES = 500


def places_on_record(session: Session, prefix: str) -> dict[str, str]:
    """Place -> content hash of the rows of this register in complete imports.

    Rows held back, and rows of an undone import, are not on record: they may come again.
    """
    found = session.exec(
        select(ImportRow.place, ImportRow.content_hash)
        .join(ImportBatch, col(ImportBatch.id) == col(ImportRow.batch_id))
        .where(
            ImportBatch.state == BatchState.COMPLETE,
            col(ImportRow.petition_id).is_not(None),
            col(ImportRow.place).startswith(prefix, autoescape=True),
        )
    )
    return dict(found.all())


def tell_earlier_rows(rows: Iterable[JudgedRow], on_record: dict[str, str]) -> None:
    """Mark what was imported before, and hold back what changed at its place since."""
    for row in rows:
        earlier = on_record.get(row.place)
        if earlier == row.content_hash:
            row.is_already_present = True
            row.reasons.clear()
        elif earlier is not None:
            row.reasons.append(Reason(Code.DIFFERS_FROM_EARLIER))


def tell_duplicates_on_record(session: Session, rows: list[JudgedRow], *, threshold: float) -> None:
    """Remark petitions whose like is on record; never for denunciations, whose names stand nowhere."""
    by_name: dict[str, list[JudgedRow]] = defaultdict(list)
    for row in rows:
        record = row.record
        if record and record.name and record.kind is not Kind.DENUNCIATION and not row.is_already_present:
            by_name[sorted_words(record.name)].append(row)
    names = list(by_name)
    for start in range(0, len(names), _NAMES):
        known = EarlierRows(threshold)
        found = session.exec(
            select(Party.name_key, Petition.summary)
            .join(Petition, col(Petition.id) == col(Party.petition_id))
            .where(col(Party.name_key).in_(names[start : start + _NAMES]), col(Petition.voided_at).is_(None))
        )
        keys = set()
        for key, summary in found:
            known.match(key, fold(summary), 0)
            keys.add(key)
        for key in keys:
            for row in by_name[key]:
                if row.record and known.find(key, fold(row.record.content)) is not None:
                    row.reasons.append(Reason(Code.DUPLICATE_ON_RECORD))
