"""A denunciation that is not a reader's to see changes nothing of what any service tells him."""

from collections.abc import Callable, Iterator
from dataclasses import asdict, is_dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from models import (
    Case,
    CaseExclusion,
    CrowdEvent,
    Deadline,
    Directive,
    InboxItem,
    OverLevelRecord,
    Petition,
    PetitionExclusion,
    RoleAssignment,
    User,
    Visit,
)
from models.enums import Kind, Level, PartyRole, Role, Step
from services import (
    attachments,
    attention,
    case_grants,
    case_list,
    case_readers,
    cases,
    crowds,
    directives,
    duplicates,
    emergency_list,
    facts,
    hand_overs,
    identity,
    inbox,
    my_work,
    notes,
    officers,
    petition_lists,
    petition_records,
    receipts,
    row_details,
    statistics,
)
from services.clock_proof import alarms
from services.documents import keeping
from services.duplicates import Question
from services.errors import AppError, NotFound
from services.filters import Filter
from services.hotspots import risk
from services.permissions import Actor
from services.petition_lists import PetitionView
from services.statistics import MEASURES
from tests.builders import Builder
from tests.conftest import NOW, TODAY

WORDS = "Lời tố cáo tuyệt mật về đường dây thu tiền tại chợ đầu mối"
NAME = "Hoàng Thị Bảo Mật"
SPAN = Filter(start=TODAY - timedelta(days=200), end=TODAY)
# One measure for each table that figures are counted over.
BY_TABLE = ("received", "open", "late_steps", "crowds", "over_level", "visits", "directives_open")


@pytest.fixture
def session(sqlite: Engine) -> Iterator[Session]:
    """One database is enough: the scope is compared with the facts on both elsewhere."""
    with Session(sqlite, expire_on_commit=False) as session:
        yield session
    facts.forget()


class World:
    """One unit with ordinary work, and one reader per role whom everything would be shown."""

    def __init__(self, build: Builder) -> None:
        self.build, root = build, build.department()
        self.unit = build.unit(parent=root)
        self.colleague = build.user(Role.OFFICER, unit=self.unit)
        self.readers = {
            role: build.user(role, unit=root if role in (Role.DIRECTOR, Role.VIEWER) else self.unit)
            for role in Role
        }
        petition = build.petition(unit=self.unit, summary="Đơn khiếu nại việc thu phí chợ")
        build.party(petition, "Trần Văn Thường")
        case = build.case(unit=self.unit, petition=petition, due_on=TODAY, officer_id=self.colleague.id)
        self._about(case, petition)
        build.session.commit()

    def _about(self, case: Case, petition: Petition) -> None:
        """A clock, a crowd, an over-level record, a visit and a directive of a matter."""
        build, entered = self.build, {"entered_at": NOW, "entered_by_id": self.build.clerk().id}
        of = {"case_id": case.id, "petition_id": petition.id, "unit_id": case.unit_id}
        day = date(2026, 11, 3)
        dates = dict.fromkeys(("raw_end", "due_on", "target_on"), day + timedelta(days=9))
        clock = {"rule_id": "TEST", "rule_version": 1, "started_on": day, **dates}
        build.add(Deadline(case_id=case.id, step=Step.SETTLEMENT, **clock))
        build.add(CrowdEvent(gathered_on=day, persons=12, level=Level.DEPARTMENT, **of, **entered))
        build.add(OverLevelRecord(recorded_on=day, level=Level.PROVINCE, **of, **entered))
        build.add(Visit(received_on=day, kind=case.kind, persons=2, **of, **entered))
        build.add(
            Directive(
                case_id=case.id, number="1", from_body="UBND tỉnh", issued_on=day, due_on=day, **entered
            )
        )

    def denounce(self, reader: User | None = None) -> tuple[Petition, Case]:
        """A denunciation with all that belongs to it; assigned to the reader, and walled off from him."""
        build = self.build
        officer = {"officer_id": reader.id if reader else self.colleague.id}
        petition = build.petition(unit=self.unit, kind=Kind.DENUNCIATION, summary=WORDS, **officer)
        case = build.case(
            unit=self.unit, kind=Kind.DENUNCIATION, petition=petition, due_on=TODAY, summary=WORDS, **officer
        )
        if reader is not None:
            build.party(petition, "", role=PartyRole.RESPONDENT, user_id=reader.id, is_protected=True)
            build.add(CaseExclusion(case_id=case.id, user_id=reader.id))
            about = {"values": {"who": "x", "code": case.code}, "created_at": NOW}
            build.add(InboxItem(user_id=reader.id, topic="returned", case_id=case.id, **about))
        self._about(case, petition)
        build.file(case)
        build.session.commit()
        return petition, case


