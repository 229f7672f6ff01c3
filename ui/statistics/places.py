"""The third tab: which unit in which field, by which way and from where, and the time of year."""

import streamlit as st

from services import database
from services.statistics import seasons
from ui import dimension_labels, formats, remembered
from ui.charts import ageing, lines
from ui.charts.base import broken, reader_look
from ui.i18n import _
from ui.labels import count
from ui.panels import Drawing
from ui.statistics import counts
from ui.statistics.board import Board
from ui.statistics.panel import HEIGHT, faded, panel
from ui.statistics.ranking import ranking

# So many units and fields fit; the others are in the cross table.
UNITS, FIELDS = 10, 6
# What fits over a column.
LETTERS = 7


def show(board: Board) -> None:
    """Four panels in two columns."""
    left, right = st.columns(2, gap="small")
    with left:
        heat(board)
    with right:
        season(board)
    left, right = st.columns(2, gap="small")
    with left:
        ranking(board, "received", "channel", _("Petitions by the way they came (petitions)"))
    with right:
        ranking(board, "received", "commune", _("Petitions by commune (petitions)"))


def heat(board: Board) -> None:
    """Open cases by unit and field: a cell is darker the more it holds."""
    title = _("Open cases by unit and field (cases)")
    own = counts.marker("open", "unit", "field")

    def draw() -> Drawing | None:
        found = counts.by(board, "open", ("unit", "field"))
        found = found.dropna(subset=["field"])
        if found.empty:
            return None
        units = found.groupby("unit")["value"].sum().sort_values(ascending=False, kind="stable")[:UNITS]
        fields = found.groupby("field")["value"].sum().sort_values(ascending=False, kind="stable")[:FIELDS]
        names = remembered.names()["unit"]
        figure = ageing.heat_table(
            found.rename(columns={"field": "age_band"}),
            rows={int(unit): f"{names.get(unit, '?')} · {count(total)}" for unit, total in units.items()},
            bands=[int(field) for field in fields.index],
            band_words={
                int(one): broken(dimension_labels.value_name("field", one), LETTERS) for one in fields.index
            },
            sentence=_("{unit}, {band}: {count} cases"),
            look=reader_look(),
            height=HEIGHT,
        )
        table = counts.table(found, {"unit": _("Unit"), "field": _("Field")}, "open")
        alt = _("{title}; in all {count}").format(title=title, count=count(found["value"].sum()))
        return Drawing.of(
            faded(figure, board.chosen, own), alt, table, counts.marks_of(found, "unit", "field")
        )

    panel(
        board,
        "heat",
        title,
        counts.kept(board, "heat", draw),
        measures=["open"],
        mark_of=own,
        left_out=counts.left_out(board, ["open"], "unit", "field"),
        note=_("The largest; all of them are in the cross table"),
        empty=(_("No case is open."), _("Choose another unit or kind, or remove a chip above.")),
    )


def season(board: Board) -> None:
    """Petitions week by week before and after the holiday, the latest years over each other."""
    title = _("Petitions by week before and after Tết (petitions)")
    days = remembered.kept(("holidays", board.today), lambda: _holidays(board))

    def draw() -> Drawing | None:
        if not days:
            return None
        found = board.narrowed("received", "week", "month")
        weeks = seasons.around(
            "received",
            days,
            found.filter,
            actor=board.actor,
            today=board.today,
            extra=dict(found.extra),
        )
        if not weeks["value"].sum():
            return None
        figure = lines.years_around(
            weeks,
            sentence=_("{year}, week from {week}: {count} petitions"),
            holiday=_("Tết"),
            look=reader_look(),
            height=HEIGHT,
        )
        said = weeks[["year", "offset", "week", "value"]].assign(
            year=weeks["year"].astype(str), week=[formats.day(week) for week in weeks["week"]]
        )
        table = counts.table(said, {}, "received").rename(
            columns={"year": _("Year"), "offset": _("Weeks from Tết"), "week": _("Week from")}
        )
        return Drawing.of(figure, title, table)

    panel(
        board,
        "season",
        title,
        counts.kept(board, "season", draw),
        measures=["received"],
        mark_of=None,
        left_out=counts.left_out(board, ["received"], "week", "month"),
        note=_("Whatever the period: the latest years"),
        empty=(
            _("No petition came in the weeks around Tết."),
            _("Choose another unit, or enter Tết in the calendar of days off."),
        ),
    )


def _holidays(board: Board) -> list:
    with database.reading() as session:
        return seasons.holidays(session, today=board.today)
