"""The file of a hot spot on the page of its case: plan, reviews, measures, and the forms for them."""

from datetime import date, datetime

import streamlit as st

from models.enums import Kind, MeasureKind
from services import database, officers
from services.case_view import CaseView
from services.hotspots import file_views, files
from services.hotspots.file_views import MeasureLine, OpenedFile
from services.hotspots.files import FileInput
from services.permissions import Actor, Permission, can
from ui.case import hot_file_undo, typed
from ui.feedback import refusals_shown
from ui.i18n import _
from ui.labels import day, instant, word, words_of
from ui.panels import plain


def show(view: CaseView, *, actor: Actor, now: datetime, today: date) -> None:
    """The files, the open one first with what may be done about it; opening one where there is none."""
    st.subheader(_("Hot-spot file"))
    if view.case.kind is Kind.DENUNCIATION and can(actor, Permission.CASE_WORK):
        st.caption(_("Do not write here who denounced: everybody who sees the case reads this."))
    with database.reading() as session:
        found = file_views.of_case(session, view.case.id or 0, actor=actor)
    if all(one.closed_on is not None for one in found):
        st.caption(_("No hot-spot file is open for this case."))
        if can(actor, Permission.HOTSPOT_LEAD):
            _open_form(view, actor=actor, now=now, today=today)
    for one in sorted(found, key=lambda file: file.closed_on is not None):
        with st.container(border=True, key=f"hot_file_{one.id}"):
            _file(one, today=today)
            if one.closed_on is None:
                _doing(view, one, actor=actor, now=now, today=today)
            elif can(actor, Permission.HOTSPOT_LEAD) and all(other.closed_on for other in found):
                hot_file_undo.reopening(view, one, actor=actor, now=now, today=today)


def _file(one: OpenedFile, *, today: date) -> None:
    """Where the file stands, its plan, and what was done."""
    if one.closed_on is not None:
        said = _("Closed on {day}: {reason}").format(day=day(one.closed_on), reason=plain(one.reason))
        st.markdown(f":material/check_circle: {said}")
    elif one.is_overdue(today):
        said = _("The review of {day} is overdue.").format(day=day(one.next_review_on))
        st.error(said, icon=":material/event_busy:")
    else:
        said = _("Next review on {day}").format(day=day(one.next_review_on))
        st.markdown(f":material/event_upcoming: **{said}**")
    opened = _("Opened on {day} · answers for it: {owner}")
    st.caption(opened.format(day=day(one.opened_on), owner=plain(one.owner)))
    st.markdown(plain(one.plan).replace("\n", "  \n"))
    # As text and not as a grid: what people write is read in full, and printed.
    for line in one.measures:
        st.markdown(_line(line))


def _line(line: MeasureLine) -> str:
    """A measure as it was written; one that was taken back is struck out, with why."""
    note = plain(line.note).replace("\n", "  \n  ")
    head = f"{day(line.taken_on)} · {word(line.kind)}"
    if line.voided_at is None:
        return f"- **{head}** · {plain(line.entered_by)}  \n  {note}"
    told = _("Taken back by {who} on {day}: {reason}").format(
        who=plain(line.voided_by), day=instant(line.voided_at), reason=plain(line.void_reason)
    )
    return f"- ~~{head}~~ · {plain(line.entered_by)}  \n  {note}  \n  :material/undo: *{told}*"


def _open_form(view: CaseView, *, actor: Actor, now: datetime, today: date) -> None:
    case_id, code = view.case.id or 0, view.case.code
    with st.expander(_("Open a hot-spot file"), icon=":material/local_fire_department:", key="hot_open"):
        plan = st.text_area(_(files.LABEL_PLAN), key=typed.key("hot_file", code, "plan"))
        left, right = st.columns(2)
        with database.reading() as session:
            people = officers.reachable_for(session, case_id, actor=actor, today=today)
        names = {0: view.unit} | {one.id: f"{one.name} · {one.unit}" for one in people}
        owner = left.selectbox(
            _("Who answers for it"),
            list(names),
            format_func=names.get,
            key=typed.key("hot_file", code, "owner"),
        )
        review_on = hot_file_undo.next_review(right, typed.key("hot_file", code, "next"), today)
        if st.button(_("Open the file"), type="primary", key="hot_open_save"):
            entry = FileInput(plan=plan, next_review_on=review_on, owner_id=owner or None)
            with refusals_shown():
                with database.transaction() as session:
                    files.open_file(session, case_id, entry, actor=actor, now=now)
                hot_file_undo.saved(_("The hot-spot file is open."))


def _doing(view: CaseView, one: OpenedFile, *, actor: Actor, now: datetime, today: date) -> None:
    """Review, measure, closing: each as far as the actor may."""
    if can(actor, Permission.CASE_WORK):
        with st.expander(_("Record a review"), icon=":material/event_repeat:", key=f"hot_review_{one.id}"):
            _review(view, one, actor=actor, now=now, today=today)
        with st.expander(_("Record a measure"), icon=":material/add_task:", key=f"hot_measure_{one.id}"):
            _measure(view, one, actor=actor, now=now, today=today)
        hot_file_undo.taking_back(view, one, actor=actor, now=now)
    if can(actor, Permission.HOTSPOT_LEAD):
        with st.expander(_("Close the file"), icon=":material/task_alt:", key=f"hot_close_{one.id}"):
            reason = st.text_area(_(files.LABEL_REASON), key=typed.key("hot_file", view.case.code, "reason"))
            if st.button(_("Close the file"), key=f"hot_close_save_{one.id}"):
                with refusals_shown():
                    with database.transaction() as session:
                        files.close_file(session, one.id, reason=reason, actor=actor, now=now)
                    hot_file_undo.saved(_("The hot-spot file is closed."))


def _review(view: CaseView, one: OpenedFile, *, actor: Actor, now: datetime, today: date) -> None:
    code = view.case.code
    note = st.text_area(_(files.LABEL_DONE), key=typed.key("hot_file", code, "found"))
    review_on = hot_file_undo.next_review(st.container(), typed.key("hot_file", code, "review"), today)
    if st.button(_("Keep the review"), type="primary", key=f"hot_review_save_{one.id}"):
        with refusals_shown():
            with database.transaction() as session:
                files.review(session, one.id, note=note, next_review_on=review_on, actor=actor, now=now)
            hot_file_undo.saved(_("The review is kept."))


def _measure(view: CaseView, one: OpenedFile, *, actor: Actor, now: datetime, today: date) -> None:
    code = view.case.code
    kinds = {kind: name for kind, name in words_of(MeasureKind).items() if kind not in files.BY_THEMSELVES}
    left, right = st.columns(2)
    kind = left.selectbox(
        _("Measure"), list(kinds), format_func=kinds.get, key=typed.key("hot_file", code, "kind")
    )
    taken_on = right.date_input(
        _("Day"), value=today, format="DD/MM/YYYY", key=typed.key("hot_file", code, "taken")
    )
    note = st.text_area(_(files.LABEL_DONE), key=typed.key("hot_file", code, "note"))
    if st.button(_("Keep the measure"), type="primary", key=f"hot_measure_save_{one.id}"):
        with refusals_shown():
            with database.transaction() as session:
                files.take_measure(session, one.id, kind, taken_on=taken_on, note=note, actor=actor, now=now)
            hot_file_undo.saved(_("The measure is kept."))
