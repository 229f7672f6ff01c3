"""The open files of hot spots as a table: who answers for each, and when it is reviewed next."""

from datetime import date

import pandas as pd
import streamlit as st

from services import database
from services.hotspots import file_views
from services.hotspots.file_views import FileLine
from services.permissions import Actor, Permission, can
from ui import navigation, panels, picking, remembered
from ui.i18n import _, ngettext
from ui.labels import count, day


def show(actor: Actor, *, today: date) -> None:
    """Files within the reader's sight, the review that comes first at the top; a row opens its case."""
    if not can(actor, Permission.CASE_READ):
        return
    found = _found(actor)
    with panels.panel("hot_files", _("Hot-spot files"), note=_overdue(found, today)):
        if not found:
            panels.nothing(
                _("No hot-spot file is open."),
                _("A leader opens one on the page of a case, under “Hot spot”."),
            )
            return
        rows = [
            {
                _("Code"): one.code,
                _("Who answers for it"): one.owner,
                _("Opened on"): day(one.opened_on),
                _("Next review on"): _("{day}, overdue").format(day=day(one.next_review_on))
                if one.is_overdue(today)
                else day(one.next_review_on),
            }
            for one in found
        ]
        selected = st.dataframe(
            pd.DataFrame(rows),
            hide_index=True,
            key="hot_files_table",
            on_select="rerun",
            selection_mode="single-cell",
            alt=_("Open hot-spot files, the next review first; a click on a row opens the case"),
        )["selection"]
        shown = picking.seen("hot_files_table", [one.code for one in found])
        if selected.get("cells"):
            navigation.go("case", code=shown[selected["cells"][0][0]], part="hot")


def overdue(actor: Actor, *, today: date) -> None:
    """How many reviews are overdue, where the page begins; nothing where none is."""
    told = _overdue(_found(actor), today) if can(actor, Permission.CASE_READ) else ""
    if told:
        st.badge(told, icon=":material/event_busy:", color="red")


def _found(actor: Actor) -> list[FileLine]:
    """Read anew after any write and for any other reader."""

    def read() -> list[FileLine]:
        with database.reading() as session:
            return file_views.open_lines(session, actor=actor)

    return remembered.kept(("hot_files", actor.scope), read)


def _overdue(found: list[FileLine], today: date) -> str:
    late = sum(one.is_overdue(today) for one in found)
    told = ngettext("{n} review is overdue", "{n} reviews are overdue", late)
    return told.format(n=count(late)) if late else ""
