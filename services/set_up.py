"""What a new installation still needs before people can work with it, step by step."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlmodel import Session, col, func, or_, select

from models import RoleAssignment, Unit, UnitHead, User
from models.enums import Role, UnitKind
from services import actors, calendar_years, setting_values, thresholds, units
from services.first_run import ROOT_CODE, ensure_root_unit
from services.permissions import Actor, Permission, require
from services.text import N_
from services.unit_rules import UnitEntry

NAME_BASIS = "Thiết lập ban đầu"


class SetUpStep(StrEnum):
    UNITS = "units"
    HEADS = "heads"
    FOCAL = "focal"
    CALENDAR = "calendar"
    PEOPLE = "people"


@dataclass(frozen=True)
class Missing:
    """Something that is still to be done, as a message with its values."""

    msgid: str
    values: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class StepState:
    """A step of the set-up; done when nothing that it needs is missing."""

    step: SetUpStep
    missing: list[Missing]

    @property
    def is_done(self) -> bool:
        return not self.missing


def progress(session: Session, *, actor: Actor, today: date) -> list[StepState]:
    """The five steps with what each still lacks."""
    require(actor, Permission.SETTING_EDIT)
    return [
        StepState(SetUpStep.UNITS, _units(session, today)),
        StepState(SetUpStep.HEADS, _heads(session, today)),
        StepState(SetUpStep.FOCAL, _focal(session, today)),
        StepState(SetUpStep.CALENDAR, _calendar(session, today)),
        StepState(SetUpStep.PEOPLE, _people(session, today)),
    ]


def name_department(
    session: Session,
    *,
    name: str,
    code: str,
    short_name: str = "",
    today: date,
    actor: Actor,
    now: datetime,
) -> Unit:
    """Give the department its name, on the tree, on receipts and over the sign-in form alike."""
    require(actor, Permission.UNIT_EDIT)
    root = ensure_root_unit(session, actor=actor, now=now)
    entry = UnitEntry(code, name, root.kind, root.parent_id, root.valid_from, short_name)
    unit = units.change(session, root.id or 0, entry, actor=actor, now=now)
    for key in ("department.name", "sign_in.title"):
        if thresholds.text(session, key, today=today) != unit.name:
            setting_values.set_value(
                session, key, unit.name, valid_from=today, basis=NAME_BASIS, actor=actor, now=now
            )
    return unit


def _in_force(model: Any, today: date) -> tuple[Any, ...]:
    return model.valid_from <= today, or_(model.valid_to.is_(None), model.valid_to >= today)


def _units(session: Session, today: date) -> list[Missing]:
    missing = []
    root = session.exec(select(Unit).where(Unit.kind == UnitKind.DEPARTMENT)).first()
    if root is None or root.code == ROOT_CODE:
        missing.append(Missing(N_("The department has no name of its own yet.")))
    inside = select(func.count()).where(
        col(Unit.kind).in_([UnitKind.DIVISION, UnitKind.SUBORDINATE]), *_in_force(Unit, today)
    )
    if not session.exec(inside).one():
        missing.append(Missing(N_("No division or subordinate unit has been entered.")))
    return missing


def _heads(session: Session, today: date) -> list[Missing]:
    headed = select(UnitHead.unit_id).where(*_in_force(UnitHead, today))
    without = session.exec(
        select(Unit.name)
        .where(col(Unit.kind) != UnitKind.OUTSIDE, *_in_force(Unit, today), col(Unit.id).not_in(headed))
        .order_by(col(Unit.path))
    ).all()
    return [Missing(N_("“{name}” has no head today."), {"name": name}) for name in without]


def _focal(session: Session, today: date) -> list[Missing]:
    if actors.focal_unit_id(session, today=today) is not None:
        return []
    return [Missing(N_("No unit holds the focal role today: inspectors would see their own unit only."))]


def _calendar(session: Session, today: date) -> list[Missing]:
    return [
        Missing(calendar_years.LACKING, {"year": year})
        for year in calendar_years.missing_notices(session, today=today)
    ]


def _people(session: Session, today: date) -> list[Missing]:
    held = set(
        session.exec(
            select(RoleAssignment.role)
            .join(User, col(User.id) == RoleAssignment.user_id)
            .where(col(User.is_active).is_(True), *_in_force(RoleAssignment, today))
        )
    )
    wanted = {
        Role.DIRECTOR: N_("Nobody is director."),
        Role.INSPECTOR: N_("Nobody works as inspector of the focal unit."),
        Role.OFFICER: N_("Nobody works as officer."),
        Role.RECEPTION_CLERK: N_("Nobody works as reception clerk."),
    }
    return [Missing(words) for role, words in wanted.items() if role not in held]
