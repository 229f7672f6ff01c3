"""Lists, thresholds and the calendar are data: changed with a preview, a trail and no silent loss."""

from datetime import date, timedelta

import pytest
from sqlmodel import select

from models import AuditEntry, Channel, Commune, Setting, SubjectField, Tombstone
from models.enums import Role
from services import calendar_days, catalogues, clocks, histories, setting_values, thresholds
from services.catalogues import Deed
from services.entries import EndsBeforeItBegan
from services.errors import FieldInvalid, FieldRequired, NotFound, NotPermitted
from services.list_shapes import CodeTwice, ListChangedMeanwhile, ListName, RowInUse
from services.setting_effects import months_before
from tests.conftest import NOW, TODAY

FIRST = date(2020, 1, 1)
LETTER = "1234/TB-BNV"


@pytest.fixture
def admin(build):
    return build.actor(Role.ADMINISTRATOR)


def grid(session, admin, name=ListName.FIELDS):
    return catalogues.rows(session, name, actor=admin)


def save(session, admin, entries, name=ListName.FIELDS, **values):
    values = {"seen": 10**9, "actor": admin, "now": NOW, **values}
    return catalogues.save(session, name, entries, **values)


def test_a_new_row_is_added_with_its_search_words(session, admin) -> None:
    entries = [{"code": "XD", "name": " Xăng  dầu ", "valid_from": FIRST}]

    planned = save(session, admin, entries)

    row = session.exec(select(SubjectField)).one()
    assert (row.name, row.folded, row.position) == ("Xăng dầu", "xang dau", 0)
    assert [change.deed for change in planned.changes] == [Deed.ADDED]
    assert session.exec(select(AuditEntry.action)).all() == ["added_field"]


def test_an_unchanged_list_saves_nothing(session, build, admin) -> None:
    build.subject_field()

    planned = save(session, admin, grid(session, admin))

    assert planned.changes == []
    assert session.exec(select(AuditEntry)).all() == []


def test_the_preview_tells_what_is_filed_under_a_row(session, build, admin) -> None:
    field = build.subject_field("Điện lực")
    build.case(field_id=field.id)
    build.case(field_id=field.id, state="closed", outcome="answered", closed_on=TODAY)
    build.petition(field_id=field.id)
    entries = grid(session, admin)
    entries[0]["valid_to"] = TODAY

    planned = catalogues.plan(session, ListName.FIELDS, entries, actor=admin)

    change = planned.changes[0]
    assert (change.open_cases, change.open_petitions) == (1, 1)
    assert change.fields == {"valid_to": [None, TODAY]}
    assert session.get(SubjectField, field.id).valid_to is None


def test_a_change_keeps_before_and_after(session, build, admin) -> None:
    field = build.subject_field("Điện lực")
    entries = grid(session, admin)
    entries[0]["name"] = "Điện"

    save(session, admin, entries, reason="theo Quyết định 12")

    lines = histories.of(session, "field", subject_id=field.id, actor=admin)
    assert (lines[0].changed, lines[0].reason) == ({"name": ["Điện lực", "Điện"]}, "theo Quyết định 12")


@pytest.mark.parametrize(
    ("values", "refusal"),
    [
        ({"name": ""}, FieldRequired),
        ({"code": "a b"}, FieldInvalid),
        ({"valid_from": None}, FieldRequired),
        ({"valid_to": date(2019, 1, 1)}, EndsBeforeItBegan),
        ({"position": -1}, FieldInvalid),
        ({"id": 4711}, NotFound),
    ],
)
def test_a_wrong_row_is_named_and_nothing_is_saved(session, build, admin, values, refusal) -> None:
    build.subject_field("Có sẵn", code="CS")
    row = {"code": "XD", "name": "Xăng dầu", "valid_from": FIRST, **values}
    entries = [*grid(session, admin), row]

    planned = catalogues.plan(session, ListName.FIELDS, entries, actor=admin)

    assert [(line, type(problem)) for line, problem in planned.problems] == [(2, refusal)]
    with pytest.raises(refusal):
        save(session, admin, entries)
    assert session.exec(select(SubjectField.code)).all() == ["CS"]


def test_a_code_stands_once(session, build, admin) -> None:
    build.subject_field("Có sẵn", code="CS")
    entries = [*grid(session, admin), {"code": "cs", "name": "Nữa", "valid_from": FIRST}]

    with pytest.raises(CodeTwice):
        save(session, admin, entries)


def test_an_unused_row_may_go_and_its_code_comes_back(session, build, admin) -> None:
    field = build.subject_field("Nhầm", code="N")
    session.commit()

    save(session, admin, [{"code": "N", "name": "Đúng", "valid_from": FIRST}])

    assert session.exec(select(SubjectField.name)).all() == ["Đúng"]
    assert session.exec(select(Tombstone.row_id)).all() == [field.id]


