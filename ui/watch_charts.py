"""The charts that several screens share: each counts, paints and knows the rows behind its marks."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

import pandas as pd

from models.enums import Kind
from services import statistics
from services.filters import Filter
from services.permissions import Actor
from services.statistics import MEASURES
from services.statistics.windows import monday, months_back
from ui import dimension_labels, formats, panels, remembered
from ui.charts import ageing, periods, ranks
from ui.charts.base import reader_look
from ui.figures import rows_query
from ui.i18n import _
from ui.labels import count, word
from ui.panels import Drawing, OpenRows

WEEKS = 26
MONTHS = 24


def by_month(name: str, title: str, filter: Filter, *, actor: Actor, today: date) -> None:
    """Months by kind up to today, whatever the filter's days; the year before stands faintly."""

    def draw() -> Drawing | None:
        first = months_back(today, MONTHS - 1).replace(day=1)
        spanned = filter.with_days(first, today)
        counts = statistics.breakdown(name, ("month", "kind"), spanned, actor=actor, today=today)
        if counts.empty:
            return None
        figure = periods.months_by_kind(
            counts,
            months=periods.months_between(first, today),
            words={kind.value: word(kind) for kind in Kind if not filter.kinds or kind in filter.kinds},
            sentence=_("{month}, {kind}: {count}"),
            look=reader_look(),
            faint_before=months_back(today, 11).replace(day=1),
        )
        alt = _("{title}; this month {count}").format(title=title, count=count(_this_month(counts, today)))
        kinds = counts["kind"].map(lambda kind: dimension_labels.value_name("kind", kind))
        table = counts.assign(month=_said(counts["month"], formats.month), kind=kinds)
        marks = zip(_said(counts["month"], date.isoformat), counts["kind"], strict=True)
        return Drawing.of(figure, alt, _worded(table, {"month": _("Month"), "kind": _("Kind")}), marks)

    def rows_of(data: Sequence[Any]) -> dict[str, Any]:
        month = date.fromisoformat(data[0])
        last = (month + timedelta(days=32)).replace(day=1) - timedelta(days=1)
        return rows_query(name, filter.with_days(month, min(last, today)), kind=data[1])

    panels.chart(
        f"{name}_months",
        title,
        panels.drawing((name, "months", filter, actor.figures, today), draw),
        empty=(_("Nothing was recorded in these months."), _("Choose another unit or kind.")),
        open_rows=openable(actor, rows_of),
    )


def overdue_table(filter: Filter, *, actor: Actor, today: date) -> None:
    """Overdue cases by unit and age band; the unit with most on top."""
    title = _("Overdue by unit and days late (cases)")

    def draw() -> Drawing | None:
        counts = statistics.breakdown("overdue", ("unit", "age_band"), filter, actor=actor, today=today)
        if counts.empty:
            return None
        names = remembered.names()["unit"]
        totals = counts.groupby("unit")["value"].sum().sort_values(ascending=False)
        bands = sorted(counts["age_band"].unique(), key=lambda band: int(band.rstrip("+").split("-")[0]))
        figure = ageing.heat_table(
            counts,
            rows={int(unit): f"{names.get(unit, '?')} · {count(total)}" for unit, total in totals.items()},
            bands=bands,
            band_words={band: _("{band} days").format(band=band) for band in bands},
            sentence=_("{unit}, {band} late: {count}"),
            look=reader_look(),
        )
        alt = _("{title}; in all {count}").format(title=title, count=count(totals.sum()))
        table = counts.assign(unit=counts["unit"].map(lambda unit: names.get(unit, "?")))
        marks = zip(counts["unit"].astype(int).tolist(), counts["age_band"], strict=True)
        words = {"unit": _("Unit"), "age_band": _("Days late")}
        return Drawing.of(figure, alt, _worded(table, words), marks)

    panels.chart(
        "overdue",
        title,
        panels.drawing(("overdue", filter, actor.figures, today), draw),
        empty=(_("No case is overdue."), _("Cases that fall due soon stand in “Due soon”.")),
        open_rows=openable(actor, lambda data: rows_query("overdue", filter, unit=data[0], age_band=data[1])),
    )


