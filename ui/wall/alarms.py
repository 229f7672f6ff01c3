"""The alarms of the early warning on the wall: places and numbers, nobody's name and nobody's words."""

from datetime import date
from html import escape

import streamlit as st

from services import database
from services.filters import Filter
from services.permissions import Actor
from services.warning import listing, running
from services.warning.listing import AlarmLine
from ui import formats
from ui.i18n import _
from ui.labels import count, day, word
from ui.warning import words

# Rows of two lines: fewer than of units.
MOST = 7


def show(_filter: Filter, actor: Actor, today: date) -> None:
    """The gravest alarms with what was counted against what is usual, or why there are none."""
    with database.reading() as session:
        run = running.latest(session, actor=actor)
        lines = listing.standing(session, actor=actor, today=today)
    if run is None or not lines:
        text = _("No alarm stands.") if run else _("No week was scored yet.")
        st.html(f'<p class="td-wall-empty">{escape(text)}</p>')
        return
    names = (_("Place and field"), _("Counted"), _("Usual number"), _("Times"), _("Since the week of"))
    heads = "".join(f"<th>{escape(name)}</th>" for name in names)
    rows = "".join(_row(line) for line in lines[:MOST])
    st.html(f'<table class="td-wall-table"><tr>{heads}</tr>{rows}</table>')
    up_to = _("Alarms up to the week {week}").format(week=words.week(run.monday))
    shown = _("{shown} of {all} alarms").format(shown=count(len(lines[:MOST])), all=count(len(lines)))
    st.caption(f"{up_to} · {shown}")


def _row(line: AlarmLine) -> str:
    colour, why = words.COLOURS[line.colour], line.reason
    mark = f'<b style="color: {colour}">● {escape(word(line.colour))}</b>'
    counted = f"{count(why.matters)} {_(words.COUNTED[line.stream])}"
    cells = (counted, formats.decimal(why.expected), formats.decimal(why.ratio), day(line.first_week))
    numbers = "".join(f"<td>{escape(text)}</td>" for text in cells)
    return f"<tr><td>{mark} {escape(words.headline(line))}</td>{numbers}</tr>"
