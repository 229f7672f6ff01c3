"""What all panels of the statistics screen share: filter, chosen marks, reader; and what a click does."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from services.filters import Filter
from services.permissions import Actor
from services.statistics import marks
from services.statistics.marks import Narrowed
from ui import navigation
from ui.statistics.collected import Collected

# Where the next run of the page leads: a click cannot leave by itself.
_LEAVE = "_statistics_rows"


@dataclass(frozen=True)
class Board:
    """The question that every panel answers in its own way."""

    filter: Filter
    chosen: Mapping[str, str]
    actor: Actor
    today: date
    tables: Collected = field(default_factory=Collected, compare=False)

    def narrowed(self, measure: str, *own: str) -> Narrowed:
        """Over what a measure is counted in a chart that shows some dimensions of its own."""
        return marks.applied(measure, self.filter, self.chosen, own=own, today=self.today)

    def key(self, *parts: Any) -> tuple[Any, ...]:
        """What a drawing of this board depends on."""
        return ("statistics", *parts, self.filter, tuple(self.chosen.items()), self.actor.figures, self.today)

    def rows_query(self, measure: str, mark: Mapping[str, str] | None = None) -> dict[str, Any]:
        """The page of rows with just what a mark counts: filter, chosen marks and its own values."""
        found = marks.applied(measure, self.filter, {**self.chosen, **(mark or {})}, today=self.today)
        extra = {name: marks.NONE if value is None else value for name, value in found.extra}
        return {"measure": measure, **found.filter.to_query(), **marks.query_of(extra)}


@dataclass(frozen=True)
class Mark:
    """A bar, point or cell: what it counts, and the values of its dimensions as they stand in a URL."""

    measure: str
    values: Mapping[str, str]


Choose = Callable[["Board", Mark], None]


def value_of(value: Any) -> str:
    """A value of a dimension as text of a URL."""
    if pd.isna(value):
        return marks.NONE
    return str(int(value)) if isinstance(value, float) else str(value)


def choose(board: Board, mark: Mark) -> None:
    """A mark was clicked: filter by it; where it is chosen already, its rows open on the next run."""
    after = marks.toggled(board.chosen, mark.values)
    if after is None:
        if board.actor.scope.rows:
            leave_for(board.rows_query(mark.measure, mark.values))
        return
    put(after)


def put(chosen: Mapping[str, str]) -> None:
    """Let the URL name just these marks; whatever else stands there stays."""
    rest = {n: v for n, v in st.query_params.to_dict().items() if not n.startswith(marks.PREFIX)}
    st.query_params.from_dict({**rest, **marks.query_of(chosen)})


def leave_for(query: Mapping[str, Any]) -> None:
    """Open rows on the next run."""
    st.session_state[_LEAVE] = dict(query)


def leave() -> None:
    """Open the rows that were asked for with a second click."""
    query = st.session_state.pop(_LEAVE, None)
    if query is not None:
        navigation.go("rows", **query)
