"""The clocks of a case: rule and dates, and why a date is what it is."""

from datetime import date

import streamlit as st

from services.case_clocks import ClockRow
from services.case_view import CaseView
from services.permissions import Actor
from ui import explaining, explanation_papers
from ui.explaining import step_name
from ui.i18n import _
from ui.labels import day
from ui.watch import reminders


def show(view: CaseView, *, actor: Actor, today: date) -> None:
    """Each clock with its rule, dates and, on demand, all that it rests on."""
    if not view.clocks.rows:
        st.caption(_("No legal term runs in this case."))
        return
    # Legal effect and the citizen's own terms are told apart: they make nothing overdue.
    for row in view.clocks.of_authority:
        is_current = view.clocks.step is not None and row.step == view.clocks.step
        with st.container(border=True, key=f"clock_{row.step}"):
            _line(row, is_current=is_current)
            reminders.of_clock(view.reminders.get(row.step, ()))
            with st.expander(_("Why this date?"), key=f"why_{row.step}"):
                _why(view, row.step, key=f"clock_{row.step}", actor=actor, today=today)


def of_header(view: CaseView, *, actor: Actor, today: date) -> None:
    """Why the due day in the head of the page is what it is."""
    if view.clocks.step is None:
        return
    label = _("Due on {day}: why this date?").format(day=day(view.clocks.due_on))
    with st.popover(label, icon=":material/help:", key="why_head"):
        st.markdown(f"**{step_name(view.clocks.step)} · {day(view.clocks.due_on)}**")
        _why(view, view.clocks.step, key="head", actor=actor, today=today)


def _why(view: CaseView, step: str, *, key: str, actor: Actor, today: date) -> None:
    explanation = view.explanations[step]
    explaining.show(explanation, key=key)
    row = next(row for row in view.clocks.rows if row.step == step)
    if row.came_late:
        days = ", ".join(day(late) for late in row.came_late)
        st.markdown(
            _("Decided when the term had run out, so without effect on it: {days}.").format(days=days)
        )
    anew = row.anew
    if anew is not None:
        st.caption(
            ":material/update: "
            + _(
                "Rules or calendar have changed since: rule {rule}, version {version}, would give {due}. "
                "The case keeps its day unless an administrator moves it."
            ).format(rule=anew.rule_id, version=anew.version, due=day(anew.due_on))
        )
    explanation_papers.print_button(explanation, view.case, actor=actor, today=today, key=f"{key}_print")


def _line(row: ClockRow, *, is_current: bool) -> None:
    dates = row.dates
    name = step_name(row.step)
    mark = ":material/timer:" if is_current else ":material/check:" if row.met_on else ":material/schedule:"
    if row.met_on:
        late = _("done on {day}, late") if row.met_on > dates.due_on else _("done on {day}, in time")
        said = late.format(day=day(row.met_on))
    else:
        said = _("running") if is_current else _("waiting")
    due = _("from {start}, due on {due}").format(start=day(dates.started_on), due=day(dates.due_on))
    st.markdown(f"{mark} **{name}** · {due} · {said}")
