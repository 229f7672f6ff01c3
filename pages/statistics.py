"""Six charts over the same filter, each bar opening its rows; the official figures below them."""

import streamlit as st

from services.permissions import Permission
from ui import filters, navigation, remembered, watch_charts
from ui.figures import rows_query
from ui.i18n import _, ngettext
from ui.labels import count
from ui.rights import official
from ui.session import current_user, now, today

actor = current_user(Permission.FIGURES_READ)
this_day = today()

st.title(_("Statistics"))
filter = filters.bar(actor, page="statistics")

NAMES = {"received": _("petitions"), "cases_new": _("new cases"), "open": _("open"), "settled": _("settled")}
found = remembered.figures(NAMES, filter, actor=actor, today=this_day)
with st.container(horizontal=True, key="statistics_counts", vertical_alignment="center"):
    for name, label in NAMES.items():
        number = int(found[name].value or 0)
        text = ngettext("See {count} ({what})", "See {count} ({what})", number)
        if actor.scope.rows and number:
            text = text.format(count=count(number), what=label)
            navigation.link("rows", text, icon=":material/table_rows:", **rows_query(name, filter))
        else:
            st.markdown(f"{count(number)} {label}", width="content")

left, right = st.columns(2, gap="small")
with left:
    watch_charts.by_month(
        "received", _("Petitions received by month (petitions)"), filter, actor=actor, today=this_day
    )
    watch_charts.ranking(
        "received", "field", _("Petitions by field (petitions)"), filter, actor=actor, today=this_day
    )
    watch_charts.crowds_by_week(filter, actor=actor, today=this_day)
with right:
    watch_charts.ranking(
        "received", "unit", _("Petitions by receiving unit (petitions)"), filter, actor=actor, today=this_day
    )
    watch_charts.overdue_table(filter, actor=actor, today=this_day)
    watch_charts.ranking(
        "settled", "outcome", _("Settled cases by outcome (cases)"), filter, actor=actor, today=this_day
    )

official.show(actor, now=now(), today=this_day)
