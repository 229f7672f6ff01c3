"""A measure by unit, field, channel or commune as lying bars, the greatest on top."""

import pandas as pd

from services.statistics import MEASURES
from ui import dimension_labels
from ui.charts import ranks
from ui.charts.base import reader_look
from ui.i18n import _
from ui.labels import count
from ui.panels import Drawing
from ui.statistics import counts
from ui.statistics.board import Board, Choose, choose
from ui.statistics.panel import HEIGHT, faded, panel

MOST = 9


def ranking(board: Board, measure: str, by: str, title: str) -> None:
    """One panel; a click on a bar filters by it."""

    def ask() -> pd.DataFrame:
        return counts.by(board, measure, (by,))

    ranked_panel(board, measure, by, title, ask)


def ranked_panel(
    board: Board,
    measure: str,
    by: str,
    title: str,
    ask: "counts.Ask",
    *,
    chosen_by: Choose = choose,
    note: str = "",
    action: "counts.Action | None" = None,
) -> None:
    """The panel for numbers that `ask` gives in the columns `by` and value."""
    own = counts.marker(measure, by)

    def draw() -> Drawing | None:
        found = ask()
        found = found[found["value"] > 0]
        if found.empty:
            return None
        found = found.assign(label=[dimension_labels.value_name(by, value) for value in found[by]])
        figure = ranks.ranked(
            found,
            key=by,
            sentence=_("{name}: {count}"),
            look=reader_look(),
            most=MOST,
            rest=_("{count} more"),
            height=HEIGHT,
        )
        found = found.sort_values("value", ascending=False, kind="stable", ignore_index=True)
        alt = _("{title}; in all {count}").format(title=title, count=count(found["value"].sum()))
        words = {by: dimension_labels.DIMENSION_NAMES[by]}
        table = counts.table(found[[by, "value"]], words, measure)
        return Drawing.of(faded(figure, board.chosen, own), alt, table, counts.marks_of(found, by))

    panel(
        board,
        f"{measure}_{by}",
        title,
        counts.kept(board, f"{measure} by {by}", draw),
        measures=[MEASURES[measure].name],
        mark_of=own,
        left_out=counts.left_out(board, [measure], by),
        note=note,
        chosen_by=chosen_by,
        action=action,
    )
