"""Units are added, moved and ended with their dates; what would break the tree is refused."""

from datetime import date

import pytest
from sqlmodel import select

from models import AuditEntry, RoleAssignment, Unit, UnitHead, UnitRole
from models.enums import Kind, Role, UnitKind
from services import actors, unit_endings, unit_terms, unit_views, units
from services.errors import FieldInvalid, FieldRequired, NotPermitted
from services.unit_rules import (
    DepartmentStays,
    OutsideAndInsideMixed,
    SubUnitsInForce,
    SuccessorMissing,
    UnitBelowItself,
    UnitCodeTaken,
    UnitEntry,
    UnitInUse,
    UnitNotInForce,
)
from tests.conftest import NOW, TODAY

FIRST = date(2020, 1, 1)
LAST = date(2025, 6, 30)


@pytest.fixture
def admin(build):
    return build.actor(Role.ADMINISTRATOR)


def entry(parent: Unit | None, **values) -> UnitEntry:
    values = {"code": "P1", "name": "Phòng Một", "kind": UnitKind.DIVISION, "valid_from": FIRST, **values}
    return UnitEntry(parent_id=parent.id if parent else None, **values)


def same(unit: Unit, **values) -> UnitEntry:
    kept = {"code": unit.code, "name": unit.name, "kind": unit.kind, "valid_from": unit.valid_from}
    return UnitEntry(**{"parent_id": unit.parent_id, **kept, **values})


def test_a_new_unit_stands_below_its_parent_and_in_the_trail(session, build, admin) -> None:
    root = build.department()

    unit = units.add(session, entry(root, name="  Phòng   Điện "), actor=admin, now=NOW)

    assert (unit.name, unit.folded, unit.path) == ("Phòng Điện", "phong dien", f"{root.path}{unit.id}/")
    trail = session.exec(select(AuditEntry).where(AuditEntry.action == "added_unit")).one()
    assert (trail.subject_id, trail.details["code"]) == (unit.id, "P1")


@pytest.mark.parametrize(
    ("values", "refusal"),
    [
        ({"name": "  "}, FieldRequired),
        ({"code": "có dấu cách"}, FieldInvalid),
        ({"code": "sct"}, UnitCodeTaken),
        ({"kind": UnitKind.OUTSIDE}, OutsideAndInsideMixed),
        ({"kind": UnitKind.DEPARTMENT}, DepartmentStays),
    ],
)
def test_what_cannot_be_added(session, build, admin, values, refusal) -> None:
    with pytest.raises(refusal):
        units.add(session, entry(build.department(), **values), actor=admin, now=NOW)


def test_who_may_not_touch_units(session, build) -> None:
    director = build.actor(Role.DIRECTOR)
    unit = build.unit(parent=build.department())

    with pytest.raises(NotPermitted):
        units.add(session, entry(build.department()), actor=director, now=NOW)
    with pytest.raises(NotPermitted):
        units.change(session, unit.id, same(unit, name="X"), actor=director, now=NOW)
    with pytest.raises(NotPermitted):
        unit_endings.end(session, unit.id, last_day=LAST, successor_id=None, actor=director, now=NOW)
    with pytest.raises(NotPermitted):
        unit_views.tree(session, actor=director, today=TODAY)


def test_a_move_takes_the_whole_subtree_along(session, build, admin) -> None:
    root = build.department()
    from_unit, to_unit = build.unit(parent=root), build.unit(parent=root)
    moved = build.unit(parent=from_unit)
    below = build.unit(parent=moved)

    units.change(session, moved.id, same(moved, parent_id=to_unit.id), actor=admin, now=NOW)

    assert moved.path == f"{to_unit.path}{moved.id}/"
    assert below.path == f"{moved.path}{below.id}/"
    assert actors.subtree(session, to_unit.id) == {to_unit.id, moved.id, below.id}
    trail = session.exec(select(AuditEntry).where(AuditEntry.action == "changed_unit")).one()
    assert trail.details["changed"] == {"parent_id": [from_unit.id, to_unit.id]}


def test_a_unit_never_stands_below_itself(session, build, admin) -> None:
    upper = build.unit(parent=build.department())
    lower = build.unit(parent=upper)

    with pytest.raises(UnitBelowItself):
        units.change(session, upper.id, same(upper, parent_id=lower.id), actor=admin, now=NOW)


def test_a_unit_of_the_department_never_stands_below_an_outside_authority(session, build, admin) -> None:
    outside = build.unit("UBND tỉnh", kind=UnitKind.OUTSIDE)
    unit = build.unit(parent=build.department())

    with pytest.raises(OutsideAndInsideMixed):
        units.change(session, unit.id, same(unit, parent_id=outside.id), actor=admin, now=NOW)


