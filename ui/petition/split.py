"""Splitting a mixed petition: each part with its kind, words and first term, all opened by one click."""

from datetime import date, datetime

import streamlit as st

from services import drafts, intake_lists, part_input, petition_splitting
from services.database import reading, transaction
from services.errors import AppError
from services.part_input import PartInput
from services.permissions import Actor, Permission, can
from services.petition_splitting import FORM
from services.petition_view import PetitionView
from ui import formats
from ui.feedback import refusals_shown
from ui.i18n import _, ngettext, said
from ui.panels import plain
from ui.petition import seen, split_fields
from ui.petition.split_form import (
    SplitForm,
    change_rows,
    current,
    forget,
    name_of,
    parts_of,
    rows_of,
    try_to_save,
    was_tried,
)

DO = "split"
# The words of the petition stay beside the part in hand, however far down the form that is.
_STYLE = """
<style>
[data-testid="stColumn"]:has(.st-key-split_side) {
  position: sticky; top: 4rem; align-self: flex-start; max-height: calc(100vh - 5rem); overflow-y: auto; }
</style>
"""


def is_open(view: PetitionView, actor: Actor) -> bool:
    """Whether the URL asks for the form and this petition may be split; says why where it may not."""
    if st.query_params.get("do") != DO or not can(actor, Permission.PETITION_ENTER):
        return False
    allowed = False
    with refusals_shown():
        petition_splitting.check_may_be_split(view.petition)
        allowed = True
    return allowed


def offered(view: PetitionView, actor: Actor) -> bool:
    """Whether to offer splitting: to who enters petitions, for one that is eligible and stands."""
    petition = view.petition
    return can(actor, Permission.PETITION_ENTER) and bool(petition.eligible) and petition.voided_at is None


def form(view: PetitionView, actor: Actor, *, now: datetime, today: date) -> None:
    """The words of the petition on the left, its parts on the right, and one click for all of them."""
    typed = current(view, actor, now=now)
    standing = [part for part in view.parts if part.stands]
    parts, rows = parts_of(typed, standing), rows_of(typed, standing)
    with reading() as session:
        lists = intake_lists.lists(session, actor=actor, on=view.petition.received_on)
        if was_tried():
            found = part_input.problems(session, view.petition, parts, standing, actor=actor)
            typed.problems = _by_row(found, rows)
    st.subheader(_("Split into parts"))
    left, right = st.columns([2, 3], gap="large")
    with left, st.container(key="split_side"):
        _side(view, typed, parts)
    with right:
        for place, (row, part) in enumerate(zip(rows, parts, strict=True), start=1):
            with st.container(border=True, key=f"split_part_{place}"):
                if part.case_id is not None:
                    split_fields.standing(typed, standing[place - 1], row, place)
                else:
                    split_fields.new(view, typed, part, row, place, lists, actor)
        label = _("Add a part")
        rows_after = [*typed.rows, max(typed.rows) + 1]
        st.button(label, key="split_add", icon=":material/add:", on_click=change_rows, args=(rows_after,))
        _save(view, typed, parts, actor, now=now, today=today)


def _side(view: PetitionView, typed: SplitForm, parts: list[PartInput]) -> None:
    """What the paper says, for reading beside the parts, and what a denunciation changes."""
    st.html(_STYLE)
    if typed.not_kept is not None:
        st.warning(plain(said(typed.not_kept)), icon=":material/cloud_off:")
    elif typed.saved_at is not None:
        at = formats.time(typed.saved_at)
        st.caption(f":material/cloud_done: {_('Draft kept {at}').format(at=at)}")
    with st.container(border=True):
        st.markdown(f"**{_('The petition says')}**")
        st.markdown(plain(view.words.summary).replace("\n", "  \n"))
    st.caption(_("Each part becomes a case of its own, with its own terms from the day of receipt."))
    if any(part.denounces for part in parts):
        st.info(
            _(
                "With a denunciation in it the whole paper is sealed: its words, the names, the scans and "
                "the other parts. The denunciation gets a random code and is seen only by who may see it; "
                "the other parts must not mention it."
            ),
            icon=":material/lock:",
        )


def _save(
    view: PetitionView,
    typed: SplitForm,
    parts: list[PartInput],
    actor: Actor,
    *,
    now: datetime,
    today: date,
) -> None:
    faults = st.container()
    count = len(parts)
    with st.container(horizontal=True):
        label = ngettext("Split into {n} part", "Split into {n} parts", count).format(n=count)
        options = {"type": "primary", "icon": ":material/call_split:", "shortcut": "Ctrl+Enter"}
        save = st.button(label, key="split_save", on_click=try_to_save, **options)
        cancel = st.button(_("Cancel"), key="split_cancel")
    if cancel:
        with refusals_shown():
            with transaction() as session:
                drafts.discard(session, actor=actor, form=FORM, key=typed.key)
            close()
            st.rerun()
    with faults:
        for refusal in typed.problems.values():
            st.error(plain(said(refusal)), icon=":material/error:")
        if save and not typed.problems:
            with seen.guarded(view):
                with transaction() as session:
                    opened = petition_splitting.split(
                        session,
                        view.petition.id or 0,
                        parts,
                        actor=actor,
                        now=now,
                        today=today,
                        seen=seen.pinned(view),
                        draft_key=typed.key,
                    )
                close()
                count = len(opened)
                seen.done(ngettext("{n} case opened.", "{n} cases opened.", count).format(n=count))


def close() -> None:
    """Leave the form."""
    forget()
    if "do" in st.query_params:
        del st.query_params["do"]


def _by_row(found: list[AppError], rows: list[str]) -> dict[str, AppError]:
    """The first thing wrong with each field, by the field's name on this form."""
    names = {
        part_input.name_of(place, name): name_of(row, name)
        for place, row in enumerate(rows, start=1)
        for name in PartInput.model_fields
    }
    faults: dict[str, AppError] = {}
    for refusal in found:
        faults.setdefault(names.get(refusal.field or "", refusal.field or ""), refusal)
    return faults
