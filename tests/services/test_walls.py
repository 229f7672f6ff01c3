"""The conflict wall of a denunciation: whom it keeps out, everywhere, from the first moment on."""

import contextlib
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from models import (
    AuditEntry,
    Case,
    CaseEvent,
    CaseExclusion,
    CaseGrant,
    CrowdEvent,
    Delegation,
    InboxItem,
    Party,
    Petition,
    PetitionExclusion,
    Setting,
    Unit,
    UnitHead,
)
from models.enums import Kind, PartyRole, PetitionOutcome, Role
from services import (
    accused,
    assignments,
    cases,
    duplicates,
    hand_overs,
    inbox,
    officers,
    petition_cases,
    petition_handling,
    petition_linking,
    petition_records,
    petitions,
    statistics,
    unit_endings,
    unit_stock,
    users,
    wall_checks,
    wall_keeping,
)
from services.account_rules import OwnAccount
from services.actors import system_actor
from services.assignment_plans import OfficerWalled
from services.case_conditions import View
from services.case_forms import Seen
from services.case_list import list_page
from services.deputies import DEPUTY
from services.errors import AppError, NotFound, NotPermitted
from services.filters import Filter
from services.permissions import Actor, Permission
from services.petition_checks import AccusedMayNotEnter, HandledByOthers
from services.petition_input import HandlingInput
from services.petition_lists import PetitionView
from services.petition_lists import list_page as petition_page
from services.setting_values import set_value
from services.wall_checks import OnlyForwarded
from services.walls import Accused
from tests.builders import Builder
from tests.conftest import NOW, TODAY
from tests.services.intake_entries import entry

SECRET = "Tố cáo hành vi nhận quà trái quy định, lời lẽ không lẫn vào đâu được"
SYSTEM = system_actor("manage.py")
DENUNCIATIONS = Filter(kinds=frozenset({Kind.DENUNCIATION}), start=date(2026, 1, 1), end=date(2026, 12, 31))


class Department:
    """A department with a division, a team below it, a focal unit, and somebody for each capacity."""

    def __init__(self, build: Builder) -> None:
        self.build, self.session = build, build.session
        self.root = build.department()
        self.division = build.unit("Phòng Thử", parent=self.root)
        self.team = build.unit("Tổ Thử", parent=self.division)
        self.focal = build.unit("Thanh tra Thử", parent=self.root)
        self.elsewhere = build.unit("Phòng Khác", parent=self.root)
        self.people = {
            "director": build.user(Role.DIRECTOR, unit=self.root),
            "inspector": build.user(Role.INSPECTOR, unit=self.focal),
            "officer": build.user(Role.OFFICER, unit=self.division),
            "colleague": build.user(Role.OFFICER, unit=self.division),
            "head": build.user(Role.UNIT_HEAD, unit=self.division),
            "head of the team": build.user(Role.UNIT_HEAD, unit=self.team),
            "member of the team": build.user(Role.OFFICER, unit=self.team),
            "head elsewhere": build.user(Role.UNIT_HEAD, unit=self.elsewhere),
            "clerk": build.user(Role.RECEPTION_CLERK, unit=self.root),
            "clerk of the division": build.user(Role.RECEPTION_CLERK, unit=self.division),
            "administrator": build.user(Role.ADMINISTRATOR, unit=self.root),
        }
        # Heads it by the list of heads alone: his role lies elsewhere.
        build.add(
            UnitHead(
                unit_id=self.division.id,
                user_id=self.people["head elsewhere"].id,
                name="",
                valid_from=date(2026, 1, 1),
                valid_to=date(2026, 6, 30),
            )
        )

    def __getitem__(self, name: str) -> Actor:
        """Today's actor of a person, built anew as for each run of a page."""
        return self.build.actor_of(self.people[name])

    def receive(self, name: str = "clerk", **values: Any) -> Petition:
        """A denunciation that somebody enters."""
        clerk = self[name]
        values.setdefault("summary", SECRET)
        values.setdefault("not_our_staff", False)
        typed = entry(self.build, kind=Kind.DENUNCIATION, **values)
        if "unit_id" not in values:
            typed.unit_id = clerk.unit_id
        return petitions.receive(self.session, typed, actor=clerk, now=NOW, today=TODAY)

    def case(self, petition: Petition) -> Case:
        found = petition_cases.case_of(self.session, petition.id)
        assert found is not None
        return found

    def sees(self, petition: Petition, *, everywhere: bool = False) -> set[str]:
        """Who finds the petition or its case; `everywhere` also tries lists, counts, figures and messages."""
        self.session.commit()
        look = ways if everywhere else codes
        return {name for name in self.people if look(self.session, petition, self[name])}


