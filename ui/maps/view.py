"""The map of a measure with what it leaves out said beside it; a click opens the rows of a commune."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from services import database, statistics
from services.filters import Filter
from services.maps import outlines
from services.maps import regions as map_regions
from services.maps import values as map_values
from services.maps.regions import Regions
from services.maps.values import MapValues
from services.permissions import Actor
from services.statistics import MEASURES
from ui import formats, panels, remembered, watch_charts
from ui.charts import maps
from ui.charts.base import reader_look
from ui.figures import rows_query, value
from ui.i18n import _
from ui.labels import count
from ui.panels import Drawing


def drawn_regions(*, today: date) -> Regions:
    """The regions of the day, read anew after a write and when a file of outlines was taken in."""

    def read() -> Regions:
        with database.reading() as session:
            return map_regions.regions(session, today=today)

    # Outlines are no facts: no write of theirs is counted.
    with database.reading() as session:
        version = outlines.version(session)
    return remembered.kept(("map_regions", version, today), read)


def measures(*, today: date) -> list[str]:
    """The measures that are known by commune."""

    def known() -> list[str]:
        return [name for name in MEASURES if "commune" in statistics.dimensions_of(name, today=today)]

    # Each question brings the facts up to date: not twenty times on every rerun.
    return remembered.kept(("map_measures", today), known)


def choice(*, today: date) -> tuple[str, bool]:
    """Which figure, as the URL says it, and whether by inhabitants; a choice changes the URL."""
    names = measures(today=today)
    asked = st.query_params.get("figure", names[0])
    st.session_state["map_measure"] = asked if asked in names else names[0]
    with st.container(horizontal=True, vertical_alignment="bottom", key="map_choice"):
        name = st.selectbox(
            _("Figure"),
            names,
            format_func={one: _(MEASURES[one].label) for one in names}.get,
            key="map_measure",
            on_change=_chosen,
            width=360,
        )
        rated = st.toggle(
            _("per 10,000 inhabitants"), key="map_per_people", disabled=not MEASURES[name].is_count
        )
    return name, rated and MEASURES[name].is_count


def _chosen() -> None:
    st.query_params["figure"] = st.session_state["map_measure"]


def choropleth(
    name: str,
    filter: Filter,
    *,
    actor: Actor,
    today: date,
    per_people: bool = False,
    title: str = "",
    height: int = 520,
) -> None:
    """The panel with the map."""
    measure = MEASURES[name]
    unit = _("{unit} per 10,000 inhabitants") if per_people else "{unit}"
    title = title or f"{_(measure.label)} ({unit.format(unit=_(measure.unit))})"
    regions = drawn_regions(today=today)
    found = measured(name, filter, regions, actor=actor, today=today)
    shown = map_values.rates(found, regions) if per_people else found.by_commune
    depends_on = ("map", name, regions.version, filter, actor.figures, today, per_people, height)

    def draw() -> Drawing | None:
        if not shown or not regions.regions:
            return None
        written = {commune: _written(name, number, per_people) for commune, number in shown.items()}
        names = {region.commune_id: region.name for region in regions.regions}
        figure = maps.choropleth(
            regions.regions,
            shown,
            said=written,
            sentence={
                commune: _("{name}: {count}").format(name=named, count=written.get(commune, count(0)))
                for commune, named in names.items()
            },
            ranges=_("{low} to {high}"),
            nothing=_("none"),
            look=reader_look(),
            height=height,
        )
        order = sorted(shown, key=lambda commune: -shown[commune])
        table = pd.DataFrame({_("Commune"): [names[c] for c in order], title: [shown[c] for c in order]})
        most = _("{title}; most: {name}").format(title=title, name=names[order[0]])
        return Drawing.of(figure, most, table, [(commune,) for commune in order])

    def rows_of(data: Sequence[Any]) -> dict[str, Any] | None:
        ids = found.members.get(int(data[0]), ())
        if not ids:
            return None
        return rows_query(name, filter, commune=ids[0]) if len(ids) == 1 else _of_several(name, filter, ids)

    panels.chart(
        f"map_{name}",
        title,
        panels.drawing(depends_on, draw),
        empty=(_("Nothing to count in this period."), _("Choose a longer period or another unit.")),
        open_rows=watch_charts.openable(actor, rows_of),
    )
    _left_out(name, found, regions, per_people=per_people)


def measured(name: str, filter: Filter, regions: Regions, *, actor: Actor, today: date) -> MapValues:
    """The values of the map, kept until the next write."""

    def ask() -> MapValues:
        return map_values.measured(name, filter, regions, actor=actor, today=today)

    return remembered.kept(("map_values", name, regions.version, filter, actor.figures, today), ask)


def _of_several(name: str, filter: Filter, ids: tuple[int, ...]) -> dict[str, Any]:
    """The rows of a commune together with those of the communes it took in."""
    return rows_query(name, replace(filter, commune_ids=frozenset(ids)))


def _written(name: str, number: float, per_people: bool) -> str:
    return formats.decimal(number) if per_people else value(MEASURES[name], number)


def _left_out(name: str, found: MapValues, regions: Regions, *, per_people: bool) -> None:
    """What the map does not show, in words: nothing is cut off silently."""
    notes = []
    if found.elsewhere and MEASURES[name].adds_up:
        text = _("{count} without a commune, or of a commune that is not on the map")
        notes.append(text.format(count=count(found.elsewhere)))
    if regions.unplaced:
        text = (
            _("{count} communes have no place on the tile map yet and stand below it")
            if regions.are_tiles
            else _("{count} communes have no outline")
        )
        notes.append(text.format(count=count(regions.unplaced)))
    if per_people:
        unknown = sum(1 for region in regions.regions if not region.population)
        if unknown:
            notes.append(_("{count} communes without a known population").format(count=count(unknown)))
    if notes:
        st.caption(" · ".join(notes))
