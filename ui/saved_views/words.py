"""What a saved view holds, in one line of words, and the icon before its name."""

from collections.abc import Mapping
from datetime import date

from models.enums import CaseState, Kind
from services import choices
from services.case_conditions import View
from services.choices import Offered
from services.filters import Filter, Status
from services.saved_view_lists import ViewLine
from services.statistics import MEASURES
from services.stored_filters import SEARCH
from ui import dimension_labels, filter_chips
from ui import periods as period_words
from ui.case import views
from ui.i18n import _
from ui.labels import words_of
from ui.panels import plain
from ui.petition import listing

# "Due within {n} days" is said here as the filter says it.
VIEWS = views.WORDS | listing.VIEWS | {View.DUE_SOON: filter_chips.STATUSES[Status.DUE_SOON]}


def icon(line: ViewLine, *, is_used: bool) -> str:
    """In use, the default, shared, or plain."""
    if is_used:
        return ":material/check:"
    if line.is_default:
        return ":material/star:"
    return ":material/group:" if line.owner or line.shared_unit_id else ":material/bookmark_border:"


def hint(line: ViewLine, offered: Offered, *, today: date) -> str:
    """What a view holds, and in words what its icon says."""
    marks = [_("Default")] if line.is_default else []
    marks += [_("Shared")] if line.shared_unit_id and not line.owner else []
    return " · ".join([*marks, content(line, offered, today=today)])


def content(line: ViewLine, offered: Offered, *, today: date) -> str:
    """What the view shows to this reader: "Phòng A · Reporting year 2026 · Overdue"; Markdown-safe."""
    if line.filter is None:
        return ""
    filter, _notices = choices.clipped(line.filter, offered, today=today)
    parts = [*_own(line.own), filter_chips.unit_name(filter, offered)]
    if filter.start and filter.end:
        period = period_words.short_label(filter.period, filter.start, filter.end)
        moving = _("{period}, always the current one").format(period=period)
        parts.append(moving if line.moves_along else period)
    return " · ".join(plain(part) for part in [*parts, *chosen(filter, offered)])


def chosen(filter: Filter, offered: Offered) -> list[str]:
    """What a filter chooses besides unit and days, in words."""
    kinds, states = words_of(Kind), words_of(CaseState)
    return [
        *(kinds[kind] for kind in sorted(filter.kinds)),
        *filter_chips.place_names(filter, offered),
        *([_(filter_chips.STATUSES[filter.status])] if filter.status else []),
        *(states[state] for state in sorted(filter.states)),
    ]


def _own(own: Mapping[str, str]) -> list[str]:
    """The page's own part: the figure or the ready-made view, the words searched for."""
    found = [
        f"{dimension_labels.name(name[3:])}: {dimension_labels.value_name(name[3:], value)}"
        for name, value in own.items()
        if name.startswith("by_")
    ]
    found[:0] = [_(MEASURES[own[name]].label) for name in ("measure", "figure") if name in own]
    if "view" in own:
        found.append(_(VIEWS[own["view"]]))
    if "sort" in own:
        found.append(_(views.SORTS[own["sort"]]))
    if SEARCH in own:
        found.append(f"“{own[SEARCH]}”")
    return found
