"""Thresholds, texts, calendar, the settings file and the set-up work on screen."""

import json

import pytest
import streamlit as st
from sqlmodel import select

from models import Setting, SubjectField, Unit, UnitHead
from models.enums import Role
from services import clock, installation, thresholds
from services.actors import system_actor
from tests.conftest import NOW
from ui.admin import words

PAGE = "pages/settings.py"


@pytest.fixture
def admin(page_build):
    return page_build.user(Role.ADMINISTRATOR)


@pytest.mark.parametrize("path", ["pages/settings.py", "pages/set_up.py"])
@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_only_an_administrator_opens_settings_and_set_up(open_page, page_build, role, path) -> None:
    page = open_page(path, user=page_build.user(role))

    assert not page.exception
    assert "right to open this page" in page.error[0].value
    assert not page.button


def test_unverified_thresholds_are_named_as_such(open_page, admin) -> None:
    page = open_page(PAGE, user=admin)

    assert not page.exception
    assert "thresholds are unverified" in page.warning[0].value
    assert [tab.label for tab in page.tabs][:2] == ["Thresholds", "Sign-in screen, receipts, documents"]


def typed(monkeypatch, setting: str, **values) -> None:
    """Let the grid of thresholds come back with a row typed; AppTest cannot type into a grid."""

    def editor(data, *, key, **_options):
        frame = data.copy()
        if key == "threshold_grid_0":
            for column, value in values.items():
                frame.loc[frame["key"] == setting, column] = value
        return frame

    monkeypatch.setattr(st, "data_editor", editor)


def test_a_threshold_shows_its_effect_and_is_saved(open_page, page_build, admin, monkeypatch) -> None:
    page_build.crowd(persons=4)
    typed(monkeypatch, "crowd.group_min", value="4", basis="Quyết định 5")
    page = open_page(PAGE, user=admin)
    shown = next(t.value for t in page.dataframe if "Effect today" in t.value.columns).iloc[0].tolist()

    page.button(key="save_thresholds").click().run()

    assert not page.exception
    assert shown[0] == "Persons that make a crowd"
    assert shown[4] == "0 → 1 recorded gatherings count as crowds"
    row = page_build.session.exec(select(Setting)).one()
    assert (row.key, row.value, row.note) == ("crowd.group_min", "4", "Quyết định 5")


def test_a_threshold_without_its_basis_is_refused(open_page, page_build, admin, monkeypatch) -> None:
    typed(monkeypatch, "crowd.group_min", value="4")
    page = open_page(PAGE, user=admin)

    page.button(key="save_thresholds").click().run()

    assert page.error[0].value == "“Basis (document)” is empty. Fill it in."
    assert page_build.session.exec(select(Setting)).all() == []


def test_the_history_of_a_threshold_offers_to_take_a_value_back(open_page, page_build, admin) -> None:
    today = clock.local_date(clock.now())
    page_build.add(Setting(key="due_soon.days", value="9", valid_from=today, note="Quyết định 6"))
    page = open_page(PAGE, user=admin)
    page.selectbox(key="history_setting").set_value("due_soon.days").run()

    page.button(key="remove_setting").click().run()

    assert not page.exception
    assert page_build.session.exec(select(Setting)).all() == []


def test_the_text_over_the_sign_in_form_is_changed(open_page, page_build, admin) -> None:
    page = open_page(PAGE, user=admin)
    page.text_input(key="text_sign_in.title").set_value("Sở Công Thương tỉnh Bình Minh").run()

    page.button(key="save_texts").click().run()

    assert not page.exception
    today = clock.local_date(clock.now())
    name = thresholds.text(page_build.session, "sign_in.title", today=today)
    assert name == "Sở Công Thương tỉnh Bình Minh"


def uploaded(page, key: str, data: bytes, kind: str):
    uploader = page.get("file_uploader")
    chosen = next(one for one in uploader if one.key and one.key.startswith(key))
    chosen.upload(f"cau-hinh.{kind}", data)
    return page.run()


