"""The receipt (biên nhận) of a petition: its facts, and the A5 sheet made from them."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date

import typst
from sqlmodel import Session, select

from models import Attachment, Petition, Unit, User
from models.enums import Kind, PartyRole
from services import explanations, identity, petition_records, thresholds
from services.explanations import Explanation
from services.permissions import Actor, Permission, require
from services.settings import ROOT

TEMPLATE = ROOT / "templates" / "receipt.typ"
FONTS = ROOT / "templates" / "fonts"


@dataclass(frozen=True)
class ReceiptFacts:
    """What the sheet says, ready to print; `rule` and `basis` name the law behind the day.

    `why` explains the day on screen; the sheet tells it in words that `pdf` is given.
    """

    code: str
    kind: str
    is_plain: bool
    department: str
    unit: str
    address: str
    phone: str
    received_on: str
    received_by: str
    sender: str
    signatories: int
    scans: int
    eoffice_number: str
    due_on: str
    rule: str
    basis: str
    why: Explanation | None = None


def facts_of(session: Session, petition: Petition, *, today: date) -> ReceiptFacts:
    """The facts of a petition that the caller has just saved or found for the actor.

    Of a denunciation, and of whoever asks for protection, only code and days are kept:
    a receipt lies on kitchen tables.
    """
    is_plain = not petition_records.is_sealed(petition)
    term = explanations.of_petition(session, petition)
    unit = session.get(Unit, petition.unit_id)
    clerk = session.get(User, petition.entered_by_id)
    scans = session.exec(select(Attachment.id).where(Attachment.petition_id == petition.id)).all()
    facts = ReceiptFacts(
        code=petition.code,
        kind=petition.kind.value,
        is_plain=is_plain,
        department=thresholds.text(session, "department.name", today=today),
        unit=unit.name if unit else "",
        address=thresholds.text(session, "department.address", today=today),
        phone=thresholds.text(session, "department.phone", today=today),
        received_on=f"{petition.received_on:%d/%m/%Y}",
        received_by=clerk.name if clerk else "",
        sender=_first_sender(session, petition),
        signatories=petition.signatories,
        scans=len(scans),
        eoffice_number=petition.eoffice_number,
        due_on=f"{petition.handling_due_on:%d/%m/%Y}" if petition.handling_due_on else "",
        rule=term.rule_id if term else "",
        basis=term.basis if term else "",
        why=term,
    )
    if is_plain:
        return facts
    return replace(
        facts,
        kind=Kind.DENUNCIATION.value,
        received_by="",
        sender="",
        signatories=1,
        scans=0,
        eoffice_number="",
        rule="",
        basis="",
    )


def again(session: Session, code: str, *, actor: Actor, today: date) -> ReceiptFacts:
    """The receipt of a petition on the books, for printing once more."""
    require(actor, Permission.CASE_READ)
    return facts_of(session, petition_records.by_code(session, code, actor=actor), today=today)


def pdf(facts: ReceiptFacts, *, why: Sequence[str] = ()) -> bytes:
    """The A5 sheet; always in Vietnamese, with our own fonts, without the network.

    `why` tells in sentences how the day was counted; of a sealed petition nothing is told.
    """
    words = asdict(replace(facts, why=None)) | {"why": list(why) if facts.is_plain else []}
    return bytes(
        typst.compile(
            str(TEMPLATE),
            root=str(TEMPLATE.parent),
            font_paths=[str(FONTS)],
            ignore_system_fonts=True,
            sys_inputs={"facts": json.dumps(words, ensure_ascii=False)},
            format="pdf",
        )
    )


def _first_sender(session: Session, petition: Petition) -> str:
    for party in identity.parties_of(session, petition.id or 0):
        if party.role is not PartyRole.RESPONDENT:
            return party.name
    return ""
