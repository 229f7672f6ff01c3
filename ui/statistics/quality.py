"""The second tab: what was found, how long it took, what came again, and where petitions went."""

import pandas as pd
import streamlit as st

from models.enums import CaseOutcome
from services import statistics
from services.statistics import MEASURES
from ui import formats, measure_words
from ui.charts import columns, periods
from ui.charts.base import reader_look
from ui.i18n import _
from ui.labels import count, word
from ui.panels import Drawing
from ui.statistics import counts, outcomes
from ui.statistics.board import Board, Mark
from ui.statistics.overview import first_day_of
from ui.statistics.panel import HEIGHT, faded, panel

# What a settlement may find, first instance before second.
FOUND = (
    CaseOutcome.RIGHT,
    CaseOutcome.PARTLY_RIGHT,
    CaseOutcome.WRONG,
    CaseOutcome.UPHELD,
    CaseOutcome.CHANGED,
    CaseOutcome.CANCELLED,
)
FINDINGS = ("found_right", "found_partly_right", "found_wrong", "upheld", "changed", "cancelled")


def show(board: Board) -> None:
    """Four panels in two columns."""
    left, right = st.columns(2, gap="small")
    with left:
        findings(board)
    with right:
        days(board)
    left, right = st.columns(2, gap="small")
    with left:
        again(board)
    with right:
        outcomes.bands(board)


def findings(board: Board) -> None:
    """Right, partly right or wrong; the first decision upheld, changed or cancelled."""
    title = _("What settlements found (cases)")
    own = counts.marker("settled", "outcome")

    def draw() -> Drawing | None:
        found = counts.by(board, "settled", ("outcome",))
        found = found[found["outcome"].isin([outcome.value for outcome in FOUND])]
        if found.empty:
            return None
        figure = columns.standing(
            dict(zip(found["outcome"], found["value"], strict=True)),
            labels={outcome.value: word(outcome) for outcome in FOUND},
            sentence=_("{name}: {count} cases"),
            look=reader_look(),
            height=HEIGHT,
        )
        table = counts.table(found, {"outcome": _("Outcome")}, "settled")
        alt = _("{title}; in all {count}").format(title=title, count=count(found["value"].sum()))
        return Drawing.of(faded(figure, board.chosen, own), alt, table, counts.marks_of(found, "outcome"))

    panel(
        board,
        "findings",
        title,
        counts.kept(board, "findings", draw),
        measures=FINDINGS,
        mark_of=own,
        left_out=counts.left_out(board, ["settled"], "outcome"),
    )


def days(board: Board) -> None:
    """Settled cases by the days they took, with the middle and what nine in ten did not exceed."""
    title = _("Days from acceptance to settlement (cases)")
    own = counts.marker("settled", "age_band")
    names = ("days_to_settle", "days_to_settle_most")
    found = board.narrowed("settled", "age_band")
    figures = statistics.figures(
        names, found.filter, actor=board.actor, today=board.today, extra=dict(found.extra)
    )
    middle, most = (figures[name].value for name in names)

    def draw() -> Drawing | None:
        bands = counts.by(board, "settled", ("age_band",))
        if bands.empty:
            return None
        bands = bands.sort_values("age_band", key=lambda one: one.map(first_day_of), ignore_index=True)
        figure = columns.standing(
            dict(zip(bands["age_band"], bands["value"], strict=True)),
            labels={band: _("{band} days").format(band=band) for band in bands["age_band"]},
            sentence=_("{name}: {count} cases"),
            look=reader_look(),
            height=HEIGHT,
        )
        table = counts.table(bands, {"age_band": _("Days")}, "settled")
        return Drawing.of(faded(figure, board.chosen, own), title, table, counts.marks_of(bands, "age_band"))

    note = ""
    if middle is not None and most is not None:
        note = _("Half within {middle} days, nine in ten within {most} days").format(
            middle=formats.decimal(middle), most=formats.decimal(most)
        )
    panel(
        board,
        "days",
        title,
        counts.kept(board, "days", draw),
        measures=["settled", *names],
        mark_of=own,
        left_out=counts.left_out(board, ["settled"], "age_band"),
        note=note,
        empty=(_("No case was settled in this period."), _("Choose a longer period or another unit.")),
    )


def again(board: Board) -> None:
    """Repeated petitions of each month, and how many cases were prolonged at its end."""
    title = _("Repeated and prolonged by month (petitions, cases)")
    names = ("repeated", "prolonged")

    def own(data: list[str]) -> Mark | None:
        return Mark(data[1], {"month": data[0]})

    def draw() -> Drawing | None:
        series = {name: counts.by(board, name, ("month",)) for name in names}
        if not any(found["value"].sum() for found in series.values()):
            return None
        months = counts.months_of(board)
        figure = periods.series_by_time(
            series,
            dimension="month",
            days=months,
            names=[formats.month(month) for month in months],
            words={name: measure_words.titled(MEASURES[name]) for name in names},
            sentence=_("{time}, {series}: {count}"),
            look=reader_look(),
            height=HEIGHT,
        )
        both = pd.concat([found.assign(measure=name) for name, found in series.items()])
        months_said = [month for (month,) in counts.marks_of(both, "month")]
        table = counts.several(both, "month", _("Month"))
        marks = list(zip(months_said, both["measure"], strict=True))
        return Drawing.of(faded(figure, board.chosen, own), title, table, marks)

    panel(
        board,
        "again",
        title,
        counts.kept(board, "again", draw),
        measures=names,
        mark_of=own,
        left_out=counts.left_out(board, names, "month"),
        empty=(
            _("No petition came again and no case is prolonged."),
            _("Choose a longer period or another unit."),
        ),
    )