def test_a_settings_file_is_taken_in_after_its_preview(open_page, page_build, admin) -> None:
    page_build.subject_field("Điện lực", code="DIEN")
    system = system_actor("manage.py (test)")
    exported = installation.export(page_build.session, with_users=False, actor=system, now=NOW)
    page_build.session.commit()
    document = json.loads(exported)
    document["sections"]["fields"][0]["name"] = "Điện"
    page = open_page(PAGE, user=admin)

    page = uploaded(page, "settings_file", json.dumps(document).encode(), "json")
    shown = next(t.value for t in page.dataframe if "List" in t.value.columns).iloc[0].tolist()
    page.button(key="import_settings").click().run()

    assert not page.exception
    assert shown == ["Fields", "Changed", "DIEN", "Name: Điện lực → Điện"]
    page_build.session.expire_all()
    assert page_build.session.exec(select(SubjectField.name)).one() == "Điện"


def test_another_file_is_refused_in_words(open_page, admin) -> None:
    page = uploaded(open_page(PAGE, user=admin), "settings_file", b"{}", "json")

    assert "not a settings file" in page.error[0].value


def test_every_shipped_setting_has_its_words() -> None:
    shipped = thresholds.shipped()

    assert set(shipped) <= set(words.SETTINGS)
    assert {setting.unit for setting in shipped.values()} <= set(words.UNITS)


def test_the_set_up_begins_with_everything_missing(open_page, admin) -> None:
    page = open_page("pages/set_up.py", user=admin)

    assert not page.exception
    missing = page.markdown[-1].value
    assert "No division or subordinate unit has been entered." in missing
    assert "Nobody is director." in missing


def test_the_set_up_names_the_department(open_page, page_build, admin) -> None:
    page = open_page("pages/set_up.py", user=admin, query={"step": "units"})
    page.text_input(key="root_name").set_value("Sở Công Thương tỉnh Bình Minh").run()

    page.button(key="root_save").click().run()

    assert not page.exception
    page_build.session.expire_all()
    assert page_build.session.exec(select(Unit.name)).one() == "Sở Công Thương tỉnh Bình Minh"


def test_the_set_up_takes_all_heads_at_once(open_page, page_build, admin, monkeypatch) -> None:
    page_build.unit("Phòng", parent=page_build.department())

    def filled(data, *, key, **_options):
        return data.assign(name="Người đứng đầu") if key == "heads_grid_0" else data

    monkeypatch.setattr(st, "data_editor", filled)
    page = open_page("pages/set_up.py", user=admin, query={"step": "heads"})

    page.button(key="heads_save").click().run()

    assert not page.exception
    assert len(page_build.session.exec(select(UnitHead)).all()) == 2


@pytest.mark.parametrize("step", ["focal", "calendar", "people"])
@pytest.mark.parametrize("language", ["en", "vi"])
def test_each_step_of_the_set_up_opens(open_page, admin, step, language) -> None:
    page = open_page("pages/set_up.py", user=admin, language=language, query={"step": step})

    assert not page.exception
    assert page.button


def test_a_complete_department_is_told_that_everything_is_ready(open_page, page_build, admin) -> None:
    from services import calendar_days, unit_terms

    unit = page_build.unit("Phòng", parent=page_build.department())
    session, system = page_build.session, system_actor("manage.py (test)")
    day = {"valid_from": unit.valid_from, "actor": system, "now": NOW}
    for one in (unit, page_build.department()):
        unit_terms.set_head(session, one.id, name="Người đứng đầu", **day)
    unit_terms.set_focal_unit(session, unit.id, **day)
    this_year = clock.local_date(clock.now()).year
    for year in (this_year, this_year + 1):
        calendar_days.set_notice(session, year, letter_number="1/TB", actor=system, now=NOW)
    for role in (Role.DIRECTOR, Role.INSPECTOR, Role.OFFICER, Role.RECEPTION_CLERK):
        page_build.user(role)
    session.commit()

    page = open_page("pages/set_up.py", user=admin)

    assert not page.exception
    assert page.success[0].value == "Everything is ready. People can sign in and work."


def test_an_administrator_names_the_deputy(open_page, page_build, admin) -> None:
    page_build.user(Role.VIEWER, username="chixem")
    page_build.user(Role.DIRECTOR, username="pho.giamdoc")
    page = open_page(PAGE, user=admin)

    person = page.selectbox(key="deputy_person")
    assert not any("chixem" in option for option in person.options)
    person.set_value("pho.giamdoc").run()
    page.button(key="deputy_save").click().run()

    assert not page.exception
    stored = page_build.session.exec(select(Setting).where(Setting.key == "denunciation.deputy")).one()
    assert stored.value == "pho.giamdoc"
