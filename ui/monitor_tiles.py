"""The row of figures of the monitor: those of the role or the reader's own, with target and course."""

from collections.abc import Sequence
from datetime import date

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from models.enums import Role
from services import database, monitor_tiles, thresholds
from services.filters import Filter
from services.permissions import Actor
from services.statistics import MEASURES, STOCK, Course
from services.text import sort_key
from ui import figure_words, figures, remembered
from ui.i18n import _, pgettext

PARAMETER = "tiles"
_CHOICE = "monitor_tiles_choice"
# Among more cases the lines follow so many seconds after the screen: figures and charts come first.
_MANY, _LATER = 100_000, 4.0


def show(filter: Filter, *, actor: Actor, today: date) -> None:
    """The tiles; their lines follow in a moment where they have to be counted first."""
    names = standing(actor, today=today)
    found = remembered.figures(names, filter, actor=actor, today=today)
    with database.reading() as session:
        days = thresholds.number(session, "due_soon.days", today=today)
    courses = remembered.courses_kept(names, filter, actor=actor, today=today)
    if courses is None and not remembered.is_large(_MANY):
        courses = remembered.courses(names, filter, actor=actor, today=today)
    figures.tiles(
        list(names),
        found,
        filter,
        actor=actor,
        labels={**_short(), "due_soon": _("Due in {days} days").format(days=days)},
        notes=target_notes(names, today=today),
        courses={name: _ended(name, (courses or {}).get(name, ()), found[name].value) for name in names},
    )
    if courses is None:
        _follow(names, filter, actor, today)


def standing(actor: Actor, *, today: date) -> tuple[str, ...]:
    """The figures that the address names, else those of the role."""
    return monitor_tiles.chosen(st.query_params.get(PARAMETER, "")) or of_role(actor, today=today)


def target_notes(names: Sequence[str], *, today: date) -> dict[str, str]:
    """What figures should be, in the words of a tile; only those that have a target on the day."""
    with database.reading() as session:
        targets = monitor_tiles.targets(session, today=today)
    return {
        name: _("target {share}").format(share=figure_words.value(MEASURES[name], targets[name]))
        for name in names
        if name in targets
    }


def of_role(actor: Actor, *, today: date) -> tuple[str, ...]:
    """The figures that stand there for the reader's role."""
    return monitor_tiles.of_role(actor.role or Role.VIEWER, today=today)


def choosing(actor: Actor, *, today: date) -> None:
    """The popover in which a reader chooses his own figures; a saved filter keeps them."""
    names = standing(actor, today=today)
    with st.popover(_("Figures shown"), icon=":material/tune:", key="monitor_tiles", wrap=False):
        st.session_state[_CHOICE] = list(names)
        st.multiselect(
            _("Figures in their order"),
            sorted(MEASURES, key=lambda name: sort_key(_(MEASURES[name].label))),
            format_func=lambda name: _(MEASURES[name].label),
            max_selections=monitor_tiles.MOST,
            key=_CHOICE,
            on_change=_choose,
            args=(actor, today),
        )
        st.caption(_("Save them with the filter to open the monitor with them."))
        st.button(
            _("Those of my role"),
            icon=":material/undo:",
            disabled=names == of_role(actor, today=today),
            on_click=_forget,
        )


@st.fragment(run_every=_LATER)
def _follow(names: tuple[str, ...], filter: Filter, actor: Actor, today: date) -> None:
    """Count the courses after the screen stands, once; then the screen is drawn with them."""
    context = get_script_run_ctx()
    if context is None or not context.fragment_ids_this_run:
        # The run of the screen itself, in which nobody waits for them.
        return
    remembered.courses(names, filter, actor=actor, today=today)
    st.rerun()


def _choose(actor: Actor, today: date) -> None:
    names = tuple(st.session_state[_CHOICE])
    if names and names != of_role(actor, today=today):
        st.query_params[PARAMETER] = monitor_tiles.written(names)
    else:
        _forget()


def _forget() -> None:
    if PARAMETER in st.query_params:
        del st.query_params[PARAMETER]


def _ended(name: str, course: Course, value: float | None) -> Course:
    """A course that ends at the figure it stands under: a stock may have moved since it was counted."""
    if not course or value is None or MEASURES[name].kind != STOCK:
        return course
    return (*course[:-1], (course[-1][0], value))


def _short() -> dict[str, str]:
    """Shorter words than those of the registry, for tiles."""
    return {
        "received": pgettext("tile", "Received"),
        "open": pgettext("tile", "Being settled"),
        "overdue": pgettext("tile", "Overdue"),
        "on_time_rate": pgettext("tile", "On time"),
        "crowds": pgettext("tile", "Crowds"),
    }
