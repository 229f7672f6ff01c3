"""The frame of the screen: which part is shown, where alarms stand, why there are none."""

from collections.abc import Mapping, Sequence
from datetime import date

import pandas as pd
import streamlit as st

from services.permissions import Actor
from services.warning.listing import AlarmLine
from ui import panels
from ui.charts import maps
from ui.charts.base import reader_look
from ui.i18n import _
from ui.labels import count
from ui.maps import view as map_view
from ui.warning import words


def chosen_view(views: Mapping[str, str]) -> str:
    """Which part of the screen, as the address says it; a choice changes the address."""
    first = next(iter(views))
    asked = st.query_params.get("view", first)
    st.session_state["alarms_view"] = asked if asked in views else first

    def choose() -> None:
        chosen = st.session_state["alarms_view"] or first
        st.query_params.clear()
        if chosen != first:
            st.query_params["view"] = chosen

    found = st.segmented_control(
        _("Show"),
        list(views),
        format_func=views.get,
        key="alarms_view",
        on_change=choose,
        label_visibility="collapsed",
        required=True,
    )
    return found or first


def nothing(actor: Actor, *, closed: bool) -> None:
    """Why the list is empty."""
    if closed:
        panels.nothing(_("No alarm was closed yet."), _("An alarm is closed after some quiet weeks."))
    else:
        panels.nothing(*words.none_stands(actor, scored=True))


def where(lines: Sequence[AlarmLine], *, actor: Actor, today: date) -> None:
    """The map of standing alarms: each commune with the number of those that it is part of."""
    numbers: dict[int, float] = {}
    for line in lines:
        for commune in {*(number for number, _name in line.zone), line.commune_id} - {None}:
            numbers[commune or 0] = numbers.get(commune or 0, 0.0) + 1
    if not numbers:
        return
    regions = map_view.drawn_regions(today=today)
    title = _("Where alarms stand (alarms)")

    def draw() -> panels.Drawing | None:
        shown = {
            one.commune_id: numbers[one.commune_id] for one in regions.regions if one.commune_id in numbers
        }
        if not shown:
            return None
        names = {one.commune_id: one.name for one in regions.regions}
        figure = maps.choropleth(
            regions.regions,
            shown,
            said={commune: count(number) for commune, number in shown.items()},
            sentence={
                commune: _("{name}: {count}").format(name=name, count=count(shown.get(commune, 0)))
                for commune, name in names.items()
            },
            ranges=_("{low} to {high}"),
            nothing=_("none"),
            look=reader_look(),
            height=420,
        )
        order = sorted(shown, key=lambda commune: -shown[commune])
        table = pd.DataFrame({_("Commune"): [names[c] for c in order], title: [int(shown[c]) for c in order]})
        return panels.Drawing.of(figure, title, table)

    depends_on = ("alarm_map", tuple(sorted(numbers.items())), regions.version, today)
    nobody = words.none_stands(actor, scored=True)
    panels.chart("alarm_map", title, panels.drawing(depends_on, draw), empty=nobody, height="content")
