"""Fields and values of alarms are said in words, and recomputing them is offered to who may."""

from datetime import UTC, datetime

import pytest
from streamlit.testing.v1 import AppTest

from models.enums import Role, Step
from services.clock_proof import differences
from services.clock_proof.alarms import AlarmLine
from ui.i18n import in_language
from ui.watch import alarms

AT = datetime(2026, 11, 23, 19, 0, tzinfo=UTC)
LINE = AlarmLine(7, None, "2026-00007", AT, AT, 1, (("settlement.due_on", "2026-12-31", "2026-12-07"),))


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("due_on", "Due day"),
        ("settlement.due_on", "Settlement: Due day"),
        ("sending", "Sending the decision"),
        ("publication.met_on", "Publication: Met on"),
    ],
)
def test_a_field_is_said_in_words(field, words) -> None:
    with in_language("en"):
        assert alarms.field_said(field) == words


def test_every_field_that_can_differ_has_words() -> None:
    named = {*differences.CLOCK_FIELDS, *differences.COURSE_FIELDS, *differences.DATES}

    assert named <= set(alarms.FIELDS)
    with in_language("en"):
        assert all(alarms.field_said(step) != step for step in Step)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2026-12-31", "31/12/2026"),
        ("", "–"),
        ("true", "yes"),
        ("sending", "Sending the decision"),
        ("3", "3"),
    ],
)
def test_a_value_is_said_in_words(text, words) -> None:
    with in_language("en"):
        assert alarms.value_said(text) == words


def drawn(role: Role) -> AppTest:
    """The details of one chosen row, as the page draws them."""

    def script(line, role_value) -> None:
        from datetime import UTC, datetime

        import streamlit as st

        from models.enums import Role
        from services.permissions import Actor, Permission, Scope, can
        from ui.watch import alarms

        st.session_state["_language"] = "en"
        actor = Actor(1, "x", Role(role_value), 1, Scope())
        alarms.details([line])
        if can(actor, Permission.CLOCK_RECOMPUTE):
            alarms.recompute([line], actor=actor, now=datetime(2026, 11, 23, tzinfo=UTC))

    return AppTest.from_function(script, args=(LINE, role.value)).run()


def test_stored_and_derived_stand_side_by_side() -> None:
    page = drawn(Role.INSPECTOR)

    assert not page.exception
    assert page.dataframe[0].value.to_numpy().tolist() == [
        ["2026-00007", "Settlement: Due day", "31/12/2026", "07/12/2026"]
    ]
    assert page.button(key="alarm_recompute").label == "Recompute 1 row"