def plain(value: Any) -> Any:
    """Anything that a service returns, as text that can be compared and searched."""
    if is_dataclass(value) and not isinstance(value, type):
        return plain(asdict(value))
    if isinstance(value, dict):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(one) for one in value]
    if hasattr(value, "model_dump"):
        # What the facts follow by moves with every write; it is shown nowhere.
        return plain(value.model_dump(exclude={"changed"}))
    return value if isinstance(value, int | float | None) else str(value)


def told(session: Session, actor: Actor) -> dict[str, Any]:
    """Everything that lists, searches, counts, hints and figures tell a reader."""
    question = Question(kind=Kind.DENUNCIATION, names=(NAME,), summary=WORDS)
    today: dict[str, Any] = {"actor": actor, "today": TODAY}
    by = {"actor": actor}
    case_list.forget_counts()
    looks: dict[str, Callable[[], Any]] = {
        "cases": lambda: case_list.list_page(session, Filter(), **today),
        "search": lambda: case_list.list_page(session, Filter(), search="chợ", **today),
        "views": lambda: case_list.view_counts(session, **today),
        "petitions": lambda: petition_lists.list_page(session, PetitionView.LATEST, **by),
        "petitions waiting": lambda: petition_lists.list_page(session, PetitionView.WAITING, **by),
        "work": lambda: my_work.of(session, **today),
        "inbox": lambda: (inbox.unread(session, **by), inbox.unread_count(session, **by)),
        "earlier": lambda: inbox.earlier(session, **by),
        "duplicates": lambda: duplicates.find(session, question, **today),
        "officers": lambda: officers.reachable(session, **today),
        "attention": lambda: attention.points(session, **today),
        "hot": lambda: risk.hottest(session, Filter(), **today),
        "hot_alarms": lambda: risk.alarming(session, Filter(), **today),
        "crowds": lambda: crowds.recent(session, **by),
        "directives": lambda: directives.waiting(session, **by),
        "alarms": lambda: alarms.standing(session, **by),
        "emergencies": lambda: emergency_list.lines(session, actor=actor, now=NOW),
        "figures": lambda: statistics.figures(MEASURES, SPAN, **today),
    }
    for name in BY_TABLE:
        looks[f"rows of {name}"] = lambda name=name: row_details.listed(
            session, name, SPAN, chosen={}, **today
        )
        looks[f"{name} by unit"] = lambda name=name: statistics.breakdown(
            name, ("unit", "kind"), SPAN, **today
        ).to_dict("list")
    return {name: _answer(look) for name, look in looks.items()}


def _answer(look: Callable[[], Any]) -> Any:
    """What a service says, or that it refuses."""
    try:
        return plain(look())
    except AppError as refusal:
        return type(refusal).__name__


@pytest.mark.parametrize("role", Role)
def test_a_denunciation_behind_the_wall_changes_nothing_that_is_told(session, build, role) -> None:
    world = World(build)
    reader = world.readers[role]
    before = told(session, build.actor_of(reader))

    world.denounce(reader)

    assert told(session, build.actor_of(reader)) == before


@pytest.mark.parametrize("role", [Role.OFFICER, Role.VIEWER, Role.ADMINISTRATOR])
def test_a_denunciation_of_the_unit_changes_nothing_for_whose_role_it_is_not(session, build, role) -> None:
    world = World(build)
    before = told(session, build.actor_of(world.readers[role]))

    world.denounce()

    assert told(session, build.actor_of(world.readers[role])) == before


