"""Two petitions side by side: why they may be the same, and where they differ."""

import streamlit as st

from services import petition_records
from services.duplicates import Suggestion
from services.permissions import Actor
from ui.i18n import _
from ui.labels import percent, word
from ui.plain_text import one_line
from ui.session import now
from ui.trail import sealed

# More of a content does not help to judge, and pushes the buttons off the screen.
LONGEST = 160


def reasons(one: Suggestion) -> list[str]:
    """Why a petition is suggested."""
    found = []
    if one.same_number:
        found.append(_("same identity number"))
    if one.same_name:
        found.append(_("same name"))
    if one.likeness:
        found.append(_("content alike: {share}").format(share=percent(one.likeness / 100)))
    return found


def side_by_side(one: Suggestion, *, names: list[str], summary: str, state: str, actor: Actor) -> None:
    """People, content and state of the earlier petition beside those of the one in hand.

    The content of a sealed one is read here as on its own page: its opening goes on the trail.
    """
    old = one.petition
    if petition_records.is_sealed(old):
        sealed.noted("petition", old.id or 0, actor=actor, now=now())
    earlier = ", ".join(one.people) or _("sealed")
    outcome = f", {word(old.outcome)}" if old.outcome else ""
    rows = [
        (_("Senders"), earlier, ", ".join(name for name in names if name)),
        (_("Content"), _shortened(petition_records.words_of(old).summary), _shortened(summary)),
        (_("State"), f"{word(old.state)}{outcome}", state),
    ]
    table = [f"| | {old.code} | {_('This one')} |", "|---|---|---|"]
    table += [f"| {label} | {_cell(before)} | {_cell(after)} |" for label, before, after in rows]
    st.markdown("\n".join(table))


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST].rsplit(' ', 1)[0]} …"


def _cell(text: str) -> str:
    """Text that cannot leave its cell of a Markdown table."""
    return one_line(text)
