"""The alarms of the early warning on the wall: places and numbers, nobody's name and nobody's words."""

from datetime import date
from html import escape

import streamlit as st

from models.enums import WarningStream
from services import database
from services.filters import Filter
from services.permissions import Actor
from services.warning import listing, running
from services.warning.listing import AlarmLine
from ui import formats
from ui.i18n import _
from ui.labels import count, day, word
from ui.warning import words

# As many rows as of units.
MOST = 9
# Below this a ratio is a large number that says nothing.
LEAST_EXPECTED = 0.05


def show(_filter: Filter, actor: Actor, today: date) -> None:
    """The gravest alarms with what was counted against what is usual, or why there are none."""
    with database.reading() as session:
        run = running.latest(session, actor=actor)
        lines = listing.standing(session, actor=actor, today=today)
    if run is None or not lines:
        text, _next = words.none_stands(actor, scored=run is not None)
        st.html(f'<p class="td-wall-empty">{escape(text)}</p>')
        return
    names = (_("Place and field"), _("Counted"), _("Usual number"), _("Times"), _("Since the week of"))
    heads = "".join(f"<th>{escape(name)}</th>" for name in names)
    rows = "".join(_row(line) for line in lines[:MOST])
    st.html(f'<table class="td-wall-table"><tr>{heads}</tr>{rows}</table>')
    up_to = _("Alarms up to the week {week}").format(week=words.week(run.monday))
    shown = _("{shown} of {all} alarms").format(shown=count(len(lines[:MOST])), all=count(len(lines)))
    held = _("Counted")
    st.caption(f"{up_to} · {shown} · {held}: {_(words.COUNTED[WarningStream.TOGETHER])}")


def _row(line: AlarmLine) -> str:
    colour = words.COLOURS[line.colour]
    mark = f'<b style="color: {colour}">● {escape(word(line.colour))}</b>'
    seen, expected = _numbers(line)
    times = formats.decimal(seen / expected) if expected >= LEAST_EXPECTED else "–"
    cells = (count(seen), formats.decimal(expected), times, day(line.first_week))
    numbers = "".join(f"<td>{escape(text)}</td>" for text in cells)
    return f"<tr><td>{mark} {escape(words.headline(line))}</td>{numbers}</tr>"


def _numbers(line: AlarmLine) -> tuple[int, float]:
    """What was counted in the commune, and what is usual: of all streams where it rests on all."""
    if not line.parts:
        return line.reason.matters, line.reason.expected
    return sum(part.seen for part in line.parts), sum(part.expected for part in line.parts)
