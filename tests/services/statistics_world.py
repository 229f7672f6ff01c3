"""A small department with everything that makes counting hard, the same for every test."""

import random
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlmodel import Session, SQLModel

from models import (
    Case,
    CaseEvent,
    CaseExclusion,
    CaseGrant,
    CrowdEvent,
    Deadline,
    Delegation,
    Directive,
    ImportBatch,
    OverLevelRecord,
    Petition,
    PetitionCase,
    PetitionExclusion,
    Setting,
    UnitHead,
    Visit,
)
from models.enums import (
    BatchState,
    CaseOutcome,
    CaseState,
    Kind,
    Level,
    PetitionOutcome,
    Role,
    Step,
    UnitKind,
)
from services import actors
from services.permissions import Actor
from tests.builders import Builder

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 2, 30, tzinfo=UTC)
FIRST = date(2025, 1, 1)
CASES = 150
# What settlements found, and two that ended without one.
OUTCOMES = tuple(CaseOutcome)[4:]


class World:
    """Units, people and three hundred rows; `actors` has a reader for each kind of right."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.random = random.Random(20261123)
        self.build = Builder(session)
        self._units()
        self._people()
        self._matters()
        self._watching()
        self._walls()
        session.commit()
        self.actors = self._actors()

    def _units(self) -> None:
        build = self.build
        self.root = build.department()
        self.units = [build.unit(parent=self.root) for _ in range(3)]
        self.units += [build.unit(parent=self.units[0]), self.root]
        outside = build.unit("Cơ quan khác", kind=UnitKind.OUTSIDE)
        self.outside = outside
        self.fields = [build.subject_field(name) for name in ("Xăng dầu", "Chợ", "Điện")]
        self.communes = [build.commune(name) for name in ("xã An Bình", "phường Hòa Lạc")]
        self.channels = [build.channel(code) for code in ("post", "desk")]

    def _people(self) -> None:
        build, units = self.build, self.units
        self.users = {
            "director": build.user(Role.DIRECTOR, unit=self.root),
            "director behind a wall": build.user(Role.DIRECTOR, unit=self.root),
            "deputy": build.user(Role.UNIT_HEAD, unit=units[1]),
            "inspector of the focal unit": build.user(Role.INSPECTOR, unit=units[1]),
            "unit head": build.user(Role.UNIT_HEAD, unit=units[0]),
            "officer": build.user(Role.OFFICER, unit=units[0]),
            "officer standing in": build.user(Role.OFFICER, unit=units[2]),
            "verifier": build.user(Role.OFFICER, unit=units[3]),
            "denounced unit head": build.user(Role.UNIT_HEAD, unit=units[2]),
            "reception clerk": build.user(Role.RECEPTION_CLERK, unit=self.root),
            "viewer": build.user(Role.VIEWER, unit=self.root),
            "administrator": build.user(Role.ADMINISTRATOR, unit=self.root),
        }
        self.officers = [self.users[name] for name in ("officer", "officer standing in", "verifier")]
        self._add(
            Delegation(
                from_user_id=self.users["officer"].id,
                to_user_id=self.users["officer standing in"].id,
                valid_from=date(2026, 11, 1),
                valid_to=date(2026, 11, 30),
                created_at=NOW,
            )
        )
        self.clerk = build.clerk()
        states = (BatchState.COMPLETE, BatchState.STAGING, BatchState.VOIDED)
        self.batches = [
            self._add(
                ImportBatch(
                    file_name="so.xlsx",
                    file_sha256=state.value,
                    layout="register",
                    state=state,
                    imported_by_id=self.clerk.id,
                    imported_at=NOW,
                )
            )
            for state in states
        ]

    def _add(self, *rows: SQLModel) -> Any:
        self.session.add_all(rows)
        self.session.flush()
        return rows[0]

    def _place(self) -> dict[str, Any]:
        pick = self.random.choice
        return {
            "unit_id": pick(self.units).id,
            "field_id": pick([None, *(row.id for row in self.fields)]),
            "commune_id": pick([None, *(row.id for row in self.communes)]),
        }

    def _left_out(self) -> dict[str, Any]:
        """One in ten is void, one in ten comes from a register, in whatever state that is."""
        draw = self.random.random()
        if draw < 0.1:
            return {"voided_at": NOW, "void_reason": "nhập nhầm"}
        return {"batch_id": self.random.choice(self.batches).id} if draw < 0.2 else {}

    def _day(self, first: date = FIRST, last: date = TODAY) -> date:
        return first + timedelta(days=self.random.randint(0, max((last - first).days, 0)))

    def _case(self, number: int) -> Case:
        draw, kind = self.random.random, self.random.choice(list(Kind))
        received = self._day()
        accepted = self._day(received, min(received + timedelta(days=12), TODAY)) if draw() < 0.8 else None
        decided = self._day(accepted) if accepted and draw() < 0.6 else None
        closed = self._day(decided or received) if draw() < 0.5 else None
        due = None if closed or draw() < 0.1 else self._day(received, TODAY + timedelta(days=20))
        return Case(
            code=f"V-{number}",
            kind=kind,
            state=CaseState.CLOSED if closed else self.random.choice(list(CaseState)[:-1]),
            outcome=OUTCOMES[number % len(OUTCOMES)] if closed or decided else None,
            officer_id=self.random.choice([None, *(user.id for user in self.officers)]),
            addressed_level=self.random.choice(list(Level)),
            received_on=received,
            accepted_on=accepted,
            decided_on=decided,
            closed_on=closed,
            settled_in_time=None if decided is None or draw() < 0.1 else draw() < 0.7,
            step=self.random.choice(list(Step)) if due else None,
            due_on=due,
            target_on=due,
            **self._place(),
            **self._left_out(),
        )

    def _petition(self, number: int) -> Petition:
        received = self._day()
        handled = self._day(received) if self.random.random() < 0.7 else None
        return Petition(
            code=f"P-{number}",
            kind=self.random.choice(list(Kind)),
            received_on=received,
            handled_on=handled,
            outcome=PetitionOutcome.ACCEPT if handled else None,
            entered_at=NOW,
            entered_by_id=self.clerk.id,
            channel_id=self.random.choice(self.channels).id,
            officer_id=self.random.choice(
                [None, self.users["officer"].id, self.users["denounced unit head"].id]
            ),
            **self._place(),
            **self._left_out(),
        )

    def _matters(self) -> None:
        self.cases = [self._case(number) for number in range(CASES)]
        self.petitions = [self._petition(number) for number in range(CASES + 30)]
        self._add(*self.cases, *self.petitions)
        for position, petition in enumerate(self.petitions[1:], start=1):
            petition.duplicate_of_id = self.petitions[position - 1].id if position % 7 == 0 else None
        for position, petition in enumerate(self.petitions[:-20]):
            case = self.cases[position % CASES]
            self._add(PetitionCase(petition_id=petition.id, case_id=case.id))
            if position % 17 == 0:
                other = self.cases[(position + 5) % CASES]
                self._add(PetitionCase(petition_id=petition.id, case_id=other.id, part=2))
        for case in self.cases:
            self._clocks(case)
            self._transfers(case)

    def _clocks(self, case: Case) -> None:
        for step in self.random.sample(list(Step), self.random.randint(0, 3)):
            started = self._day(case.received_on)
            due = started + timedelta(days=self.random.randint(1, 60))
            if case.step is step and case.due_on and case.due_on >= started:
                due = case.due_on
            self._add(
                Deadline(
                    case_id=case.id,
                    step=step,
                    rule_id="TEST",
                    rule_version=1,
                    started_on=started,
                    raw_end=due,
                    due_on=due,
                    target_on=due,
                    met_on=self._day(started) if self.random.random() < 0.5 else None,
                    dropped_at=NOW if self.random.random() < 0.1 else None,
                )
            )

    def _transfers(self, case: Case) -> None:
        if self.random.random() > 0.25:
            return
        events = [
            CaseEvent(
                case_id=case.id,
                action="transfer",
                happened_on=self._day(case.received_on),
                entered_at=NOW,
                entered_by_id=self.clerk.id,
                from_unit_id=self.random.choice(self.units).id,
                to_unit_id=self.random.choice(self.units).id,
            )
            for _ in range(self.random.randint(1, 3))
        ]
        self._add(*events)
        if self.random.random() < 0.3:
            self._add(
                CaseEvent(
                    case_id=case.id,
                    action="undo",
                    happened_on=events[0].happened_on,
                    entered_at=NOW,
                    entered_by_id=self.clerk.id,
                    undoes_id=events[0].id,
                )
            )

    def _about(self) -> dict[str, Any]:
        draw = self.random.random()
        case = self.random.choice(self.cases).id if draw < 0.6 else None
        petition = self.random.choice(self.petitions).id if 0.4 < draw < 0.8 else None
        entered = {"entered_by_id": self.clerk.id, "entered_at": NOW}
        return {"case_id": case, "petition_id": petition, **entered, **self._place()}

    def _watching(self) -> None:
        pick = self.random
        for _ in range(60):
            level, persons = pick.choice(list(Level)), pick.randint(5, 60)
            crowd = {"gathered_on": self._day(), "level": level, "persons": persons}
            self._add(CrowdEvent(**crowd, **self._about(), **self._left_out()))
            void = {key: value for key, value in self._left_out().items() if key != "batch_id"}
            self._add(OverLevelRecord(recorded_on=self._day(), level=level, **self._about(), **void))
            visit = {"received_on": self._day(), "kind": pick.choice(list(Kind))}
            visit["persons"] = pick.choice([None, 1, 4])
            self._add(Visit(**visit, **self._about(), **self._left_out()))
        for number in range(40):
            issued = self._day()
            self._add(
                Directive(
                    case_id=pick.choice(self.cases).id,
                    number=str(number),
                    from_body="UBND tỉnh",
                    issued_on=issued,
                    due_on=issued + timedelta(days=20) if pick.random() < 0.8 else None,
                    answered_on=self._day(issued) if pick.random() < 0.5 else None,
                    entered_by_id=self.clerk.id,
                    entered_at=NOW,
                )
            )

    def _walls(self) -> None:
        denounced = self.users["denounced unit head"]
        for user in (self.users["director behind a wall"], denounced, self.users["verifier"]):
            for case in self.random.sample(self.cases, 25):
                self._add(CaseExclusion(case_id=case.id, user_id=user.id))
        verifier = self.users["verifier"]
        ends = (None, TODAY, TODAY - timedelta(days=1), TODAY + timedelta(days=30))
        for number, case in enumerate(self.random.sample(self.cases, 25)):
            self._add(
                CaseGrant(
                    case_id=case.id,
                    user_id=verifier.id,
                    granted_by_id=self.users["director"].id,
                    granted_at=NOW,
                    valid_to=ends[number % 4],
                    withdrawn_at=NOW if number % 5 == 4 else None,
                )
            )
        for petition in self.random.sample(self.petitions, 30):
            self._add(PetitionExclusion(petition_id=petition.id, user_id=denounced.id))
        self._walls_of_units()

    def _walls_of_units(self) -> None:
        """Denounced units, and matters that are closed to all but the deputy and whoever entered them."""
        clerk = self.users["reception clerk"]
        for wall, key, rows in (
            (CaseExclusion, "case_id", self.cases),
            (PetitionExclusion, "petition_id", self.petitions),
        ):
            for unit in (self.units[0], self.units[2], self.units[3]):
                for row in self.random.sample(rows, 6):
                    self._add(wall(**{key: row.id}, unit_id=unit.id))
            for number, row in enumerate(self.random.sample(rows, 8)):
                self._add(wall(**{key: row.id}, unit_id=self.root.id))
                if number % 2:
                    self._add(wall(**{key: row.id}, user_id=clerk.id, admits=True))
        self._add(
            Setting(key="denunciation.deputy", value=self.users["deputy"].username, valid_from=FIRST),
            UnitHead(
                unit_id=self.units[2].id,
                user_id=self.users["inspector of the focal unit"].id,
                name="",
                valid_from=FIRST,
            ),
        )

    def _actors(self) -> dict[str, Actor]:
        found = {name: actors.actor_of(self.session, user, today=TODAY) for name, user in self.users.items()}
        return found | {"the system": actors.system_actor("manage.py")}