def codes(session: Session, petition: Petition, actor: Actor) -> list[str]:
    """What an actor finds who knows the code."""
    found: list[str] = []
    case = petition_cases.case_of(session, petition.id)
    for look, code in ((petition_records.by_code, petition.code), (cases.by_code, case and case.code)):
        with contextlib.suppress(NotFound):
            found += [look.__module__] if code and look(session, code, actor=actor) else []
    return found


def ways(session: Session, petition: Petition, actor: Actor) -> list[str]:
    """How an actor can learn of a denunciation; [] for nothing. Counts and rows have to agree."""
    found = codes(session, petition, actor)
    if actor.scope.rows:
        page = petition_page(session, PetitionView.LATEST, actor=actor, search=petition.code)
        assert page.total == len(page.rows)
        found += ["list of petitions"] * page.total
        listed = list_page(session, DENUNCIATIONS, actor=actor, today=TODAY)
        assert listed.total == len(listed.rows)
        found += ["list of cases"] * listed.total
    for measure in ("received", "open", "unassigned"):
        figure = statistics.figure(measure, DENUNCIATIONS, actor=actor, today=TODAY)
        if actor.scope.rows:
            rows = statistics.rows(measure, DENUNCIATIONS, actor=actor, today=TODAY)
            assert rows.total == len(rows.ids) == figure
        found += ["figure"] * int(figure or 0)
    if actor.may(Permission.PETITION_ENTER):
        question = duplicates.Question(kind=Kind.DENUNCIATION, summary=SECRET)
        likely = duplicates.find(session, question, actor=actor, today=TODAY)
        found += ["duplicate"] * (len(likely.suggestions) + likely.more + likely.elsewhere)
    return found + [item.topic for item in inbox.unread(session, actor=actor)]


@pytest.fixture
def department(build) -> Department:
    return Department(build)


@pytest.fixture
def quick(sqlite: Engine) -> Iterator[Department]:
    """On one database, where the rows of the wall are the same and only the rules of a service differ."""
    with Session(sqlite, expire_on_commit=False) as session:
        yield Department(Builder(session))


# Who sees a denunciation of the officer of the division.
OUTSIDE = {"director", "inspector", "clerk"}


def test_the_accused_his_head_and_everybody_in_his_unit_are_kept_out(department) -> None:
    petition = department.receive(respondent_user_id=department.people["officer"].id)

    assert department.sees(petition, everywhere=True) == OUTSIDE


def test_people_of_other_units_are_not_kept_out(quick) -> None:
    petition = quick.receive(respondent_user_id=quick.people["head elsewhere"].id)

    assert quick.sees(petition) == OUTSIDE
    unit_ids = set(quick.session.exec(select(PetitionExclusion.unit_id)))
    assert unit_ids == {None, quick.elsewhere.id}


def test_before_there_is_a_case_the_wall_stands_already(department) -> None:
    petition = department.receive(respondent_user_id=department.people["officer"].id, eligible=None)

    assert petition_cases.case_of(department.session, petition.id) is None
    assert department.sees(petition) == OUTSIDE

    petition_handling.classify(
        department.session,
        petition.id,
        eligible=True,
        in_competence=True,
        actor=department["inspector"],
        now=NOW,
        today=TODAY,
    )
    assert department.sees(petition) == OUTSIDE


def test_a_denounced_unit_stands_for_its_head_and_keeps_out_all_below_it(department) -> None:
    petition = department.receive(respondent_unit_id=department.division.id)

    assert department.sees(petition) == OUTSIDE
    reasons = dict(department.session.exec(select(PetitionExclusion.user_id, PetitionExclusion.reason)).all())
    # The list of heads had somebody else until June: he is not the head today.
    assert department.people["head elsewhere"].id not in reasons
    assert reasons[department.people["member of the team"].id] == "member"
    assert reasons[department.people["head"].id] == "denounced"


