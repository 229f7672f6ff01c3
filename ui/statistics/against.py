"""With which days a period is compared: the ones before, those of last year, or any others."""

from datetime import date

import streamlit as st

from services.statistics import comparing
from services.statistics.comparing import Against
from ui.i18n import _
from ui.statistics.board import Board


def chosen(board: Board) -> tuple[date, date] | None:
    """The days compared with; the URL keeps the choice."""
    query = st.query_params
    words = {
        Against.PREVIOUS: _("The period before"),
        Against.LAST_YEAR: _("The same days of last year"),
        Against.DAYS: _("Other days"),
    }
    asked = query.get("against", "")
    default = Against(asked) if asked in set(Against) else Against.PREVIOUS
    with st.container(horizontal=True, key="compare_choices", vertical_alignment="bottom"):
        picked = st.segmented_control(
            _("Compared with"),
            list(words),
            format_func=words.get,
            default=default,
            required=True,
            key="compare_against",
            on_change=_keep,
        )
        days = None
        if picked is Against.DAYS:
            days = _days(query.get("against_days", ""))
            span = st.date_input(
                _("From – to"),
                value=days or (),
                format="DD/MM/YYYY",
                key="compare_days",
                on_change=_keep_days,
            )
            if isinstance(span, tuple) and len(span) == 2:
                days = (span[0], span[1])
    return comparing.days_of(picked or default, board.filter, days, today=board.today)


def _days(text: str) -> tuple[date, date] | None:
    """Two days of a URL, "2026-01-01..2026-03-31"; None for anything else."""
    first, _dots, last = text.partition("..")
    try:
        days = date.fromisoformat(first), date.fromisoformat(last)
    except ValueError:
        return None
    return days if days[0] <= days[1] else None


def _keep() -> None:
    st.query_params["against"] = st.session_state["compare_against"]


def _keep_days() -> None:
    days = st.session_state["compare_days"]
    if isinstance(days, tuple) and len(days) == 2:
        st.query_params["against_days"] = f"{days[0].isoformat()}..{days[1].isoformat()}"
