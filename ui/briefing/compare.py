"""Any two frozen weeks side by side: figures, and exactly the matters that changed between them."""

from datetime import date

import pandas as pd
import streamlit as st

from services import database
from services.briefing import comparing, freezing, listing
from services.briefing.comparing import Changes
from services.briefing.content import FIGURES, Briefing
from services.permissions import Actor
from services.statistics import MEASURES
from ui import figures, panels, parameters, remembered
from ui.briefing import drawer, words
from ui.i18n import _
from ui.labels import count
from ui.row_table import PAGE


def show(frozen: list[date], monday: date, *, actor: Actor, today: date) -> None:
    """Choose two weeks, see what moved, open the rows of one kind of change."""
    if len(frozen) < 2:
        panels.nothing(
            _("Only one week is frozen."), _("From the second frozen week on, two can be compared here.")
        )
        return
    names = {one: words.week(one) for one in frozen}
    left, right = st.columns(2, gap="small")
    later = left.selectbox(
        _("Week"), frozen, index=frozen.index(monday), format_func=names.get, key="briefing_compare_one"
    )
    others = [one for one in frozen if one != later]
    nearest = next((place for place, one in enumerate(others) if one < later), 0)
    other = right.selectbox(
        _("Compared with"), others, index=nearest, format_func=names.get, key=f"briefing_compare_{later}"
    )
    first, second = sorted((later, other))
    with database.reading() as session:
        before = freezing.of_week(session, first, actor=actor)
        after = freezing.of_week(session, second, actor=actor)
    table = _figures(before, after)
    right_hand = dict.fromkeys(table.columns[1:], st.column_config.TextColumn(alignment="right"))
    st.dataframe(table, hide_index=True, key="briefing_compare_figures", column_config=right_hand)
    changes = between(before, after, actor=actor)
    if not changes.is_complete:
        st.info(
            _("The weeks are far apart: what came and was closed long before the later one is not listed."),
            icon=":material/info:",
        )
    numbers = {name: len(changes.lists[name]) for name in comparing.CHANGES}
    if not any(numbers.values()):
        panels.nothing(_("Nothing changed between the two weeks."), _("Choose weeks that are further apart."))
        return
    labels = {one: f"{_(words.CHANGES[one])} ({count(number)})" for one, number in numbers.items() if number}
    name = st.pills(
        _("What changed"),
        list(labels),
        format_func=labels.get,
        key=f"briefing_change_{first}_{second}",
    )
    if name is None:
        return
    if not actor.scope.rows:
        panels.nothing(
            _("Your role shows figures only."), _("Ask the unit concerned for the matters behind them.")
        )
        return
    with database.reading() as session:
        found = listing.of_changes(
            session, changes, name, actor=actor, today=today, limit=PAGE, offset=parameters.whole("first")
        )
    drawer.rows(found)


def between(before: Briefing, after: Briefing, *, actor: Actor) -> Changes:
    """The changes between two snapshots, kept for the next rerun."""

    def make() -> Changes:
        with database.reading() as session:
            one, _lists = freezing.matters_of(session, before.snapshot_id, actor=actor)
            other, _others = freezing.matters_of(session, after.snapshot_id, actor=actor)
        return comparing.compare(one, other)

    return remembered.kept(("briefing_changes", before.snapshot_id, after.snapshot_id), make)


def _figures(before: Briefing, after: Briefing) -> pd.DataFrame:
    rows = []
    for name in FIGURES:
        measure = MEASURES[name]
        one, other = before.figures.get(name), after.figures.get(name)
        if one is None or other is None:
            continue
        change, _judgement, _word = figures.change(measure, other.value, one.value)
        values = (figures.value(measure, one.value), figures.value(measure, other.value))
        rows.append((_(measure.label), *values, change))
    headings = [_("Figure"), words.week(before.monday), words.week(after.monday), _("Change")]
    return pd.DataFrame(rows, columns=headings)
