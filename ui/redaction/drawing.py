"""Drawing: the page with its boxes, the mouse, the keyboard, and the way from page to page."""

from datetime import date, datetime

import streamlit as st

from services import database
from services.permissions import Actor
from services.redaction import working
from services.redaction.boxes import Box
from ui import formats
from ui.feedback import refusals_shown
from ui.i18n import _
from ui.redaction import opening, sheet
from ui.redaction.opening import Sheet

_SIDES = ("left", "top", "width", "height")
_FIRST = {"left": 10.0, "top": 10.0, "width": 30.0, "height": 5.0}


def page(shown: Sheet, *, actor: Actor, now: datetime, today: date) -> None:
    """The page as it is; each drag of the mouse is one box."""
    with database.reading() as session:
        jpeg = working.picture(session, shown.scan, shown.page, is_preview=False, actor=actor, today=today)
    shape = shown.work.shapes[shown.page - 1]
    selected = st.plotly_chart(
        sheet.figure(jpeg, shape, boxes=shown.work.on(shown.page), is_drawable=True),
        theme=None,
        key=opening.key(f"draw_{shown.page}"),
        config=sheet.CONFIG,
        on_select="rerun",
        selection_mode="box",
        alt=_("Page {page} of the scan. Boxes can be entered as numbers beside it.").format(page=shown.page),
    )
    corners = sheet.drawn(selected, shape)
    if corners:
        _add(shown, corners, actor=actor, now=now)


def boxes(shown: Sheet, *, actor: Actor, now: datetime) -> None:
    """The boxes of the page, each with the way to take it back."""
    st.subheader(_("Boxes on this page"))
    found = shown.work.on(shown.page)
    if not found:
        st.caption(_("None yet. Draw over the page with the mouse, or enter the place below."))
    for place, box in enumerate(found):
        left, right = st.columns([3, 2], vertical_alignment="center")
        left.markdown(
            _("{number}. from the left {left}, from the top {top}: {width} x {height}").format(
                number=place + 1, **{side: _percent(getattr(box, side)) for side in _SIDES}
            )
        )
        if right.button(
            _("Take the box back"), key=f"redaction_back_{place}", icon=":material/undo:", width="stretch"
        ):
            with refusals_shown():
                with database.transaction() as session:
                    working.take_back(session, shown.scan, shown.page, place, actor=actor, now=now)
                opening.renew()
                st.rerun()


def by_numbers(shown: Sheet, *, actor: Actor, now: datetime) -> None:
    """The way by keyboard: a box in percent of the page."""
    with st.expander(_("Enter a box as numbers"), icon=":material/keyboard:", key="redaction_keyboard"):
        labels = {
            "left": _("From the left (%)"),
            "top": _("From the top (%)"),
            "width": _("Width (%)"),
            "height": _("Height (%)"),
        }
        columns = st.columns(2)
        sides = {}
        for place, side in enumerate(_SIDES):
            sides[side] = columns[place % 2].number_input(
                labels[side], 0.0, 100.0, _FIRST[side], 0.5, format="%.1f", key=opening.key(side)
            )
        if st.button(_("Add the box"), key="redaction_add", icon=":material/add:"):
            corners = (
                sides["left"],
                sides["top"],
                sides["left"] + sides["width"],
                sides["top"] + sides["height"],
            )
            _add(shown, corners, actor=actor, now=now)


def turning(shown: Sheet) -> None:
    """From page to page."""
    back, where, on = st.columns([1, 1, 1], vertical_alignment="center")
    if back.button(
        _("Previous"),
        key="redaction_previous",
        icon=":material/chevron_left:",
        disabled=shown.page == 1,
        width="stretch",
    ):
        opening.turn_to(shown.page - 1)
        st.rerun()
    where.markdown(
        _("Page {page} of {pages}").format(page=shown.page, pages=shown.work.pages), text_alignment="center"
    )
    if on.button(
        _("Next"),
        key="redaction_next",
        icon=":material/chevron_right:",
        disabled=shown.page == shown.work.pages,
        width="stretch",
    ):
        opening.turn_to(shown.page + 1)
        st.rerun()


def _add(shown: Sheet, corners: tuple[float, float, float, float], *, actor: Actor, now: datetime) -> None:
    with refusals_shown():
        with database.transaction() as session:
            working.add_box(session, shown.scan, shown.page, Box.between(*corners), actor=actor, now=now)
        opening.renew()
        st.rerun()


def _percent(value: float) -> str:
    return formats.percent(value / 100)
