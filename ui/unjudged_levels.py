"""Levels set by leaders that are over and wait for a judgement, as a table on the page of hot spots."""

from datetime import date

import pandas as pd
import streamlit as st

from services import database
from services.hotspots import override_views
from services.permissions import Actor, Permission, can
from ui import hot_list, navigation, panels, picking
from ui.i18n import _
from ui.labels import day


def show(actor: Actor, *, today: date) -> None:
    """Only where there are any, and for those who judge them; a row opens its case."""
    if not can(actor, Permission.HOTSPOT_LEAD):
        return
    with database.reading() as session:
        found = override_views.unjudged(session, actor=actor, today=today)
    if not found:
        return
    with panels.panel("levels_to_judge", _("Levels set by leaders: to be judged")):
        rows = [
            {
                _("Code"): one.code,
                _("Set"): _(hot_list.LEVELS[one.level]),
                _("By points then"): f"{_(hot_list.LEVELS[one.level_by_points])} · {one.points}",
                _("Ended on"): day(one.ended_on),
            }
            for one in found
        ]
        selected = st.dataframe(
            pd.DataFrame(rows),
            hide_index=True,
            key="levels_to_judge_table",
            on_select="rerun",
            selection_mode="single-cell",
            alt=_("Levels to be judged, the longest waiting first; a click on a row opens the case"),
        )["selection"]
        shown = picking.seen("levels_to_judge_table", [one.code for one in found])
        if selected.get("cells"):
            navigation.go("case", code=shown[selected["cells"][0][0]], part="hot")