def crowds_by_week(filter: Filter, *, actor: Actor, today: date, height: int = 260) -> None:
    """Crowds and over-level records of the last half year, week by week."""
    title = _("Crowds and over-level by week (times)")
    weeks = [monday(today) - timedelta(weeks=back) for back in range(WEEKS - 1, -1, -1)]

    def draw() -> Drawing | None:
        spanned = filter.with_days(weeks[0], today)
        series = {
            name: statistics.breakdown(name, ("week",), spanned, actor=actor, today=today)
            for name in ("crowds", "over_level")
        }
        if all(counts.empty for counts in series.values()):
            return None
        figure = periods.series_by_time(
            series,
            dimension="week",
            days=weeks,
            names=[formats.day_and_month(week) for week in weeks],
            words={name: _(MEASURES[name].label) for name in series},
            sentence=_("Week from {time}, {series}: {count}"),
            look=reader_look(),
            height=height,
        )
        counts = pd.concat([found.assign(measure=name) for name, found in series.items()])
        marks = zip(_said(counts["week"], date.isoformat), counts["measure"], strict=True)
        labels = counts["measure"].map(lambda name: _(MEASURES[name].label))
        table = counts.assign(week=_said(counts["week"], formats.day), measure=labels)
        words = {"week": _("Week from"), "measure": _("Kind")}
        return Drawing.of(figure, title, _worded(table, words), marks)

    def rows_of(data: Sequence[Any]) -> dict[str, Any]:
        week = date.fromisoformat(data[0])
        return rows_query(data[1], filter.with_days(week, min(week + timedelta(days=6), today)))

    panels.chart(
        "crowd_weeks",
        title,
        panels.drawing(("crowd_weeks", filter, actor.figures, today, height), draw),
        empty=(
            _("No crowd and no over-level record in the last {weeks} weeks.").format(weeks=WEEKS),
            _("They are recorded under “Crowds and over-level”."),
        ),
        open_rows=openable(actor, rows_of),
    )


def ranking(
    name: str,
    by: str,
    title: str,
    filter: Filter,
    *,
    actor: Actor,
    today: date,
    most: int = 9,
    height: int = 260,
) -> None:
    """A measure by unit, field or outcome, the greatest on top."""

    def draw() -> Drawing | None:
        counts = statistics.breakdown(name, (by,), filter, actor=actor, today=today)
        if counts.empty:
            return None
        counts["label"] = [dimension_labels.value_name(by, value) for value in counts[by]]
        figure = ranks.ranked(
            counts,
            key=by,
            sentence=_("{name}: {count}"),
            look=reader_look(),
            most=most,
            rest=_("{count} more"),
            height=height,
        )
        alt = _("{title}; in all {count}").format(title=title, count=count(counts["value"].sum()))
        marks = [(None if pd.isna(value) else value,) for value in counts[by].tolist()]
        return Drawing.of(figure, alt, _worded(counts[["label", "value"]], {"label": title}), marks)

    def rows_of(data: Sequence[Any]) -> dict[str, Any] | None:
        # The sum of the others has no rows of its own; "not recorded" has its own word.
        if data[0] == "":
            return None
        return rows_query(name, filter, **{by: "none" if data[0] is None else data[0]})

    panels.chart(
        f"{name}_{by}",
        title,
        panels.drawing((name, by, filter, actor.figures, today, most, height), draw),
        empty=(_("Nothing to count in this period."), _("Choose a longer period or another unit.")),
        open_rows=openable(actor, rows_of),
    )


def openable(actor: Actor, rows_of: OpenRows) -> OpenRows | None:
    """What a click opens; nothing for a reader of figures only."""
    return rows_of if actor.scope.rows else None


def _this_month(counts: pd.DataFrame, today: date) -> float:
    this_month = pd.to_datetime(counts["month"]) == pd.Timestamp(today.replace(day=1))
    return float(counts.loc[this_month, "value"].sum())


def _said(days: pd.Series, say: Callable[[date], str]) -> pd.Series:
    return pd.to_datetime(days).dt.date.map(say)


def _worded(table: pd.DataFrame, columns: dict[str, str]) -> pd.DataFrame:
    return table.rename(columns={**columns, "value": _("Number")})
