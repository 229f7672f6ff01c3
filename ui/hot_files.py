"""The open files of hot spots as a table: who answers for each, and when it is reviewed next."""

from datetime import date

import pandas as pd
import streamlit as st

from services import database
from services.hotspots import file_views
from services.permissions import Actor, Permission, can
from ui import navigation, panels
from ui.i18n import _, ngettext
from ui.labels import count, day, word


def show(actor: Actor, *, today: date) -> None:
    """Files within the reader's sight, the review that comes first at the top; a row opens its case."""
    if not can(actor, Permission.CASE_READ):
        return
    with database.reading() as session:
        found = file_views.open_lines(session, actor=actor)
    late = sum(one.is_overdue(today) for one in found)
    told = ngettext("{n} review is overdue", "{n} reviews are overdue", late).format(n=count(late))
    with panels.panel("hot_files", _("Hot-spot files"), note=told if late else ""):
        if not found:
            panels.nothing(
                _("No hot-spot file is open."),
                _("A leader opens one on the page of a case, under “Hot spot”."),
            )
            return
        rows = [
            {
                _("Code"): one.code,
                _("Kind"): word(one.kind),
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
        if selected.get("cells"):
            navigation.go("case", code=found[selected["cells"][0][0]].code)
