"""The lists are edited on screen with a preview, and only by an administrator."""

from datetime import date

import pandas as pd
import pytest
import streamlit as st
from sqlmodel import select

from models import SubjectField
from models.enums import Role
from services.list_shapes import ListName
from ui.admin import grids

PAGE = "pages/catalogues.py"


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_only_an_administrator_opens_the_lists(open_page, page_build, role) -> None:
    page = open_page(PAGE, user=page_build.user(role))

    assert not page.exception
    assert "right to open this page" in page.error[0].value
    assert not page.tabs


def test_an_empty_list_says_how_to_begin(open_page, page_build) -> None:
    page = open_page(PAGE, user=page_build.user(Role.ADMINISTRATOR))

    assert not page.exception
    assert [tab.label for tab in page.tabs] == ["Fields", "Communes and wards", "Channels", "Map"]
    assert all("Add the first row" in info.value for info in page.info)


def edited_with(monkeypatch, change) -> None:
    """Let the grid of fields come back changed; AppTest cannot type into a grid."""

    def editor(data, *, key, **_options):
        return change(data.copy()) if key.startswith("grid_field_") else data

    monkeypatch.setattr(st, "data_editor", editor)


def test_a_change_shows_its_effect_and_is_saved_by_one_click(open_page, page_build, monkeypatch) -> None:
    field = page_build.subject_field("Điện lực", code="DIEN")
    page_build.case(field_id=field.id)

    def renamed(frame: pd.DataFrame) -> pd.DataFrame:
        frame.loc[0, "name"] = "Điện"
        return frame

    edited_with(monkeypatch, renamed)
    page = open_page(PAGE, user=page_build.user(Role.ADMINISTRATOR))
    shown = page.dataframe[0].value

    page.button(key="save_field").click().run()

    assert not page.exception
    assert shown.iloc[0].tolist() == ["Changed", "DIEN · Điện", "Name: Điện lực → Điện", "1", "0"]
    page_build.session.expire_all()
    assert page_build.session.get(SubjectField, field.id).name == "Điện"


def test_a_wrong_row_is_named_and_cannot_be_saved(open_page, page_build, monkeypatch) -> None:
    page_build.subject_field("Điện lực", code="DIEN")

    def doubled(frame: pd.DataFrame) -> pd.DataFrame:
        return pd.concat([frame, frame.assign(id=pd.NA)], ignore_index=True)

    edited_with(monkeypatch, doubled)
    page = open_page(PAGE, user=page_build.user(Role.ADMINISTRATOR))

    assert "Row 2: The code “DIEN” stands twice in the list." in page.error[0].value
    assert page.button(key="save_field").disabled
    assert len(page_build.session.exec(select(SubjectField)).all()) == 1


def test_the_history_of_a_row_is_beside_it(open_page, page_build, monkeypatch) -> None:
    field = page_build.subject_field("Điện lực", code="DIEN")

    def ended(frame: pd.DataFrame) -> pd.DataFrame:
        frame.loc[0, "valid_to"] = pd.Timestamp(2026, 12, 31)
        return frame

    edited_with(monkeypatch, ended)
    page = open_page(PAGE, user=page_build.user(Role.ADMINISTRATOR, name="Quản trị"))
    page.text_input(key="reason_field").set_value("Quyết định 7").run()
    page.button(key="save_field").click().run()
    monkeypatch.undo()

    page.selectbox(key="history_row_field").set_value(field.id).run()

    line = next(table.value for table in page.dataframe if "When" in table.value.columns).iloc[0]
    assert line.tolist()[1:] == ["Quản trị", "Changed", "Valid to: – → 31/12/2026", "Quyết định 7"]


def test_the_grid_gives_back_what_it_was_given() -> None:
    row = {"id": 3, "code": "A", "name": "A", "name_en": "", "position": 1}
    rows = [{**row, "valid_from": date(2020, 1, 1), "valid_to": None}]

    assert grids.entries_of(ListName.FIELDS, grids.frame_of(ListName.FIELDS, rows)) == rows
    assert grids.entries_of(ListName.FIELDS, grids.frame_of(ListName.FIELDS, [])) == []
