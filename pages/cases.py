"""Case tracking: cases by nearest breach, ready-made views with counts, search, bulk assignment."""

from dataclasses import replace

import streamlit as st

from services import case_search, cases, database, periods, thresholds
from services.case_conditions import is_of_open
from services.cases import View
from services.filters import Status
from services.hotspots import override_views, risk
from services.permissions import Permission, can
from ui import filters, navigation, panels, picking, tables
from ui.case import bulk, views
from ui.feedback import refusals_shown
from ui.i18n import _
from ui.labels import count
from ui.session import current_user, now, today

PAGE = 50

actor = current_user(Permission.CASE_READ)
this_moment, this_day = now(), today()
st.title(_("Case tracking"))
filter = filters.bar(actor, page="cases")

with database.reading() as session:
    counts = cases.view_counts(session, actor=actor, today=this_day)
    soon = thresholds.number(session, "due_soon.days", today=this_day)
chosen = views.choose(counts, soon=soon)
view = View(chosen) if chosen in set(View) else None
wanted, about = views.narrowed(filter, chosen), ""
with st.container(horizontal=True, key="cases_search_line", gap="small"):
    search = st.text_input(
        _("Search"),
        key="cases_search",
        label_visibility="collapsed",
        placeholder=_(
            "Code, or words of the content and names; accents not needed; denunciations by code only"
        ),
        icon=":material/search:",
    )
    sort = views.sorting(is_open=is_of_open(wanted, view))

if wanted.status is not Status.CLOSED and chosen != views.ALL:
    about = _("Open cases, whenever they were received.")
    if filter.period == periods.default(this_day).code:
        wanted = replace(wanted, start=None, end=None)
first = views.first_row(search, chosen, filter, sort)
with refusals_shown(), database.reading() as session:
    page = cases.list_page(
        session,
        wanted,
        actor=actor,
        today=this_day,
        search=search,
        view=view,
        sort=sort,
        limit=PAGE,
        offset=first,
    )
    found = cases.by_ids(session, [row.id for row in page.rows], actor=actor)
    risks = risk.of_cases(session, found, today=this_day)
    levels = override_views.of_cases(session, risks, today=this_day)

if page.total == 1 and case_search.code_of(search):
    navigation.go("case", code=page.rows[0].code)
if not page.total:
    panels.nothing(
        _("No case fits."), _("Choose another view above, clear the filter, or search with fewer words.")
    )
    st.stop()

assigns = can(actor, Permission.CASE_ASSIGN)
confirms = view is View.ESTIMATED and can(actor, Permission.CASE_WORK)
line = st.container(horizontal=True, vertical_alignment="center", key="cases_line")
shown = f"{count(first + 1)}–{count(first + len(page.rows))} / {count(page.total)}"
place = line.container(width="content")
line.caption(f"{shown} · {about}" if about else shown)
table = f"cases_table_{st.session_state.get('_cases_round', 0)}"
frame = tables.case_frame(page.rows, today=this_day, risks=risks, levels=levels)
selected = st.dataframe(
    tables.styled(frame, page.rows, today=this_day, soon=soon),
    hide_index=True,
    key=table,
    on_select="rerun",
    selection_mode=["multi-row", "single-cell"] if assigns or confirms else ["single-cell"],
    column_config=tables.case_columns(),
    row_height=66,
    height=min(66 * len(page.rows) + 40, 900),
    alt=_("Cases by nearest breach; a click on a row opens the case, the box before it selects it"),
)["selection"]
clicked = picking.seen(f"{table}_{search}_{chosen}_{filter.to_query()}_{sort}_{first}", page.rows)
if selected.get("cells"):
    views.close_selection()
    navigation.go("case", code=clicked[selected["cells"][0][0]].code)
views.turn_pages(page.total, first, PAGE)
rows = [clicked[number] for number in selected.get("rows", ()) if number < len(clicked)]
with place.container(horizontal=True):
    if confirms:
        bulk.confirm(rows, actor=actor, now=this_moment)
    if assigns:
        bulk.draw(rows, actor=actor, now=this_moment, today=this_day)
