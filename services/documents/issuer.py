"""Who issues a document: the department, or a subordinate unit in its own name; heading and signature."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, or_, select

from models import Unit, UnitHead
from models.enums import UnitKind
from services import thresholds
from services.documents.step import SignedAs, Step
from services.documents.words import paper
from services.text import fold


@dataclass(frozen=True, slots=True)
class Issuer:
    """The issuing body on a day; `keeper` is the unit that keeps the file."""

    superior: str
    body: str
    place: str
    symbol: str
    head_name: str
    head_title: str
    keeper: str
    keeper_code: str


def issuer_of(session: Session, unit_id: int, *, today: date) -> Issuer:
    """The issuer of a matter that lies in a unit.

    Divisions write in the name of the department; a subordinate unit (a public service unit)
    issues itself, with the department above it.
    """
    unit = session.get(Unit, unit_id)
    own = _subordinate(session, unit)
    department = thresholds.text(session, "department.name", today=today)
    place = thresholds.text(session, "department.place", today=today)
    keeper = (unit.short_name or unit.name) if unit else ""
    keeper_code = unit.code if unit else ""
    if own is not None:
        head = _head(session, own.id or 0, today)
        return Issuer(
            superior=department,
            body=own.name,
            place=place,
            symbol=own.code,
            head_name=head.name if head else "",
            head_title=(head.title if head else "") or paper("title.default"),
            keeper=keeper,
            keeper_code=keeper_code,
        )
    root = session.exec(select(Unit).where(Unit.kind == UnitKind.DEPARTMENT).order_by(col(Unit.id))).first()
    head = _head(session, root.id or 0, today) if root else None
    return Issuer(
        superior=thresholds.text(session, "department.superior", today=today),
        body=department,
        place=place,
        symbol=thresholds.text(session, "department.symbol", today=today),
        head_name=head.name if head else "",
        head_title=thresholds.text(session, "department.head_title", today=today) or paper("title.default"),
        keeper=keeper,
        keeper_code=keeper_code,
    )


def capacity(issuer: Issuer, step: Step) -> SignedAs:
    """How the signer signs: as said, else by whether it is the head."""
    if step.signed_as is not None:
        return step.signed_as
    is_head = not step.signer or fold(step.signer) == fold(issuer.head_name)
    return SignedAs.HEAD if is_head else SignedAs.FOR_HEAD


def signature(issuer: Issuer, step: Step) -> list[str]:
    """The lines over the signature; empty where somebody signs by order and his title is not said."""
    title = issuer.head_title
    how = capacity(issuer, step)
    if how is SignedAs.HEAD:
        return [paper("sign.head", title=step.signer_title or title)]
    if how is SignedAs.FOR_HEAD:
        below = step.signer_title or paper("sign.deputy", title=title)
        return [paper("sign.for_head", title=title), below]
    if not step.signer_title:
        return []
    return [paper("sign.by_order", title=title), step.signer_title]


def _subordinate(session: Session, unit: Unit | None) -> Unit | None:
    """The unit itself or the nearest one above it that issues in its own name."""
    while unit is not None and unit.kind is not UnitKind.SUBORDINATE:
        unit = session.get(Unit, unit.parent_id) if unit.parent_id else None
    return unit


def _head(session: Session, unit_id: int, today: date) -> UnitHead | None:
    return session.exec(
        select(UnitHead)
        .where(
            UnitHead.unit_id == unit_id,
            UnitHead.valid_from <= today,
            or_(col(UnitHead.valid_to).is_(None), col(UnitHead.valid_to) >= today),
        )
        .order_by(col(UnitHead.valid_from).desc())
        .limit(1)
    ).first()