def test_an_unchanged_unit_leaves_no_trail(session, build, admin) -> None:
    unit = build.unit(parent=build.department())

    units.change(session, unit.id, same(unit), actor=admin, now=NOW)

    assert session.exec(select(AuditEntry)).all() == []


def test_the_end_of_a_unit_passes_people_and_the_focal_role_on(session, build, admin) -> None:
    root = build.department()
    old, new = build.unit("Thanh tra Sở", parent=root), build.unit("Phòng Pháp chế", parent=root)
    user = build.user(Role.INSPECTOR, unit=old)
    unit_terms.set_head(session, old.id, name="Phan Đức Mẫn", valid_from=FIRST, actor=admin, now=NOW)

    unit_endings.end(session, old.id, last_day=LAST, successor_id=new.id, actor=admin, now=NOW)

    assert (old.valid_to, old.successor_id) == (LAST, new.id)
    assert actors.focal_unit_id(session, today=LAST) == old.id
    assert actors.focal_unit_id(session, today=date(2025, 7, 1)) == new.id
    assert actors.current_assignment(session, user.id, today=LAST).unit_id == old.id
    assert actors.current_assignment(session, user.id, today=date(2025, 7, 1)).unit_id == new.id
    assert session.exec(select(UnitHead)).one().valid_to == LAST
    trail = session.exec(select(AuditEntry).where(AuditEntry.action == "ended_unit")).one()
    assert trail.details["changed"]["valid_to"] == [None, "2025-06-30"]


def test_people_may_stay_behind_when_a_unit_ends(session, build, admin) -> None:
    root = build.department()
    old, new = build.unit(parent=root), build.unit(parent=root)
    user = build.user(unit=old)

    unit_endings.end(
        session, old.id, last_day=LAST, successor_id=new.id, move_people=False, actor=admin, now=NOW
    )

    assert actors.current_assignment(session, user.id, today=TODAY) is None


def test_a_unit_with_open_cases_needs_a_successor(session, build, admin) -> None:
    unit = build.unit(parent=build.department())
    build.case(unit=unit)
    build.petition(unit=unit)

    with pytest.raises(SuccessorMissing) as refusal:
        unit_endings.end(session, unit.id, last_day=TODAY, successor_id=None, actor=admin, now=NOW)

    assert refusal.value.values == {"name": unit.name, "cases": 1, "petitions": 1}


def test_a_unit_with_living_sub_units_does_not_end(session, build, admin) -> None:
    unit = build.unit(parent=build.department())
    build.unit(parent=unit)

    with pytest.raises(SubUnitsInForce):
        unit_endings.end(session, unit.id, last_day=TODAY, successor_id=None, actor=admin, now=NOW)


def test_the_successor_is_in_force_the_day_after(session, build, admin) -> None:
    root = build.department()
    unit, ended = build.unit(parent=root), build.unit(parent=root, valid_to=date(2024, 12, 31))

    with pytest.raises(UnitNotInForce):
        unit_endings.end(session, unit.id, last_day=LAST, successor_id=ended.id, actor=admin, now=NOW)


def test_a_unit_does_not_end_before_it_began(session, build, admin) -> None:
    from services.entries import EndsBeforeItBegan

    unit = build.unit(parent=build.department())

    with pytest.raises(EndsBeforeItBegan):
        unit_endings.end(
            session, unit.id, last_day=date(2019, 12, 31), successor_id=None, actor=admin, now=NOW
        )


def test_an_end_can_be_taken_back(session, build, admin) -> None:
    unit = build.unit(parent=build.department())
    unit_endings.end(session, unit.id, last_day=LAST, successor_id=None, actor=admin, now=NOW)

    units.revive(session, unit.id, actor=admin, now=NOW)

    assert (unit.valid_to, unit.successor_id) == (None, None)


def test_the_department_is_neither_ended_nor_moved(session, build, admin) -> None:
    root = build.department()

    with pytest.raises(DepartmentStays):
        unit_endings.end(session, root.id, last_day=TODAY, successor_id=None, actor=admin, now=NOW)


def test_the_effect_counts_without_telling_kinds(session, build, admin) -> None:
    unit = build.unit(parent=build.department())
    below = build.unit(parent=unit)
    build.case(unit=unit)
    build.case(unit=below, kind=Kind.DENUNCIATION)
    build.user(unit=below)

    effect = unit_views.effect(session, unit.id, actor=admin, on=TODAY)

    assert (effect.open_cases, effect.users, effect.sub_units, effect.is_focal) == (2, 1, 1, False)


def test_the_tree_shows_children_below_their_parents_and_outside_authorities_last(
    session, build, admin
) -> None:
    outside = build.unit("A ngoài", kind=UnitKind.OUTSIDE)
    root = build.department()
    second, first = build.unit("Phòng B", parent=root), build.unit("Phòng A", parent=root)
    child = build.unit("Tổ 1", parent=second)

    lines = unit_views.tree(session, actor=admin, today=TODAY)

    expected = [(root.id, 0), (first.id, 1), (second.id, 1), (child.id, 2), (outside.id, 0)]
    assert [(line.unit.id, line.depth) for line in lines] == expected


