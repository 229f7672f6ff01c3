"""The wall as it runs: every so many seconds the next screen with the figures of that moment."""

from datetime import date, datetime
from functools import partial
from html import escape

import streamlit as st

from services import clock, database, facts, thresholds, wall_sessions
from services.permissions import Actor
from services.statistics.plain_reader import plain_reader
from ui import formats, navigation, panels, screen_style, scripts, session
from ui.i18n import _
from ui.wall import screens
from ui.wall.large import enlarged


def run(actor: Actor, *, today: date) -> None:
    """Draw the wall and keep it turning; the time of its figures turns grey, in words, when they grow old."""
    with database.reading() as reading:
        turn = thresholds.number(reading, "wall.turn_seconds", today=today)
        stale = thresholds.number(reading, "wall.stale_seconds", today=today)
    screen_style.apply(st.context.theme.type == "dark")
    screen_style.hang()
    st.fragment(_screen, run_every=f"{turn}s")(actor, turn)
    scripts.run("wall", stale=stale, zone=clock.zone().key)
    with st.container(horizontal=True, key="wall_foot", vertical_alignment="center"):
        st.button(_("Full screen"), key="wall_full", type="tertiary", icon=":material/fullscreen:")
        navigation.link("monitor", _("Leave the wall"), icon=":material/close:")
        if actor.scope.rows:
            st.caption(
                _(
                    "This account also opens cases, so it is signed out when nobody uses it. "
                    "For a wall that hangs for days, sign in as a reader of figures."
                )
            )


def _screen(actor: Actor, turn: int) -> None:
    shown = screens.of(actor)
    now, today = session.now(), session.today()
    with database.reading() as reading:
        tired = wall_sessions.is_tired(reading, session.token(), actor=actor, now=now)
    if tired:
        with database.transaction() as writing:
            wall_sessions.stay_awake(writing, session.token(), actor=actor, now=now)
    store = facts.store()
    store.refresh()
    number = int(now.timestamp()) // turn % len(shown)
    title, draw = shown[number]
    st.html(_head(_(title), number, of=len(shown), as_of=store.as_of))
    st.session_state[panels.CHANGED] = partial(enlarged, height=screens.HEIGHT)
    try:
        with st.container(key=f"wall_screen_{number}"):
            draw(screens.filter_of(today), plain_reader("wall"), today)
    finally:
        del st.session_state[panels.CHANGED]


def _head(title: str, number: int, *, of: int, as_of: datetime) -> str:
    dots = "".join(f'<i class="{"td-here" if place == number else ""}"></i>' for place in range(of))
    time = formats.time(as_of)
    said = _("figures as of {time}").format(time=time)
    old = _("These figures are old: nothing has come since")
    return (
        f'<div class="td-wall-head"><h1>{escape(title)}</h1><span class="td-wall-dots">{dots}</span>'
        f'<span class="td-wall-stamp" data-at="{as_of}"><u></u>{escape(said)}'
        f'<em role="alert">{escape(old)}</em></span><time class="td-wall-clock">{time}</time></div>'
        f'<p class="td-note">{escape(_("Whole department, without denunciations"))}</p>'
    )