def test_of_a_denounced_member_of_the_team_the_head_of_the_division_sees(quick) -> None:
    petition = quick.receive(
        respondent_user_id=quick.people["member of the team"].id, unit_id=quick.division.id
    )

    # Of the division only its head sees denunciations; the team is below it.
    assert quick.sees(petition) == OUTSIDE | {"head", "clerk of the division"}


def test_who_moves_out_stays_out_and_who_moves_in_is_out_at_once(department) -> None:
    session, admin = department.session, department["administrator"]
    petition = department.receive(respondent_user_id=department.people["head"].id)

    def move(name: str, unit: Unit, role: Role) -> None:
        users.assign(
            session,
            department.people[name].id,
            role=role,
            unit_id=unit.id,
            valid_from=TODAY,
            actor=admin,
            now=NOW,
        )

    move("colleague", department.focal, Role.INSPECTOR)
    move("inspector", department.team, Role.OFFICER)

    assert department["colleague"].scope.unit_ids is None
    assert department.sees(petition) == {"director", "clerk"}
    move("inspector", department.focal, Role.INSPECTOR)
    # He was in the unit while the wall stood: his row stays.
    assert department.sees(petition) == {"director", "clerk"}


def test_the_wall_follows_the_accused_and_the_case_leaves_his_new_unit(quick) -> None:
    session = quick.session
    petition = quick.receive(
        respondent_user_id=quick.people["officer"].id, unit_id=quick.elsewhere.id, name="inspector"
    )
    case = quick.case(petition)
    assert "head elsewhere" in quick.sees(petition)

    users.assign(
        session,
        quick.people["officer"].id,
        role=Role.OFFICER,
        unit_id=quick.elsewhere.id,
        valid_from=TODAY,
        actor=quick["administrator"],
        now=NOW,
    )

    assert quick.sees(petition) == OUTSIDE
    assert (case.unit_id, petition.unit_id) == (quick.root.id, quick.root.id)
    moves = session.exec(
        select(CaseEvent.from_unit_id, CaseEvent.to_unit_id).where(CaseEvent.action == "transfer")
    )
    assert moves.all() == [(quick.elsewhere.id, quick.root.id)]


def test_a_denunciation_of_the_focal_unit_goes_to_the_director_for_assignment(department) -> None:
    petition = department.receive(
        respondent_user_id=department.people["inspector"].id, unit_id=department.focal.id
    )
    case = department.case(petition)

    assert department.sees(petition) == {"director", "clerk"}
    assert (case.unit_id, petition.unit_id, case.officer_id) == (department.root.id, department.root.id, None)
    told = department.session.exec(select(InboxItem.user_id, InboxItem.topic)).all()
    assert told == [(department.people["director"].id, "routed")]
    waiting = list_page(
        department.session, Filter(), actor=department["director"], today=TODAY, view=View.UNASSIGNED
    )
    assert [row.code for row in waiting.rows] == [case.code]


def test_whoever_enters_it_for_his_own_unit_does_not_see_it_again(quick) -> None:
    clerk = quick["clerk of the division"]
    wall = wall_checks.wall_of_entry(
        quick.session,
        Accused(frozenset({quick.people["officer"].id})),
        received_on=TODAY,
        today=TODAY,
    )
    assert wall_checks.loses_sight(wall, clerk)
    assert not wall_checks.loses_sight(wall, quick["clerk"])

    petition = quick.receive("clerk of the division", respondent_user_id=quick.people["officer"].id)

    assert quick.sees(petition) == OUTSIDE
    assert petition.unit_id == quick.root.id


def test_the_accused_does_not_enter_it_himself_nor_the_head_that_of_his_unit(quick) -> None:
    for values in (
        {"respondent_user_id": quick.people["head"].id},
        {"respondent_unit_id": quick.division.id},
        {"also_denounced_ids": [quick.people["head"].id], "not_our_staff": True},
    ):
        with pytest.raises(AccusedMayNotEnter):
            quick.receive("head", **values)


