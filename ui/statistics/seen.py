"""How many rows stand behind the screen, each number a way to them."""

import streamlit as st

from services import statistics
from ui import figure_codes, navigation, remembered
from ui.i18n import _, ngettext
from ui.labels import count
from ui.statistics.board import Board


def show(board: Board) -> None:
    """Petitions, new, open and settled cases under the filter and the chosen marks."""
    names = {
        "received": _("petitions"),
        "cases_new": _("new cases"),
        "open": _("open"),
        "settled": _("settled"),
    }
    numbers = {name: int(_value(board, name) or 0) for name in names}
    if not any(numbers.values()):
        st.markdown(
            _("There is nothing in this period under this filter. Choose a longer period or another unit.")
        )
        return
    with st.container(horizontal=True, key="statistics_counts", vertical_alignment="center"):
        for name, label in names.items():
            number, found = numbers[name], board.narrowed(name)
            figure_codes.note(name, found.filter, float(number), **dict(found.extra))
            text = ngettext("See {count} ({what})", "See {count} ({what})", number)
            if board.actor.scope.rows and number:
                text = text.format(count=count(number), what=label)
                navigation.link("rows", text, icon=":material/table_rows:", **board.rows_query(name))
            else:
                st.markdown(f"{count(number)} {label}", width="content")


def _value(board: Board, name: str) -> float | None:
    found = board.narrowed(name)

    def ask() -> float | None:
        return statistics.figure(
            name, found.filter, actor=board.actor, today=board.today, extra=dict(found.extra)
        )

    return remembered.kept(board.key("seen", name), ask)
