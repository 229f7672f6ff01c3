"""Who may do what (role x permission) and who may see which rows (the scope)."""

from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, and_, exists, false, or_, true, union_all
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from models import Case, CaseExclusion, CaseGrant, Petition, PetitionCase, PetitionExclusion
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
    # Letting somebody work on one case that his role does not show.
    CASE_GRANT = "case_grant"
    CASE_DECIDE = "case_decide"
    # Moving a case that was sent round often enough, for those above both units.
    CASE_TRANSFER_LEAD = "case_transfer_lead"
    IDENTITY_READ = "identity_read"
    # Opening what is sealed of one petition in an emergency, without a second person.
    EMERGENCY_OPEN = "emergency_open"
    # Letting somebody else read the identities of one petition, and lifting the protection of one.
    IDENTITY_GRANT = "identity_grant"
    CROWD_RECORD = "crowd_record"
    DIRECTIVE_RECORD = "directive_record"
    # Opening and closing the file of a hot spot, setting its level for a time, and
    # saying which cases belong together.
    HOTSPOT_LEAD = "hotspot_lead"
    REGISTER_IMPORT = "register_import"
    FIGURES_READ = "figures_read"
    # Freezing the figures of a quarter for the whole department.
    FIGURES_PUBLISH = "figures_publish"
    EXPORT = "export"
    DELEGATE = "delegate"
    HAND_OVER = "hand_over"
    CATALOGUE_EDIT = "catalogue_edit"
    UNIT_EDIT = "unit_edit"
    USER_EDIT = "user_edit"
    SETTING_EDIT = "setting_edit"
    RULE_READ = "rule_read"
    RULE_EDIT = "rule_edit"
    # Publishing the points from which the level of a hot spot follows.
    RISK_POINTS_EDIT = "risk_points_edit"
    # The trail of what was done to matters; and that of the administration alone.
    AUDIT_READ = "audit_read"
    AUDIT_ADMIN_READ = "audit_admin_read"
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
_LEADING |= {_P.DIRECTIVE_RECORD, _P.IDENTITY_READ, _P.IDENTITY_GRANT, _P.HOTSPOT_LEAD}
_OVERSEEING = {_P.ALARM_READ, _P.CLOCK_RECOMPUTE, _P.CASE_GRANT, _P.FIGURES_PUBLISH}
_OVERSEEING |= {_P.PERSONAL_DATA, _P.AUDIT_ADMIN_READ}

ALLOWED: dict[Role, frozenset[Permission]] = {
    Role.DIRECTOR: frozenset(
        _LEADING
        | {_P.AUDIT_READ, _P.CASE_TRANSFER_LEAD, _P.EMERGENCY_OPEN, _P.RISK_POINTS_EDIT}
        | _OVERSEEING
    ),
    Role.INSPECTOR: frozenset(_LEADING | {_P.REGISTER_IMPORT, _P.AUDIT_READ} | _OVERSEEING),
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
        | {_P.RISK_POINTS_EDIT, _P.RULE_READ, _P.RULE_EDIT, _P.WATCH_RUN, _P.ALARM_READ, _P.AUDIT_ADMIN_READ}
    ),
}


