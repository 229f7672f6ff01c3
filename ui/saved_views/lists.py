"""Inside the popover: the reader's own views, those shared with him, and saving what is shown."""

from datetime import date

import streamlit as st

from services import database, opened_views, saved_view_lists, saved_views, stored_filters
from services.choices import Offered
from services.filters import Filter
from services.permissions import Actor
from services.saved_view_lists import Listed, ViewLine
from services.saved_views import ViewNameTaken
from ui import session as reader
from ui.feedback import refusals_shown
from ui.i18n import _, said
from ui.panels import plain
from ui.saved_views import details, opening, words


def draw(filter: Filter, offered: Offered, *, page: str, actor: Actor, today: date, used: int | None) -> None:
    """The list, or the details of the view that is being managed."""
    with database.reading() as session:
        found = saved_view_lists.listed(session, page, actor=actor, today=today)
    managed = next((line for line in found.own if line.id == st.session_state.get("_saved_managed")), None)
    if managed is not None:
        details.draw(managed, offered, page=page, actor=actor, today=today)
        return
    _heading(_("My saved filters"))
    _undo(actor)
    for line in found.own:
        _own_line(line, offered, page=page, actor=actor, today=today, used=used)
    if not found.own:
        st.caption(_("None on this page yet. Choose a filter, then give it a name below."))
    if found.shared:
        _heading(_("Shared with me"))
    for line in found.shared:
        _open_button(line, offered, page=page, actor=actor, today=today, used=used)
    with st.container(key="saved_form", gap="small"):
        _save(filter, found, page=page, actor=actor, today=today)


def _own_line(
    line: ViewLine, offered: Offered, *, page: str, actor: Actor, today: date, used: int | None
) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="xxsmall", wrap=False):
        if line.filter is None:
            st.markdown(
                f":material/warning: {plain(line.name)} · {_('cannot be read any more')}", width="stretch"
            )
        else:
            _open_button(line, offered, page=page, actor=actor, today=today, used=used)
        if st.button(
            _("Manage “{name}”").format(name=plain(line.name)),
            key=f"saved_manage_{line.id}",
            icon=":material/more_horiz:",
            type="tertiary",
        ):
            st.session_state["_saved_managed"] = line.id
            opening.redraw()


def _open_button(
    line: ViewLine, offered: Offered, *, page: str, actor: Actor, today: date, used: int | None
) -> None:
    name = plain(line.name)
    text = (
        _("{name} · shared by {person}").format(name=name, person=plain(line.owner)) if line.owner else name
    )
    chosen = st.button(
        text,
        key=f"saved_open_{line.id}",
        icon=words.icon(line, is_used=line.id == used),
        type="tertiary",
        width="stretch",
        help=words.hint(line, offered, today=today),
    )
    if chosen:
        with refusals_shown():
            with database.reading() as session:
                found = opened_views.opened(session, line.id, actor=actor, today=today)
            opening.show(found, page)
            st.session_state["_saved_stays"] = False
            st.rerun()


def _save(filter: Filter, found: Listed, *, page: str, actor: Actor, today: date) -> None:
    key = f"saved_name_{st.session_state.get('_saved_round', 0)}"
    name = st.text_input(_("Save what is shown under the name"), key=key, max_chars=saved_views.LONGEST_NAME)
    moves = stored_filters.moves(filter, today=today)
    if moves:
        moves = st.checkbox(
            _("Always the current period, not just this one"), value=True, key="saved_moves_along"
        )
    taken = next((line for line in found.own if line.name.casefold() == name.strip().casefold()), None)
    asked = st.button(_("Save"), key="saved_save", icon=":material/bookmark_add:", type="primary")
    if taken is not None:
        st.warning(plain(said(ViewNameTaken(name=taken.name))), icon=":material/warning:")
        if st.button(_("Replace"), key="saved_replace", icon=":material/published_with_changes:"):
            _write(name, filter, page=page, actor=actor, today=today, moves_along=moves, replace=True)
    elif asked:
        _write(name, filter, page=page, actor=actor, today=today, moves_along=moves, replace=False)


def _write(
    name: str, filter: Filter, *, page: str, actor: Actor, today: date, moves_along: bool, replace: bool
) -> None:
    with refusals_shown():
        own = opening.own_part(page)
        with database.transaction() as session:
            kept = saved_views.save(
                session,
                page,
                name,
                filter=filter,
                own=own,
                actor=actor,
                today=today,
                now=reader.now(),
                moves_along=moves_along,
                replace=replace,
            )
        st.session_state["_saved_in_use"] = (page, kept.id, kept.name, {**own, **filter.to_query()})
        st.session_state["_saved_round"] = st.session_state.get("_saved_round", 0) + 1
        opening.redraw(_("The filter is saved as “{name}”.").format(name=plain(kept.name)), closes=True)


def _undo(actor: Actor) -> None:
    deleted = st.session_state.get("_saved_deleted")
    if deleted is None:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="saved_undo", wrap=False):
        st.markdown(_("“{name}” is deleted.").format(name=plain(deleted.name)), width="stretch")
        if st.button(_("Undo"), key="saved_undo_button", icon=":material/undo:"):
            with refusals_shown():
                with database.transaction() as session:
                    saved_views.restore(session, deleted, actor=actor, now=reader.now())
                st.session_state.pop("_saved_deleted")
                opening.redraw(_("“{name}” is back.").format(name=plain(deleted.name)))


def _heading(text: str) -> None:
    st.markdown(f"**{text}**")
