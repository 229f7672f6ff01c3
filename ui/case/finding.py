"""What changes a legal term among the particulars: its paper, its day, and what it does to the terms."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import streamlit as st

from services import case_corrections
from services.case_corrections import Correction
from services.case_forms import LABELS
from services.case_view import CaseView
from services.permissions import Actor
from services.text import N_
from ui.case import effects
from ui.i18n import _
from ui.legal_words import variant_word

HELP = N_(
    "Day of the paper that finds it. The term is then the longer or shorter one from the same start, "
    "unless it had run out by that day."
)


def fields(view: CaseView, key: Callable[[str], str], today: date) -> dict[str, Any]:
    """A rule of its own where the table knows some for such cases; number and day of the paper."""
    values: dict[str, Any] = {"variant": view.variant}
    choices = case_corrections.variants_of(view.case)
    if len(choices) > 1:
        values["variant"] = st.selectbox(
            _("Rule of its own"),
            choices,
            index=choices.index(view.variant) if view.variant in choices else 0,
            format_func={choice: variant_word(choice) for choice in choices}.get,
            key=key("variant"),
        )
    left, right = st.columns(2)
    with left:
        values["found_on"] = st.date_input(
            _("Found on (what changes a term)"),
            value=today,
            max_value=today,
            format="DD/MM/YYYY",
            key=key("found_on"),
            help=_(HELP),
        )
    with right:
        values["document_number"] = st.text_input(
            _(LABELS["document_number"]), key=key("number"), max_chars=60
        )
    return values


def effect(view: CaseView, found: dict[str, Any], *, actor: Actor, now: datetime) -> None:
    """What the finding would do to the terms; nothing while none is changed."""
    known = {"complexity": view.case.complexity, "remote": view.case.remote, "variant": view.variant}
    if all(found[name] == value for name, value in known.items()):
        return
    entry = Correction(summary=view.summary, **found)
    effects.show(
        lambda session: case_corrections.preview(session, view.case.id or 0, entry, actor=actor, now=now),
        key="correct",
    )