@dataclass(frozen=True)
class Scope:
    """Which rows an actor may see, in its final shape: kind, units, assignee, walls and grants.

    `unit_ids` None means every unit; an empty set means none. `denunciation_unit_ids`
    likewise for denunciations. `officer_ids` are the people whose assigned work is
    seen: oneself and those who delegated. `received_since` limits a clerk. `on` is the day of
    the scope: a grant that ended before counts for nothing, and without a day none that ends.

    Walls stand before everything else, grants and delegations included. The reader is behind
    the wall of a unit in `wall_unit_ids`: his own unit, those above it, and those he heads.
    `deputy_for` is the department where he keeps what is closed to everybody else in it; `keeps`
    says that there is anything he keeps, as deputy or because he entered it.
    """

    user_id: int = 0
    unit_ids: frozenset[int] | None = frozenset()
    denunciation_unit_ids: frozenset[int] | None = frozenset()
    officer_ids: frozenset[int] = frozenset()
    received_since: date | None = None
    rows: bool = True
    on: date | None = None
    with_grants: bool = True
    wall_unit_ids: frozenset[int] = frozenset()
    deputy_for: int | None = None
    keeps: bool = False

    @property
    def is_empty(self) -> bool:
        nothing = self.unit_ids == frozenset() and self.denunciation_unit_ids == frozenset()
        return nothing and not self.officer_ids

    @property
    def delegators(self) -> frozenset[int]:
        """Those who delegated their assigned work."""
        return self.officer_ids - {self.user_id}

    def of_own_right(self) -> "Scope":
        """The same without what was granted per case."""
        return replace(self, with_grants=False)

    def condition(self, model: Any, case_id: Any = None) -> ColumnElement[bool]:
        """The scope as SQL over a model with unit_id and kind; `case_id` is the column of its case.

        Models without an officer, a kind or a day of receipt are judged by what they have.
        """
        if self.is_empty or not self.rows:
            return false()
        kind = getattr(model, "kind", None)
        seen = self._by_unit(model, kind)
        case_id = model.id if model is Case else case_id
        if self.officer_ids and hasattr(model, "officer_id"):
            seen = or_(seen, self._by_officer(model, case_id))
        if model is Petition:
            petition_id: Any = Petition.id
            if self.unit_ids is not None and self.keeps:
                let_in = self._let_in(PetitionExclusion, PetitionExclusion.petition_id)
                seen = or_(seen, petition_id.in_(let_in))
            return and_(seen, petition_id.not_in(self.walled_petitions()))
        if case_id is None:
            return seen
        if self.unit_ids is not None:
            if self.with_grants:
                seen = or_(seen, and_(case_id.is_not(None), case_id.in_(self._granted())))
            if self.keeps:
                let_in = self._let_in(CaseExclusion, CaseExclusion.case_id)
                seen = or_(seen, and_(case_id.is_not(None), case_id.in_(let_in)))
        seen = and_(seen, ~and_(case_id.is_not(None), case_id.in_(self.walled_cases())))
        if hasattr(model, "petition_id"):
            about = model.petition_id
            seen = and_(seen, ~and_(about.is_not(None), about.in_(self.walled_petitions())))
        return seen

    def walled_cases(self) -> Any:
        """The ids of the cases that a wall keeps from the reader, as a subquery."""
        return self._walled(CaseExclusion, CaseExclusion.case_id)

    def walled_petitions(self) -> Any:
        """The petitions that a wall of their own, or of a case of theirs, keeps from the reader."""
        own = self._walled(PetitionExclusion, PetitionExclusion.petition_id)
        linked = select(PetitionCase.petition_id).where(col(PetitionCase.case_id).in_(self.walled_cases()))
        return union_all(own, linked)

    def _walled(self, wall: Any, key: Any) -> Any:
        shut = and_(wall.user_id == self.user_id, wall.admits.is_(False))
        if self.wall_unit_ids:
            of_units = wall.unit_id.in_(self.wall_unit_ids)
            shut = or_(shut, and_(of_units, key.not_in(self._let_in(wall, key))))
        return select(key).where(shut)

    def _let_in(self, wall: Any, key: Any) -> Any:
        """What the reader keeps although it is closed to his whole department."""
        kept = and_(wall.user_id == self.user_id, wall.admits.is_(True))
        if self.deputy_for is not None:
            kept = or_(kept, wall.unit_id == self.deputy_for)
        return select(key).where(kept)

    def _granted(self) -> SelectOfScalar[int]:
        """The cases of the grants that hold on the day of the scope."""
        ends = col(CaseGrant.valid_to)
        holds = ends.is_(None) if self.on is None else or_(ends.is_(None), ends >= self.on)
        return select(CaseGrant.case_id).where(
            CaseGrant.user_id == self.user_id, holds, col(CaseGrant.withdrawn_at).is_(None)
        )

    def _by_officer(self, model: Any, case_id: Any) -> ColumnElement[bool]:
        """Assigned to oneself, or to somebody who delegated and is not kept out of it himself."""
        mine: ColumnElement[bool] = model.officer_id.in_(self.officer_ids)
        if not self.delegators:
            return mine
        if model is Petition:
            through_case = exists().where(
                col(PetitionCase.petition_id) == col(Petition.id),
                col(PetitionCase.case_id) == col(CaseExclusion.case_id),
                col(CaseExclusion.user_id) == col(Petition.officer_id),
                col(CaseExclusion.admits).is_(False),
            )
            of_its_own = exists().where(
                col(PetitionExclusion.petition_id) == col(Petition.id),
                col(PetitionExclusion.user_id) == col(Petition.officer_id),
                col(PetitionExclusion.admits).is_(False),
            )
            free = and_(~through_case.correlate(Petition), ~of_its_own.correlate(Petition))
        elif case_id is None:
            return mine
        else:
            walled = exists().where(
                col(CaseExclusion.case_id) == case_id,
                col(CaseExclusion.user_id) == model.officer_id,
                col(CaseExclusion.admits).is_(False),
            )
            free = ~walled.correlate(model)
        own = model.officer_id.in_(self.officer_ids & {self.user_id})
        return or_(own, and_(mine, free))

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
