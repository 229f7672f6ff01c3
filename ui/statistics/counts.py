"""Numbers for the panels: a measure by dimensions over the board, as a drawing that is kept."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd

from services import statistics
from services.statistics.windows import months_back
from ui import dimension_labels, measure_words, panels
from ui.charts import periods
from ui.i18n import _
from ui.panels import Drawing
from ui.statistics.board import Board, Mark, value_of

Ask = Callable[[], pd.DataFrame]
# A button at the title: its words and what it does.
Action = tuple[str, Callable[[], None]]
# The most months, and weeks, that one chart shows: the latest of the period.
MONTHS, WEEKS = 24, 53


def by(board: Board, measure: str, dimensions: tuple[str, ...], *, own: bool = True) -> pd.DataFrame:
    """A measure by dimensions, narrowed by every mark but those of its `own` dimensions, which it shows."""
    found = board.narrowed(measure, *(dimensions if own else ()))
    return statistics.breakdown(
        measure,
        dimensions,
        found.filter,
        actor=board.actor,
        today=board.today,
        extra=dict(found.extra),
    )


def kept(board: Board, key: str, make: Callable[[], Drawing | None]) -> Drawing | None:
    """A drawing, made anew only when something it depends on is different."""
    return panels.drawing(board.key(key), make)


def left_out(board: Board, measures: Sequence[str], *own: str) -> list[str]:
    """The chosen marks that none of the measures knows."""
    return list(dict.fromkeys(one for name in measures for one in board.narrowed(name, *own).left_out))


def marker(measure: str, *dimensions: str) -> Callable[[Sequence[Any]], Mark | None]:
    """What a mark stands for whose customdata are values of dimensions, in order; none for "" or a gap."""

    def mark_of(data: Sequence[Any]) -> Mark | None:
        if any(value == "" for value in data[: len(dimensions)]):
            return None
        pairs = zip(dimensions, data, strict=False)
        return Mark(measure, {name: value_of(value) for name, value in pairs})

    return mark_of


def by_day(frame: pd.DataFrame, dimension: str) -> dict[date, float]:
    """First days of months or weeks with their numbers."""
    days = pd.to_datetime(frame[dimension]).dt.date
    return {day: float(value) for day, value in zip(days, frame["value"], strict=True) if not pd.isna(value)}


def months_of(board: Board) -> list[date]:
    """The months of the filter's days up to today, the latest of them."""
    last = min(board.filter.end or board.today, board.today)
    first = min(board.filter.start or months_back(last, 11), last)
    return periods.months_between(first.replace(day=1), last)[-MONTHS:]


def table(frame: pd.DataFrame, dimensions: Mapping[str, str], measure: str) -> pd.DataFrame:
    """The numbers in words: a column for each dimension, and the measure with its unit."""
    shown = frame.copy()
    for name in dimensions:
        shown[name] = [dimension_labels.value_name(name, value) for value in frame[name]]
    words = {name: _(heading) for name, heading in dimensions.items()}
    return shown.rename(columns={**words, "value": measure_words.titled(statistics.MEASURES[measure])})


def several(frame: pd.DataFrame, dimension: str, heading: str) -> pd.DataFrame:
    """The numbers of several measures in words: day, figure with its unit, number."""
    said = [dimension_labels.value_name(dimension, value) for value in frame[dimension]]
    names = [measure_words.titled(statistics.MEASURES[name]) for name in frame["measure"]]
    return pd.DataFrame({heading: said, _("Figure"): names, _("Number"): frame["value"].tolist()})


def marks_of(frame: pd.DataFrame, *dimensions: str) -> list[tuple[str, ...]]:
    """What each row of the table stands for, as customdata of a mark."""
    columns = [[_said(value) for value in frame[name].tolist()] for name in dimensions]
    return list(zip(*columns, strict=True))


def _said(value: Any) -> str:
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    return value_of(value)
