"""The charts that several screens share: each counts, paints and knows the rows behind its marks."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pandas as pd

from models.enums import Kind
from services import statistics
from services.filters import Filter
from services.permissions import Actor
from services.statistics import MEASURES
from services.statistics.windows import monday, months_back
from ui import dimension_labels, panels, remembered
from ui.charts import ageing, periods, ranks
from ui.charts.base import reader_look
from ui.figures import rows_query
from ui.i18n import _
from ui.labels import count, word

WEEKS = 26


def by_month(name: str, title: str, filter: Filter, *, actor: Actor, today: date, months: int = 24) -> None:
    """Months by kind up to today, whatever the filter's days; the year before stands faintly."""
    first = months_back(today, months - 1).replace(day=1)
    days = periods.months_between(first, today)
    spanned = filter.with_days(first, today)
    counts = statistics.breakdown(name, ("month", "kind"), spanned, actor=actor, today=today)
    with panels.panel(f"{name}_months", title) as head:
        if counts.empty:
            panels.nothing(_("Nothing was recorded in these months."), _("Choose another unit or kind."))
            return
        words = {kind.value: word(kind) for kind in Kind if not filter.kinds or kind in filter.kinds}
        figure = periods.months_by_kind(
            counts,
            months=days,
            words=words,
            sentence=_("{month}, {kind}: {count}"),
            look=reader_look(),
            faint_before=months_back(today, 11).replace(day=1),
        )

        def rows_of(data: Sequence[Any]) -> dict[str, Any]:
            month = date.fromisoformat(data[0])
            within = filter.with_days(month, min(_month_end(month), today))
            return rows_query(name, within, kind=data[1])

        table = counts.assign(
            month=counts["month"].map(lambda m: f"{pd.Timestamp(m):%m/%Y}"), kind=counts["kind"].map(_kind)
        )
        panels.show(
            figure,
            key=f"{name}_months",
            alt=_("{title}; this month {count}").format(title=title, count=count(_last(counts, today))),
            open_rows=openable(actor, rows_of),
            head=head,
            table=_worded(table, {"month": _("Month"), "kind": _("Kind")}),
        )


def overdue_table(filter: Filter, *, actor: Actor, today: date) -> None:
    """Overdue cases by unit and age band; the unit with most on top."""
    title = _("Overdue by unit and days late (cases)")
    counts = statistics.breakdown("overdue", ("unit", "age_band"), filter, actor=actor, today=today)
    with panels.panel("overdue", title) as head:
        if counts.empty:
            panels.nothing(_("No case is overdue."), _("Cases that fall due soon stand in “Due soon”."))
            return
        names = remembered.names()["unit"]
        totals = counts.groupby("unit")["value"].sum().sort_values(ascending=False)
        bands = sorted(counts["age_band"].unique(), key=lambda band: int(band.rstrip("+").split("-")[0]))
        figure = ageing.heat_table(
            counts,
            rows={unit: f"{names.get(unit, '?')} · {count(total)}" for unit, total in totals.items()},
            bands=bands,
            band_words={band: _("{band} days").format(band=band) for band in bands},
            sentence=_("{unit}, {band} late: {count}"),
            look=reader_look(),
        )
        table = counts.assign(unit=counts["unit"].map(lambda u: names.get(u, "?")))
        panels.show(
            figure,
            key="overdue",
            alt=_("{title}; in all {count}").format(title=title, count=count(totals.sum())),
            open_rows=openable(
                actor, lambda data: rows_query("overdue", filter, unit=data[0], age_band=data[1])
            ),
            head=head,
            table=_worded(table, {"unit": _("Unit"), "age_band": _("Days late")}),
        )


def crowds_by_week(filter: Filter, *, actor: Actor, today: date, height: int = 260) -> None:
    """Crowds and over-level records of the last half year, week by week."""
    title = _("Crowds and over-level by week (times)")
    weeks = [monday(today) - timedelta(weeks=back) for back in range(WEEKS - 1, -1, -1)]
    spanned = filter.with_days(weeks[0], today)
    series = {
        name: statistics.breakdown(name, ("week",), spanned, actor=actor, today=today)
        for name in ("crowds", "over_level")
    }
    with panels.panel("crowd_weeks", title) as head:
        if all(counts.empty for counts in series.values()):
            panels.nothing(
                _("No crowd and no over-level record in the last {weeks} weeks.").format(weeks=WEEKS),
                _("They are recorded under “Crowds and over-level”."),
            )
            return
        figure = periods.series_by_time(
            series,
            dimension="week",
            days=weeks,
            names=[f"{week:%d/%m}" for week in weeks],
            words={name: _(MEASURES[name].label) for name in series},
            sentence=_("Week from {time}, {series}: {count}"),
            look=reader_look(),
            height=height,
        )

        def rows_of(data: Sequence[Any]) -> dict[str, Any]:
            week = date.fromisoformat(data[0])
            return rows_query(data[1], filter.with_days(week, min(week + timedelta(days=6), today)))

        table = pd.concat([f.assign(measure=_(MEASURES[n].label)) for n, f in series.items()])
        table["week"] = table["week"].map(lambda w: f"{pd.Timestamp(w):%d/%m/%Y}")
        panels.show(
            figure,
            key="crowd_weeks",
            alt=title,
            open_rows=openable(actor, rows_of),
            head=head,
            table=_worded(table, {"week": _("Week from"), "measure": _("Kind")}),
        )


def ranking(
    name: str, by: str, title: str, filter: Filter, *, actor: Actor, today: date, most: int = 9
) -> None:
    """A measure by unit, field or outcome, the greatest on top."""
    counts = statistics.breakdown(name, (by,), filter, actor=actor, today=today)
    with panels.panel(f"{name}_{by}", title) as head:
        if counts.empty:
            panels.nothing(
                _("Nothing to count in this period."), _("Choose a longer period or another unit.")
            )
            return
        counts["label"] = counts[by].map(lambda value: dimension_labels.value_name(by, value))
        figure = ranks.ranked(
            counts,
            key=by,
            sentence=_("{name}: {count}"),
            look=reader_look(),
            most=most,
            rest=_("{count} others"),
        )
        panels.show(
            figure,
            key=f"{name}_{by}",
            alt=_("{title}; in all {count}").format(title=title, count=count(counts["value"].sum())),
            open_rows=openable(actor, lambda data: _one(name, filter, by, data[0])),
            head=head,
            table=_worded(counts[["label", "value"]], {"label": title}),
        )


def _one(name: str, filter: Filter, by: str, value: Any) -> dict[str, Any] | None:
    """The rows of one bar; the sum of the others has none, "not recorded" has its own word."""
    if value == "":
        return None
    return rows_query(name, filter, **{by: "none" if value is None else value})


def openable(actor: Actor, rows_of: Any) -> Any:
    """What a click opens; nothing for a reader of figures only."""
    return rows_of if actor.scope.rows else None


def _kind(value: Any) -> str:
    return dimension_labels.value_name("kind", value)


def _last(counts: pd.DataFrame, today: date) -> float:
    this_month = pd.to_datetime(counts["month"]) == pd.Timestamp(today.replace(day=1))
    return float(counts.loc[this_month, "value"].sum())


def _month_end(month: date) -> date:
    return (month + timedelta(days=32)).replace(day=1) - timedelta(days=1)


def _worded(table: pd.DataFrame, columns: dict[str, str]) -> pd.DataFrame:
    return table.rename(columns={**columns, "value": _("Number")})
