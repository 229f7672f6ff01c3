"""The working calendar of a year: the grid, the days that differ as a list, and editing them."""

from datetime import date, datetime

import pandas as pd
import streamlit as st

from services import calendar_year, calendar_years, database
from services.calendar_year import DayKind, DayMark, YearView
from services.permissions import Actor, Permission, can
from services.text import N_
from ui.admin import calendar
from ui.charts.base import reader_look
from ui.charts.year import year_grid
from ui.feedback import refusals_shown
from ui.i18n import _, ngettext
from ui.labels import count, day
from ui.panels import CONFIG, Drawing

KINDS: dict[DayKind, str] = {
    DayKind.WORKING: N_("Working day"),
    DayKind.WEEKEND: N_("Weekend"),
    DayKind.HOLIDAY: N_("Public holiday"),
    DayKind.SWAPPED_OFF: N_("Day off by swap or letter"),
    DayKind.MAKE_UP: N_("Make-up working day"),
}
WEEKDAYS = (N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"))
KEY = "calendar"
_CLICKED = "_calendar_clicked"


def missing(actor: Actor, *, today: date) -> list[str]:
    """The years whose official notice is to be entered, as sentences; for those who can enter it."""
    if not can(actor, Permission.RULE_EDIT):
        return []
    with database.reading() as session:
        found = calendar_years.missing_notices(session, today=today)
    return [_(calendar_years.LACKING).format(year=year) for year in found]


def show(actor: Actor, *, today: date, now: datetime) -> None:
    """The year as a grid and as a list; below it what an administrator enters."""
    line = st.container(horizontal=True, vertical_alignment="bottom", gap="medium")
    chosen = line.number_input(
        _("Year"), value=today.year, min_value=1900, max_value=2200, step=1, key="calendar_view", width=140
    )
    view: YearView | None = None
    with refusals_shown(), database.reading() as session:
        view = calendar_year.of(session, int(chosen), actor=actor)
    if view is not None:
        line.caption(_notice(view))
        _year(view, today=today)
    if can(actor, Permission.RULE_EDIT):
        calendar.edit(actor, today=today, now=now, key=KEY)


def _year(view: YearView, *, today: date) -> None:
    drawn = _drawing(view, today=today)
    picked = st.plotly_chart(
        drawn.figure,
        theme=None,
        key=f"year_{view.year}",
        config=CONFIG,
        alt=drawn.alt,
        on_select="rerun",
        selection_mode="points",
    )
    _click(picked)
    with st.expander(_("Days that differ, as a list"), icon=":material/table:", key="calendar_list"):
        st.dataframe(frame(view), hide_index=True, key=f"calendar_days_{view.year}")


def frame(view: YearView) -> pd.DataFrame:
    """Holidays, swaps and make-up days of the year, for reading aloud and for print."""
    return pd.DataFrame(
        [
            {
                _("Day"): f"{_(WEEKDAYS[one.day.weekday()])} {day(one.day)}",
                _("What"): _(KINDS[one.kind]),
                _("Reason"): _(one.reason),
                _("Number of the official letter"): one.letter_number or "–",
                _("State"): _("confirmed") if one.is_verified else _("unverified"),
                _("Source"): _("entered here") if one.is_own else _("with the product"),
            }
            for one in view.days
            if one.differs
        ]
    )


def _drawing(view: YearView, *, today: date) -> Drawing:
    total = sum(view.working_days.values())
    worked = [
        ngettext("{n} working day", "{n} working days", n).format(n=n) for n in view.working_days.values()
    ]
    figure = year_grid(
        view.days,
        words={kind: _(text) for kind, text in KINDS.items()},
        unverified=_("unverified"),
        months=[_("Month {n}").format(n=number) for number in range(1, 13)],
        weekdays=[_(text) for text in WEEKDAYS],
        totals=worked,
        sentence=sentence,
        today=today,
        look=reader_look(),
    )
    alt = _("The working calendar of {year}: {n} working days; the days that differ stand below as a list.")
    return Drawing.of(figure, alt.format(year=view.year, n=count(total)), frame(view))


def sentence(one: DayMark) -> str:
    """What the pointer is told about a day."""
    said = f"{_(WEEKDAYS[one.day.weekday()])} {day(one.day)}: {_(KINDS[one.kind])}"
    if one.reason and one.reason != KINDS[one.kind]:
        said += f" · {_(one.reason)}"
    if one.letter_number:
        said += f" ({one.letter_number})"
    return said if one.is_verified else f"{said} · {_('unverified')}"


def _notice(view: YearView) -> str:
    worked = _worked(sum(view.working_days.values()))
    if view.lacks_notice:
        lacking = _(calendar_years.LACKING).format(year=view.year)
        return f"{worked} · {lacking}"
    letter = view.notice.letter or view.notice.note or "–"
    return f"{worked} · {_('Official notice: {letter}').format(letter=letter)}"


def _worked(number: int) -> str:
    return ngettext("{n} working day", "{n} working days", number).format(n=count(number))


def _click(picked: object) -> None:
    """A clicked day goes into the form below; once, so that it can be changed there."""
    points = picked["selection"]["points"] if picked else []  # type: ignore[index]
    if not points:
        return
    clicked = str(points[0]["customdata"][0])
    if st.session_state.get(_CLICKED) != clicked:
        st.session_state[_CLICKED] = clicked
        st.session_state[f"{KEY}_day"] = date.fromisoformat(clicked)