def test_a_used_row_stays_in_the_history(session, build, admin) -> None:
    field = build.subject_field()
    build.case(field_id=field.id, state="closed", outcome="answered", closed_on=TODAY)

    with pytest.raises(RowInUse):
        save(session, admin, [])


def test_a_row_that_somebody_changed_meanwhile_is_not_overwritten(session, build, admin) -> None:
    field = build.subject_field("Điện lực")
    session.commit()
    seen = catalogues.mark(session)
    entries = grid(session, admin)
    field.name = "Tên của người kia"
    session.commit()
    entries[0]["position"] = 5

    with pytest.raises(ListChangedMeanwhile):
        save(session, admin, entries, seen=seen)


def test_communes_and_channels_have_their_own_columns(session, admin) -> None:
    commune = {"code": "C1", "name": "xã An Bình", "is_remote": True, "population": 9000.0}
    channel = {"code": "fax", "name": "Fax", "from_body": True}

    save(session, admin, [{**commune, "valid_from": FIRST}], ListName.COMMUNES)
    save(session, admin, [{**channel, "valid_from": FIRST}], ListName.CHANNELS)

    row = session.exec(select(Commune)).one()
    assert (row.is_remote, row.population, row.folded) == (True, 9000, "xa an binh")
    assert session.exec(select(Channel)).one().from_body


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_who_may_not_edit_lists(session, build, role) -> None:
    actor = build.actor(role)

    with pytest.raises(NotPermitted):
        catalogues.plan(session, ListName.FIELDS, [], actor=actor)
    with pytest.raises(NotPermitted):
        save(session, actor, [])
    with pytest.raises(NotPermitted):
        setting_values.set_value(
            session, "crowd.group_min", "4", valid_from=TODAY, basis="x", actor=actor, now=NOW
        )
    with pytest.raises(NotPermitted):
        calendar_days.set_day(session, TODAY, is_working=False, reason="x", actor=actor, now=NOW)
    with pytest.raises(NotPermitted):
        histories.of(session, "setting", actor=actor)


def test_the_history_of_matters_is_not_read_here(session, admin) -> None:
    with pytest.raises(NotPermitted):
        histories.of(session, "case", subject_id=1, actor=admin)


def set_value(session, admin, key, value, valid_from=TODAY, basis="Quyết định 5/QĐ-SCT"):
    return setting_values.set_value(
        session, key, value, valid_from=valid_from, basis=basis, actor=admin, now=NOW
    )


def line(session, admin, key):
    return next(x for x in setting_values.lines(session, actor=admin, today=TODAY) if x.key == key)


def test_a_threshold_holds_from_its_day_and_is_verified_by_its_basis(session, admin) -> None:
    shipped = line(session, admin, "crowd.group_min")

    set_value(session, admin, "crowd.group_min", "4", date(2026, 7, 1))

    after = line(session, admin, "crowd.group_min")
    assert (shipped.value, shipped.is_verified, shipped.is_shipped) == ("5", False, True)
    assert (after.value, after.is_verified, after.is_shipped) == ("4", True, False)
    assert thresholds.number(session, "crowd.group_min", today=date(2026, 6, 30)) == 5
    assert thresholds.number(session, "crowd.group_min", today=date(2026, 7, 1)) == 4


def test_a_planned_value_does_not_hold_yet(session, admin) -> None:
    set_value(session, admin, "due_soon.days", "10", TODAY + timedelta(days=8))

    found = line(session, admin, "due_soon.days")

    assert (found.value, found.planned.value) == ("7", "10")


def test_a_second_value_for_the_same_day_corrects_the_first(session, admin) -> None:
    set_value(session, admin, "due_soon.days", "10")
    set_value(session, admin, "due_soon.days", "9")

    assert session.exec(select(Setting.value)).all() == ["9"]
    lines = histories.of(session, "setting", key="due_soon.days", actor=admin)
    assert [x.changed["value"] for x in lines] == [["10", "9"], [None, "10"]]


def test_a_value_taken_back_leaves_the_shipped_one(session, admin) -> None:
    row = set_value(session, admin, "due_soon.days", "10")

    setting_values.remove_value(session, row.id, actor=admin, now=NOW)

    assert line(session, admin, "due_soon.days").value == "7"
    assert [v.row_id for v in setting_values.versions(session, "due_soon.days", actor=admin)] == [None]


@pytest.mark.parametrize(
    ("key", "value", "basis", "refusal"),
    [
        ("due_soon.days", "bảy", "x", FieldInvalid),
        ("due_soon.days", "0", "x", FieldInvalid),
        ("due_soon.days", "²", "x", FieldInvalid),
        ("on_time.target", "101", "x", FieldInvalid),
        ("due_soon.days", "8", " ", FieldRequired),
        ("sign_in.title", "  ", "x", FieldRequired),
        ("overdue.band_ends", "15 90 30", "x", FieldInvalid),
        ("overdue.band_ends", "15 30", "x", FieldInvalid),
        ("no.such.key", "1", "x", NotFound),
    ],
)
def test_which_values_are_refused(session, admin, key, value, basis, refusal) -> None:
    with pytest.raises(refusal):
        set_value(session, admin, key, value, basis=basis)

    assert session.exec(select(Setting)).all() == []