def test_several_accused_bring_the_walls_of_all_their_units(quick) -> None:
    people = quick.people
    petition = quick.receive(
        respondent_user_id=people["officer"].id,
        also_denounced_ids=[people["head elsewhere"].id, people["inspector"].id],
    )

    assert quick.sees(petition) == {"director", "clerk"}
    names = quick.session.exec(select(Party.name).where(Party.petition_id == petition.id)).all()
    assert set(names) == {""}


def test_neither_delegation_nor_grant_passes_the_wall(department, build) -> None:
    petition = department.receive(respondent_user_id=department.people["officer"].id)
    case, people = department.case(petition), department.people
    case.officer_id = people["inspector"].id
    for giver, taker in (("inspector", "colleague"), ("head", "head elsewhere"), ("inspector", "head")):
        build.add(
            Delegation(
                from_user_id=people[giver].id,
                to_user_id=people[taker].id,
                valid_from=TODAY,
                valid_to=TODAY,
                created_at=NOW,
            )
        )
    grant = {"granted_by_id": people["director"].id, "granted_at": NOW}
    build.add(CaseGrant(case_id=case.id, user_id=people["member of the team"].id, **grant))

    assert department.sees(petition) == OUTSIDE


def test_who_is_behind_the_wall_is_neither_offered_nor_given_the_case(quick) -> None:
    session, people = quick.session, quick.people
    petition = quick.receive(respondent_user_id=people["officer"].id)
    case, director = quick.case(petition), quick["director"]

    offered = {one.id for one in officers.reachable_for(session, case.id, actor=director, today=TODAY)}

    kept_out = {people[name].id for name in ("officer", "colleague", "head", "head of the team")}
    assert offered & kept_out == set()
    assert people["inspector"].id in offered
    for user_id in kept_out:
        with pytest.raises(OfficerWalled):
            assignments.assign(session, case.id, officer_id=user_id, seen=Seen(), actor=director, now=NOW)
    plan = assignments.plan(session, [case.id], officer_ids=sorted(kept_out), actor=director, today=TODAY)
    assert (plan.moves, len(plan.refused)) == ((), 1)


def test_a_hand_over_of_everything_gives_nothing_past_a_wall(quick) -> None:
    session, people = quick.session, quick.people
    petition = quick.receive(respondent_user_id=people["officer"].id, eligible=None)
    petition.officer_id = people["inspector"].id
    session.flush()

    def plan(*names: str):
        return hand_overs.plan_hand_over(
            session,
            people["inspector"].id,
            officer_ids=[people[name].id for name in names],
            actor=quick["director"],
            today=TODAY,
        )

    assert (plan("colleague").petition_ids, plan("colleague").petitions_kept) == ((), 1)
    both = plan("colleague", "head elsewhere")
    assert (both.petition_ids, both.petitions_kept) == ((petition.id,), 0)
    hand_overs.hand_over(
        session, people["inspector"].id, both, reason="đi học", actor=quick["director"], now=NOW
    )
    assert petition.officer_id == people["head elsewhere"].id


def test_the_stock_of_an_ended_unit_goes_around_the_accused_successor(department) -> None:
    session, admin = department.session, department["administrator"]
    petition = department.receive(
        "inspector", respondent_unit_id=department.division.id, unit_id=department.elsewhere.id
    )
    case = department.case(petition)
    department.elsewhere.valid_to, department.elsewhere.successor_id = TODAY, department.division.id
    session.flush()

    stock = unit_stock.held(session, department.elsewhere.id, actor=admin, today=TODAY)
    assert (stock.cases, stock.petitions, stock.above) == (1, 1, 2)
    moved = unit_stock.pass_on_stock(session, department.elsewhere.id, actor=admin, now=NOW, today=TODAY)

    assert moved == (1, 1)
    assert (case.unit_id, petition.unit_id) == (department.root.id, department.root.id)
    assert department.sees(petition) >= {"director", "inspector"}


