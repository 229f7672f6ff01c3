"""A person's data as a workbook for him: what is kept, where, and who read the identity what for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO

import xlsxwriter
from sqlmodel import Session, col, select

from models import AuditEntry, User
from models.enums import DataBasis, Kind, PartyRole
from services import identity
from services.clock import local_time
from services.errors import AppError
from services.permissions import Actor, Permission, require
from services.personal_data import requests
from services.personal_data.finding import FIELDS, Record, record_of
from services.text import N_

# Readings of an identity, as the trail calls them.
READINGS = ("identity.read",)


class ToldOfDenunciation(AppError):
    """Whoever is denounced would learn of the denunciation by asking for his own data."""

    msgid = N_("Row {code} may not be handed out to the person himself. Leave it out.")


class NothingChosen(AppError):
    msgid = N_("No row is chosen. Mark those that belong to the person.")


@dataclass(frozen=True)
class Words:
    """The workbook's words in the reader's language."""

    title: str
    headings: Sequence[str]
    reading_title: str
    reading_headings: Sequence[str]
    kinds: dict[str, str]
    roles: dict[str, str]


def workbook(
    session: Session,
    request_id: int,
    chosen: Sequence[Record],
    *,
    words: Words,
    actor: Actor,
    now: datetime,
) -> bytes:
    """An .xlsx of every field kept in the chosen records, and of each reading of the identity.

    Opening the data is a reading of the identity for the purpose of the request: it is recorded as
    such for each petition.
    """
    require(actor, Permission.PERSONAL_DATA)
    request = requests.by_id(session, request_id, actor=actor)
    if not chosen:
        raise NothingChosen()
    if request.basis is DataBasis.PERSON:
        for record in chosen:
            if record.kind is Kind.DENUNCIATION and record.role is PartyRole.RESPONDENT:
                raise ToldOfDenunciation(code=record.code)
    purpose = requests.words_of(request)["purpose"]
    rows: list[list[object]] = []
    for record in chosen:
        _party, _secret, petition = record_of(session, record.party_id, actor=actor)
        people = identity.read(session, petition.id or 0, actor=actor, purpose=purpose, now=now)
        person = next((one for one in people if one["party_id"] == record.party_id), {})
        rows.append(
            [
                record.code,
                words.kinds[record.kind],
                record.received_on,
                record.unit,
                words.roles[record.role],
                *(str(person.get(name, "")) for name in FIELDS),
            ]
        )
    readings = _readings(session, [record.petition_id for record in chosen])
    requests.trail(
        session,
        "data.export",
        request.id or 0,
        actor=actor,
        now=now,
        petition_ids=[record.petition_id for record in chosen],
    )
    return _written(words, rows, [[at, who, what] for at, who, what in readings])


def _readings(session: Session, petition_ids: list[int]) -> list[tuple[str, str, str]]:
    """When an identity of these petitions was read, by a person of ours or by the system, and what for."""
    found = session.exec(
        select(AuditEntry, User.name)
        .join(User, col(User.id) == col(AuditEntry.user_id), isouter=True)
        .where(
            AuditEntry.subject == "petition",
            col(AuditEntry.subject_id).in_(petition_ids),
            col(AuditEntry.action).in_(READINGS),
        )
        .order_by(col(AuditEntry.id))
    )
    return [(f"{local_time(one.at):%d/%m/%Y %H:%M}", name or one.actor, one.reason) for one, name in found]


def _written(words: Words, rows: list[list[object]], readings: list[list[str]]) -> bytes:
    file = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as book:
        bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "dd/mm/yyyy"})
        sheets: tuple[tuple[str, Sequence[str], Sequence[Sequence[object]]], ...] = (
            (words.title, words.headings, rows),
            (words.reading_title, words.reading_headings, readings),
        )
        for title, headings, lines in sheets:
            sheet = book.add_worksheet(title[:31])
            sheet.freeze_panes(1, 1)
            for column, heading in enumerate(headings):
                sheet.write_string(0, column, heading, bold)
                sheet.set_column(column, column, max(14, len(heading) + 2))
            for number, line in enumerate(lines, start=1):
                for column, value in enumerate(line):
                    if isinstance(value, date):
                        sheet.write_datetime(
                            number, column, datetime.combine(value, datetime.min.time()), day
                        )
                    else:
                        sheet.write_string(number, column, str(value))
    return file.getvalue()
