"""The forms for what leaders watch: a crowd (four things), its end, over-level, a directive, its answer."""

from collections.abc import Sequence
from datetime import datetime

import streamlit as st

from models import CrowdEvent, Directive
from models.cases import Case
from services import clock, crowds, database, directives, over_level
from services.crowds import CrowdInput
from services.directives import DirectiveInput
from services.entries import MOST_PEOPLE
from services.over_level import OverLevelInput
from services.over_level_rule import definition_on
from services.permissions import Actor
from ui.feedback import announce, refusals_shown
from ui.i18n import _
from ui.labels import count, word


def record_crowd(actor: Actor, *, now: datetime, suggested: str = "") -> None:
    """How many, where, about what, since when; everything else can wait until they have left."""
    here = clock.local_time(now)
    one, two = st.columns(2)
    persons = one.number_input(
        _("How many people"), min_value=1, max_value=MOST_PEOPLE, value=None, key="crowd_persons"
    )
    place = two.text_input(_("Where"), key="crowd_place", max_chars=200)
    case_code = one.text_input(
        _("About which case (code; empty if none is known)"), value=suggested, key="crowd_case"
    )
    since = two.time_input(_("Since when (today)"), value=here.time().replace(second=0), key="crowd_since")
    if st.button(_("Record the crowd"), type="primary", key="crowd_save", icon=":material/groups:"):
        began_at = datetime.combine(here.date(), since, tzinfo=clock.zone())
        entry = CrowdInput(int(persons or 0), place, min(began_at, now) if since else now, case_code)
        with refusals_shown():
            with database.transaction() as session:
                crowds.record_crowd(session, entry, actor=actor, now=now)
            announce(_("The crowd is recorded; leaders see it at once."))
            _empty("crowd_persons", "crowd_place", "crowd_case")


def end_crowd(present: Sequence[CrowdEvent], actor: Actor, *, now: datetime) -> None:
    """One of the crowds that are there has left: who received it, and what came of it."""
    names = {c.id: f"{count(c.persons)} · {c.place}" for c in present}
    chosen = st.selectbox(_("Crowd"), list(names), format_func=names.get, key="crowd_ending")
    one, two = st.columns(2)
    received_by = one.text_input(_("Received by"), key="crowd_received_by")
    representatives = two.number_input(
        _("Representatives"), min_value=1, value=None, step=1, key="crowd_representatives"
    )
    result = st.text_input(_("Result"), key="crowd_result")
    if st.button(_("The crowd has left"), key="crowd_end", icon=":material/check:"):
        with refusals_shown():
            with database.transaction() as session:
                crowds.end_crowd(
                    session,
                    chosen or 0,
                    ended_at=now,
                    received_by=received_by,
                    representatives=None if representatives is None else int(representatives),
                    result=result,
                    actor=actor,
                    now=now,
                )
            announce(_("The end of the crowd is recorded."))
            _empty("crowd_received_by", "crowd_representatives", "crowd_result")


def record_over_level(actor: Actor, *, now: datetime, suggested: str = "") -> None:
    """Where people went, who was competent, and whether the lower level had its turn."""
    one, two, three = st.columns(3)
    order = definition_on(clock.local_date(now)).order
    words = {level: word(level) for level in order}
    level = one.selectbox(_("Taken to"), order[2:], format_func=words.get, key="over_level_level")
    competent = two.selectbox(
        _("Competent level"), order[:-1], index=1, format_func=words.get, key="over_level_competent"
    )
    day = three.date_input(_("Day"), value=clock.local_date(now), format="DD/MM/YYYY", key="over_level_day")
    body = one.text_input(_("Body"), key="over_level_body", max_chars=200)
    case_code = two.text_input(_("Case"), value=suggested, key="over_level_case")
    persons = three.number_input(_("People"), min_value=1, max_value=MOST_PEOPLE, key="over_level_persons")
    turn = st.checkbox(
        _("The lower level has decided, or its term has passed"), key="over_level_lower_had_its_turn"
    )
    if st.button(_("Record over-level"), type="primary", key="over_level_save", icon=":material/north:"):
        entry = OverLevelInput(day, level, competent, turn, body, int(persons), case_code)
        with refusals_shown():
            with database.transaction() as session:
                over_level.record_over_level(session, entry, actor=actor, now=now)
            announce(_("The over-level record is kept."))
            _empty("over_level_body", "over_level_case")


def record_directive(actor: Actor, *, now: datetime, suggested: str = "") -> None:
    """A superior's opinion as it stands on paper; its words are kept encrypted."""
    one, two, three = st.columns(3)
    case_code = one.text_input(_("Case"), value=suggested, key="directive_case")
    number = two.text_input(_("Number"), key="directive_number", max_chars=60)
    from_body = three.text_input(_("From whom"), key="directive_from", max_chars=200)
    issued = one.date_input(
        _("Issued on"), value=clock.local_date(now), format="DD/MM/YYYY", key="directive_issued"
    )
    due = two.date_input(_("Answer due on"), value=None, format="DD/MM/YYYY", key="directive_due")
    content = st.text_area(_("What it says"), key="directive_content")
    if st.button(_("Record the directive"), type="primary", key="directive_save", icon=":material/campaign:"):
        entry = DirectiveInput(case_code, number, from_body, issued, due, content)
        with refusals_shown():
            with database.transaction() as session:
                directives.record_directive(session, entry, actor=actor, now=now)
            announce(_("The directive is recorded."))
            _empty("directive_case", "directive_number", "directive_content")


def answer_directive(waiting: Sequence[tuple[Directive, Case]], actor: Actor, *, now: datetime) -> None:
    """The answer to one of the waiting directives went out."""
    names = {d.id: f"{case.code} · {d.number} · {d.from_body}" for d, case in waiting}
    chosen = st.selectbox(_("Directive"), list(names), format_func=names.get, key="answer_directive")
    one, two = st.columns(2)
    number = one.text_input(_("Number of the answer"), key="answer_number", max_chars=60)
    day = two.date_input(_("Answered on"), value=clock.local_date(now), format="DD/MM/YYYY", key="answer_day")
    if st.button(_("Record the answer"), key="answer_save", icon=":material/reply:"):
        with refusals_shown():
            with database.transaction() as session:
                directives.answer_directive(
                    session, chosen or 0, number=number, answered_on=day, actor=actor, now=now
                )
            announce(_("The answer is recorded."))
            _empty("answer_number")


def _empty(*keys: str) -> None:
    """Empty the fields of a saved form and draw the page anew."""
    for key in keys:
        st.session_state.pop(key, None)
    st.rerun()
