"""From an empty database to one that can be signed in to, and what a server refuses to start on."""

import csv
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, select

from models import Channel, Petition, RoleAssignment, SubjectField, Unit, User
from models.enums import Role, UnitKind
from services import audit, clock, key_ring, thresholds, vault
from services.errors import SettingsInvalid
from services.passwords import hash_one_time, one_time_password
from services.permissions import Actor, Permission, require
from services.settings import ROOT
from services.text import N_, fold, nfc

RULES = ROOT / "rules"
ROOT_CODE = "SO"
FIRST_USERNAME = "admin"

SAMPLES_PRESENT = N_(
    "this database holds the sample accounts of the demonstration, whose password everyone knows. "
    "Start on an empty database, or use “make run” for the demonstration"
)


class KeyWithTheData(SettingsInvalid):
    msgid = N_(
        "The server cannot start: the key {path} lies in the folder of the data, so that a copy of it "
        "opens itself. Move it elsewhere and say where in TIEPDAN_KEY_FILE."
    )


class KeyOfAnotherDatabase(SettingsInvalid):
    msgid = N_(
        "The server cannot start: what is sealed in this database is under a key that this server does not "
        "have. Check TIEPDAN_KEY, TIEPDAN_OLD_KEYS and TIEPDAN_KEY_FILE."
    )


@dataclass(frozen=True)
class FirstAccount:
    """The administrator that was just made; the password is shown once and kept nowhere."""

    username: str
    password: str


def check_serving(session: Session, *, demo: bool) -> None:
    """Refuse to serve real people on sample accounts or a known secret; raises SettingsInvalid.

    Neither on keys that lie with what they protect, or that are not those of this database.
    """
    key_ring.ring()
    if not demo and key_ring.lies_with_the_data():
        raise KeyWithTheData(path=str(key_ring.place()))
    newest = session.exec(select(Petition.sealed_key).order_by(col(Petition.id).desc()).limit(1)).first()
    if newest is not None and not vault.opens(newest):
        raise KeyOfAnotherDatabase()
    if not demo and session.exec(select(User.id).where(col(User.is_sample)).limit(1)).first() is not None:
        raise SettingsInvalid(reason=SAMPLES_PRESENT)


def load_shipped_lists(session: Session, *, actor: Actor, now: datetime) -> dict[str, int]:
    """Fill the empty lists of channels and fields from rules/; returns rows added per list.

    A list that has any row is left as its administrator made it. The calendar needs no
    copy: the shipped days are the floor over which the database's own days are laid.
    """
    require(actor, Permission.CATALOGUE_EDIT)
    added: dict[str, int] = {}
    for name, model in (("channels", Channel), ("fields", SubjectField)):
        if session.exec(select(model.id).limit(1)).first() is not None:
            continue
        rows = [model(**values) for values in _shipped(name, model)]
        session.add_all(rows)
        added[name] = len(rows)
    if added:
        audit.write(session, "loaded_shipped_lists", actor=actor, now=now, subject="list", added=added)
    session.flush()
    return added


def ensure_root_unit(session: Session, *, actor: Actor, now: datetime) -> Unit:
    """The department itself; made with the shipped name where it is missing, renamed in set-up."""
    require(actor, Permission.UNIT_EDIT)
    found = session.exec(
        select(Unit).where(Unit.kind == UnitKind.DEPARTMENT).order_by(col(Unit.id)).limit(1)
    ).first()
    if found is not None:
        return found
    name = thresholds.text(session, "department.name", today=clock.local_date(now))
    began_on = thresholds.shipped()["department.name"].valid_from
    root = Unit(code=ROOT_CODE, name=name, folded=fold(name), kind=UnitKind.DEPARTMENT, valid_from=began_on)
    session.add(root)
    session.flush()
    root.path = f"/{root.id}/"
    audit.write(session, "added_unit", actor=actor, now=now, subject="unit", subject_id=root.id, name=name)
    session.flush()
    return root


def ensure_first_administrator(session: Session, *, actor: Actor, now: datetime) -> FirstAccount | None:
    """Make the account `admin` with a one-time password where there is no account at all; else None."""
    require(actor, Permission.USER_EDIT)
    if session.exec(select(User.id).limit(1)).first() is not None:
        return None
    root = ensure_root_unit(session, actor=actor, now=now)
    password = one_time_password()
    name = "Quản trị hệ thống"
    user = User(
        username=FIRST_USERNAME,
        name=name,
        folded=fold(name),
        password_hash=hash_one_time(password),
        must_change_password=True,
        created_at=now,
    )
    session.add(user)
    session.flush()
    assert user.id is not None
    assert root.id is not None
    today = clock.local_date(now)
    session.add(RoleAssignment(user_id=user.id, role=Role.ADMINISTRATOR, unit_id=root.id, valid_from=today))
    audit.write(
        session,
        "added_user",
        actor=actor,
        now=now,
        subject="user",
        subject_id=user.id,
        username=user.username,
    )
    session.flush()
    return FirstAccount(user.username, password)


def _shipped(name: str, model: type[Channel] | type[SubjectField]) -> list[dict[str, Any]]:
    """The rows of a list in rules/ as values for its model."""
    with (RULES / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        rows: list[dict[str, Any]] = []
        for row in csv.DictReader(file):
            values: dict[str, Any] = {key: nfc(value) for key, value in row.items()}
            values["position"] = int(values["position"])
            values["valid_from"] = date.fromisoformat(values["valid_from"])
            if model is Channel:
                values["from_body"] = values["from_body"] == "true"
            else:
                values["folded"] = fold(values["name"])
            rows.append(values)
    return rows