def test_bands_are_several_rising_numbers_and_texts_need_no_basis(session, admin) -> None:
    set_value(session, admin, "overdue.band_ends", " 10  20 60 ")
    set_value(session, admin, "department.address", "Số 1 đường Thử", basis="")

    assert thresholds.text(session, "overdue.band_ends", today=TODAY) == "10 20 60"
    assert thresholds.text(session, "department.address", today=TODAY) == "Số 1 đường Thử"


def test_the_effect_of_a_threshold_is_counted_before_it_is_saved(session, build, admin) -> None:
    build.case(due_on=TODAY + timedelta(days=5))
    build.case(due_on=TODAY + timedelta(days=9))
    build.crowd(persons=4)
    build.crowd(persons=6)

    soon = setting_values.effect(session, "due_soon.days", "10", actor=admin, now=NOW)
    crowds = setting_values.effect(session, "crowd.group_min", "4", actor=admin, now=NOW)
    target = setting_values.effect(session, "on_time.target", "90", actor=admin, now=NOW)

    assert (soon.before, soon.after) == (1, 2)
    assert (crowds.before, crowds.after) == (1, 2)
    assert target is None


def test_months_are_counted_back_to_a_day_that_exists() -> None:
    assert months_before(date(2026, 3, 31), 1) == date(2026, 2, 28)
    assert months_before(date(2026, 1, 15), 12) == date(2025, 1, 15)


def test_a_day_off_moves_the_legal_clocks(session, admin) -> None:
    wednesday = date(2026, 11, 25)
    before = clocks.calendar(session).is_working(wednesday)

    calendar_days.set_day(
        session,
        wednesday,
        is_working=False,
        reason="Nghỉ theo công điện",
        letter_number=LETTER,
        actor=admin,
        now=NOW,
    )

    assert before
    assert not clocks.calendar(session).is_working(wednesday)
    own = [x for x in calendar_days.days(session, actor=admin) if x.is_own]
    assert [(x.day, x.is_verified) for x in own] == [(wednesday, True)]


def test_a_day_taken_back_leaves_the_shipped_calendar(session, admin) -> None:
    day = date(2026, 1, 2)
    calendar_days.set_day(session, day, is_working=True, reason="Thử", actor=admin, now=NOW)

    calendar_days.remove_day(session, day, actor=admin, now=NOW)

    assert not clocks.calendar(session).is_working(day)
    with pytest.raises(NotFound):
        calendar_days.remove_day(session, day, actor=admin, now=NOW)


def test_the_effect_of_a_day_counts_running_clocks(session, build, admin) -> None:
    from models import Deadline

    case = build.case()
    dates = {"raw_end": date(2026, 12, 1), "due_on": date(2026, 12, 1), "target_on": date(2026, 12, 1)}
    rule = {"step": "settlement", "rule_id": "KN-RES1", "rule_version": 1}
    build.add(Deadline(case_id=case.id, started_on=date(2026, 11, 1), **dates, **rule))
    build.add(Deadline(case_id=case.id, started_on=date(2026, 11, 1), met_on=TODAY, **dates, **rule))
    # Seven working days from the 20th, over a day off on the 24th.
    build.petition(received_on=date(2026, 11, 20), handling_due_on=date(2026, 12, 2))

    effect = calendar_days.effect(session, date(2026, 12, 1), actor=admin, today=TODAY)
    untouched = calendar_days.effect(session, date(2026, 11, 25), actor=admin, today=TODAY)

    assert (effect.clocks, effect.petitions) == (1, 1)
    assert [(line.later, line.earlier) for line in effect.lines] == [(2, 0)]
    assert (untouched.clocks, untouched.petitions) == (0, 1)


def test_next_year_lacks_its_notice_until_it_is_entered(session, admin) -> None:
    before = calendar_days.lacks_notice(session, 2027)

    calendar_days.set_notice(session, 2027, letter_number=LETTER, actor=admin, now=NOW)

    assert before
    assert not calendar_days.lacks_notice(session, 2027)
    assert not clocks.calendar(session).lacks_official_notice(2027)


def test_the_calendar_grows_year_by_year(session, admin) -> None:
    with pytest.raises(calendar_days.CalendarYearTooFar):
        calendar_days.set_notice(session, 2029, letter_number=LETTER, actor=admin, now=NOW)

    calendar_days.set_notice(session, 2028, letter_number=LETTER, actor=admin, now=NOW)

    assert clocks.calendar(session).last_day == date(2028, 12, 31)
