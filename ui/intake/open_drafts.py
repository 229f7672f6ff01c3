"""Entries that were begun and not saved: taken up again, or thrown away."""

from datetime import datetime

import streamlit as st

from models.enums import Kind
from services import drafts
from services.database import reading, transaction
from services.permissions import Actor
from services.petitions import FORM
from ui import labels
from ui.feedback import announce, refusals_shown
from ui.i18n import _, ngettext
from ui.intake.form import IntakeForm, start_anew


def open_drafts(form: IntakeForm, actor: Actor) -> None:
    """The actor's other unfinished entries, newest first."""
    with reading() as session:
        others = [d for d in drafts.list_open(session, actor=actor, form=FORM) if d.key != form.key]
    if not others:
        return
    title = ngettext("{count} unfinished entry", "{count} unfinished entries", len(others))
    with st.expander(title.format(count=labels.count(len(others))), icon=":material/edit_note:"):
        for draft in others:
            left, middle, right = st.columns([4, 1, 1], vertical_alignment="center")
            left.markdown(f"{_words(draft.values)} · {labels.instant(draft.saved_at)}")
            if middle.button(_("Go on"), key=f"intake_open_{draft.key}"):
                start_anew()
                st.query_params["draft"] = draft.key
                st.rerun()
            if right.button(_("Discard"), key=f"intake_discard_{draft.key}"):
                discard(actor, draft.key)


def discard(actor: Actor, key: str) -> None:
    """Throw a draft away with its scans, and say so."""
    with refusals_shown():
        with transaction() as session:
            drafts.discard(session, actor=actor, form=FORM, key=key)
        announce(_("The draft was discarded."))
        st.rerun()


def discard_current(form: IntakeForm, actor: Actor) -> None:
    """Throw the entry in hand away and begin an empty one."""
    start_anew()
    discard(actor, form.key)


def _words(values: dict[str, object]) -> str:
    """What an entry is, without names or content: the list may be seen over a shoulder."""
    kind = labels.word(Kind(values["kind"])) if values.get("kind") else _("Kind not chosen")
    stamp = str(values.get("received_on") or "")
    return f"{kind}, {labels.day(datetime.fromisoformat(stamp).date())}" if stamp else kind
