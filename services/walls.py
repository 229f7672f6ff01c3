"""The conflict wall of a denunciation: whom it keeps out, and the rows by which every query knows it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session, col, or_, select

from models import (
    Case,
    CaseExclusion,
    Party,
    Petition,
    PetitionCase,
    PetitionExclusion,
    RoleAssignment,
    Unit,
    UnitHead,
)
from models.enums import Kind, PartyRole, Role, UnitKind
from services import actors, changes

# Why a row stands; the reason of a row never says who is denounced.
DENOUNCED, OF_UNIT, MEMBER, KEEPS = "denounced", "unit", "member", "keeps"


@dataclass(frozen=True, slots=True)
class Accused:
    """Whom denunciations name among us: accounts and units."""

    users: frozenset[int] = frozenset()
    units: frozenset[int] = frozenset()

    @classmethod
    def named(cls, user_id: int | None, unit_id: int | None) -> "Accused":
        """One account, one unit, or neither."""
        users = frozenset((user_id,)) if user_id is not None else frozenset()
        units = frozenset((unit_id,)) if unit_id is not None else frozenset()
        return cls(users, units)

    def __bool__(self) -> bool:
        return bool(self.users or self.units)


@dataclass(frozen=True, slots=True)
class Wall:
    """Who is kept out: the accused, the people of their units, and from then on whoever is in these units.

    `closes` says that the head of the department is denounced: nobody in it sees the matter but
    the named deputy and whoever entered it, who can only forward it.
    """

    accused: frozenset[int] = frozenset()
    members: frozenset[int] = frozenset()
    units: frozenset[int] = frozenset()
    closes: bool = False

    @property
    def users(self) -> frozenset[int]:
        """Everybody with a row of his own."""
        return self.accused | self.members

    def __bool__(self) -> bool:
        return bool(self.accused or self.members or self.units or self.closes)

    def stands_before(self, user_id: int, wall_unit_ids: Iterable[int]) -> bool:
        """Whether somebody with these units is behind it; the closing of the department aside."""
        return user_id in self.users or not self.units.isdisjoint(wall_unit_ids)


def accused_of(session: Session, petition: Petition, *, part: int | None = None) -> Accused:
    """Whom a petition names as denounced; `part` leaves out those whom only another part names."""
    meant = or_(col(Party.part).is_(None), col(Party.part) == part) if part is not None else True
    found = session.exec(
        select(Party.user_id, Party.unit_id).where(
            Party.petition_id == petition.id, Party.role == PartyRole.RESPONDENT, meant
        )
    ).all()
    users = frozenset(user for user, _unit in found if user is not None)
    return Accused(users, frozenset(unit for _user, unit in found if unit is not None))


def of(session: Session, accused: Accused, *, days: Iterable[date]) -> Wall:
    """The wall that these accused need, by the units and heads of the days named.

    A denounced unit stands for its head. Somebody in a unit brings the wall of that unit with him;
    somebody in no unit but the department only himself, unless he leads it.
    """
    if not accused:
        return Wall()
    days = tuple(dict.fromkeys(days))
    department = actors.department_id(session)
    headed = session.exec(select(UnitHead.user_id, UnitHead.unit_id).where(_on_any(UnitHead, days))).all()
    users = accused.users | {user for user, unit in headed if user is not None and unit in accused.units}
    users |= _heads_by_role(session, accused.units, days)
    roles = session.exec(
        select(RoleAssignment.role, RoleAssignment.unit_id).where(
            col(RoleAssignment.user_id).in_(users), _on_any(RoleAssignment, days)
        )
    ).all()
    units = set(accused.units) | {unit for _role, unit in roles}
    units |= {unit for user, unit in headed if user in users}
    closes = department in accused.units or any(role is Role.DIRECTOR for role, _unit in roles)
    closes |= any(user in users and unit == department for user, unit in headed)
    inside = _internal(session, units) - {department}
    members = _people_of(session, inside, days)
    return Wall(users, members - users, frozenset(inside), closes)


def raise_on_petition(session: Session, petition: Petition, *, today: date) -> Wall:
    """Keep out whoever must not see a denunciation, before anybody sees it; returns the whole wall."""
    if petition.kind is not Kind.DENUNCIATION:
        return Wall()
    wall = of(session, accused_of(session, petition), days=(petition.received_on, today))
    _write(session, PetitionExclusion, {"petition_id": petition.id}, wall, petition, today=today)
    return wall


def raise_on_case(
    session: Session, case: Case, petition: Petition, *, part: int | None = None, today: date
) -> Wall:
    """The same for the case of a denunciation; `part` as in `accused_of`. Rows are added, none taken away."""
    if case.kind is not Kind.DENUNCIATION:
        return Wall()
    wall = of(session, accused_of(session, petition, part=part), days=(petition.received_on, today))
    _write(session, CaseExclusion, {"case_id": case.id}, wall, petition, today=today)
    return wall


def raise_again(session: Session, case: Case, *, today: date) -> None:
    """Raise the walls of all petitions of a case, as they stand now; what stands already stays."""
    for petition, part in _petitions_of(session, case):
        raise_on_case(session, case, petition, part=part, today=today)


def needed_for(session: Session, case: Case, *, today: date) -> Wall:
    """The wall that all petitions of a case need together."""
    found = [
        of(session, accused_of(session, petition, part=part), days=(petition.received_on, today))
        for petition, part in _petitions_of(session, case)
    ]
    nobody = frozenset[int]()
    return Wall(
        nobody.union(*(one.accused for one in found)),
        nobody.union(*(one.members for one in found)),
        nobody.union(*(one.units for one in found)),
        any(one.closes for one in found),
    )


def _petitions_of(session: Session, case: Case) -> list[tuple[Petition, int]]:
    """The petitions of a case, each with the number of the part that the case is of."""
    found = session.exec(
        select(Petition, PetitionCase.part)
        .join(PetitionCase, col(PetitionCase.petition_id) == col(Petition.id))
        .where(PetitionCase.case_id == case.id)
    )
    return [(petition, part) for petition, part in found]


def is_closed_petition(session: Session, petition_id: int | None) -> bool:
    """Whether a petition is closed to the whole department: its head is denounced."""
    return _is_closed(session, PetitionExclusion, PetitionExclusion.petition_id == petition_id)


def is_closed_case(session: Session, case_id: int | None) -> bool:
    """The same for a case."""
    return _is_closed(session, CaseExclusion, CaseExclusion.case_id == case_id)


def units_of_case(session: Session, case_id: int | None) -> frozenset[int]:
    """The units whose walls stand around a case."""
    found = select(CaseExclusion.unit_id).where(
        CaseExclusion.case_id == case_id, col(CaseExclusion.unit_id).is_not(None)
    )
    return frozenset(unit for unit in session.exec(found) if unit is not None)


def units_of_cases(session: Session, case_ids: Iterable[int]) -> dict[int, frozenset[int]]:
    """The same for many cases; those without such a wall are left out."""
    found = session.exec(
        select(CaseExclusion.case_id, CaseExclusion.unit_id).where(
            col(CaseExclusion.case_id).in_(case_ids), col(CaseExclusion.unit_id).is_not(None)
        )
    )
    units: dict[int, set[int]] = {}
    for case_id, unit_id in found:
        units.setdefault(case_id, set()).add(unit_id or 0)
    return {case_id: frozenset(own) for case_id, own in units.items()}


def units_of_petition(session: Session, petition_id: int | None) -> frozenset[int]:
    """The units whose walls stand around a petition, those of its cases among them."""
    own = select(PetitionExclusion.unit_id).where(PetitionExclusion.petition_id == petition_id)
    cases = select(PetitionCase.case_id).where(PetitionCase.petition_id == petition_id)
    of_cases = select(CaseExclusion.unit_id).where(col(CaseExclusion.case_id).in_(cases))
    return frozenset(unit for query in (own, of_cases) for unit in session.exec(query) if unit is not None)


def lower(session: Session, model: Any, rows: Any, *, wall: Wall, stays: Wall, today: date) -> int:
    """Take away the rows (`rows` is a condition) that a wall brought and that none still needs; how many."""
    gone = 0
    for row in session.exec(select(model).where(rows)).all():
        was = row.user_id in wall.users if row.unit_id is None else row.unit_id in wall.units
        is_still = row.user_id in stays.users if row.unit_id is None else row.unit_id in stays.units
        if was and not is_still:
            changes.entomb(session, model, row.id or 0, today=today)
            session.delete(row)
            gone += 1
    session.flush()
    return gone


def _write(
    session: Session, model: Any, key: dict[str, int | None], wall: Wall, petition: Petition, *, today: date
) -> None:
    """Add the missing rows of a wall."""
    if not wall:
        return
    known = session.exec(select(model).where(*(getattr(model, name) == i for name, i in key.items()))).all()
    by_user = {row.user_id: row for row in known if row.user_id is not None}
    units = {row.unit_id for row in known}
    for user_id in sorted(wall.users):
        if user_id not in by_user:
            reason = DENOUNCED if user_id in wall.accused else MEMBER
            session.add(model(**key, user_id=user_id, reason=reason))
        elif by_user[user_id].admits:
            by_user[user_id].admits, by_user[user_id].reason = False, DENOUNCED
    department = actors.department_id(session) if wall.closes else None
    for unit_id in sorted(wall.units | ({department} if department is not None else set())):
        if unit_id not in units:
            session.add(model(**key, unit_id=unit_id, reason=OF_UNIT))
    clerk_id = petition.entered_by_id
    if wall.closes and clerk_id not in by_user and not _is_behind(session, wall, clerk_id, today):
        session.add(model(**key, user_id=clerk_id, admits=True, reason=KEEPS))
    session.flush()


def _is_behind(session: Session, wall: Wall, user_id: int, today: date) -> bool:
    role = actors.current_assignment(session, user_id, today=today)
    units = actors.wall_units(session, user_id, role.unit_id, today=today) if role else frozenset()
    return wall.stands_before(user_id, units)


def _is_closed(session: Session, model: Any, which: Any) -> bool:
    rows = (
        select(model.id)
        .join(Unit, col(Unit.id) == model.unit_id)
        .where(which, Unit.kind == UnitKind.DEPARTMENT)
    )
    return session.exec(rows.limit(1)).first() is not None


def _internal(session: Session, unit_ids: Iterable[int]) -> set[int]:
    found = session.exec(select(Unit.id).where(col(Unit.id).in_(unit_ids), Unit.kind != UnitKind.OUTSIDE))
    return {unit for unit in found if unit is not None}


def _heads_by_role(session: Session, unit_ids: Iterable[int], days: tuple[date, ...]) -> frozenset[int]:
    """Who heads one of the units by his role, whether the list of heads names him or not."""
    heads = select(RoleAssignment.user_id).where(
        RoleAssignment.role == Role.UNIT_HEAD,
        col(RoleAssignment.unit_id).in_(unit_ids),
        _on_any(RoleAssignment, days),
    )
    return frozenset(session.exec(heads))


def _people_of(session: Session, unit_ids: Iterable[int], days: tuple[date, ...]) -> frozenset[int]:
    """Whoever has a role in these units or below them, or heads one of them, on one of the days."""
    below = frozenset[int]().union(*(actors.subtree(session, unit_id) for unit_id in unit_ids))
    working = select(RoleAssignment.user_id).where(
        col(RoleAssignment.unit_id).in_(below), _on_any(RoleAssignment, days)
    )
    heading = select(UnitHead.user_id).where(col(UnitHead.unit_id).in_(below), _on_any(UnitHead, days))
    return frozenset(user for query in (working, heading) for user in session.exec(query) if user is not None)


def _on_any(model: Any, days: tuple[date, ...]) -> Any:
    return or_(
        *((model.valid_from <= day) & or_(model.valid_to.is_(None), model.valid_to >= day) for day in days)
    )
