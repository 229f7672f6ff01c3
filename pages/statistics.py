"""Charts that filter each other, the cross table and compared periods over one filter; official figures."""

import streamlit as st

from services.permissions import Permission
from ui import filters, remembered
from ui.i18n import _
from ui.rights import official
from ui.session import current_user, now, today
from ui.statistics import board, chips, compare, crosstab, export, overview, places, quality, seen, tabs

actor = current_user(Permission.FIGURES_READ)
this_day = today()
this_moment = now()

is_fresh = not st.query_params
st.title(_("Statistics"))
filter = filters.bar(actor, page="statistics")
shown = board.Board(filter, chips.chosen(actor), actor, this_day)
board.leave()
lists = remembered.offered(actor, today=this_day)
export.print_line(shown, lists)
seen.show(shown)

tabs.show(
    actor,
    {
        tabs.OVERVIEW: lambda: overview.show(shown, lists),
        tabs.QUALITY: lambda: quality.show(shown),
        tabs.PLACES: lambda: places.show(shown),
        tabs.CROSS: lambda: crosstab.show(shown),
        tabs.PERIODS: lambda: compare.show(shown),
        tabs.OFFICIAL: lambda: official.show(actor, now=this_moment, today=this_day),
    },
    is_fresh=is_fresh,
)
export.buttons(shown, lists, now=this_moment)
