"""The first tab: how much came, how much waits and how long, in time or not, from where, with crowds."""

import streamlit as st

from services import database, monitor_tiles, statistics
from services.choices import Offered
from services.filters import Filter
from services.statistics import windows
from ui.charts import columns, lines
from ui.charts.base import reader_look
from ui.i18n import _
from ui.labels import count
from ui.panels import Drawing
from ui.statistics import counts, drill, tension
from ui.statistics.board import Board
from ui.statistics.panel import HEIGHT, faded, panel
from ui.statistics.ranking import ranking


def show(board: Board, lists: Offered) -> None:
    """Six panels in two columns."""
    left, right = st.columns(2, gap="small")
    with left:
        months(board)
    with right:
        ageing(board)
    left, right = st.columns(2, gap="small")
    with left:
        on_time(board)
    with right:
        ranking(board, "received", "field", _("Petitions by field (petitions)"))
    left, right = st.columns(2, gap="small")
    with left:
        drill.units(board, lists)
    with right:
        tension.by_week(board)


def months(board: Board) -> None:
    """Petitions by month beside the same months of the year before."""
    title = _("Petitions by month and the year before (petitions)")
    own = counts.marker("received", "month")

    def draw() -> Drawing | None:
        found = board.narrowed("received", "month")
        now = counts.by(board, "received", ("month",))
        earlier = windows.last_year(found.filter, today=board.today)
        then = None
        if earlier is not None and earlier.start is not None and earlier.end is not None:
            spanned = found.filter.with_days(earlier.start, earlier.end)
            then = _by_month(board, spanned, dict(found.extra))
        if now.empty and not then:
            return None
        figure = columns.beside_last_year(
            counts.by_day(now, "month"),
            then or {},
            months=counts.months_of(board),
            words=(_("This period"), _("The year before")),
            sentence=_("{month}: {count} petitions"),
            look=reader_look(),
            height=HEIGHT,
        )
        table = counts.table(now, {"month": _("Month")}, "received")
        alt = _("{title}; in all {count}").format(title=title, count=count(now["value"].sum()))
        return Drawing.of(faded(figure, board.chosen, own), alt, table, counts.marks_of(now, "month"))

    panel(
        board,
        "months",
        title,
        counts.kept(board, "months", draw),
        measures=["received"],
        mark_of=own,
        left_out=counts.left_out(board, ["received"], "month"),
    )


def _by_month(board: Board, filter: Filter, extra: dict[str, str | None]) -> dict:
    frame = statistics.breakdown(
        "received", ("month",), filter, actor=board.actor, today=board.today, extra=extra
    )
    return counts.by_day(frame, "month")


def ageing(board: Board) -> None:
    """Open cases by how long ago they came."""
    title = _("Age of open cases (cases)")
    own = counts.marker("open", "age_band")

    def draw() -> Drawing | None:
        found = counts.by(board, "open", ("age_band",))
        if found.empty:
            return None
        found = found.sort_values("age_band", key=lambda bands: bands.map(first_day_of), ignore_index=True)
        bands = found["age_band"].tolist()
        figure = columns.standing(
            dict(zip(bands, found["value"], strict=True)),
            labels={band: _("{band} days").format(band=band) for band in bands},
            sentence=_("{name}: {count} cases"),
            look=reader_look(),
            height=HEIGHT,
        )
        table = counts.table(found, {"age_band": _("Days")}, "open")
        alt = _("{title}; in all {count}").format(title=title, count=count(found["value"].sum()))
        return Drawing.of(faded(figure, board.chosen, own), alt, table, counts.marks_of(found, "age_band"))

    panel(
        board,
        "ageing",
        title,
        counts.kept(board, "ageing", draw),
        measures=["open"],
        mark_of=own,
        left_out=counts.left_out(board, ["open"], "age_band"),
        empty=(_("No case is open."), _("Choose another unit or kind, or remove a chip above.")),
    )


def first_day_of(band: str) -> int:
    """Where a band of days begins."""
    return int(band.rstrip("+").split("-")[0])


def on_time(board: Board) -> None:
    """The share settled on time by month, with the target of the house."""
    title = _("Settled on time by month (percent of cases)")
    own = counts.marker("on_time_rate", "month")
    with database.reading() as session:
        target = monitor_tiles.targets(session, today=board.today)["on_time_rate"]

    def draw() -> Drawing | None:
        found = counts.by(board, "on_time_rate", ("month",))
        if found.empty:
            return None
        figure = lines.share_by_month(
            counts.by_day(found, "month"),
            months=counts.months_of(board),
            target=target,
            words={"month": _("{month}: {share} on time"), "target": _("target {share}")},
            look=reader_look(),
            height=HEIGHT,
        )
        shown = found.assign(value=(100 * found["value"]).round(1))
        table = counts.table(shown, {"month": _("Month")}, "on_time_rate")
        return Drawing.of(faded(figure, board.chosen, own), title, table, counts.marks_of(found, "month"))

    panel(
        board,
        "on_time",
        title,
        counts.kept(board, f"on_time {target}", draw),
        measures=["on_time_rate"],
        mark_of=own,
        left_out=counts.left_out(board, ["on_time_rate"], "month"),
        empty=(
            _("No case was settled in this period."),
            _("The share is of the cases settled; choose a longer period or another unit."),
        ),
    )
