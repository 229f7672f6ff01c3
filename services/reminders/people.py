"""Who is told of a clock: officer, head, focal unit, director, who stands in for them, and who is missing."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlmodel import Session, col, or_, select

from models import (
    Case,
    CaseExclusion,
    Delegation,
    Petition,
    PetitionExclusion,
    RoleAssignment,
    Unit,
    UnitHead,
    User,
)
from models.enums import Recipient, Role, UnitKind
from services import actors, petition_records, thresholds
from services.deputies import DEPUTY
from services.permissions import visible_to
from services.reminders.running import CHUNK, Due

FALLBACK = "reminder.fallback"


@dataclass(frozen=True, slots=True)
class Gap:
    """A supervisor who does not exist: the unit, and in which capacity somebody is missing."""

    unit_id: int
    missing: Recipient


@dataclass(slots=True)
class Directory:
    """Everybody who can be told today, read once per run."""

    department_id: int
    focal_unit_id: int | None
    users: dict[int, User]
    by_role: dict[tuple[Role, int], list[int]]
    heads: dict[int, list[int]]
    stand_ins: dict[int, list[int]]
    fallback: int | None
    gaps: set[Gap] = field(default_factory=set)

    def told(self, due: Due) -> list[tuple[int, Recipient]]:
        """Everybody who is to be told of a clock, each once, in the first capacity that fits.

        A supervisor who is missing is noted in `gaps`, and the fallback person comes in.
        """
        found: dict[int, Recipient] = {}
        for capacity in due.band.recipients:
            for user_id, as_what in self._in(capacity, due):
                for one in (user_id, *self.stand_ins.get(user_id, ())):
                    found.setdefault(one, as_what)
        return list(found.items())

    def instead(self) -> list[tuple[int, Recipient]]:
        """The fallback person, where there is one."""
        return [(self.fallback, Recipient.FALLBACK)] if self.fallback is not None else []

    def exists(self, gap: Gap) -> bool:
        """Whether the supervisor of a gap has been found meanwhile."""
        return bool(self._supervisors(gap.missing, gap.unit_id))

    def _in(self, capacity: Recipient, due: Due) -> list[tuple[int, Recipient]]:
        if capacity is Recipient.OFFICER and due.officer_id in self.users:
            return [(due.officer_id or 0, Recipient.OFFICER)]
        if capacity is Recipient.OFFICER:
            # Nobody has the case: whoever must assign it is told.
            capacity = Recipient.UNIT_HEAD
        unit_id = self._unit_of(capacity, due)
        supervisors = self._supervisors(capacity, unit_id)
        if not supervisors:
            self.gaps.add(Gap(unit_id, capacity))
            return self.instead()
        return [(user_id, capacity) for user_id in supervisors]

    def _unit_of(self, capacity: Recipient, due: Due) -> int:
        if capacity is Recipient.FOCAL_UNIT:
            return self.focal_unit_id or self.department_id
        return due.unit_id if capacity is Recipient.UNIT_HEAD else self.department_id

    def _supervisors(self, capacity: Recipient, unit_id: int) -> list[int]:
        if capacity is Recipient.DIRECTOR:
            return self.by_role.get((Role.DIRECTOR, 0), [])
        if capacity is Recipient.FOCAL_UNIT:
            return self.by_role.get((Role.INSPECTOR, unit_id), []) if unit_id == self.focal_unit_id else []
        if capacity is Recipient.FALLBACK:
            return [self.fallback] if self.fallback is not None else []
        heads = self.heads.get(unit_id) or self.by_role.get((Role.UNIT_HEAD, unit_id), [])
        if not heads and unit_id == self.department_id:
            return self.by_role.get((Role.DIRECTOR, 0), [])
        return heads


def directory(session: Session, *, today: date) -> Directory:
    """Read the people of the day: open accounts with a role, heads of units, delegations, the fallback."""
    users = {user.id or 0: user for user in session.exec(select(User).where(col(User.is_active).is_(True)))}
    by_role: dict[tuple[Role, int], list[int]] = defaultdict(list)
    latest: dict[int, RoleAssignment] = {}
    for one in session.exec(
        select(RoleAssignment)
        .where(*_on(RoleAssignment, today))
        .order_by(col(RoleAssignment.valid_from), col(RoleAssignment.id))
    ):
        # The latest role counts where two overlap, as in `actors.current_assignment`.
        latest[one.user_id] = one
    users = {user_id: user for user_id, user in users.items() if user_id in latest}
    for user_id in users:
        role = latest[user_id].role
        by_role[role, 0 if role is Role.DIRECTOR else latest[user_id].unit_id].append(user_id)
    heads: dict[int, list[int]] = defaultdict(list)
    for head in session.exec(select(UnitHead).where(*_on(UnitHead, today))):
        if head.user_id in users:
            heads[head.unit_id].append(head.user_id or 0)
    name = thresholds.text(session, FALLBACK, today=today)
    department = select(Unit.id).where(Unit.kind == UnitKind.DEPARTMENT).order_by(col(Unit.id))
    return Directory(
        department_id=session.exec(department).first() or 0,
        focal_unit_id=actors.focal_unit_id(session, today=today),
        users=users,
        by_role=dict(by_role),
        heads=dict(heads),
        stand_ins=_stand_ins(session, users, today),
        fallback=next((i for i, user in users.items() if name and user.username == name), None),
    )


def who_may_see(
    session: Session, people: Directory, wanted: Iterable[tuple[int, Due]], *, today: date
) -> set[tuple[int, Due]]:
    """Of these pairs of user and clock those where the user may see the matter.

    Walls, units and kinds are asked of the same scope that every list asks.
    """
    by_user: dict[int, list[Due]] = defaultdict(list)
    for user_id, due in wanted:
        by_user[user_id].append(due)
    seen: set[tuple[int, Due]] = set()
    for user_id, dues in by_user.items():
        actor = actors.actor_of(session, people.users[user_id], today=today)
        cases = visible_to(actor).with_only_columns(col(Case.id))
        petitions = select(Petition.id).where(petition_records.condition(actor))
        of_cases = _among(session, cases, col(Case.id), {due.case_id for due in dues})
        of_petitions = _among(session, petitions, col(Petition.id), {due.petition_id for due in dues})
        seen |= {
            (user_id, due)
            for due in dues
            if (due.case_id in of_cases if due.case_id else due.petition_id in of_petitions)
        }
    return seen


def people_beyond(
    session: Session, people: Directory, dues: Sequence[Due], *, today: date
) -> dict[Due, list[int]]:
    """For clocks of matters with a wall: the directors and the deputy who may see them."""
    about = walled(session, dues)
    name = thresholds.text(session, DEPUTY, today=today)
    deputies = [user_id for user_id, user in people.users.items() if name and user.username == name]
    above = list(dict.fromkeys([*people.by_role.get((Role.DIRECTOR, 0), []), *deputies]))
    pairs = [(user_id, due) for due in about for user_id in above]
    seen = who_may_see(session, people, pairs, today=today)
    return {due: [user_id for user_id in above if (user_id, due) in seen] for due in about}


def walled(session: Session, dues: Sequence[Due]) -> list[Due]:
    """Those of the clocks whose case or petition has a wall."""
    cases = _among(
        session, select(CaseExclusion.case_id), col(CaseExclusion.case_id), {d.case_id for d in dues}
    )
    column = col(PetitionExclusion.petition_id)
    petitions = _among(session, select(column), column, {due.petition_id for due in dues})
    return [due for due in dues if due.case_id in cases or due.petition_id in petitions]


def _among(session: Session, query: Any, column: Any, ids: set[int | None]) -> set[int]:
    """Which of the ids the query holds."""
    wanted = sorted(i for i in ids if i is not None)
    found: set[int] = set()
    for start in range(0, len(wanted), CHUNK):
        found |= set(session.execute(query.where(column.in_(wanted[start : start + CHUNK]))).scalars())
    return found


def _stand_ins(session: Session, users: dict[int, User], today: date) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for one in session.exec(
        select(Delegation)
        .where(
            Delegation.valid_from <= today, Delegation.valid_to >= today, col(Delegation.revoked_at).is_(None)
        )
        .order_by(col(Delegation.id))
    ):
        if one.to_user_id in users:
            found[one.from_user_id].append(one.to_user_id)
    return dict(found)


def _on(model: Any, day: date) -> tuple[Any, Any]:
    return model.valid_from <= day, or_(model.valid_to.is_(None), model.valid_to >= day)
