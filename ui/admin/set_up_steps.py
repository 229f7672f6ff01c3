"""The five steps of the set-up, each drawn from the same forms as the later administration."""

from collections.abc import Sequence
from datetime import date, datetime

import pandas as pd
import streamlit as st

from models.enums import UnitKind
from services import database, set_up, unit_terms, user_views
from services.attention import Point
from services.permissions import Actor
from services.set_up import SetUpStep, StepState
from services.unit_views import UnitLine
from ui import navigation
from ui.admin import bulk, calendar, unit_forms, unit_tables, user_forms, user_tables, words
from ui.feedback import announce, refusals_shown
from ui.i18n import _, filled
from ui.labels import count
from ui.plain_text import plain


def show_progress(states: Sequence[StepState]) -> None:
    """How far the set-up is, as a bar and one line."""
    done = sum(1 for state in states if state.is_done)
    st.progress(
        done / len(states), text=_("{done} of {all} steps are done").format(done=done, all=len(states))
    )


def attention(points: Sequence[Point]) -> None:
    """What waits for the administrator, each with the way to it; nothing where nothing waits."""
    if not points:
        return
    with st.container(border=True, key="attention"):
        st.markdown(f"**:material/priority_high: {_('Needs attention')}**")
        for point in points:
            left, right = st.columns([5, 1], vertical_alignment="center")
            # A year is written without the mark of thousands.
            values = {name: n if name == "year" else count(n) for name, n in point.values.items()}
            left.markdown(_(point.msgid).format(**values))
            with right:
                navigation.link("rules", _("Open"), icon=":material/arrow_forward:", part=point.part)


def title_of(step: SetUpStep, states: Sequence[StepState]) -> str:
    """The step with its number and whether it is done."""
    number = list(SetUpStep).index(step) + 1
    mark = "✓" if next(state for state in states if state.step is step).is_done else "○"
    return f"{mark} {number}. {_(words.STEPS[step])}"


def draw(step: SetUpStep, lines: Sequence[UnitLine], actor: Actor, *, today: date, now: datetime) -> None:
    """The content of one step."""
    if step is SetUpStep.UNITS:
        _units(lines, actor, today=today, now=now)
    elif step is SetUpStep.HEADS:
        _heads(lines, actor, today=today, now=now)
    elif step is SetUpStep.FOCAL:
        unit_tables.focal(lines, actor, today=today, now=now)
    elif step is SetUpStep.CALENDAR:
        calendar.edit(actor, today=today, now=now, key="set_up_calendar")
        navigation.link("rules", _("The year at a glance"), icon=":material/calendar_month:", part="calendar")
    else:
        _people(lines, actor, today=today, now=now)


def missing(states: Sequence[StepState]) -> None:
    """What is still missing, or that everything is ready, and where to go on."""
    open_points = [point for state in states for point in state.missing]
    if not open_points:
        st.success(_("Everything is ready. People can sign in and work."), icon=":material/task_alt:")
        return
    st.markdown(f"**{_('Still missing')}**")
    st.markdown("\n".join(f"- {plain(filled(point.msgid, point.values))}" for point in open_points))


def _units(lines: Sequence[UnitLine], actor: Actor, *, today: date, now: datetime) -> None:
    root = next((line.unit for line in lines if line.unit.kind is UnitKind.DEPARTMENT), None)
    st.markdown(f"**{_('The department itself')}**")
    one, two, three = st.columns([3, 1, 2], vertical_alignment="bottom")
    name = one.text_input(
        _("Name of the department"), value=root.name if root else "", key="root_name", max_chars=200
    )
    code = two.text_input(
        _("Code"), value=root.code if root else "", key="root_code", max_chars=32, help=_("For example SCT")
    )
    if three.button(_("Save the name"), type="primary", key="root_save"):
        with refusals_shown():
            short = root.short_name if root else ""
            with database.transaction() as session:
                set_up.name_department(
                    session, name=name, code=code, short_name=short, today=today, actor=actor, now=now
                )
            announce(_("The name stands on the tree, on receipts and over the sign-in form."))
            st.rerun()
    st.markdown(f"**{_('Divisions, subordinate units, outside authorities')}**")
    unit_forms.add(lines, actor, today=root.valid_from if root else today, now=now, key="set_up")
    with st.expander(_("Many at once, from a workbook"), icon=":material/upload_file:", key="set_up_bulk"):
        bulk.workbook(actor, now=now, key="set_up_bulk_units")
    unit_tables.tree(lines, key="set_up_tree", chosen_key="unit_chosen")
    navigation.link("units", _("Change, move or delete units"), icon=":material/account_tree:")


def _heads(lines: Sequence[UnitLine], actor: Actor, *, today: date, now: datetime) -> None:
    """One row per unit of the department; filled rows are saved together."""
    inside = [
        line for line in lines if line.unit.kind is not UnitKind.OUTSIDE and line.unit.is_valid_on(today)
    ]
    turn = st.session_state.setdefault("_heads_turn", 0)
    config = st.column_config
    base = pd.DataFrame(
        {
            "id": [line.unit.id for line in inside],
            "unit": [line.unit.name for line in inside],
            "name": [line.head for line in inside],
            "title": [line.head_title for line in inside],
            "first": pd.to_datetime([today] * len(inside)),
        }
    )
    edited = st.data_editor(
        base,
        hide_index=True,
        disabled=["unit"],
        column_order=["unit", "name", "title", "first"],
        column_config={
            "unit": config.TextColumn(_("Unit"), pinned=True, width="large"),
            "name": config.TextColumn(_("Name of the head"), max_chars=120, width="medium"),
            "title": config.TextColumn(_("Title"), max_chars=120, width="medium"),
            "first": config.DateColumn(_("Valid from"), required=True, format="DD/MM/YYYY"),
        },
        key=f"heads_grid_{turn}",
    )
    changed = [
        (new, old)
        for new, old in zip(edited.to_dict("records"), base.to_dict("records"), strict=True)
        if new["name"] and (new["name"], new["title"]) != (old["name"], old["title"])
    ]
    st.caption(_("A new name ends the term of the head before on the day before."))
    if st.button(_("Save the heads"), type="primary", key="heads_save", disabled=not changed):
        with refusals_shown():
            with database.transaction() as session:
                for new, _old in changed:
                    unit_terms.set_head(
                        session,
                        int(new["id"]),
                        name=str(new["name"]),
                        title=str(new["title"] or ""),
                        valid_from=pd.Timestamp(new["first"]).date(),
                        actor=actor,
                        now=now,
                    )
            st.session_state["_heads_turn"] = turn + 1
            announce(_("The heads are saved."))
            st.rerun()
    navigation.link("units", _("Earlier heads, and taking one back"), icon=":material/undo:")


def _people(lines: Sequence[UnitLine], actor: Actor, *, today: date, now: datetime) -> None:
    user_forms.add(lines, actor, today=today, now=now, key="set_up")
    with st.expander(_("Many at once, from a workbook"), icon=":material/upload_file:", key="people_bulk"):
        bulk.workbook(actor, now=now, key="set_up_bulk_people")
    with database.reading() as session:
        page = user_views.list_page(session, limit=user_tables.PER_PAGE, actor=actor, now=now)
    user_tables.accounts(page.lines, key="set_up_users", chosen_key="user_chosen")
    st.caption(f"{count(len(page.lines))} / {count(page.total)}")
    navigation.link("users", _("Change or close accounts"), icon=":material/manage_accounts:")
