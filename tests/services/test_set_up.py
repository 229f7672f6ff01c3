"""The set-up knows what is still missing before people can work."""

from datetime import date

from models.enums import Role
from services import calendar_days, first_run, set_up, thresholds, unit_terms
from services.actors import system_actor
from services.set_up import SetUpStep
from tests.conftest import NOW, TODAY

SYSTEM = system_actor("manage.py (test)")
DAY = {"valid_from": date(2020, 1, 1), "actor": SYSTEM, "now": NOW}


def done(session) -> set[SetUpStep]:
    return {state.step for state in set_up.progress(session, actor=SYSTEM, today=TODAY) if state.is_done}


def test_a_new_installation_lacks_everything(session) -> None:
    first_run.ensure_first_administrator(session, actor=SYSTEM, now=NOW)

    states = set_up.progress(session, actor=SYSTEM, today=TODAY)

    assert done(session) == set()
    assert [len(state.missing) for state in states] == [2, 1, 1, 1, 4]
    assert states[3].missing[0].values == {"year": 2027}


def test_each_step_is_done_when_nothing_of_it_is_missing(session, build) -> None:
    root = build.department()
    unit = build.unit(parent=root)
    after_units = done(session)
    for one in (root, unit):
        unit_terms.set_head(session, one.id, name="Người đứng đầu", **DAY)
    unit_terms.set_focal_unit(session, unit.id, **DAY)
    calendar_days.set_notice(session, 2027, letter_number="1/TB", actor=SYSTEM, now=NOW)
    for role in (Role.DIRECTOR, Role.INSPECTOR, Role.OFFICER, Role.RECEPTION_CLERK):
        build.user(role)

    assert after_units == {SetUpStep.UNITS}
    assert done(session) == set(SetUpStep)


def test_the_name_of_the_department_stands_on_tree_receipts_and_sign_in(session) -> None:
    root = first_run.ensure_root_unit(session, actor=SYSTEM, now=NOW)

    name = "Sở Công Thương tỉnh Bình Minh"
    set_up.name_department(session, name=name, code="SCT", today=TODAY, actor=SYSTEM, now=NOW)

    assert (root.name, root.code) == (name, "SCT")
    assert thresholds.text(session, "department.name", today=TODAY) == name
    assert thresholds.text(session, "sign_in.title", today=TODAY) == name
