"""Down the tree of units: each bar is a part with everything below it, a click goes into it."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from services.choices import Choice, Offered
from services.statistics.branches import by_branch
from ui import filter_chips
from ui.i18n import _
from ui.statistics import board as boards
from ui.statistics.board import Board, Mark
from ui.statistics.ranking import ranked_panel


def units(board: Board, lists: Offered) -> None:
    """The petitions of the parts of the chosen unit, of the department where none is chosen."""
    base = place(board.filter.unit_id, lists.units)
    tops = parts(base, lists.units)
    above = parent(base, lists.units)

    def ask() -> pd.DataFrame:
        found = board.narrowed("received", "unit")
        return by_branch(
            "received", tops, found.filter, actor=board.actor, today=board.today, extra=dict(found.extra)
        )

    def into(on: Board, mark: Mark) -> None:
        unit = int(mark.values["unit"]) if mark.values["unit"].isdigit() else None
        if unit in tops and unit != base:
            st.session_state["filter_unit"] = unit
        elif board.actor.scope.rows:
            boards.leave_for(on.rows_query(mark.measure, mark.values))

    def up() -> None:
        st.session_state["filter_unit"] = filter_chips.EVERY_UNIT if above is None else above

    ranked_panel(
        board,
        "received",
        "unit",
        _("Petitions by unit and all below it (petitions)"),
        ask,
        chosen_by=into,
        note=chain_words(base, lists.units),
        action=None if board.filter.unit_id is None else (_("One level up"), up),
    )


def place(unit_id: int | None, units: Sequence[Choice]) -> int | None:
    """The unit whose parts are shown: the chosen one, else the one at the top if there is just one."""
    if unit_id is not None:
        return unit_id
    tops = [unit.id for unit in units if unit.depth == 0]
    return tops[0] if len(tops) == 1 else None


def parts(base: int | None, units: Sequence[Choice]) -> list[int]:
    """The unit itself and what stands directly below it; without a unit those at the margin."""
    if base is None:
        return [unit.id for unit in units if unit.depth == 0]
    found, depth = [base], None
    for unit in units:
        if unit.id == base:
            depth = unit.depth
        elif depth is not None:
            if unit.depth <= depth:
                break
            if unit.depth == depth + 1:
                found.append(unit.id)
    return found


def parent(base: int | None, units: Sequence[Choice]) -> int | None:
    """The unit above, None at the margin."""
    return next(iter(_chain(base, units)[-2:-1]), Choice(0, "", "")).id or None


def chain_words(base: int | None, units: Sequence[Choice]) -> str:
    """Department › Division: where the chart stands."""
    return " › ".join(unit.name for unit in _chain(base, units))


def _chain(base: int | None, units: Sequence[Choice]) -> list[Choice]:
    """From the margin down to a unit, by the indentation of the list."""
    chain: list[Choice] = []
    for unit in units:
        chain = [*chain[: unit.depth], unit]
        if unit.id == base:
            return chain
    return []
