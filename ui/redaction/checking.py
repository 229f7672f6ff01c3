"""The second look: each page as the copy will show it, and saving once all were looked at."""

from datetime import date, datetime

import streamlit as st

from services import database
from services.permissions import Actor
from services.redaction import working
from ui.feedback import announce, refusals_shown
from ui.i18n import _, ngettext
from ui.redaction import opening, sheet
from ui.redaction.opening import Sheet


def page(shown: Sheet, *, actor: Actor, today: date) -> None:
    """The page of the copy."""
    with database.reading() as session:
        jpeg = working.picture(session, shown.scan, shown.page, is_preview=True, actor=actor, today=today)
    st.plotly_chart(
        sheet.figure(jpeg, shown.work.shapes[shown.page - 1]),
        theme=None,
        key=f"redaction_preview_{shown.page}",
        config=sheet.CONFIG,
        alt=_("Page {page} of the redacted copy").format(page=shown.page),
    )


def look(shown: Sheet, *, actor: Actor, now: datetime) -> None:
    """What to look for, and the word that a page was looked at."""
    st.subheader(_("Second look"))
    st.markdown(
        _(
            "Look for names, numbers, addresses, handwriting, signatures, stamps of the post, margins "
            "and the back side: does anything still say who wrote this?"
        )
    )
    if shown.page in shown.work.looked:
        st.success(_("You have looked at this page."), icon=":material/check_circle:")
    elif st.button(
        _("I have looked at page {page}").format(page=shown.page),
        key="redaction_look",
        icon=":material/visibility:",
        width="stretch",
    ):
        with refusals_shown():
            with database.transaction() as session:
                work = working.look(session, shown.scan, shown.page, actor=actor, now=now)
            if work.unseen:
                opening.turn_to(work.unseen[0])
            st.rerun()


def save(shown: Sheet, *, actor: Actor, now: datetime, today: date) -> None:
    """Save the copy, once every page was looked at."""
    missing = shown.work.unseen
    if missing:
        said = ngettext(
            "{n} page has not been looked at: {pages}.",
            "{n} pages have not been looked at: {pages}.",
            len(missing),
        )
        st.caption(said.format(n=len(missing), pages=", ".join(str(page) for page in missing)))
    if not any(shown.work.boxes):
        st.warning(_("No box is drawn: the copy would show everything."), icon=":material/warning:")
    confirmed = st.checkbox(
        _("I have looked at every page"),
        key="redaction_confirmed",
        disabled=bool(missing),
    )
    if st.button(
        _("Save the redacted copy"),
        key="redaction_save",
        type="primary",
        icon=":material/save:",
        disabled=bool(missing),
        width="stretch",
    ):
        with refusals_shown():
            # The file is made before the write begins: it takes seconds, and others write meanwhile.
            with database.reading() as session:
                made = working.make(session, shown.scan, looked_at_all=confirmed, actor=actor, today=today)
            with database.transaction() as session:
                working.save(session, shown.scan, made, actor=actor, now=now)
            announce(_("The redacted copy is saved. The verifier can open it now."))
            opening.leave(shown)
