"""How the warning is computed, with the numbers of the newest run; and what was missing then."""

from datetime import date
from html import escape

import pandas as pd
import streamlit as st

from models import WarningRun
from models.enums import WarningStream
from services.warning import calibrating
from ui import formats, panels, remembered
from ui.i18n import _
from ui.labels import count, day, instant, percent, word
from ui.warning import words


def missing(run: WarningRun) -> None:
    """What a reader of this run has to know: weeks without record, places unknown, much old paper."""
    notes = []
    if run.notes["missing"]:
        weeks = ", ".join(day(date.fromisoformat(one)) for one in run.notes["missing"][-6:])
        notes.append(
            _("Weeks without any entry, taken as missing and not as zero: {weeks}").format(weeks=weeks)
        )
    if run.notes["late_units"]:
        names = remembered.names()["unit"]
        units = ", ".join(names.get(unit, "–") for unit in run.notes["late_units"])
        notes.append(_("Much old paper was entered in that week by: {units}").format(units=units))
    if run.notes["unplaced"]:
        notes.append(
            _(
                "Without a commune of today or without a field in that week, and so in no alarm of a "
                "commune: {n}"
            ).format(n=count(run.notes["unplaced"]))
        )
    for note in notes:
        st.caption(f":material/info: {panels.plain(note)}")


def show(run: WarningRun) -> None:
    """The two dials and what they rest on."""
    with panels.panel("method", _("How alarms come about")):
        settings = run.settings
        lines = [
            _(
                "Every week the numbers of each commune and field are compared with what is usual there: the "
                "season and trend of the field (with Tết), times the share of the commune, which leans on "
                "its other fields while its own record is short."
            ),
            _(
                "Red: one of the four numbers is so high that at most {share} of red alarms may be chance "
                "(Benjamini and Hochberg). Amber: new matters, repeated petitions, crowds and over-level "
                "visits of a commune and its neighbours in two to eight weeks add up to one score, with a "
                "threshold at which chance alone brings {budget} new alarms a week in the whole department; "
                "drawn anew every {weeks} weeks."
            ).format(
                share=percent(settings["red_percent"] / 100),
                budget=count(settings["budget"]),
                weeks=count(settings["recalibrate_weeks"]),
            ),
            _(
                "A number counts from {least} different matters on, crowds from {crowds} on. An alarm is "
                "closed after {weeks} quiet weeks."
            ).format(
                least=count(settings["least_matters"]),
                crowds=count(settings.get("least_crowds", settings["least_matters"])),
                weeks=count(settings["close_after"]),
            ),
        ]
        st.html("".join(f'<p class="td-note">{escape(line)}</p>' for line in lines))
        amber = settings[calibrating.AMBER]
        table = {
            _("Stream"): [word(WarningStream(name)) for name in amber],
            _("Threshold of amber"): [
                "–" if value is None else formats.decimal(value, digits=2) for value in amber.values()
            ],
        }
        st.dataframe(pd.DataFrame(table), hide_index=True, key="amber_table", width="content")
        st.caption(
            _("Week {week}, scored {time}; method {method}, version {version}.").format(
                week=words.week(run.monday), time=instant(run.as_of), method=run.method, version=run.version
            )
        )
