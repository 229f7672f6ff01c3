"""Units, people, communes and fields of the demonstration as rows; returns their ids by code."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import numpy as np
from sqlmodel import Session, select

from models import Channel, Commune, RoleAssignment, SubjectField, Unit, UnitHead, UnitRole, User
from models.enums import Role, UnitKind, UnitRoleName
from services import sign_in
from services.demo.province import ACCOUNTS, COMMUNES, FIELDS, INSPECTORATE_ENDED, OUTSIDE, START, UNITS
from services.demo.words import person
from services.text import fold

DEPARTMENT = "SCT"


@dataclass
class Places:
    """Ids of what the matters refer to."""

    units: dict[str, int] = field(default_factory=dict)
    fields: dict[str, int] = field(default_factory=dict)
    communes: dict[str, int] = field(default_factory=dict)
    remote: set[str] = field(default_factory=set)
    channels: dict[str, int] = field(default_factory=dict)
    officers: dict[str, list[int]] = field(default_factory=dict)
    heads: dict[str, str] = field(default_factory=dict)
    accounts: dict[str, int] = field(default_factory=dict)


def build(session: Session, rng: np.random.Generator, *, now: datetime) -> Places:
    """Everything around the matters; channels and fields of the shipped lists are kept."""
    places = Places()
    _units(session, places)
    _people(session, places, rng, now=now)
    for number, commune in enumerate(COMMUNES, start=1):
        row = Commune(
            code=f"BM{number:03d}",
            name=commune.name,
            folded=fold(commune.name),
            is_remote=commune.is_remote,
            population=commune.population,
            tile_row=commune.row,
            tile_column=commune.column,
            valid_from=START,
        )
        places.communes[commune.name] = _kept(session, row)
        if commune.is_remote:
            places.remote.add(commune.name)
    _fields(session, places)
    places.channels = {row.code: row.id or 0 for row in session.exec(select(Channel))}
    return places


def _kept(session: Session, row: Unit | User | Commune | SubjectField) -> int:
    session.add(row)
    session.flush()
    return row.id or 0


def _units(session: Session, places: Places) -> None:
    root = session.exec(select(Unit).where(Unit.kind == UnitKind.DEPARTMENT)).first()
    if root is None:
        root = Unit(code=DEPARTMENT, name="", kind=UnitKind.DEPARTMENT, valid_from=START)
    root.code, root.name, root.short_name = DEPARTMENT, "Sở Công Thương tỉnh Bình Minh", "Sở Công Thương"
    root.folded = fold(root.name)
    places.units[DEPARTMENT] = _kept(session, root)
    root.path = f"/{root.id}/"
    rows = {}
    for unit in UNITS:
        row = Unit(
            code=unit.code,
            name=unit.name,
            short_name=unit.short,
            folded=fold(unit.name),
            kind=unit.kind,
            parent_id=root.id,
            valid_from=START,
            valid_to=unit.valid_to,
        )
        places.units[unit.code] = _kept(session, row)
        row.path = f"{root.path}{row.id}/"
        rows[unit.code] = row
    for unit in UNITS:
        if unit.successor:
            rows[unit.code].successor_id = places.units[unit.successor]
    outside = Unit(code="NGOAI", name="Cơ quan ngoài Sở", folded="", kind=UnitKind.OUTSIDE, valid_from=START)
    outside.folded = fold(outside.name)
    _kept(session, outside)
    outside.path = f"/{outside.id}/"
    for code, name in OUTSIDE:
        row = Unit(
            code=code,
            name=name,
            folded=fold(name),
            kind=UnitKind.OUTSIDE,
            parent_id=outside.id,
            valid_from=START,
        )
        places.units[code] = _kept(session, row)
        row.path = f"{outside.path}{row.id}/"
    focal = UnitRoleName.FOCAL_UNIT
    session.add(
        UnitRole(unit_id=places.units["TTR"], role=focal, valid_from=START, valid_to=INSPECTORATE_ENDED)
    )
    session.add(
        UnitRole(unit_id=places.units["PCTD"], role=focal, valid_from=INSPECTORATE_ENDED + timedelta(days=1))
    )
    session.flush()


def _people(session: Session, places: Places, rng: np.random.Generator, *, now: datetime) -> None:
    """The sample accounts, then officers without a password, so that work is spread over people."""
    password = sign_in.hash_password(sign_in.SAMPLE_PASSWORD)
    for account in ACCOUNTS:
        user = User(
            username=account.username,
            name=account.name,
            folded=fold(account.name),
            password_hash=password,
            is_sample=True,
            created_at=now,
        )
        places.accounts[account.username] = _kept(session, user)
        _assign(session, places, user, account.role, account.unit, START)
        if account.role is Role.OFFICER:
            places.officers.setdefault(account.unit, []).append(user.id or 0)
    head_accounts = {account.head_of: places.accounts[account.username] for account in ACCOUNTS}
    director = UnitHead(
        unit_id=places.units[DEPARTMENT],
        user_id=places.accounts["giamdoc"],
        name="Trần Hải Đăng",
        title="Giám đốc Sở",
        valid_from=date(2023, 3, 1),
    )
    session.add(director)
    number = 0
    for unit in UNITS:
        title = "Trưởng phòng" if unit.kind is UnitKind.DIVISION else "Thủ trưởng đơn vị"
        places.heads[unit.code] = unit.head
        session.add(
            UnitHead(
                unit_id=places.units[unit.code],
                user_id=head_accounts.get(unit.code),
                name=unit.head,
                title=title,
                valid_from=START,
                valid_to=unit.valid_to,
            )
        )
        known = len(places.officers.get(unit.code, []))
        for _ in range(unit.officers - known):
            number += 1
            name = person(rng)
            user = User(
                username=f"cv{number:02d}", name=name, folded=fold(name), is_sample=True, created_at=now
            )
            places.officers.setdefault(unit.code, []).append(_kept(session, user))
            _assign(session, places, user, Role.OFFICER, unit.code, START)
    places.officers["TTR"] = places.officers["PCTD"]
    session.flush()


def _assign(session: Session, places: Places, user: User, role: Role, unit: str, start: date) -> None:
    session.add(RoleAssignment(user_id=user.id or 0, role=role, unit_id=places.units[unit], valid_from=start))


def _fields(session: Session, places: Places) -> None:
    shipped = {row.folded: row for row in session.exec(select(SubjectField))}
    for number, name in enumerate(FIELDS, start=1):
        row = shipped.get(fold(name)) or SubjectField(
            code=f"LV{number:02d}", name=name, folded=fold(name), position=number, valid_from=START
        )
        places.fields[name] = _kept(session, row)
