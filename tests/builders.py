"""Builders of fictional rows: each takes only what matters and invents the rest."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

from sqlmodel import Session, SQLModel, select

from models import (
    Attachment,
    Case,
    Channel,
    ChecklistMark,
    Commune,
    CrowdEvent,
    Party,
    Petition,
    PetitionCase,
    RoleAssignment,
    SubjectField,
    Unit,
    UnitRole,
    User,
)
from models.enums import ChecklistVerdict, Kind, Role, UnitKind, UnitRoleName
from services import actors, sign_in, vault
from services.permissions import Actor
from services.text import fold, sorted_words

START = date(2020, 1, 1)
NOW = datetime(2026, 11, 23, 2, 30, tzinfo=UTC)
TODAY = date(2026, 11, 23)


@cache
def hash_of(password: str) -> str:
    """The hash of a password, made once: it is meant to be slow, and comparing with it stays so."""
    return sign_in.hash_password(password)


class Builder:
    """Rows for tests; `commit=True` makes each visible to other sessions at once."""

    def __init__(self, session: Session, *, commit: bool = False) -> None:
        self.session = session
        self.commit = commit
        self.count = 0
        self.waits = False

    def _next(self) -> int:
        self.count += 1
        return self.count

    def _keep(self, row: Any) -> Any:
        self.session.add(row)
        if self.waits:
            return row
        self.session.flush()
        if isinstance(row, Unit) and not row.path:
            parent = self.session.get(Unit, row.parent_id) if row.parent_id else None
            row.path = f"{parent.path if parent else '/'}{row.id}/"
            self.session.flush()
        if self.commit:
            self.session.commit()
        return row

    @contextmanager
    def at_once(self) -> Iterator[None]:
        """The rows of a block are written together at its end, and have no ids before."""
        self.waits = True
        with self.session.no_autoflush:
            yield
        self.waits = False
        self.session.flush()
        if self.commit:
            self.session.commit()

    def add(self, row: SQLModel) -> Any:
        """Keep a row made by the test itself."""
        return self._keep(row)

    def unit(self, name: str = "", *, parent: Unit | None = None, **values: Any) -> Unit:
        number = self._next()
        name = name or f"Phòng {number}"
        values.setdefault("kind", UnitKind.DIVISION if parent else UnitKind.DEPARTMENT)
        values.setdefault("code", f"U{number}")
        values.setdefault("valid_from", START)
        return self._keep(
            Unit(name=name, folded=fold(name), parent_id=parent.id if parent else None, **values)
        )

    def department(self) -> Unit:
        """The one root unit, made on first use."""
        found = self.session.exec(select(Unit).where(Unit.kind == UnitKind.DEPARTMENT)).first()
        return found or self.unit("Sở Công Thương", kind=UnitKind.DEPARTMENT, code="SCT")

    def user(self, role: Role = Role.OFFICER, *, unit: Unit | None = None, **values: Any) -> User:
        number = self._next()
        values.setdefault("username", f"user{number}")
        values.setdefault("name", f"Người dùng {number}")
        values.setdefault("created_at", NOW)
        values.setdefault("folded", fold(values["name"]))
        user = self._keep(User(**values))
        unit = unit or self.department()
        self._keep(RoleAssignment(user_id=user.id, role=role, unit_id=unit.id, valid_from=START))
        if role is Role.INSPECTOR:
            self._keep(UnitRole(unit_id=unit.id, role=UnitRoleName.FOCAL_UNIT, valid_from=START))
        return user

    def actor(self, role: Role = Role.OFFICER, *, unit: Unit | None = None, today: date = TODAY) -> Actor:
        return actors.actor_of(self.session, self.user(role, unit=unit), today=today)

    def actor_of(self, user: User, *, today: date = TODAY) -> Actor:
        return actors.actor_of(self.session, user, today=today)

    def channel(self, code: str = "post", **values: Any) -> Channel:
        found = self.session.exec(select(Channel).where(Channel.code == code)).first()
        values = {"name": "Bưu chính", "valid_from": START, **values}
        return found or self._keep(Channel(code=code, **values))

    def subject_field(self, name: str = "Xăng dầu", **values: Any) -> SubjectField:
        found = self.session.exec(select(SubjectField).where(SubjectField.name == name)).first()
        values = {"code": f"F{self._next()}", "valid_from": START, **values}
        return found or self._keep(SubjectField(name=name, folded=fold(name), **values))

    def commune(self, name: str = "xã An Bình", **values: Any) -> Commune:
        found = self.session.exec(select(Commune).where(Commune.name == name)).first()
        values = {"code": f"C{self._next()}", "valid_from": START, **values}
        return found or self._keep(Commune(name=name, folded=fold(name), **values))

    def petition(self, *, unit: Unit | None = None, kind: Kind = Kind.COMPLAINT, **values: Any) -> Petition:
        number = self._next()
        summary = values.pop("summary", f"Nội dung {number}")
        values.setdefault("sealed_key", vault.new_key())
        if kind is Kind.DENUNCIATION or values.get("is_protected"):
            values["sealed"] = vault.seal({"summary": summary}, purpose="petition", key=values["sealed_key"])
            values["content_hash"] = vault.content_hash(summary)
        else:
            values.update(summary=summary, search=fold(summary))
        values.setdefault("code", f"2026-{number:05d}" if kind != Kind.DENUNCIATION else f"TC-{number:05d}")
        values.setdefault("received_on", date(2026, 11, 2))
        values.setdefault("entered_at", NOW)
        by = values.pop("by", None)
        if "entered_by_id" not in values:
            values["entered_by_id"] = by or self.clerk().id
        if "channel_id" not in values:
            values["channel_id"] = self.channel().id
        return self._keep(Petition(kind=kind, unit_id=(unit or self.department()).id, **values))

    def party(self, petition: Petition, name: str = "Nguyễn Văn Thử", **values: Any) -> Party:
        return self._keep(
            Party(
                petition_id=petition.id, name=name, folded=fold(name), name_key=sorted_words(name), **values
            )
        )

    def clerk(self) -> User:
        found = self.session.exec(select(User).where(User.username == "clerk")).first()
        return found or self.user(Role.RECEPTION_CLERK, username="clerk", name="Văn thư")

    def case(
        self,
        *,
        unit: Unit | None = None,
        kind: Kind = Kind.COMPLAINT,
        petition: Petition | None = None,
        **values: Any,
    ) -> Case:
        number = self._next()
        summary = values.pop("summary", f"Vụ việc {number}")
        values.setdefault("sealed_key", vault.new_key())
        if kind is Kind.DENUNCIATION:
            values["sealed"] = vault.seal({"summary": summary}, purpose="case", key=values["sealed_key"])
        else:
            values.update(summary=summary, search=fold(summary))
        values.setdefault("code", f"2026-{number:05d}" if kind != Kind.DENUNCIATION else f"TC-{number:05d}")
        values.setdefault("received_on", date(2026, 11, 2))
        if "due_on" in values:
            values.setdefault("step", "settlement")
            values.setdefault("target_on", values["due_on"])
        case = self._keep(Case(kind=kind, unit_id=(unit or self.department()).id, **values))
        if petition is not None:
            self._keep(PetitionCase(petition_id=petition.id, case_id=case.id))
        return case

    def papers(self, case: Case, *items: str) -> None:
        """Tick papers of the checklist by hand, without their files."""
        for item in items:
            mark = ChecklistMark(
                case_id=case.id,
                item=item,
                verdict=ChecklistVerdict.TICKED,
                marked_at=NOW,
                marked_by_id=self.clerk().id,
            )
            self._keep(mark)

    def file(self, case: Case, **values: Any) -> Attachment:
        """A file kept with a case; nothing lies on the disk."""
        values.setdefault("sealed_name", vault.seal("quyet-dinh.pdf", purpose="file name"))
        values.setdefault("uploaded_by_id", self.clerk().id)
        return self._keep(
            Attachment(
                sha256="0" * 64,
                media_type="application/pdf",
                size=1,
                case_id=case.id,
                uploaded_at=NOW,
                **values,
            )
        )

    def crowd(self, *, unit: Unit | None = None, persons: int = 12, **values: Any) -> CrowdEvent:
        values.setdefault("gathered_on", date(2026, 11, 10))
        values.setdefault("entered_at", NOW)
        values.setdefault("entered_by_id", self.clerk().id)
        return self._keep(CrowdEvent(persons=persons, unit_id=(unit or self.department()).id, **values))
