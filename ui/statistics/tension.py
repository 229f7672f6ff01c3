"""Crowds and over-level records week by week."""

import pandas as pd

from services.statistics import MEASURES
from services.statistics.windows import monday
from ui import formats
from ui.charts import periods
from ui.charts.base import reader_look
from ui.i18n import _
from ui.panels import Drawing
from ui.statistics import counts
from ui.statistics.board import Board, Mark
from ui.statistics.panel import HEIGHT, faded, panel


def by_week(board: Board) -> None:
    """Both side by side, for the weeks of the period."""
    title = _("Crowds and over-level by week (times)")
    names = ("crowds", "over_level")
    last = monday(min(board.filter.end or board.today, board.today))
    first = monday(board.filter.start or last)
    weeks = [day.date() for day in pd.date_range(first, last, freq="7D")][-counts.WEEKS :]

    def own(data: list[str]) -> Mark | None:
        return Mark(data[1], {"week": data[0]})

    def draw() -> Drawing | None:
        series = {name: counts.by(board, name, ("week",)) for name in names}
        if all(found.empty for found in series.values()):
            return None
        figure = periods.series_by_time(
            series,
            dimension="week",
            days=weeks,
            names=[formats.day_and_month(week) for week in weeks],
            words={name: _(MEASURES[name].label) for name in names},
            sentence=_("Week from {time}, {series}: {count}"),
            look=reader_look(),
            height=HEIGHT,
        )
        both = pd.concat([found.assign(measure=name) for name, found in series.items()])
        weeks_said = [week for (week,) in counts.marks_of(both, "week")]
        marks = list(zip(weeks_said, both["measure"], strict=True))
        table = counts.several(both, "week", _("Week from"))
        return Drawing.of(faded(figure, board.chosen, own), title, table, marks)

    panel(
        board,
        "tension",
        title,
        counts.kept(board, "tension", draw),
        measures=names,
        mark_of=own,
        left_out=counts.left_out(board, names, "week"),
        empty=(
            _("No crowd and no over-level record in this period."),
            _("They are recorded under “Crowds and over-level”."),
        ),
    )
