"""Who may do what (role x permission) and who may see which rows (the scope)."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, and_, false, or_, true
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from models import Case, CaseExclusion, CaseGrant
from models.enums import Kind, Language, Role
from services.errors import NotPermitted

Row = TypeVar("Row", bound=Any)


class Permission(StrEnum):
    """What a role may do; pages and services name these, never roles."""

    PETITION_ENTER = "petition_enter"
    PETITION_HANDLE = "petition_handle"
    PETITION_VOID = "petition_void"
    CASE_READ = "case_read"
    CASE_WORK = "case_work"
    CASE_ASSIGN = "case_assign"
    CASE_DECIDE = "case_decide"
    # Moving a case that was sent round often enough, for those above both units.
    CASE_TRANSFER_LEAD = "case_transfer_lead"
    IDENTITY_READ = "identity_read"
    CROWD_RECORD = "crowd_record"
    DIRECTIVE_RECORD = "directive_record"
    REGISTER_IMPORT = "register_import"
    FIGURES_READ = "figures_read"
    EXPORT = "export"
    DELEGATE = "delegate"
    HAND_OVER = "hand_over"
    CATALOGUE_EDIT = "catalogue_edit"
    UNIT_EDIT = "unit_edit"
    USER_EDIT = "user_edit"
    SETTING_EDIT = "setting_edit"
    RULE_READ = "rule_read"
    RULE_EDIT = "rule_edit"
    AUDIT_READ = "audit_read"
    # Finding, handing out, correcting and restricting what is kept about a person.
    PERSONAL_DATA = "personal_data"
    # Running what watches over the clocks, reading what it found, and deriving a case anew.
    WATCH_RUN = "watch_run"
    ALARM_READ = "alarm_read"
    CLOCK_RECOMPUTE = "clock_recompute"


_P = Permission
_CASEWORK = {_P.CASE_READ, _P.CASE_WORK, _P.PETITION_ENTER, _P.PETITION_HANDLE, _P.CROWD_RECORD}
_CASEWORK |= {_P.FIGURES_READ, _P.EXPORT, _P.DELEGATE, _P.RULE_READ}
_LEADING = _CASEWORK | {_P.CASE_ASSIGN, _P.CASE_DECIDE, _P.PETITION_VOID, _P.HAND_OVER}
_LEADING |= {_P.DIRECTIVE_RECORD, _P.IDENTITY_READ}
_WATCHING = {_P.ALARM_READ, _P.CLOCK_RECOMPUTE}

ALLOWED: dict[Role, frozenset[Permission]] = {
    Role.DIRECTOR: frozenset(_LEADING | {_P.AUDIT_READ, _P.CASE_TRANSFER_LEAD, _P.PERSONAL_DATA} | _WATCHING),
    Role.INSPECTOR: frozenset(_LEADING | {_P.REGISTER_IMPORT, _P.AUDIT_READ, _P.PERSONAL_DATA} | _WATCHING),
    Role.UNIT_HEAD: frozenset(_LEADING | {_P.REGISTER_IMPORT, _P.CASE_TRANSFER_LEAD}),
    Role.OFFICER: frozenset(_CASEWORK | {_P.REGISTER_IMPORT}),
    Role.RECEPTION_CLERK: frozenset(
        {
            _P.PETITION_ENTER,
            _P.PETITION_VOID,
            _P.CASE_READ,
            _P.CROWD_RECORD,
            _P.IDENTITY_READ,
            _P.REGISTER_IMPORT,
            _P.FIGURES_READ,
            _P.DELEGATE,
            _P.RULE_READ,
        }
    ),
    Role.VIEWER: frozenset({_P.FIGURES_READ}),
    Role.ADMINISTRATOR: frozenset(
        {_P.CATALOGUE_EDIT, _P.UNIT_EDIT, _P.USER_EDIT, _P.SETTING_EDIT, _P.HAND_OVER}
        | {_P.RULE_READ, _P.RULE_EDIT, _P.WATCH_RUN, _P.ALARM_READ}
    ),
}


@dataclass(frozen=True)
class Scope:
    """Which rows an actor may see, in its final shape: kind, units, assignee, walls and grants.

    `unit_ids` None means every unit; an empty set means none. `denunciation_unit_ids`
    likewise for denunciations. `officer_ids` are the people whose assigned work is
    seen: oneself and those who delegated. `received_since` limits a clerk.
    """

    user_id: int = 0
    unit_ids: frozenset[int] | None = frozenset()
    denunciation_unit_ids: frozenset[int] | None = frozenset()
    officer_ids: frozenset[int] = frozenset()
    received_since: date | None = None
    rows: bool = True

    @property
    def is_empty(self) -> bool:
        nothing = self.unit_ids == frozenset() and self.denunciation_unit_ids == frozenset()
        return nothing and not self.officer_ids

    def condition(self, model: Any, case_id: Any = None) -> ColumnElement[bool]:
        """The scope as SQL over a model with unit_id and kind; `case_id` is the column of its case.

        Models without an officer, a kind or a day of receipt are judged by what they have.
        """
        if self.is_empty or not self.rows:
            return false()
        kind = getattr(model, "kind", None)
        seen = self._by_unit(model, kind)
        if self.officer_ids and hasattr(model, "officer_id"):
            seen = or_(seen, model.officer_id.in_(self.officer_ids))
        case_id = model.id if model is Case else case_id
        if case_id is None:
            return seen
        granted = select(CaseGrant.case_id).where(CaseGrant.user_id == self.user_id)
        walled = select(CaseExclusion.case_id).where(CaseExclusion.user_id == self.user_id)
        behind_wall = and_(case_id.is_not(None), case_id.in_(walled))
        if self.unit_ids is not None:
            seen = or_(seen, and_(case_id.is_not(None), case_id.in_(granted)))
        return and_(seen, ~behind_wall)

    def _by_unit(self, model: Any, kind: Any) -> ColumnElement[bool]:
        plain = true() if self.unit_ids is None else model.unit_id.in_(self.unit_ids)
        if kind is None or self.unit_ids == self.denunciation_unit_ids:
            seen = plain
        else:
            of_denunciations = (
                true()
                if self.denunciation_unit_ids is None
                else model.unit_id.in_(self.denunciation_unit_ids)
            )
            seen = or_(
                and_(kind != Kind.DENUNCIATION, plain), and_(kind == Kind.DENUNCIATION, of_denunciations)
            )
        if self.received_since is not None and hasattr(model, "received_on"):
            seen = and_(seen, model.received_on >= self.received_since)
        return seen


@dataclass(frozen=True)
class Actor:
    """Who acts: built anew for every run of a page, so that a revoked role ends at once."""

    user_id: int
    name: str
    role: Role | None
    unit_id: int | None
    scope: Scope
    language: Language = Language.VIETNAMESE
    # The figures scope of a viewer: counts over units without the right to open rows.
    figures: Scope = field(default_factory=Scope)
    is_system: bool = False

    def may(self, permission: Permission) -> bool:
        return self.is_system or (self.role is not None and permission in ALLOWED[self.role])


def can(actor: Actor, permission: Permission) -> bool:
    """Whether to draw an action; `require` is what protects it."""
    return actor.may(permission)


def require(actor: Actor, permission: Permission) -> None:
    """Refuse unless the actor's role grants the permission; first line of each changing service."""
    if not actor.may(permission):
        raise NotPermitted()


def visible_to(actor: Actor) -> SelectOfScalar[Case]:
    """Cases the actor may see; every query on cases starts here. No scope, no rows."""
    return select(Case).where(actor.scope.condition(Case), col(Case.voided_at).is_(None))
