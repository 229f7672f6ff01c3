"""One alarm: its course against what is usual, its rows, and what people say of it."""

from datetime import datetime
from html import escape

import pandas as pd
import streamlit as st

from models.enums import AlarmLabel, WarningStream
from services import database
from services.permissions import Actor, Permission, can
from services.warning import curves, judging
from services.warning.curves import Course
from services.warning.listing import AlarmLine
from ui import navigation, panels
from ui.charts import alarms as alarm_charts
from ui.charts.base import reader_look
from ui.feedback import announce, refusals_shown
from ui.i18n import _
from ui.labels import day, instant, word, words_of
from ui.warning import cards, words


def show(line: AlarmLine, *, actor: Actor, now: datetime) -> None:
    """The panel of an alarm, and the form for whoever may judge it."""
    with panels.panel("alarm", words.headline(line), height="content") as head:
        st.html(f'<p class="td-note">{cards.badge(line)} {escape(words.reason(line))}</p>')
        st.html(f'<p class="td-note">{escape(words.chance(line))}</p>')
        if line.zone:
            names = ", ".join(name for _number, name in line.zone)
            st.caption(_("Neighbouring communes in it: {names}").format(names=names))
        drawn = _drawn(line, actor=actor)
        if drawn is not None:
            panels.show(drawn, key="alarm_course", head=head)
        if actor.scope.rows:
            for label, query in words.rows(line):
                navigation.link("rows", label, icon=":material/table_rows:", **query)
        st.caption(
            _("Without denunciations and protected petitions; what belongs to one matter counts once.")
        )
        for period in line.known:
            st.markdown(f":material/event: {panels.plain(words.named(period))}")
        _said(line, actor=actor)
        if can(actor, Permission.HOTSPOT_LEAD):
            _form(line, actor=actor, now=now)


def _drawn(line: AlarmLine, *, actor: Actor) -> panels.Drawing | None:
    title = _("{what} a week, {where}").format(what=_(words.COUNTED[line.stream]), where=words.headline(line))

    def draw() -> panels.Drawing:
        with database.reading() as session:
            courses = curves.courses(session, line.id, actor=actor)
        names = {
            "seen": _("Number a week"),
            "expected": _("Usual"),
            "band": _("95 % of usual weeks"),
            "week": _("Week of {week}: {count}, usual {expected}"),
        }
        figure = alarm_charts.courses(
            [(word(stream), course) for stream, course in courses.items()], words=names, look=reader_look()
        )
        return panels.Drawing.of(figure, title, _table(courses))

    return panels.drawing(("alarm_course", line.id, line.last_week, actor.figures), draw)


def _table(courses: dict[WarningStream, Course]) -> pd.DataFrame:
    """The weeks of all courses, the newest first."""
    mondays = next(iter(courses.values())).mondays
    columns: dict[str, list[object]] = {_("Week of"): [day(monday) for monday in mondays]}
    for stream, course in courses.items():
        named = f"{word(stream)}: " if len(courses) > 1 else ""
        columns |= {
            named + _("Number a week"): list(course.seen),
            named + _("Usual"): [round(value, 1) for value in course.expected],
            named + _("Usual at most"): [int(value) for value in course.high],
        }
    return pd.DataFrame(columns).iloc[::-1]


def _said(line: AlarmLine, *, actor: Actor) -> None:
    """Every word on the alarm, the first one first."""
    with database.reading() as session:
        said = judging.history(session, line.id, actor=actor)
    for one in said:
        note = f": {panels.plain(one.note)}" if one.note else ""
        st.markdown(f"**{word(one.label)}** · {panels.plain(one.who)} · {instant(one.at)}{note}")


def _form(line: AlarmLine, *, actor: Actor, now: datetime) -> None:
    with st.expander(_("Say what it is"), icon=":material/rate_review:", key=f"judge_{line.id}"):
        labels = words_of(AlarmLabel)
        label = st.radio(
            _("This alarm is"), list(labels), format_func=labels.get, key=f"label_{line.id}", horizontal=True
        )
        note = st.text_area(
            _(judging.LABEL_NOTE),
            key=f"note_{line.id}",
            help=_("No names of citizens. Needed for a known cause, an error of data and a calmed matter."),
        )
        if st.button(_("Keep"), type="primary", key=f"judge_save_{line.id}"):
            with refusals_shown():
                with database.transaction() as session:
                    judging.judge(session, line.id, AlarmLabel(label), note=note, actor=actor, now=now)
                announce(_("Your word on the alarm is kept."))
                st.rerun()
