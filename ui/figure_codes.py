"""The figures that stand on a screen, and their codes: listed on demand, each to be copied or opened."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import streamlit as st

from services import database, passports, statistics
from services.filters import Filter
from services.passports import Asked
from services.permissions import Actor
from services.statistics import MEASURES
from ui import figure_words, navigation, periods, session
from ui.i18n import _

# The figures of this run of the page, and of the one before it.
_NOW, _BEFORE = "_figures", "_figures_before"


def begin() -> None:
    """A page is drawn anew: what follows are its figures."""
    st.session_state[_BEFORE] = st.session_state.get(_NOW, [])
    st.session_state[_NOW] = []


def note(measure: str, filter: Filter, value: float | None, **chosen: Any) -> None:
    """A figure stands on the screen; whatever shows one says so, and has its rows behind it."""
    text = {name: "none" if one is None else str(one) for name, one in chosen.items()}
    st.session_state.setdefault(_NOW, []).append(Asked(measure, filter, text, value))


def note_counted(
    measure: str, filter: Filter, chosen: Mapping[str, str], *, actor: Actor, today: date
) -> None:
    """The figure whose rows are listed: counted here, because the list knows only how many rows there are."""
    filter, left = passports.settled(measure, filter, chosen)
    extra = {name: None if value == "none" else value for name, value in left.items()}
    note(measure, filter, statistics.figure(measure, filter, actor=actor, today=today, extra=extra), **left)


def noted() -> list[Asked]:
    """The figures of the screen, each once."""
    found = {one.measure + passports.question_of(one): one for one in st.session_state.get(_NOW, [])}
    return list(found.values())


def of(asked: Sequence[Asked], *, actor: Actor, today: date) -> list[str]:
    """The codes of figures; kept for the session, so that a rerun writes nothing."""
    kept = st.session_state.setdefault("_figure_codes", {})
    keys = [(actor.user_id, today, one.measure, passports.question_of(one), one.value) for one in asked]
    missing = [place for place, key in enumerate(keys) if key not in kept]
    if missing:
        with database.transaction() as writing:
            found = passports.codes(
                writing, [asked[place] for place in missing], actor=actor, today=today, now=session.now()
            )
        kept.update({keys[place]: code for place, code in zip(missing, found, strict=True)})
    return [kept[key] for key in keys]


@st.fragment
def control(actor: Actor, *, today: date) -> None:
    """A button of the filter line; opened, it lists the screen's figures with their codes.

    A fragment that asks and writes nothing while it is closed.
    """
    opened = st.popover(
        _("Figure codes"), icon=":material/tag:", key="figure_codes", on_change="rerun", wrap=False
    )
    if not opened.open:
        return
    asked = noted() or st.session_state.get(_BEFORE, [])
    with opened, st.container(key="figure_codes_body", gap="xsmall", width=460):
        st.caption(
            _(
                "A code opens the same figure again: what you saw, and what it is today. "
                "Whoever gets it sees what his own rights show him. "
                "Bars and cells have theirs in the list of their rows."
            )
        )
        labels = [_label(one) for one in asked]
        for one, label, code in zip(asked, labels, of(asked, actor=actor, today=today), strict=True):
            if code:
                # The same figure over other days would look like a second value of it.
                _line(one, _with_days(one, label) if labels.count(label) > 1 else label, code)
        if not asked:
            st.caption(_("No figure stands on this screen."))


def named(one: Asked) -> tuple[str, str]:
    """A figure for a list in a file: its name with its days, and its value, in words."""
    return _with_days(one, _label(one)), figure_words.value(MEASURES[one.measure], one.value)


def _label(one: Asked) -> str:
    return " · ".join([_(MEASURES[one.measure].label), *figure_words.chosen(one.chosen)])


def _with_days(one: Asked, label: str) -> str:
    start, end = one.filter.start, one.filter.end
    if start is None or end is None:
        return label
    return f"{label} · {periods.span(start, end)}"


def _line(one: Asked, label: str, code: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center", wrap=False, gap="small"):
        text = f"**{figure_words.value(MEASURES[one.measure], one.value)}** {figure_words.plain(label)}"
        # However long the name, the code beside it stands whole.
        with st.container(width=310):
            navigation.link("figure", text, code=code)
        st.code(code, language=None, width=130)
