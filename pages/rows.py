"""The rows behind a figure: its definition, what narrows it, and the list with the same count."""

import streamlit as st

from services import database, row_details
from services.permissions import Permission
from services.statistics import DIMENSIONS, MEASURES
from ui import dimension_labels, figure_codes, filters, panels, parameters, row_table
from ui.feedback import refusals_shown
from ui.i18n import _
from ui.plain_text import plain
from ui.session import current_user, now, today

actor = current_user(Permission.FIGURES_READ)
this_day = today()
query = st.query_params
measure = MEASURES.get(query.get("measure", ""))
chosen = {name: query[f"by_{name}"] for name in DIMENSIONS if f"by_{name}" in query}
first = parameters.whole("first")

st.title(_(measure.label) if measure else _("Rows behind a figure"))
if measure:
    st.caption(_(measure.definition))
filter = filters.bar(actor, page="rows")
if chosen:
    with st.container(horizontal=True, key="rows_chosen"):
        for name, value in chosen.items():
            text = f"{dimension_labels.name(name)}: {dimension_labels.value_name(name, value)}"
            if st.button(plain(text), key=f"drop_{name}", icon=":material/close:", help=_("Remove")):
                del st.query_params[f"by_{name}"]
                st.rerun()

if not actor.scope.rows:
    panels.nothing(
        _("Your role shows figures only."), _("Ask the unit concerned for the matters behind them.")
    )
    st.stop()

with refusals_shown():
    with database.reading() as session:
        found = row_details.listed(
            session,
            query.get("measure", ""),
            filter,
            actor=actor,
            today=this_day,
            chosen=chosen,
            limit=row_table.PAGE,
            offset=first,
        )
    figure_codes.note_counted(query["measure"], filter, chosen, actor=actor, today=this_day)
    if found.total:
        row_table.show(found, first=first)
        row_table.download(
            query["measure"],
            _(measure.label) if measure else "",
            filter,
            chosen,
            found.total,
            actor=actor,
            today=this_day,
            now=now(),
        )
    else:
        panels.nothing(
            _("There is no row for this figure."), _("Remove a filter above, or choose a longer period.")
        )
