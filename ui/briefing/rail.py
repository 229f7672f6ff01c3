"""The list of slides on the left."""

import streamlit as st

from services.briefing.deck import Deck
from ui.briefing import place


def show(deck: Deck, number: int) -> None:
    """One button a slide; the open one is marked."""
    with st.container(key="briefing_rail", gap="xsmall"):
        for slide in deck.slides:
            st.button(
                f"{int(slide.number)}. {slide.title}",
                key=f"briefing_slide_{slide.number}",
                type="primary" if slide.number == number else "tertiary",
                width="stretch",
                on_click=place.turn,
                args=(slide.number,),
            )
