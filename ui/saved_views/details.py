"""One own view: its name, whether the page opens with it, with whom it is shared, and its end."""

from datetime import date

import streamlit as st

from services import database, saved_view_lists, saved_views
from services.choices import Offered
from services.permissions import Actor
from services.saved_view_lists import ViewLine
from services.stored_filters import ViewUnreadable
from ui import remembered
from ui import session as reader
from ui.feedback import refusals_shown
from ui.i18n import _, said
from ui.panels import plain
from ui.saved_views import opening, words

NOBODY = 0


def draw(line: ViewLine, offered: Offered, *, page: str, actor: Actor, today: date) -> None:
    """Everything that can be changed of a view; what cannot be read can only be deleted."""
    if st.button(_("All saved filters"), key="saved_back", icon=":material/arrow_back:", type="tertiary"):
        st.session_state.pop("_saved_managed", None)
        opening.redraw()
    st.markdown(f"**{plain(line.name)}**")
    if line.filter is None:
        st.warning(plain(said(ViewUnreadable())), icon=":material/warning:")
    else:
        st.caption(words.content(line, offered, today=today))
        _rename(line, actor=actor)
        _default(line, actor=actor)
        _share(line, actor=actor)
    if st.button(_("Delete"), key=f"saved_delete_{line.id}", icon=":material/delete:"):
        with refusals_shown():
            with database.transaction() as session:
                deleted = saved_views.delete(session, line.id, actor=actor, now=reader.now())
            st.session_state["_saved_deleted"] = deleted
            opening.renamed(line.id, "")
            st.session_state.pop("_saved_managed", None)
            opening.redraw()


def _rename(line: ViewLine, *, actor: Actor) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", wrap=False):
        name = st.text_input(
            _(saved_views.NAME),
            value=line.name,
            key=f"saved_rename_{line.id}",
            max_chars=saved_views.LONGEST_NAME,
        )
        asked = st.button(_("Rename"), key=f"saved_rename_{line.id}_button")
    if asked:
        with refusals_shown():
            with database.transaction() as session:
                kept = saved_views.rename(session, line.id, name, actor=actor, now=reader.now())
            opening.renamed(line.id, kept.name)
            opening.redraw(_("The saved filter is renamed."))


def _default(line: ViewLine, *, actor: Actor) -> None:
    key = f"saved_default_{line.id}"
    asked = _follow(key, line.is_default)
    wanted = st.checkbox(
        _("My default for this page"),
        key=key,
        on_change=_ask,
        args=(key,),
        help=_("Shown when the page is opened without a filter in its link."),
    )
    if asked:
        with refusals_shown():
            with database.transaction() as session:
                saved_views.set_default(session, line.id, is_default=wanted, actor=actor, now=reader.now())
            text = _("The page now opens with this filter.") if wanted else _("The page opens as before.")
            opening.redraw(text)


def _share(line: ViewLine, *, actor: Actor) -> None:
    with database.reading() as session:
        targets = saved_view_lists.targets(session, actor=actor)
    names = {NOBODY: _("Only me")}
    if line.shared_unit_id and line.shared_unit_id not in {target.id for target in targets}:
        # Shared before its owner moved to another unit.
        names[line.shared_unit_id] = plain(remembered.names()["unit"].get(line.shared_unit_id, "?"))
    for target in targets:
        names[target.id] = plain(target.name) if target.depth else _("Whole department")
    key = f"saved_share_{line.id}"
    asked = _follow(key, line.shared_unit_id or NOBODY)
    wanted = st.radio(
        _("Shared with"),
        list(names),
        format_func=names.get,
        key=key,
        on_change=_ask,
        args=(key,),
        help=_(
            "Others get the filter and its name, not your rights: each sees what he may see anyway. "
            "Do not put names of people into it."
        ),
    )
    if asked:
        with refusals_shown():
            with database.transaction() as session:
                saved_views.share(session, line.id, unit_id=wanted or None, actor=actor, now=reader.now())
            text = _("The filter is shared.") if wanted else _("The filter is yours alone again.")
            opening.redraw(text)


def _follow(key: str, stored: bool | int) -> bool:
    """Whether the reader has just changed the widget; if not, it shows what is stored."""
    asked = bool(st.session_state.pop(f"_{key}_asked", False))
    if not asked:
        st.session_state[key] = stored
    return asked


def _ask(key: str) -> None:
    st.session_state[f"_{key}_asked"] = True
