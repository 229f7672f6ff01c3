"""The list of alarms: each as a card with its reason, and what people know of it."""

from collections.abc import Sequence
from html import escape

import streamlit as st

from services.warning.listing import AlarmLine
from ui import navigation
from ui.i18n import _
from ui.labels import word
from ui.panels import plain
from ui.warning import words


def show(lines: Sequence[AlarmLine], *, chosen: int | None = None, short: bool = False) -> None:
    """Cards; the headline of each opens it beside the list, where its course and its rows are."""
    for line in lines:
        with st.container(border=True, key=f"card_alarm_{line.id}"):
            mark = " ◂" if line.id == chosen else ""
            navigation.link("alarms", f"**{plain(words.headline(line))}**{mark}", alarm=line.id)
            why = escape(words.reason(line, brief=True))
            st.html(f'<p class="td-note">{badge(line)} {why}{_more(line, short)}</p>')


def badge(line: AlarmLine) -> str:
    """Colour and life of an alarm as a label of HTML."""
    colour = words.COLOURS[line.colour]
    said = f"{word(line.colour)} · {words.life(line)}"
    return f'<span class="td-level" style="border: 1px solid {colour}; color: {colour}">{escape(said)}</span>'


def _more(line: AlarmLine, short: bool) -> str:
    """Chance, what is provisional, what somebody said and known causes; in short only what was said."""
    parts = [] if short else [words.chance(line)]
    if line.is_provisional and not short:
        parts.append(_("Provisional: entries of the last weeks are still expected."))
    if line.said is not None:
        parts.append(f"{word(line.said.label)} ({line.said.who})")
    if line.known:
        causes = ", ".join(words.named(period) for period in line.known)
        parts.append(_("Known: {causes}").format(causes=causes))
    return "".join(f" <span>{escape(part)}</span>" for part in parts)
