"""The weekly briefing: a frozen week slide by slide, what is said and decided, two weeks compared."""

import streamlit as st

from models.enums import BriefingSection
from services import database
from services.briefing import freezing
from services.permissions import Permission
from ui import panels, screen_style
from ui.briefing import bar, compare, deck, denunciations, drawer, place, present, rail, reading, slide, talk
from ui.feedback import refusals_shown
from ui.i18n import _
from ui.session import current_user, now, today

actor = current_user(Permission.FIGURES_READ)
this_day, this_instant = today(), now()
presenting = place.is_presenting()
screen_style.apply(st.context.theme.type == "dark")

if not presenting:
    st.title(_("Weekly briefing"))
with database.reading() as session:
    frozen = freezing.frozen_weeks(session, actor=actor)
monday = place.monday(frozen)
if monday is None:
    panels.nothing(
        _("No week has been frozen yet."),
        _("The week before is frozen on Monday at 7 by the timer of the server, or here by a leader."),
    )
    bar.freeze_box(frozen, actor=actor, today=this_day, now=this_instant)
    st.stop()

number = place.slide()
with refusals_shown():
    found = reading.read(monday, version=place.version(), actor=actor, today=this_day)
    shown = deck.make(found)
    one = shown.slides[number - 1]
    if presenting:
        slide.draw(shown, one, actor=actor, presenting=True)
        present.controls(number, presenting=True)
        st.stop()

    bar.show(frozen, monday, found.briefing, actor=actor, today=this_day, now=this_instant)
    slides, side_by_side = st.tabs([_("Slides"), _("Compare two weeks")], key="briefing_tabs")
    with slides:
        left, middle = st.columns([2, 9], gap="medium")
        with left:
            rail.show(shown, number)
        with middle:
            opened = place.opened()
            body, side = st.columns([6, 5], gap="medium") if opened else (st.container(), None)
            with body:
                slide.draw(shown, one, actor=actor, presenting=False, narrow=bool(opened))
                present.controls(number, presenting=False)
                if one.section is BriefingSection.OVERVIEW:
                    denunciations.show(found)
                if one.section is BriefingSection.PROMISES:
                    talk.report(found.promised, actor=actor, now=this_instant)
                if one.section is BriefingSection.CONCLUSIONS:
                    talk.decide(monday, actor=actor, today=this_day, now=this_instant)
                    talk.report(found.decided, actor=actor, now=this_instant)
                talk.comment(monday, one.section, actor=actor, now=this_instant)
            if side is not None:
                with side:
                    drawer.show(found.briefing, opened, actor=actor, today=this_day)
    with side_by_side:
        compare.show(frozen, monday, actor=actor, today=this_day)
