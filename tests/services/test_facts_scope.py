"""The scope in the facts shows the same rows as `Scope.condition` and the services do in the database."""

import itertools
from collections.abc import Iterator
from datetime import date

import pytest
from sqlalchemy import Engine, select
from sqlmodel import Session, col

from models import Case, CrowdEvent, OverLevelRecord, Petition, Visit
from services import facts
from services.facts.scope import CASE, EVENT, PETITION, VISIT, Marked, condition
from services.matter_link import not_about_hidden
from services.permissions import Actor, Scope
from tests.services.statistics_reference import Reference, counts
from tests.services.statistics_world import TODAY, World


def scopes(world: World) -> list[Scope]:
    """Every shape a scope can take, for people whom walls, grants and denunciations name and for others."""
    some = frozenset({world.units[0].id, world.units[2].id})
    units = (None, frozenset(), some)
    found = []
    for user, plain, secret in itertools.product(
        ("officer", "verifier", "denounced unit head"), units, units
    ):
        user_id = world.users[user].id
        for officers in (frozenset(), frozenset({user_id})):
            for since in (None, date(2026, 6, 1)):
                found.append(Scope(user_id, plain, secret, officers, received_since=since))
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
        marked = store.marked(scope.user_id) if number % 2 else Marked()
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
