"""Presenting: the slide alone in large type, turned by the keyboard."""

import streamlit as st

from ui import screen_style, scripts
from ui.briefing import place
from ui.i18n import _


def controls(number: int, *, presenting: bool) -> None:
    """Buttons to the slides before and after; the keys of a presenter press them, seen or not."""
    if presenting:
        screen_style.present()
    with st.container(horizontal=True, key="briefing_turning", vertical_alignment="center"):
        st.button(
            _("Previous"),
            key="slide_previous",
            icon=":material/chevron_left:",
            disabled=number == 1,
            on_click=place.turn,
            args=(number - 1,),
        )
        st.button(
            _("Next"),
            key="slide_next",
            icon=":material/chevron_right:",
            icon_position="right",
            disabled=number == place.SLIDES,
            on_click=place.turn,
            args=(number + 1,),
        )
        st.button(_("First slide"), key="slide_first", type="tertiary", on_click=place.turn, args=(1,))
        st.button(
            _("Last slide"), key="slide_last", type="tertiary", on_click=place.turn, args=(place.SLIDES,)
        )
        if presenting:
            st.button(
                _("End the presentation"),
                key="slide_end",
                type="tertiary",
                icon=":material/close_fullscreen:",
                on_click=place.present,
                args=(False,),
            )
    # Before the presentation begins, so that its first key is not lost while the script is fetched.
    scripts.run("slides")
    if presenting:
        hint = _("{number} / {all} · arrow keys, Space, Home, End · F11: full screen · Esc: end")
        st.html(f'<p class="td-hint">{hint.format(number=number, all=place.SLIDES)}</p>')
