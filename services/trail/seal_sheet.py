"""A seal on one A4 page, to be signed and kept where whoever runs the server cannot change it."""

import json
from dataclasses import asdict, dataclass
from datetime import date

import typst
from sqlmodel import Session, col, select

from models import AuditSeal
from services import clock, thresholds
from services.permissions import Actor
from services.settings import ROOT
from services.trail import seals, visibility
from services.trail.seal_files import NothingSealed, grouped
from services.trail.seals import Seal

TEMPLATE = ROOT / "templates" / "seal.typ"
FONTS = ROOT / "templates" / "fonts"


@dataclass(frozen=True)
class SheetFacts:
    """The words of the sheet. How many entries a seal covers is not among them.

    Whoever is walled off from a matter could subtract what he sees from such a number.
    """

    superior: str
    department: str
    number: str
    sealed: str
    groups: list[str]
    previous: str
    key: str
    maker: str
    printed: str


def of(session: Session, number: int, *, actor: Actor, today: date) -> SheetFacts:
    """The sheet of one seal. Raises NothingSealed where there is none of that number."""
    visibility.require_reader(actor)
    row = session.exec(select(AuditSeal).where(col(AuditSeal.id) == number)).first()
    if row is None:
        raise NothingSealed()
    return facts_of(session, seals.of_row(row), maker=actor.name, today=today)


def facts_of(session: Session, seal: Seal, *, maker: str, today: date) -> SheetFacts:
    """The sheet of a seal in hand."""
    return SheetFacts(
        superior=thresholds.text(session, "department.superior", today=today),
        department=thresholds.text(session, "department.name", today=today),
        number=str(seal.id),
        sealed=f"{clock.local_time(seal.sealed_at):%H:%M %d/%m/%Y}",
        groups=grouped(seal.seal).split(),
        previous=grouped(seal.previous),
        key=grouped(seal.key_id),
        maker=maker,
        printed=f"{today:%d/%m/%Y}",
    )


def pdf(facts: SheetFacts) -> bytes:
    """The A4 page in Vietnamese with our own fonts, without the network."""
    return bytes(
        typst.compile(
            str(TEMPLATE),
            root=str(TEMPLATE.parent),
            font_paths=[str(FONTS)],
            ignore_system_fonts=True,
            sys_inputs={"facts": json.dumps(asdict(facts), ensure_ascii=False)},
            format="pdf",
        )
    )
