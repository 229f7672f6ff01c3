"""However the facts came to a moment, by a full load or change by change, they are the same."""

import random
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, delete, select

from models import CaseEvent, CaseExclusion, CaseGrant, CrowdEvent, Directive, Petition, PetitionCase
from models.enums import BatchState, Kind
from services import changes
from services.facts import Facts, at_hand
from services.facts.tables import TABLES
from services.permissions import Scope
from tests.services.statistics_world import NOW, TODAY, World


@pytest.fixture
def stores(engine: Engine) -> Iterator[list[Facts]]:
    kept: list[Facts] = []
    yield kept
    for store in kept:
        store.close()


def contents(store: Facts) -> dict[str, list[str]]:
    store.refresh()
    store.forget_results()
    return {table.name: sorted(map(str, store.query(f"SELECT * FROM {table.name}"))) for table in TABLES}


def work(world: World, session: Session, round: int) -> None:
    """Some of everything that people do in a day."""
    choice = random.Random(round)
    for case in choice.sample(world.cases, 8):
        case.unit_id = choice.choice(world.units).id
        case.kind = choice.choice(list(Kind)[:2])
        case.officer_id = choice.choice(world.officers).id
    for case in choice.sample([case for case in world.cases if case.voided_at is None], 3):
        case.voided_at, case.void_reason = NOW, "nhập nhầm"
    for case in choice.sample([case for case in world.cases if case.voided_at is not None], 2):
        case.voided_at, case.void_reason = None, ""
    moved = choice.choice(world.cases)
    moved.persons += 1
    event = {"happened_on": TODAY, "entered_at": NOW, "entered_by_id": world.clerk.id}
    units = {"from_unit_id": world.units[0].id, "to_unit_id": world.units[1].id}
    session.add(CaseEvent(case_id=moved.id, action="transfer", **event, **units))
    petition = world.build.petition(kind=Kind.DENUNCIATION)
    session.add(PetitionCase(petition_id=petition.id, case_id=moved.id, part=3))
    for crowd in session.exec(select(CrowdEvent).limit(3)):
        crowd.persons += 1
    for directive in session.exec(select(Directive).limit(2)):
        directive.answered_on = date(2026, 11, 20)
    old = choice.choice(world.petitions)
    old.kind = Kind.RECOMMENDATION
    unit = world.units[3]
    unit.parent_id = world.units[round % 3].id
    unit.path = f"{world.units[round % 3].path}{unit.id}/"
    wall = session.exec(select(CaseExclusion)).first()
    changes.entomb(session, CaseExclusion, wall.id, today=TODAY)
    session.exec(delete(CaseExclusion).where(CaseExclusion.id == wall.id))
    granted = {"granted_by_id": world.users["director"].id, "granted_at": NOW}
    session.add(CaseGrant(case_id=moved.id, user_id=world.users["officer"].id + round, **granted))
    if round == 1:
        world.batches[1].state = BatchState.COMPLETE
    session.commit()


# So many rows are read one by one, and more of them as a table: both ways are tried.
@pytest.mark.parametrize("few", [5, 500])
def test_following_change_by_change_ends_where_a_full_load_ends(
    engine: Engine, session: Session, stores: list[Facts], few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.facts.pulling.FEW", few)
    monkeypatch.setattr("services.facts.writing.FEW", few)
    world = World(session)
    following = Facts(engine)
    stores.append(following)
    following.refresh()

    for round in range(3):
        work(world, session, round)
        loaded = Facts(engine)
        stores.append(loaded)

        assert contents(following) == contents(loaded)

    assert len(session.exec(select(Petition)).all()) == len(world.petitions) + 3


def test_one_look_holds_for_its_answer_and_for_no_other(
    engine: Engine, session: Session, stores: list[Facts]
) -> None:
    world = World(session)
    store = Facts(engine)
    stores.append(store)
    with ThreadPoolExecutor(1) as others, store.one_look():
        before = store.mark
        work(world, session, 0)

        assert store.refresh() == before
        assert others.submit(store.refresh).result() > before

    work(world, session, 1)
    seen = store.mark
    assert store.refresh() > seen


@pytest.mark.parametrize("first_load", [True, False])
def test_whom_a_wall_concerns_is_known_before_what_stands_behind_it_can_be_counted(
    engine: Engine,
    session: Session,
    stores: list[Facts],
    monkeypatch: pytest.MonkeyPatch,
    first_load: bool,
) -> None:
    world = World(session)
    store = Facts(engine)
    stores.append(store)
    if not first_load:
        store.refresh()
    mark, walls = store.mark, len(store.query("SELECT id FROM exclusion_facts"))
    case, reader = world.cases[0], world.users["viewer"]
    session.add(CaseExclusion(case_id=case.id, user_id=reader.id))
    session.commit()
    scope = Scope(user_id=reader.id, unit_ids=None, denunciation_unit_ids=None)
    assert not store.marked(scope).walls
    told = []

    def learnt(facts) -> at_hand.AtHand:
        with store.cursor() as other:
            [(readable,)] = other.execute("SELECT count(*) FROM exclusion_facts").fetchall()
        found = at_hand.learnt(facts)
        told.append((store.mark, readable, found.marked(scope).walls))
        return found

    monkeypatch.setattr(sys.modules[Facts.__module__], "learnt", learnt)
    store.refresh()

    # Nobody could count at the new mark, or read the new rows, before the wall was known.
    assert told == [(mark, walls, True)]
    assert store.mark > mark
    assert store.marked(scope).walls
