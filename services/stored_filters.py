"""The text of a saved filter: written from a screen, and read back whole or not at all."""

from collections.abc import Mapping
from datetime import date
from urllib.parse import parse_qsl, urlencode

from services import case_search, periods
from services.case_conditions import View
from services.errors import AppError
from services.filters import NAMES, Filter
from services.permissions import Permission
from services.petition_lists import PetitionView
from services.statistics import DIMENSIONS, MEASURES
from services.statistics.comparing import Against
from services.text import N_, tidy

# The pages that have the filter bar, and the right that opens each.
RIGHTS = {
    "monitor": Permission.FIGURES_READ,
    "statistics": Permission.FIGURES_READ,
    "hotspots": Permission.FIGURES_READ,
    "map": Permission.FIGURES_READ,
    "rows": Permission.FIGURES_READ,
    "cases": Permission.CASE_READ,
    "petitions": Permission.CASE_READ,
}
SEARCH = "search"
# What a page has in its URL besides the filter and is part of the view; None admits any text.
OWN: Mapping[str, Mapping[str, frozenset[str] | None]] = {
    "cases": {
        "view": frozenset({*View, "open", "closed", "all"}),
        "sort": frozenset({"due", "received"}),
        SEARCH: None,
    },
    "map": {"figure": frozenset(MEASURES)},
    # Several names in one; the screen reads it as `monitor_tiles.chosen` does.
    "monitor": {"tiles": None},
    "petitions": {"view": frozenset(PetitionView), SEARCH: None},
    "statistics": {
        "tab": frozenset({"overview", "quality", "places", "cross", "periods", "official"}),
        "figure": frozenset(MEASURES),
        "rows": frozenset(DIMENSIONS),
        "columns": frozenset(DIMENSIONS),
        "against": frozenset(Against),
        "against_days": None,
    }
    | {f"by_{name}": None for name in DIMENSIONS},
    "rows": {"measure": frozenset(MEASURES)} | {f"by_{name}": None for name in DIMENSIONS},
}
LONGEST_TEXT, LONGEST_OWN, LONGEST = 100, 200, 1000
# A stored period that moves along: "now:rm" is the reporting month of the day on which it is opened.
_NOW = "now:"


class ViewUnreadable(AppError):
    msgid = N_("This saved filter cannot be read any more. Delete it and save the filter anew.")


class ViewTooLong(AppError):
    msgid = N_("This filter is too long to be saved. Choose fewer fields and communes.")


class SearchTooLong(AppError):
    msgid = N_("The words searched for are too long to be saved ({most} letters at most). Shorten them.")


class SearchIsCode(AppError):
    """A code opens one record; saved and shared it would tell that the record exists."""

    msgid = N_("The search holds the code of one record, which no filter keeps. Clear the search first.")


def written(
    page: str, filter: Filter, own: Mapping[str, str], *, today: date, moves_along: bool = False
) -> str:
    """A filter and what the page adds to it, as text; the days of `moves_along` follow the calendar.

    Whatever the page does not know is left out.
    """
    parts = filter.to_query()
    if moves_along and moves(filter, today=today):
        parts["period"] = _NOW + periods.family(filter.period)
    for name in OWN.get(page, {}):
        if own.get(name, "").strip():
            parts[name] = tidy(own[name])
    search = parts.get(SEARCH, "")
    if case_search.code_of(search):
        raise SearchIsCode(field=SEARCH)
    if len(search) > LONGEST_TEXT:
        raise SearchTooLong(field=SEARCH, most=LONGEST_TEXT)
    text = urlencode(parts)
    if len(text) > LONGEST:
        raise ViewTooLong()
    return text


def read(page: str, text: str, *, today: date) -> tuple[Filter, dict[str, str]]:
    """The filter and the page's own part of a stored text.

    ViewUnreadable where anything in it is not what `written` writes: a view that silently
    shows more than its name says would mislead.
    """
    try:
        pairs = parse_qsl(text, strict_parsing=True) if text else []
    except ValueError as broken:
        raise ViewUnreadable() from broken
    parts = dict(pairs)
    if len(parts) != len(pairs) or not _known(page, parts):
        raise ViewUnreadable()
    own = {name: parts[name] for name in OWN.get(page, {}) if name in parts}
    query = {name: parts[name] for name in NAMES if name in parts}
    family = query.get("period", "").removeprefix(_NOW)
    if query.get("period", "").startswith(_NOW):
        period = periods.current(family, today=today)
        if period is None:
            raise ViewUnreadable()
        query["period"] = period.code
    filter = Filter.from_query(query)
    if filter.to_query() != query:
        raise ViewUnreadable()
    return filter, own


def moves(filter: Filter, *, today: date) -> bool:
    """Whether the period is the current one of its family, so that "always the current one" can be meant."""
    current = periods.current(periods.family(filter.period), today=today)
    return current is not None and (current.start, current.end) == (filter.start, filter.end)


def moves_along(text: str) -> bool:
    """Whether a stored text follows the calendar."""
    return dict(parse_qsl(text)).get("period", "").startswith(_NOW)


def _known(page: str, parts: Mapping[str, str]) -> bool:
    own = OWN.get(page, {})
    for name, value in parts.items():
        if name in NAMES:
            continue
        if name not in own or len(value) > LONGEST_OWN:
            return False
        allowed = own[name]
        if allowed is not None and value not in allowed:
            return False
    return True
