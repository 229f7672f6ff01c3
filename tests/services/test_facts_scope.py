"""The scope in the facts shows the same rows as `Scope.condition` and the services do in the database."""

import itertools
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import Engine, select
from sqlmodel import Session, col

from models import Case, CaseExclusion, CrowdEvent, OverLevelRecord, Petition, PetitionCase, Visit
from services import facts
from services.facts.scope import CASE, EVENT, PETITION, VISIT, Marked, condition
from services.matter_link import not_about_hidden
from services.permissions import Actor, Scope, visible_to
from services.petition_records import condition as petition_condition
from tests.services.statistics_reference import Reference, behind_walls, counts
from tests.services.statistics_world import TODAY, World


def scopes(world: World) -> list[Scope]:
    """Every shape a scope can take, for people whom walls, grants and denunciations name and for others."""
    some = frozenset({world.units[0].id, world.units[2].id})
    units = (None, frozenset(), some)
    # Whom walls and denunciations name too, and who delegated.
    passing_on = frozenset(world.users[name].id for name in ("denounced unit head", "verifier"))
    found = []
    for user, plain, secret in itertools.product(
        ("officer", "verifier", "denounced unit head"), units, units
    ):
        user_id = world.users[user].id
        for officers in (frozenset(), frozenset({user_id})):
            for since in (None, date(2026, 6, 1)):
                found.append(Scope(user_id, plain, secret, officers, received_since=since, on=TODAY))
        found.append(Scope(user_id, plain, secret, passing_on | {user_id}, on=TODAY))
        found.append(Scope(user_id, plain, secret, passing_on))
        found.append(Scope(user_id, plain, secret, on=TODAY, with_grants=False))
    # Behind the walls of units, and let in past that of the department.
    walls = frozenset({world.units[2].id, world.root.id})
    clerk = world.users["reception clerk"].id
    for shape in found[::13]:
        found.append(replace(shape, wall_unit_ids=walls))
        found.append(replace(shape, user_id=clerk, wall_unit_ids=walls, keeps=True))
        deputy = {"wall_unit_ids": walls - {world.root.id}, "deputy_for": world.root.id, "keeps": True}
        found.append(replace(shape, **deputy))
    return [*found, Scope(), Scope(user_id=1, unit_ids=None, denunciation_unit_ids=None, rows=False)]


@pytest.fixture
def session(sqlite: Engine) -> Iterator[Session]:
    """One database is enough here; equality of the figures is proved on both."""
    with Session(sqlite, expire_on_commit=False) as session:
        yield session
    facts.forget()


def test_each_table_shows_the_same_rows_under_every_scope(session: Session) -> None:
    world = World(session)
    store = facts.store()
    store.refresh()
    different = []

    for number, scope in enumerate(scopes(world)):
        # Without knowing who is named the condition is longer, and says the same.
        marked = store.marked(scope) if number % 2 else Marked()
        actor = Actor(scope.user_id, "", None, None, scope)
        expected = {
            (Case, "case_facts c", CASE): scope.condition(Case),
            (Petition, "petition_facts p", PETITION): Reference(
                session, scope, scope.user_id, today=TODAY
            ).petitions(),
            (Visit, "visit_facts v", VISIT): scope.condition(Visit, Visit.case_id),
        }
        for model, table in ((CrowdEvent, "crowd_facts e"), (OverLevelRecord, "over_level_facts e")):
            seen = scope.condition(model, model.case_id) & not_about_hidden(model, actor)
            expected[model, table, EVENT] = seen
        for (model, table, columns), seen in expected.items():
            in_facts = store.query(
                f"SELECT {columns.alias}id FROM {table} WHERE {condition(scope, columns, marked)}"
            )
            in_database = session.scalars(select(col(model.id)).where(seen, counts(model)))
            if {row[0] for row in in_facts} != set(in_database):
                different.append((table, scope))

    assert different == []


def test_no_row_about_a_matter_behind_a_wall_is_seen_by_anybody_it_stands_before(session: Session) -> None:
    world = World(session)
    links = session.execute(select(PetitionCase.petition_id, PetitionCase.case_id)).all()
    readers = [actor for actor in world.actors.values() if actor.scope.rows]
    leaks, kept_out = [], 0

    for actor in readers:
        cases, petitions = behind_walls(session, actor.scope)
        petitions |= {petition_id for petition_id, case_id in links if case_id in cases}
        kept_out += len(cases) + len(petitions)
        seen = {
            "cases": set(session.scalars(visible_to(actor).with_only_columns(Case.id))) & cases,
            "petitions": set(session.scalars(select(Petition.id).where(petition_condition(actor))))
            & petitions,
        }
        for model in (Visit, CrowdEvent, OverLevelRecord):
            rows = session.scalars(select(model).where(actor.scope.condition(model, model.case_id)))
            seen[model.__name__] = {
                row.id for row in rows if row.case_id in cases or row.petition_id in petitions
            }
        leaks += [(actor.name, name, ids) for name, ids in seen.items() if ids]

    assert (leaks, kept_out > 300) == ([], True)


def test_the_deputy_and_whoever_entered_it_keep_what_is_closed_to_the_department(session: Session) -> None:
    world = World(session)
    closed = set(session.scalars(select(CaseExclusion.case_id).where(CaseExclusion.unit_id == world.root.id)))
    entered = set(session.scalars(select(CaseExclusion.case_id).where(CaseExclusion.admits.is_(True))))
    found = {}

    for name, actor in world.actors.items():
        seen = set(session.scalars(select(Case.id).where(actor.scope.condition(Case))))
        found[name] = seen & closed

    others = {name for name in found if name not in ("deputy", "reception clerk", "the system")}
    assert {name: found[name] for name in others if found[name]} == {}
    assert found["reception clerk"] == entered
    own_walls = behind_walls(session, world.actors["deputy"].scope)[0]
    assert found["deputy"] == closed - own_walls
