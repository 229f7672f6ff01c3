"""Crowds on the screen: those present as cards, the latest as a table."""

from collections.abc import Sequence
from html import escape

import pandas as pd
import streamlit as st

from models import CrowdEvent, Directive, OverLevelRecord
from models.cases import Case
from ui import remembered
from ui.i18n import _, ngettext
from ui.labels import count, day, instant, word


def present(crowds: Sequence[CrowdEvent]) -> None:
    """Crowds that are there now: people, place, since when."""
    for crowd in crowds:
        people = ngettext("{count} person", "{count} people", crowd.persons).format(
            count=count(crowd.persons)
        )
        since = _("since {time}").format(time=instant(crowd.began_at or crowd.entered_at))
        unit = remembered.names()["unit"].get(crowd.unit_id, "–")
        with st.container(border=True, key=f"present_{crowd.id}"):
            st.html(
                f'<p class="td-title td-bad">{escape(people)} · {escape(crowd.place)}</p>'
                f'<p class="td-note">{escape(since)} · {escape(unit)}</p>'
            )


def crowd_table(crowds: Sequence[CrowdEvent]) -> pd.DataFrame:
    """The latest crowds as a table."""
    units = remembered.names()["unit"]
    return pd.DataFrame(
        {
            _("Day"): [day(c.gathered_on) for c in crowds],
            _("Place"): [c.place for c in crowds],
            _("People"): [c.persons for c in crowds],
            _("Level"): [word(c.level) for c in crowds],
            _("Unit"): [units.get(c.unit_id, "–") for c in crowds],
            _("Result"): [_("Still there") if c.is_ongoing else c.result for c in crowds],
        }
    )


def over_level_table(records: Sequence[OverLevelRecord]) -> pd.DataFrame:
    """The latest over-level records as a table."""
    units = remembered.names()["unit"]
    return pd.DataFrame(
        {
            _("Day"): [day(r.recorded_on) for r in records],
            _("Level"): [word(r.level) for r in records],
            _("Body"): [r.body for r in records],
            _("People"): [r.persons for r in records],
            _("Unit"): [units.get(r.unit_id, "–") for r in records],
        }
    )


def directive_table(waiting: Sequence[tuple[Directive, Case]]) -> pd.DataFrame:
    """Directives without an answer as a table, the most urgent first."""
    return pd.DataFrame(
        {
            _("Case"): [case.code for _directive, case in waiting],
            _("Number"): [directive.number for directive, _case in waiting],
            _("From whom"): [directive.from_body for directive, _case in waiting],
            _("Issued on"): [day(directive.issued_on) for directive, _case in waiting],
            _("Answer due on"): [day(directive.due_on) for directive, _case in waiting],
        }
    )
