"""The blocks of the monitor: the line of today, scorecards of units, coming days, freshness."""

from datetime import date, timedelta
from html import escape

import pandas as pd
import streamlit as st

from services import clocks, database, facts, statistics
from services.filters import Filter
from services.permissions import Actor
from services.statistics import MEASURES, PERCENT
from services.text import N_
from services.warning import listing as early_warning
from ui import figure_codes, figure_words, formats, navigation, panels, remembered, watch_charts
from ui.charts import days as day_charts
from ui.charts.base import reader_look
from ui.figures import rows_query
from ui.i18n import _
from ui.labels import count

COMING = 14
# The numbers of a unit's card and their headings.
COLUMNS = {
    "overdue": N_("overdue"),
    "due_soon": N_("due soon"),
    "open": N_("open"),
    "on_time_rate": N_("on time"),
}
WEEKDAYS = (N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"))


def needs_direction(filter: Filter, *, actor: Actor, today: date) -> None:
    """What asks for a word of the leader today, each number with its rows."""
    now_filter = filter.with_days(today, today)
    fresh = _became_overdue(today)
    first, last = (date.fromisoformat(day) for day in fresh.split(".."))

    def count_new() -> float:
        due = statistics.breakdown("overdue", ("due",), now_filter, actor=actor, today=today)
        days = pd.to_datetime(due["due"]).dt.date
        return float(due.loc[(days >= first) & (days <= last), "value"].sum())

    new = remembered.kept(("newly_overdue", fresh, now_filter, actor.figures), count_new)
    found = remembered.figures(["crowds", "directives_overdue"], now_filter, actor=actor, today=today)
    parts = [
        ("overdue", new, _("newly overdue"), {"due": fresh}),
        ("crowds", found["crowds"].value or 0, _("crowds today"), {}),
        (
            "directives_overdue",
            found["directives_overdue"].value or 0,
            _("directives not answered in time"),
            {},
        ),
    ]
    alarms = len(remembered.alarming(filter, actor=actor, today=today))
    with database.reading() as session:
        unsettled = early_warning.unsettled(session, actor=actor)
    total = sum(number for _name, number, _label, _chosen in parts) + alarms + unsettled
    with st.container(
        key="panel_direction", horizontal=True, border=True, vertical_alignment="center", gap="medium"
    ):
        st.html(
            f'<p class="td-title">{escape(_("Needs direction today"))}: {count(total)}</p>', width="content"
        )
        for name, number, label, chosen in parts:
            figure_codes.note(name, now_filter, number, **chosen)
            text = f"**{count(number)}** {label}"
            if number and actor.scope.rows:
                query = rows_query(name, now_filter, **chosen)
                navigation.link("rows", text, icon=":material/arrow_right:", **query)
            else:
                st.markdown(text, width="content")
        if alarms:
            text = f"**{count(alarms)}** {_('hot spots in alarm')}"
            navigation.link("hotspots", text, icon=":material/arrow_right:", alarms=1, **filter.to_query())
        if unsettled:
            text = f"**{count(unsettled)}** {_('early warnings not judged yet')}"
            navigation.link("alarms", text, icon=":material/arrow_right:")
        freshness(facts.store().mark)


@st.fragment(run_every="20s")
def freshness(drawn: int) -> None:
    """The time of the figures; a write by somebody else redraws the page, which was drawn as of a mark."""
    store = facts.store()
    if store.refresh() != drawn:
        st.rerun()
    text = _("figures as of {time}").format(time=formats.time(store.as_of))
    st.html(f'<p class="td-note" role="status">{escape(text)}</p>', width="content")


def scorecards(filter: Filter, *, actor: Actor, today: date, most: int = 8) -> None:
    """Units by need of attention: most overdue first, then most falling due."""
    units, by_unit = units_by_need(filter, actor=actor, today=today)
    names = remembered.names()["unit"]
    with panels.panel("units", _("Units by need of attention (cases)")):
        if not units:
            panels.nothing(_("No unit has an open case."), _("Choose another unit or kind."))
        if units:
            words = "".join(f"<span>{escape(_(heading))}</span>" for heading in COLUMNS.values())
            st.html(f'<p class="td-note td-numbers td-columns">{words}</p>')
        for unit in units[:most]:
            numbers = {name: values.get(unit) for name, values in by_unit.items()}
            with st.container(
                key=f"card_unit_{unit}", horizontal=True, vertical_alignment="center", wrap=False
            ):
                _scorecard(names.get(unit, "?"), unit, numbers, filter, actor)
        if len(units) > most:
            st.caption(_("{shown} of {all} units").format(shown=count(most), all=count(len(units))))


def units_by_need(
    filter: Filter, *, actor: Actor, today: date
) -> tuple[list[int], dict[str, dict[int, float]]]:
    """The units in their order, most overdue first, then most falling due; and the columns by unit."""
    by_unit = remembered.by_unit(COLUMNS, filter, actor=actor, today=today)
    overdue, soon = by_unit["overdue"], by_unit["due_soon"]
    return sorted(by_unit["open"], key=lambda u: (-overdue.get(u, 0), -soon.get(u, 0), u)), by_unit


def of_unit(name: str, value: float | None) -> tuple[float | None, str]:
    """What a column shows for a unit, and its mark in HTML: a count of nothing is 0, a share of it none."""
    known = value if value is not None or MEASURES[name].unit == PERCENT else 0.0
    return known, ' class="td-bad"' if name == "overdue" and known else ""


def coming_days(filter: Filter, *, actor: Actor, today: date, height: int = 260) -> None:
    """How many cases fall due on each of the next days."""
    title = _("Falling due in the next {days} days (cases)").format(days=COMING)
    now_filter = filter.with_days(today, today)
    days = [today + timedelta(days=i) for i in range(COMING)]

    def draw() -> panels.Drawing:
        counts = statistics.breakdown("open", ("due",), now_filter, actor=actor, today=today)
        figure = day_charts.due_days(
            counts,
            days=days,
            weekday=lambda day: _(WEEKDAYS[day.weekday()]),
            sentence=_("{day}: {count} cases fall due"),
            look=reader_look(),
            height=height,
        )
        return panels.Drawing.of(figure, title)

    drawn = panels.drawing(("coming", now_filter, actor.figures, height), draw)
    open_rows = watch_charts.openable(actor, lambda data: rows_query("open", now_filter, due=data[0]))
    with panels.panel("coming", title) as head:
        if drawn is not None:
            panels.show(drawn, key="coming", head=head, open_rows=open_rows)
        if open_rows is not None:
            span = f"{days[0].isoformat()}..{days[-1].isoformat()}"
            with head:
                navigation.link("rows", _("See all"), **rows_query("open", now_filter, due=span))


def _scorecard(name: str, unit: int, numbers: dict[str, float | None], filter: Filter, actor: Actor) -> None:
    if actor.scope.rows:
        navigation.link("rows", f"**{panels.plain(name)}**", **rows_query("open", filter, unit=unit))
    else:
        st.markdown(f"**{panels.plain(name)}**", width="content")
    st.space("stretch")
    cells = "".join(f"<span>{_cell(key, numbers[key], unit, filter, actor)}</span>" for key in COLUMNS)
    st.html(f'<p class="td-numbers td-columns">{cells}</p>', width="content")


def _cell(name: str, value: float | None, unit: int, filter: Filter, actor: Actor) -> str:
    """One number of a unit, with its rows behind it.

    A plain link, which loads its page anew: thirty-two links of the screen's own kind would double
    what the browser has to build.
    """
    known, shade = of_unit(name, value)
    figure_codes.note(name, filter, known, unit=unit)
    text = f"<b{shade}>{escape(figure_words.value(MEASURES[name], known))}</b>"
    if known is None or not actor.scope.rows:
        return text
    address = navigation.address("rows", rows_query(name, filter, unit=unit))
    return f'<a href="{escape(address)}" target="_self">{text}</a>'


def _became_overdue(today: date) -> str:
    """The due days of what became overdue since the last working day, as "first..last"."""

    def read() -> str:
        with database.reading() as session:
            before = clocks.calendar(session).previous_working_day(today - timedelta(days=1))
        return f"{before.isoformat()}..{(today - timedelta(days=1)).isoformat()}"

    return remembered.kept(("became_overdue", today), read)
