"""The entries of the trail as a table: "1–50 of n", details of the chosen one, pages, files, paper."""

from collections.abc import Callable, Sequence
from datetime import datetime

import pandas as pd
import streamlit as st

from services import database, row_export
from services.permissions import Actor
from services.trail import handing_out, reading
from services.trail.reading import TrailFilter, TrailLine
from ui import navigation, panels
from ui.admin.words import who
from ui.i18n import _, in_language, language
from ui.labels import count, day, instant
from ui.trail import details, words

PAGE = 50
# Pixels; of the columns in their order. Below the grid the chosen entry has to be seen without scrolling.
HEIGHT, WIDTHS = 423, (140, 190, 260, 250, 130, 100)
_MIMES = {"csv": "text/csv", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
# The grid of the screen prints only what is in view; on paper stands a plain table instead.
_PRINT = """
<style>
.st-key-trail_paper { display: none; }
@media print {
  .st-key-trail_paper { display: block; }
  .st-key-trail_filter, .st-key-trail_screen, [data-testid="stTabs"] [role="tablist"] { display: none; }
  .st-key-trail_paper table { font-size: 8.5pt; }
  .st-key-trail_paper th, .st-key-trail_paper td { padding: 2px 5px; }
}
</style>
"""


def show(asked: TrailFilter, *, actor: Actor, now: datetime) -> None:
    """One page of the entries of a filter, or why there is none."""
    first = _first(asked)
    with database.reading() as session:
        found = reading.page(session, asked, limit=PAGE, offset=first, actor=actor)
    if not found.total:
        panels.nothing(
            _("The trail has no entry for this."),
            _("Choose a longer period, or take a filter away."),
        )
        return
    total = _("more than {n}").format(n=count(found.total)) if found.is_more else count(found.total)
    place = _("{first}–{last} of {total} entries").format(
        first=count(first + 1), last=count(first + len(found.lines)), total=total
    )
    st.html(_PRINT)
    with st.container(key="trail_screen"):
        exact = [_("for the exact number choose a shorter period")] if found.is_more else []
        st.caption(" · ".join([place, *exact]))
        _grid(found.lines, key=f"trail_table_{hash((asked, first))}")
        with st.container(horizontal=True, key="trail_foot"):
            _turning(asked, first, found.total)
            if not asked.mine:
                _downloads(asked, found.total, is_more=found.is_more, actor=actor, now=now)
    with st.container(key="trail_paper"):
        st.caption(f"{place} · {scope_said(asked)}")
        # Its cells are read as Markdown: what somebody typed stays text.
        st.table(_frame(found.lines).map(panels.plain))


def scope_said(asked: TrailFilter) -> str:
    """The filter in words, for paper and files."""
    parts = [f"{day(asked.since)}–{day(asked.until)}" if asked.since and asked.until else _("Everything")]
    parts += [_(words.GROUPS[asked.group])] if asked.group else []
    parts += [words.action(asked.action)] if asked.action else []
    return " · ".join(parts)


def cells(lines: Sequence[TrailLine]) -> tuple[list[str], list[list[str]]]:
    """Headings and rows in the reader's words."""
    headings = [_("When"), _("Who"), _("What"), _("About"), _("From → to"), _("Reason")]
    rows = [
        [
            instant(line.at),
            who(line.who),
            details.what(line),
            details.about(line),
            details.difference(line),
            line.reason,
        ]
        for line in lines
    ]
    return headings, rows


def _frame(lines: Sequence[TrailLine]) -> pd.DataFrame:
    headings, rows = cells(lines)
    return pd.DataFrame([[cell or "–" for cell in row] for row in rows], columns=headings)


def _grid(lines: Sequence[TrailLine], *, key: str) -> None:
    chosen = st.dataframe(
        _frame(lines),
        hide_index=True,
        key=key,
        on_select="rerun",
        selection_mode="single-row",
        height=min(35 * (len(lines) + 1) + 3, HEIGHT),
        column_config={
            heading: st.column_config.TextColumn(width=width)
            for heading, width in zip(cells(())[0], WIDTHS, strict=True)
        },
        alt=_("The entries of the trail; choose a row to read it whole"),
    )["selection"]
    rows = [row for row in chosen.get("rows", ()) if row < len(lines)]
    if rows:
        _whole(lines[rows[0]])


def _whole(line: TrailLine) -> None:
    """One entry with nothing cut off, and the way to what it is about."""
    with st.container(border=True, key="trail_entry"):
        st.markdown(f"**{panels.plain(details.what(line))}**")
        st.caption(f"{instant(line.at)} · {panels.plain(who(line.who))}")
        for part in details.difference(line).split("; "):
            if part:
                st.markdown(f"- {panels.plain(part)}")
        if line.reason:
            st.markdown(_("Reason: {text}").format(text=panels.plain(line.reason)))
        if line.page and line.about:
            icon = ":material/open_in_new:"
            navigation.link(line.page, details.about(line), icon=icon, code=line.about)
        elif line.about:
            st.markdown(panels.plain(details.about(line)))


def _first(asked: TrailFilter) -> int:
    """Where the page begins; another filter begins anew."""
    kept, first = st.session_state.get("_trail_place", (None, 0))
    return first if kept == asked else 0


def _turning(asked: TrailFilter, first: int, total: int) -> None:
    if total <= PAGE:
        return
    before = st.button(_("Previous"), key="trail_before", icon=":material/chevron_left:", disabled=first == 0)
    last = first + PAGE >= total
    after = st.button(_("Next"), key="trail_after", icon=":material/chevron_right:", disabled=last)
    if before or after:
        st.session_state["_trail_place"] = (asked, first + PAGE if after else max(0, first - PAGE))
        st.rerun()


def _downloads(asked: TrailFilter, total: int, *, is_more: bool, actor: Actor, now: datetime) -> None:
    """What is filtered as a workbook and as CSV, made when it is asked for."""
    said = f"{count(min(total, row_export.MOST))}{'+' if is_more else ''}"
    for form, label in (("xlsx", _("Excel ({count} rows)")), ("csv", _("CSV ({count} rows)"))):
        st.download_button(
            label.format(count=said),
            made_on_demand(asked, form, actor=actor, now=now),
            file_name=f"nhat-ky-{now.date().isoformat()}.{form}",
            mime=_MIMES[form],
            key=f"trail_{form}",
            icon=":material/download:",
            on_click="ignore",
        )


def made_on_demand(asked: TrailFilter, form: str, *, actor: Actor, now: datetime) -> Callable[[], bytes]:
    """What makes the file when it is asked for: outside the session, which alone knows the language."""
    spoken = language()

    def make() -> bytes:
        with in_language(spoken), database.transaction() as session:
            most = row_export.MOST
            found = reading.page(session, asked, limit=most, count_to=most, actor=actor)
            headings, rows = cells(found.lines)
            if form == "csv":
                return handing_out.as_csv(session, asked, headings=headings, rows=rows, actor=actor, now=now)
            total = _("more than {n}").format(n=count(found.total)) if found.is_more else count(found.total)
            return handing_out.workbook(
                session,
                asked,
                title=_("Audit trail"),
                scope=scope_said(asked),
                headings=headings,
                rows=rows,
                counted=f"{count(len(rows))} / {total}",
                actor=actor,
                now=now,
            )

    return make