def test_a_new_head_ends_the_one_before(session, build, admin) -> None:
    unit = build.unit(parent=build.department())
    unit_terms.set_head(session, unit.id, name="Người trước", valid_from=FIRST, actor=admin, now=NOW)

    unit_terms.set_head(session, unit.id, name="Người sau", valid_from=date(2024, 3, 1), actor=admin, now=NOW)

    heads = unit_terms.heads_of(session, unit.id, actor=admin)
    assert [(head.name, head.valid_to) for head in heads] == [
        ("Người sau", None),
        ("Người trước", date(2024, 2, 29)),
    ]


def test_a_head_entered_late_fits_between_two_others(session, build, admin) -> None:
    unit = build.unit(parent=build.department())
    for name, day in (("Một", date(2020, 1, 1)), ("Ba", date(2025, 1, 1)), ("Hai", date(2022, 1, 1))):
        unit_terms.set_head(session, unit.id, name=name, valid_from=day, actor=admin, now=NOW)

    heads = unit_terms.heads_of(session, unit.id, actor=admin)

    assert [(head.name, head.valid_to) for head in heads] == [
        ("Ba", None),
        ("Hai", date(2024, 12, 31)),
        ("Một", date(2021, 12, 31)),
    ]


def test_a_head_taken_back_lets_the_one_before_run_on(session, build, admin) -> None:
    unit = build.unit(parent=build.department())
    unit_terms.set_head(session, unit.id, name="Đúng", valid_from=FIRST, actor=admin, now=NOW)
    wrong = unit_terms.set_head(session, unit.id, name="Nhầm", valid_from=LAST, actor=admin, now=NOW)

    unit_terms.remove_head(session, wrong.id, actor=admin, now=NOW)

    assert [(h.name, h.valid_to) for h in unit_terms.heads_of(session, unit.id, actor=admin)] == [
        ("Đúng", None)
    ]


def test_the_focal_role_moves_with_its_date(session, build, admin) -> None:
    old, new = build.unit(parent=build.department()), build.unit(parent=build.department())
    unit_terms.set_focal_unit(session, old.id, valid_from=FIRST, actor=admin, now=NOW)

    unit_terms.set_focal_unit(session, new.id, valid_from=date(2025, 7, 1), actor=admin, now=NOW)

    assert actors.focal_unit_id(session, today=LAST) == old.id
    assert actors.focal_unit_id(session, today=TODAY) == new.id
    assert [role.valid_to for role, _name in unit_terms.focal_terms(session, actor=admin)] == [None, LAST]


def test_an_outside_authority_is_never_the_focal_unit(session, build, admin) -> None:
    outside = build.unit(kind=UnitKind.OUTSIDE)

    with pytest.raises(unit_terms.FocalUnitInside):
        unit_terms.set_focal_unit(session, outside.id, valid_from=FIRST, actor=admin, now=NOW)

    assert session.exec(select(UnitRole)).all() == []


def test_the_only_administrator_is_not_lost_with_a_unit(session, build, admin) -> None:
    from services.administrators import LastAdministrator

    unit = build.unit(parent=build.department())
    build.user(Role.ADMINISTRATOR, unit=unit, password_hash="x")

    with pytest.raises(LastAdministrator):
        unit_endings.end(session, unit.id, last_day=TODAY, successor_id=None, actor=admin, now=NOW)


def test_paths_follow_from_parents(session, build) -> None:
    root = build.department()
    unit = build.unit(parent=root)
    unit.path = "/wrong/"

    units.rebuild_paths(session)

    assert unit.path == f"/{root.id}/{unit.id}/"
    assert session.exec(select(RoleAssignment)).all() == []


def test_a_unit_entered_by_mistake_goes_with_its_heads(session, build, admin) -> None:
    unit = build.unit(parent=build.department())
    unit_terms.set_head(session, unit.id, name="Nhầm", valid_from=FIRST, actor=admin, now=NOW)

    units.remove(session, unit.id, actor=admin, now=NOW)

    assert session.get(Unit, unit.id) is None
    assert session.exec(select(UnitHead)).all() == []
    assert session.exec(select(AuditEntry.action).order_by(AuditEntry.id)).all()[-1] == "removed_unit"


def test_a_unit_that_somebody_works_in_is_not_deleted(session, build, admin) -> None:
    unit = build.unit(parent=build.department())
    build.user(unit=unit)

    with pytest.raises(UnitInUse):
        units.remove(session, unit.id, actor=admin, now=NOW)
