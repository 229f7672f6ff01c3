"""The trial on past weeks: how many crowds were warned of, how early, and how many alarms were in vain."""

from html import escape

import pandas as pd
import streamlit as st

from models.enums import AlarmColour
from services import database
from services.permissions import Actor
from services.warning import backtest
from services.warning.backtest import Tried
from ui import formats, panels, remembered
from ui.i18n import _, ngettext
from ui.labels import count, day, percent, word
from ui.warning import words


def show(*, actor: Actor) -> None:
    """The latest trial as sentences, tiles and a table of its crowds."""
    with database.reading() as session:
        found = backtest.newest(session, actor=actor)
    with panels.panel("trial", _("Tried on past weeks")):
        if found is None:
            panels.nothing(
                _("The warning was not tried on past weeks yet."),
                _("The nightly run does it every few weeks for whoever counts the whole department."),
            )
            return
        monday, tried = found
        st.caption(
            _(
                "Each of the {weeks} weeks up to {day} was scored with what lay before it. A crowd counts as "
                "warned of where an alarm stood in its commune, or its case stood at a warning by points, "
                "{lead} days before."
            ).format(weeks=count(tried.weeks), day=words.week(monday), lead=count(tried.lead_days))
        )
        _tiles(tried)
        if tried.events:
            _table(tried)
        else:
            panels.nothing(_("No crowd in these weeks."), _("Crowds are recorded at the reception desk."))


def _tiles(tried: Tried) -> None:
    share = tried.warned / len(tried.events) if tried.events else None
    lead = tried.median_lead_weeks
    red, amber = AlarmColour.RED, AlarmColour.AMBER
    right = tried.alarms[red.value] - tried.in_vain[red.value]
    precision = right / tried.alarms[red.value] if tried.alarms[red.value] else None
    tiles = [
        (percent(share), _("of {n} crowds were warned of").format(n=count(len(tried.events)))),
        ("–" if lead is None else formats.decimal(lead), _("weeks from the alarm to the crowd (median)")),
        (
            percent(precision),
            _("of {n} red alarms were followed by a crowd").format(n=count(tried.alarms[red.value])),
        ),
        (formats.decimal(tried.rate(red)), _("red alarms in vain a month")),
        (formats.decimal(tried.rate(amber)), _("amber alarms in vain a month")),
    ]
    for place, (column, (number, label)) in enumerate(
        zip(st.columns(len(tiles), gap="xsmall"), tiles, strict=True)
    ):
        with column, st.container(border=True, height="stretch", key=f"card_trial_{place}"):
            st.html(f'<p class="td-title">{escape(number)}</p><p class="td-note">{escape(label)}</p>')


def _table(tried: Tried) -> None:
    names = remembered.names()["commune"]
    rows = [
        {
            _("Crowd on"): day(event.on),
            _("Commune"): names.get(event.commune_id, "–"),
            _("Alarm since"): day(event.since),
            _("Weeks before"): "–" if event.lead_weeks is None else formats.decimal(event.lead_weeks),
            _("Colour"): word(AlarmColour.RED if event.red else AlarmColour.AMBER) if event.since else "–",
            _("By points"): _("warning") if event.by_points else "–",
        }
        for event in sorted(tried.events, key=lambda one: one.on, reverse=True)
    ]
    alt = ngettext("{n} crowd of the weeks tried", "{n} crowds of the weeks tried", len(rows))
    st.dataframe(pd.DataFrame(rows), hide_index=True, key="trial_table", alt=alt.format(n=count(len(rows))))
