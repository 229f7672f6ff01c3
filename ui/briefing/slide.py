"""One slide on the screen: figures, sentences with the way to their rows, chart, table, comment."""

from dataclasses import replace
from html import escape

import pandas as pd
import streamlit as st

from models.enums import BriefingSection
from services.briefing.deck import Deck, DeckChart, DeckSlide, DeckTable
from services.permissions import Actor
from ui import navigation, panels
from ui.briefing import place
from ui.charts import briefing as charts
from ui.charts.base import reader_look
from ui.i18n import _
from ui.labels import count
from ui.panels import Drawing

# What a wall holds in large type below a chart: sentences across the slide, and rows of its table.
MOST_WIDE, MOST_ROWS = 3, 3


def draw(deck: Deck, slide: DeckSlide, *, actor: Actor, presenting: bool, narrow: bool = False) -> None:
    """The slide in large type where it is presented, with ways to its rows where it is worked with.

    `narrow`: something stands beside it, and its chart goes below its sentences.
    """
    with st.container(key="briefing_slide", border=not presenting):
        st.html(f'<h2 class="td-slide">{slide.number}. {escape(slide.title)}</h2>')
        if slide.figures:
            _figures(deck, slide)
        aside = slide.chart is not None and not narrow
        left, right = st.columns([9, 11], gap="medium") if aside else (st.container(), st.container())
        with left:
            _lines(slide, actor=actor, presenting=presenting, wide=not aside)
        if slide.chart:
            with right:
                _chart(
                    slide.chart,
                    key=slide.section,
                    presenting=presenting,
                    beside_table=slide.table is not None,
                )
        if aside:
            _lines(slide, actor=actor, presenting=presenting, narrow=False)
        if slide.table:
            _table(slide.table, slide, actor=actor, presenting=presenting)
        elif slide.empty:
            st.html(f'<p class="td-line">{escape(slide.empty)}</p>')
        if slide.comment:
            said = f"<b>{escape(deck.words['comment'])}:</b> {escape(slide.comment)}"
            st.html(f'<p class="td-line td-said">{said}</p>')
        if presenting or slide.section is BriefingSection.OVERVIEW:
            st.html("".join(f'<p class="td-note">{escape(note)}</p>' for note in deck.notes))


def _figures(deck: Deck, slide: DeckSlide) -> None:
    cards = "".join(
        f'<div class="td-card"><b>{escape(one.value)}</b><span>{escape(one.label)}</span>'
        f"<small>{escape(deck.words['before'])}: {escape(one.before)}<br>"
        f"{escape(deck.words['year'])}: {escape(one.year)}</small></div>"
        for one in slide.figures
    )
    st.html(f'<div class="td-cards">{cards}</div>')


def _lines(
    slide: DeckSlide, *, actor: Actor, presenting: bool, narrow: bool = True, wide: bool = True
) -> None:
    told = [(number, line) for number, line in enumerate(slide.lines) if (wide if line.wide else narrow)]
    # Beside a table not all of them fit a wall; the gravest come first.
    left_out = max(0, len(told) - MOST_WIDE) if presenting and not narrow and slide.table else 0
    for number, line in told[: len(told) - left_out]:
        opens = bool(line.list) and actor.scope.rows and not presenting
        with st.container(horizontal=True, key=f"briefing_line_{number}", vertical_alignment="center"):
            st.html(f'<p class="td-line">{escape(line.text)}</p>')
            if opens:
                st.button(
                    _("Rows ({count})").format(count=count(line.number)),
                    key=f"briefing_open_{number}",
                    icon=":material/table_rows:",
                    type="tertiary",
                    on_click=place.open_rows,
                    args=(line.list, line.measure),
                )
            if line.alarm and not presenting:
                navigation.link("alarms", _("Open the alarm"), alarm=line.alarm)
    _left_out(left_out)


def _left_out(number: int) -> None:
    """What is on the slide and in its files, and not on the wall."""
    if number:
        told = _("{n} more on the page of the briefing").format(n=count(number))
        st.html(f'<p class="td-note">{escape(told)}</p>')


def _chart(found: DeckChart, *, key: str, presenting: bool, beside_table: bool) -> None:
    look = reader_look()
    height, size = (560, 22) if presenting else (340, 14)
    if beside_table:
        # The table is on the screen as well.
        height = min(height, 340)

    def make() -> Drawing:
        sentence = _("{place}, {series}: {count}")
        figure = charts.drawn(found, look=look, sentence=sentence, height=height, size=size)
        table = pd.DataFrame({found.title: found.categories} | {one.name: one.values for one in found.series})
        return Drawing.of(figure, found.title, table)

    drawn = panels.drawing(("briefing", found, presenting, height), make)
    panels.chart(f"briefing_{key}", found.title, drawn, empty=("", ""))


def _table(table: DeckTable, slide: DeckSlide, *, actor: Actor, presenting: bool) -> None:
    if presenting:
        shown = table.rows[:MOST_ROWS] if any(line.wide for line in slide.lines) else table.rows
        st.html(_plain(replace(table, rows=shown)))
        _left_out(len(table.rows) - len(shown))
        return
    frame = pd.DataFrame(list(table.rows), columns=list(table.headings))
    tells_cases = any(table.codes) and len(table.headings) > 5
    config = {
        heading: st.column_config.TextColumn(alignment="right" if place_of in table.numbers else "left")
        for place_of, heading in enumerate(table.headings)
    }
    if table.numbers:
        config[table.headings[0]] = st.column_config.TextColumn(
            pinned=True,
            # A code of a case stands whole.
            width=112 if tells_cases else "medium",
        )
    else:
        # What is to be done is the longest of its row.
        config[table.headings[0]] = st.column_config.TextColumn(width=380)
    if tells_cases:
        # What a case is about gives way to the columns after it.
        config[table.headings[1]] = st.column_config.TextColumn(width=300)
    opens = any(table.codes) and actor.scope.rows
    chosen = st.dataframe(
        frame,
        hide_index=True,
        key=f"briefing_table_{slide.section}",
        column_config=config,
        on_select="rerun" if opens else "ignore",
        selection_mode="single-row",
        alt=slide.title,
    )
    rows = chosen["selection"]["rows"] if opens else []
    if rows and table.codes[rows[0]]:
        navigation.go("case", code=table.codes[rows[0]])


def _plain(table: DeckTable) -> str:
    """A table in large type, which no grid of Streamlit has."""
    right = {number: ' class="td-right"' for number in table.numbers}
    head = "".join(
        f"<th{right.get(number, '')}>{escape(text)}</th>" for number, text in enumerate(table.headings)
    )
    # Codes of cases are not broken in two.
    first = {0: ' class="td-whole"'} if any(table.codes) and len(table.headings) > 5 else {}
    styles = first | right
    body = "".join(
        "<tr>"
        + "".join(f"<td{styles.get(number, '')}>{escape(text)}</td>" for number, text in enumerate(row))
        + "</tr>"
        for row in table.rows
    )
    return f'<table class="td-table"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'
