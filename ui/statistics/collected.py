"""The tables that a run of the statistics screen has drawn, for its export."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from services.sheets import HALVES, WHOLE
from ui.i18n import _
from ui.labels import count


@dataclass
class Collected:
    """The tables of a run, in the order in which they were drawn."""

    tables: list[tuple[str, str, list[str], list[list[object]], tuple[str, ...]]] = field(
        default_factory=list
    )

    def add(
        self,
        title: str,
        headings: Sequence[str],
        rows: Sequence[Sequence[object]],
        *,
        counted: str = "",
        patterns: Sequence[str] = (),
    ) -> None:
        """Take a table; `counted` says how much of how much it is."""
        shown = [[_native(value) for value in row] for row in rows]
        self.tables.append((title, counted, list(headings), shown, tuple(patterns)))

    def add_frame(self, title: str, frame: pd.DataFrame) -> None:
        """Take the numbers of a chart."""
        total = count(len(frame))
        counted = _("{shown} of {all} rows").format(shown=total, all=total)
        patterns = [HALVES if _has_parts(frame[name]) else WHOLE for name in frame.columns]
        rows = frame.to_numpy().tolist()
        self.add(title, list(frame.columns), rows, counted=counted, patterns=patterns)


def _has_parts(column: pd.Series) -> bool:
    """Whether numbers stand in a column that are not whole."""
    return pd.api.types.is_float_dtype(column) and bool((column.dropna() % 1).any())


def _native(value: Any) -> Any:
    """A number, a day or a text, as files take them; nothing for a gap."""
    if pd.isna(value):
        return None
    if isinstance(value, pd.Timestamp):
        return value.date()
    return value.item() if hasattr(value, "item") else value
