"""“Bảng giải trình thời hạn”: the explanation of one legal date on one A4 page, for an inspector's file."""

import json
from dataclasses import asdict, dataclass
from datetime import date
from io import BytesIO

import typst
from pypdf import PdfReader
from sqlmodel import Session

from models import Case, Petition, Unit
from services import thresholds
from services.settings import ROOT

TEMPLATE = ROOT / "templates" / "explanation.typ"
FONTS = ROOT / "templates" / "fonts"
# Type sizes in points, tried from the largest until one page holds everything; smaller nobody reads.
SIZES = (10.5, 9.5, 8.5, 7.5)


@dataclass(frozen=True)
class SheetHeading:
    """Whose paper it is and which matter it is about; no person is named."""

    superior: str
    department: str
    unit: str
    code: str


@dataclass(frozen=True)
class SheetFacts:
    """The whole sheet as Vietnamese words: who fills it has translated what the explanation holds."""

    superior: str
    department: str
    unit: str
    code: str
    subject: str
    dates: list[tuple[str, str]]
    sentences: list[str]
    extensions: list[tuple[str, ...]]
    pauses: list[tuple[str, ...]]
    skipped: list[tuple[str, ...]]
    made: str
    maker: str
    printed: str


def heading(session: Session, matter: Case | Petition, *, today: date) -> SheetHeading:
    """The heading for a case or petition that the caller has found for the actor."""
    unit = session.get(Unit, matter.unit_id)
    return SheetHeading(
        superior=thresholds.text(session, "department.superior", today=today),
        department=thresholds.text(session, "department.name", today=today),
        unit=unit.name if unit else "",
        code=matter.code,
    )


def pdf(facts: SheetFacts) -> bytes:
    """The A4 sheet with our own fonts, without the network: one page, where the smallest type can do that."""
    made = b""
    for size in SIZES:
        made = _compiled(facts, size)
        if len(PdfReader(BytesIO(made)).pages) == 1:
            break
    return made


def _compiled(facts: SheetFacts, size: float) -> bytes:
    return bytes(
        typst.compile(
            str(TEMPLATE),
            root=str(TEMPLATE.parent),
            font_paths=[str(FONTS)],
            ignore_system_fonts=True,
            sys_inputs={"facts": json.dumps(asdict(facts), ensure_ascii=False), "size": str(size)},
            format="pdf",
        )
    )
