"""Words for periods, and the periods one may choose from."""

from datetime import date, timedelta

from services import periods
from services.periods import PARTS, family
from services.text import N_
from ui.formats import day_and_month
from ui.i18n import _
from ui.labels import day

FAMILIES = {
    "ry": N_("Reporting year"),
    "rq": N_("Reporting quarter"),
    "rm": N_("Reporting month"),
    "y": N_("Calendar year"),
    "q": N_("Calendar quarter"),
    "m": N_("Calendar month"),
    "w": N_("Week"),
    "last12": N_("Last 12 months"),
    "custom": N_("Any days"),
}
# How many periods back each family offers.
REACH = {"ry": 6, "rq": 8, "rm": 24, "y": 6, "q": 12, "m": 36, "w": 53}


def codes(name: str, *, today: date) -> list[str]:
    """The latest periods of a family, newest first; none lies wholly in the future."""
    if name in ("last12", "custom"):
        return [name]
    if name == "w":
        return [_week(today - timedelta(weeks=back)) for back in range(REACH["w"])]
    last = today.year + 1
    every = [
        f"{name}{year}" if name not in PARTS else f"{name}{year}-{part}"
        for year in range(last, last - 8, -1)
        for part in range(PARTS.get(name, 1), 0, -1)
    ]
    found = [periods.of_code(code, today=today) for code in every]
    return [period.code for period in found if period is not None and period.start <= today][: REACH[name]]


def label(code: str, start: date, end: date) -> str:
    """A period in words, such as "Reporting year 2026 (15/12/2025–14/12/2026)"."""
    return _said(code, span(start, end))


def short_label(code: str, start: date, end: date) -> str:
    """A period without its days, where they stand elsewhere: "Reporting year 2026"."""
    return label(code, start, end) if family(code) == "custom" else _said(code, "").replace(" ()", "")


def _said(code: str, days: str) -> str:
    numbers = code.lstrip("rymqw").split("-")
    values = {"year": numbers[0], "number": numbers[-1].lstrip("0"), "days": days}
    words = {
        "ry": _("Reporting year {year} ({days})"),
        "rq": _("Reporting quarter {number}/{year} ({days})"),
        "rm": _("Reporting month {number}/{year} ({days})"),
        "y": _("Year {year} ({days})"),
        "q": _("Quarter {number}/{year} ({days})"),
        "m": _("Month {number}/{year} ({days})"),
        "w": _("Week {number} ({days})"),
        "last12": _("Last 12 months ({days})"),
    }
    return words.get(family(code), "{days}").format(**values)


def label_of(code: str, *, today: date) -> str:
    """A period of a list in words."""
    period = periods.of_code(code, today=today)
    return "" if period is None else label(code, period.start, period.end)


def span(start: date, end: date) -> str:
    """15/12/2025–14/12/2026; the year once where both days share it: 16/11–22/11/2026; one day once."""
    if start == end:
        return day(end)
    first = day_and_month(start) if start.year == end.year else day(start)
    return f"{first}–{day(end)}"


def _week(on: date) -> str:
    year, week, _weekday = on.isocalendar()
    return f"w{year}-{week}"
