"""The history of a case, newest first: what, when it happened, when and by whom it was entered."""

from collections.abc import Collection, Sequence

import streamlit as st

from services.case_timeline import TimelineEntry
from ui.case import steps
from ui.i18n import _, ngettext
from ui.labels import day, instant, word
from ui.legal_words import variant_word
from ui.panels import plain


def show(entries: Sequence[TimelineEntry], *, amendable: Collection[int] = ()) -> None:
    """One block per event; what was undone is struck through and stays.

    Those in `amendable` can be corrected by the reader.
    """
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
            _head(f"{day(entry.happened_on)} · {title}{outcome}", entry, entry.id in amendable)
            details = [_document(entry), *_moves(entry), *_found(entry)]
            if entry.backdate_reason:
                details.append(_("Entered late: {reason}").format(reason=plain(_(entry.backdate_reason))))
            if entry.reason:
                details.append(_("Why corrected: {reason}").format(reason=plain(entry.reason)))
            entered = _("entered {when} by {who}").format(
                when=instant(entry.entered_at), who=plain(entry.entered_by)
            )
            if entry.days_late > 1 and not entry.undoes:
                after = ngettext("{n} day after it happened", "{n} days after it happened", entry.days_late)
                entered = f"{entered}, {after.format(n=entry.days_late)}"
            st.caption(" · ".join([*(text for text in details if text), entered]))
            if entry.note:
                st.markdown(f"> {plain(entry.note)}".replace("\n", "\n> "))


def _head(text: str, entry: TimelineEntry, is_amendable: bool) -> None:
    """What happened, and at the end of the line the way to correct it."""
    if not is_amendable:
        st.markdown(text)
        return
    left, right = st.columns([7, 3], vertical_alignment="center")
    left.markdown(text)
    label, icon = _("Correct this step"), ":material/edit_calendar:"
    if right.button(label, key=f"amend_{entry.id}", type="tertiary", icon=icon):
        steps.open_form(steps.AMEND, event=entry.id)


def _found(entry: TimelineEntry) -> list[str]:
    """What was found out about the case on that day."""
    if entry.finding is None:
        return []
    complexity, remote, variant = entry.finding.complexity, entry.finding.remote, entry.finding.variant
    found = []
    if complexity is not None:
        found.append(_("found: {what}").format(what=word(complexity)))
    if remote is not None:
        found.append(_("remote area with hard travel") if remote else _("not a remote area"))
    if variant is not None:
        found.append(_("rule of its own: {rule}").format(rule=variant_word(variant)))
    return found


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
        found.append(
            _("from {before} to {after}").format(before=plain(entry.from_unit), after=plain(entry.to_unit))
        )
    if entry.transfer > 1:
        found.append(_("move {n} between units").format(n=entry.transfer))
    if entry.returns:
        found.append(f":material/u_turn_left: {_('back to a unit that had it')}")
    return found