@pytest.mark.parametrize("role", [Role.DIRECTOR, Role.INSPECTOR, Role.UNIT_HEAD])
def test_the_same_looks_show_it_to_whose_it_is_and_never_its_words(session, build, role) -> None:
    """So that the tests above do not pass because nothing is looked at."""
    world = World(build)
    before = told(session, build.actor_of(world.readers[role]))

    _petition, case = world.denounce()

    after = told(session, build.actor_of(world.readers[role]))
    changed = {name for name in after if after[name] != before[name]}
    assert {"cases", "views", "petitions", "officers", "crowds", "directives", "figures"} <= changed
    assert {f"rows of {name}" for name in ("received", "open", "crowds", "visits")} <= changed
    assert case.code in str(after["cases"])
    assert WORDS not in str(after)


@pytest.mark.parametrize("role", Role)
def test_nothing_of_a_walled_matter_opens_by_its_id_or_code(session, build, role) -> None:
    world = World(build)
    petition, case = world.denounce(world.readers[role])
    scan = attachments.of_case(session, case.id)[0]
    actor = build.actor_of(world.readers[role])
    typed = {"case_id": case.id, "petition_id": None, "template": "tc_phieu_chuyen_don"}
    reading = {"actor": actor, "now": NOW}

    opened = []
    for name, look in {
        "case by id": lambda: cases.by_id(session, case.id, actor=actor),
        "case by code": lambda: cases.by_code(session, case.code, actor=actor),
        "petition by id": lambda: petition_records.by_id(session, petition.id, actor=actor),
        "petition by code": lambda: petition_records.by_code(session, petition.code, actor=actor),
        "receipt": lambda: receipts.again(session, petition.code, actor=actor, today=TODAY),
        "scan": lambda: attachments.read(session, scan.id, **reading),
        "note": lambda: notes.write(session, case.id, "x", **reading),
        "readers": lambda: case_readers.of_case(session, case.id, actor=actor, today=TODAY),
        "identity": lambda: identity.read(session, petition.id, purpose="x", **reading),
        "grant": lambda: case_grants.grant(
            session, case.id, user_id=world.colleague.id, valid_to=TODAY, reason="x", **reading
        ),
    }.items():
        try:
            look()
        except AppError:
            continue
        opened.append(name)

    assert opened == []
    assert keeping.typed_before(session, actor=actor, **typed) == {}


@pytest.mark.parametrize("role", [Role.UNIT_HEAD, Role.DIRECTOR])
def test_handing_over_moves_and_counts_only_what_one_sees(session, build, role) -> None:
    """The colleague keeps what is behind the wall of who hands his work over."""
    world = World(build)
    other = build.user(Role.OFFICER, unit=world.unit)
    petition, case = world.denounce()
    build.party(petition, "", role=PartyRole.RESPONDENT, user_id=world.readers[role].id, is_protected=True)
    build.add(CaseExclusion(case_id=case.id, user_id=world.readers[role].id))
    lonely = build.petition(unit=world.unit, kind=Kind.DENUNCIATION, officer_id=world.colleague.id)
    build.party(lonely, "", role=PartyRole.RESPONDENT, user_id=world.readers[role].id, is_protected=True)
    build.add(PetitionExclusion(petition_id=lonely.id, user_id=world.readers[role].id))
    session.commit()

    plan = hand_overs.plan_hand_over(
        session,
        world.colleague.id,
        officer_ids=[other.id],
        actor=build.actor_of(world.readers[role]),
        today=TODAY,
    )

    assert case.id not in {move.case_id for move in plan.moves}
    assert len(plan.moves) == 1
    assert lonely.id not in plan.petition_ids


def test_an_administrators_role_takes_the_place_of_the_one_before(session, build) -> None:
    """Who becomes an administrator opens nothing any more, whatever he was before."""
    world = World(build)
    reader = world.readers[Role.DIRECTOR]
    _petition, case = world.denounce()
    assert cases.by_code(session, case.code, actor=build.actor_of(reader)).id == case.id

    build.add(
        RoleAssignment(user_id=reader.id, role=Role.ADMINISTRATOR, unit_id=world.unit.id, valid_from=TODAY)
    )

    actor = build.actor_of(reader)
    with pytest.raises(NotFound):
        cases.by_code(session, case.code, actor=actor)
    assert case_list.list_page(session, Filter(), actor=actor, today=TODAY).total == 0
