"""All values of a document put together, and what is missing, named with the remedy."""

from collections.abc import Mapping
from datetime import datetime

from sqlmodel import Session

from services import clocks, petition_records, thresholds
from services.clock import local_date
from services.documents import course, people
from services.documents.bases import shipped_bases
from services.documents.fields import ALWAYS_NEEDED, FIELDS, IDENTITY, RECORDED_NEED, REMEDIES, Shape
from services.documents.issuer import Issuer, issuer_of, signature
from services.documents.rendering import Value
from services.documents.step import Step
from services.documents.subject import Subject
from services.documents.table import DocumentRow, IdentityUse
from services.documents.words import dated, has, paper, short
from services.errors import AppError
from services.text import N_, nfc

Values = dict[str, Value]


class DocumentFieldMissing(AppError):
    msgid = N_("“{label}” is missing for this document. {remedy}")


def collected(
    session: Session, subject: Subject, row: DocumentRow, step: Step, *, now: datetime
) -> tuple[Values, Issuer]:
    """What is on record for the document; '' where it is not. Protected names are not read here."""
    today = local_date(now)
    issuer = issuer_of(session, subject.unit_id, today=step.dated_on or today)
    values: Values = {token: "" for token in FIELDS}
    values |= _heading(session, issuer, row, step, today=today.year)
    values |= _matter(subject, row, step, issuer)
    values |= people.plain(session, subject)
    if subject.case is not None:
        earlier = course.before(clocks.events_of(session, subject.case), step)
        values |= course.history(earlier)
        values |= course.terms(session, subject.case, earlier, step, now=now)
    if row.identity is IdentityUse.NEVER:
        values |= dict.fromkeys(IDENTITY, "")
    return values, issuer


def with_typed(values: Values, typed: Mapping[str, str], row: DocumentRow, *, sealed: bool) -> Values:
    """The values with what a person filled in for the fields that the document asks.

    Who sent a sealed petition cannot be typed: the name comes from the record, for a purpose.
    """
    filled = dict(values)
    for token, text in typed.items():
        if token not in row.asked or (sealed and token in IDENTITY):
            continue
        clean = nfc(text)
        lines = [line.strip() for line in clean.splitlines() if line.strip()]
        filled[token] = lines if FIELDS[token].shape is Shape.LIST else clean
    return filled


def protected(values: Values, row: DocumentRow) -> Values:
    """The words that stand on the paper of a sealed matter in the place of names nobody opened."""
    if row.identity is IdentityUse.NEVER:
        return values
    text = paper("protected") if row.identity is IdentityUse.PLAIN else paper("blank")
    return values | dict.fromkeys(IDENTITY, text)


def problems(values: Values, row: DocumentRow, step: Step) -> list[DocumentFieldMissing]:
    """Every required field without a value, in the order of the fields, each with the remedy."""
    needed = {*ALWAYS_NEEDED, *row.required, *(RECORDED_NEED if step.is_recorded else ())}
    if not values["quyen_han_ky"]:
        needed.add("quyen_han_ky")
    return [
        DocumentFieldMissing(field=token, label=field.label, remedy=REMEDIES[field.origin])
        for token, field in FIELDS.items()
        if token in needed and not values[token]
    ]


def completed(values: Values) -> Values:
    """The values with dots to write on where nothing is known; the mark of a draft may be empty."""
    blank = paper("blank")
    return {token: value or ("" if token == "dong_du_thao" else blank) for token, value in values.items()}


def _heading(session: Session, issuer: Issuer, row: DocumentRow, step: Step, *, today: int) -> Values:
    day = step.dated_on or step.happened_on
    own = thresholds.text(session, "documents.own_bases", today=day)
    bases = [basis.text for basis in shipped_bases().on(row.bases, day)]
    bases += [text.strip() for text in own.split(";") if text.strip()]
    head = paper("title.of", title=issuer.head_title, body=issuer.body)
    if step.is_recorded:
        number, on = step.number, dated(day)
    else:
        pattern = "number.draft" if row.symbol else "number.letter_draft"
        number = paper(pattern, symbol=row.symbol, body=issuer.symbol, unit=issuer.keeper_code)
        on = paper("date.draft", year=today)
    return {
        "co_quan_cap_tren": issuer.superior,
        "ten_co_quan": issuer.body,
        "dia_danh": issuer.place,
        "so_ky_hieu": number,
        "ngay_ban_hanh": on,
        "dong_du_thao": "" if step.is_recorded else paper("draft"),
        "tham_quyen_ban_hanh": head,
        "nguoi_dung_dau": head,
        "can_cu_phap_ly": [paper("basis", text=text) for text in bases],
        "quyen_han_ky": signature(issuer, step),
        "nguoi_ky": step.signer or issuer.head_name,
        "noi_luu": issuer.keeper,
    }


def _matter(subject: Subject, row: DocumentRow, step: Step, issuer: Issuer) -> Values:
    petition = subject.petition
    about = petition_records.words_of(petition).about if petition else ""
    outcome = f"outcome.{subject.kind}.{step.outcome}"
    received_on = subject.case.received_on if subject.case else petition.received_on if petition else None
    return {
        "ma_vu_viec": subject.code,
        "loai_don": paper(f"kind.{subject.kind}"),
        "don_vi_giai_quyet": issuer.keeper,
        "ngay_nhan_don": short(received_on),
        "ngay_viet_don": short(petition.petition_on) if petition else "",
        "noi_dung": subject.summary,
        "doi_tuong_khieu_nai": about,
        "co_quan_nhan": petition.outcome_body if petition else "",
        "ngay_thuc_hien": short(step.happened_on),
        "ket_qua_giai_quyet": paper(outcome) if has(outcome) else "",
        "ly_do": step.reason,
    }