def test_an_administrator_is_told_nothing_of_what_denounces_himself(quick) -> None:
    session, admin = quick.session, quick["administrator"]
    petition = quick.receive(
        "inspector", respondent_user_id=quick.people["administrator"].id, unit_id=quick.elsewhere.id
    )
    quick.case(petition).officer_id = quick.people["head elsewhere"].id
    session.flush()

    loads = {one.id: one.open_cases for one in officers.reachable(session, actor=admin, today=TODAY)}
    assert loads[quick.people["head elsewhere"].id] == 0
    plan = hand_overs.plan_hand_over(
        session,
        quick.people["head elsewhere"].id,
        officer_ids=[quick.people["head"].id],
        actor=admin,
        today=TODAY,
    )
    assert (plan.moves, plan.refused, plan.petition_ids, plan.petitions_kept) == ((), (), (), 0)
    # He ends the unit without knowing of the case: it goes to the unit above.
    unit_endings.end(
        session,
        quick.elsewhere.id,
        last_day=TODAY,
        successor_id=None,
        actor=admin,
        now=NOW,
    )
    assert quick.case(petition).unit_id == quick.root.id
    assert "administrator" not in quick.sees(petition)


def name_deputy(department: Department, name: str) -> None:
    set_value(
        department.session,
        DEPUTY,
        department.people[name].username,
        valid_from=TODAY,
        basis="",
        actor=department["administrator"],
        now=NOW,
    )


@pytest.mark.parametrize("who", ["director", "department"])
def test_a_denunciation_of_the_head_of_the_department_is_kept_by_clerk_and_deputy(department, who) -> None:
    accused_one = (
        {"respondent_user_id": department.people["director"].id}
        if who == "director"
        else {"respondent_unit_id": department.root.id}
    )
    petition = department.receive(**accused_one)

    assert petition_cases.case_of(department.session, petition.id) is None
    name_deputy(department, "inspector")
    assert department.sees(petition, everywhere=True) == {"clerk", "inspector"}


def test_what_is_closed_to_the_department_can_only_be_forwarded(quick) -> None:
    session = quick.session
    petition = quick.receive(respondent_user_id=quick.people["director"].id)
    name_deputy(quick, "inspector")
    inspector, clerk = quick["inspector"], quick["clerk"]
    forward = HandlingInput(
        outcome=PetitionOutcome.FORWARD, number="12/PC", body="UBND tỉnh", signer="X", handled_on=TODAY
    )
    accept = forward.model_copy(update={"outcome": PetitionOutcome.ACCEPT})
    common = {"now": NOW, "today": TODAY}

    for refused in (
        lambda: petition_handling.handle(session, petition.id, accept, actor=inspector, **common),
        lambda: petition_handling.classify(
            session, petition.id, eligible=False, in_competence=None, actor=inspector, **common
        ),
        lambda: petitions.add_note(session, petition.id, "ghi", actor=clerk, now=NOW),
        lambda: accused.correct(
            session, petition.id, None, user_id=clerk.user_id, reason="thêm", actor=inspector, **common
        ),
        lambda: petition_linking.dismiss(session, petition.id, petition.id, actor=inspector, now=NOW),
    ):
        with pytest.raises(OnlyForwarded):
            refused()
    with pytest.raises(HandledByOthers):
        quick.receive(respondent_unit_id=quick.root.id, handling=accept)

    # The clerk has no right to handle petitions, and forwards this one.
    petition_handling.handle(session, petition.id, forward, actor=clerk, **common)
    assert (petition.outcome, petition.in_competence) == (PetitionOutcome.FORWARD, False)


def test_the_accused_deputy_does_not_keep_it(quick) -> None:
    deputy = quick.build.user(Role.DIRECTOR, unit=quick.root)
    quick.people["deputy"] = deputy
    name_deputy(quick, "deputy")
    petition = quick.receive(respondent_user_id=quick.people["director"].id, also_denounced_ids=[deputy.id])

    assert quick.sees(petition) == {"clerk"}


def test_a_deputy_opens_cases_and_does_not_name_himself(quick) -> None:
    for name, refusal in (("administrator", OwnAccount), ("viewer", AppError)):
        quick.people.setdefault("viewer", quick.build.user(Role.VIEWER, unit=quick.root))
        with pytest.raises(refusal):
            name_deputy(quick, name)
    assert quick.session.exec(select(Setting).where(Setting.key == DEPUTY)).all() == []


