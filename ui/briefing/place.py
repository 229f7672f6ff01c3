"""Where the reader is, by the URL: which week, version, slide, list of rows; and the ways between them."""

from datetime import date

import streamlit as st

from models.enums import BriefingSection
from services.briefing import weeks
from ui import parameters

SLIDES = len(BriefingSection)
# What belongs to one slide or week and goes when another is turned to.
_OF_SLIDE = ("open", "measure", "first")


def monday(frozen: list[date]) -> date | None:
    """The week of the URL; the newest frozen one where it names none that is frozen."""
    named = weeks.of_code(st.query_params.get("week", ""))
    return named if named in frozen else (frozen[0] if frozen else None)


def version() -> int:
    """The version of the URL; 0 for the newest."""
    return parameters.whole("version")


def slide() -> int:
    """The number of the slide, from 1 on."""
    return min(max(parameters.whole("slide", 1), 1), SLIDES)


def is_presenting() -> bool:
    """Whether the slides are shown to a room."""
    return st.query_params.get("present") == "1"


def turn(number: int) -> None:
    """Go to a slide; for callbacks."""
    _drop(*_OF_SLIDE)
    st.query_params["slide"] = str(min(max(number, 1), SLIDES))


def choose_week() -> None:
    """Go to the week of the selector; for its callback."""
    chosen: date = st.session_state["briefing_week"]
    _drop(*_OF_SLIDE, "version")
    st.query_params["week"] = weeks.code(chosen)


def choose_version() -> None:
    """Go to the version of the selector; for its callback."""
    _drop(*_OF_SLIDE)
    st.query_params["version"] = str(st.session_state["briefing_version"])


def present(on: bool) -> None:
    """Begin or end presenting; for callbacks."""
    _drop(*_OF_SLIDE, "present")
    if on:
        st.query_params["present"] = "1"


def open_rows(name: str, measure: str) -> None:
    """Open the rows of a sentence; for callbacks."""
    _drop(*_OF_SLIDE)
    st.query_params["open"] = name
    if measure:
        st.query_params["measure"] = measure


def close_rows() -> None:
    """Close them again; for callbacks."""
    _drop(*_OF_SLIDE)


def opened() -> str:
    """The list whose rows are open; "" for none."""
    return str(st.query_params.get("open", ""))


def _drop(*names: str) -> None:
    for name in names:
        if name in st.query_params:
            del st.query_params[name]
