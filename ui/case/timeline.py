"""The history of a case, newest first: what, when it happened, when and by whom it was entered."""

from collections.abc import Sequence

import streamlit as st

from services import clock
from services.case_timeline import TimelineEntry
from ui.i18n import _
from ui.labels import day, instant, word
from ui.panels import plain


def show(entries: Sequence[TimelineEntry]) -> None:
    """One block per event; what was undone is struck through and stays."""
    for entry in entries:
        with st.container(key=f"event_{entry.id}", gap="small"):
            what = _(entry.what)
            if entry.undoes:
                what = _("Undone: {action}").format(action=_(entry.undoes))
            title = f"**{what}**"
            if entry.is_undone:
                title = f"~~{what}~~ ({_('corrected') if entry.is_corrected else _('undone')})"
            elif entry.corrects:
                title += f" ({_('corrected; was {day}').format(day=day(entry.corrects))})"
            outcome = f" · {word(entry.event.outcome)}" if entry.event.outcome else ""
            st.markdown(f"{day(entry.happened_on)} · {title}{outcome}")
            details = [_document(entry), *_moves(entry)]
            if entry.backdate_reason:
                details.append(_("Entered late: {reason}").format(reason=plain(entry.backdate_reason)))
            entered = _("entered {when} by {who}").format(
                when=instant(entry.entered_at), who=plain(entry.entered_by)
            )
            st.caption(" · ".join([*(text for text in details if text), entered]))
            if entry.note:
                st.markdown(f"> {plain(entry.note)}".replace("\n", "\n> "))


def late_entry(entry: TimelineEntry) -> int:
    """Days between the event and its entry."""
    return (clock.local_date(entry.entered_at) - entry.happened_on).days


def _document(entry: TimelineEntry) -> str:
    if not entry.document:
        return ""
    said = _("document {number} of {day}").format(number=plain(entry.document), day=day(entry.document_on))
    return f"{said}, {_('signed by {name}').format(name=plain(entry.signer))}" if entry.signer else said


def _moves(entry: TimelineEntry) -> list[str]:
    found = []
    if entry.officer:
        found.append(_("to {officer}").format(officer=plain(entry.officer)))
    if entry.to_unit:
        found.append(_("from {before} to {after}").format(before=entry.from_unit, after=entry.to_unit))
    return found