def test_an_accused_named_later_is_shut_out_from_petition_case_and_messages(department) -> None:
    session, people = department.session, department.people
    petition = department.receive("inspector", not_our_staff=True, unit_id=department.division.id)
    case, director = department.case(petition), department["director"]
    assignments.assign(
        session, case.id, officer_id=people["colleague"].id, seen=Seen(), actor=director, now=NOW
    )
    assert {"head", "colleague"} <= department.sees(petition)
    party = session.exec(select(Party).where(Party.role == PartyRole.RESPONDENT)).one()
    common = {"actor": director, "now": NOW, "today": TODAY}

    accused.correct(session, petition.id, party.id, user_id=people["officer"].id, reason="xác minh", **common)

    assert department.sees(petition) == OUTSIDE
    assert (case.unit_id, case.officer_id, petition.unit_id) == (department.root.id, None, department.root.id)
    trail = session.exec(select(AuditEntry).where(AuditEntry.action == "petition.accused")).one()
    assert str(people["officer"].id) not in str(trail.details)

    # A mistake: it was the head elsewhere. Whoever may decide says so.
    with pytest.raises(NotPermitted):
        accused.correct(
            session,
            petition.id,
            party.id,
            user_id=people["head elsewhere"].id,
            reason="nhầm",
            **common | {"actor": department["clerk"]},
        )
    accused.correct(
        session, petition.id, party.id, user_id=people["head elsewhere"].id, reason="nhầm", **common
    )
    assert "head elsewhere" not in department.sees(petition)
    rows = set(session.exec(select(CaseExclusion.unit_id).where(CaseExclusion.unit_id.is_not(None))))
    assert rows == {department.elsewhere.id}


def test_the_head_of_the_department_named_later_closes_the_case(quick) -> None:
    session = quick.session
    petition = quick.receive("inspector", not_our_staff=True)
    case = quick.case(petition)
    party = session.exec(select(Party).where(Party.role == PartyRole.RESPONDENT)).one()

    accused.correct(
        session,
        petition.id,
        party.id,
        user_id=quick.people["director"].id,
        reason="xác minh",
        actor=quick["inspector"],
        now=NOW,
        today=TODAY,
    )

    # Whoever entered it keeps it, for forwarding only.
    assert quick.sees(petition) == {"inspector"}
    inspector = quick["inspector"]
    with pytest.raises(OnlyForwarded):
        assignments.assign(
            session, case.id, officer_id=inspector.user_id, seen=Seen(), actor=inspector, now=NOW
        )
    forward = HandlingInput(
        outcome=PetitionOutcome.FORWARD, number="12/PC", body="UBND tỉnh", signer="X", handled_on=TODAY
    )
    petition_handling.handle(session, petition.id, forward, actor=inspector, now=NOW, today=TODAY)
    assert (petition.outcome, case.closed_on) == (PetitionOutcome.FORWARD, TODAY)


def test_the_nightly_run_adds_whoever_came_and_names_nobody(department, build) -> None:
    session = department.session
    petition = department.receive(respondent_user_id=department.people["officer"].id)
    case = department.case(petition)
    late = build.user(Role.OFFICER, unit=department.team)
    department.people["latecomer"] = late
    assert "latecomer" not in department.sees(petition)

    first, after = wall_keeping.run(session, actor=SYSTEM, now=NOW, today=TODAY)
    second, _after = wall_keeping.run(session, actor=SYSTEM, now=NOW, today=TODAY)

    assert (first.petitions, first.cases, first.rows, after) == (1, 1, 2, 0)
    assert second.rows == second.moved == 0
    named = set(session.exec(select(CaseExclusion.user_id).where(CaseExclusion.case_id == case.id)))
    assert late.id in named
    entry_ = session.exec(select(AuditEntry).where(AuditEntry.action == "walls.kept")).one()
    assert entry_.details == {"petitions": 1, "cases": 1, "rows": 2, "moved": 0}


def test_a_crowd_of_a_denunciation_without_a_case_is_behind_its_wall(quick) -> None:
    petition = quick.receive(respondent_user_id=quick.people["inspector"].id, eligible=None)
    crowd = quick.build.crowd(unit=quick.root, petition_id=petition.id)

    def seen(name: str) -> bool:
        scope = quick[name].scope
        found = select(CrowdEvent.id).where(scope.condition(CrowdEvent, CrowdEvent.case_id))
        return crowd.id in set(quick.session.exec(found))

    assert (seen("director"), seen("inspector")) == (True, False)
