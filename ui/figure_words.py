"""A figure in words: its value with its unit, its filter, and what was chosen of it."""

from collections.abc import Mapping

from services.choices import Offered
from services.filters import Filter
from services.statistics import Measure
from services.statistics.measures import DAYS, PERCENT
from ui import dimension_labels, filter_chips, formats
from ui import periods as period_words
from ui.i18n import _
from ui.labels import count, percent, word
from ui.plain_text import plain as plain


def value(measure: Measure, figure: float | None) -> str:
    """A figure as it reads: 1.234, or 86 % for a share, or 27,5 days."""
    if measure.unit == PERCENT:
        return percent(figure)
    return formats.decimal(figure) if measure.unit == DAYS and figure is not None else count(figure)


def chosen(values: Mapping[str, str]) -> list[str]:
    """The bar or cell that a figure belongs to, such as "Kind: Complaint"."""
    return [
        f"{dimension_labels.name(name)}: {dimension_labels.value_name(name, one)}"
        for name, one in values.items()
    ]


def question(filter: Filter, lists: Offered) -> str:
    """The filter as one line: unit, period, kinds, places, state."""
    parts = [filter_chips.unit_name(filter, lists)]
    if filter.start and filter.end:
        parts.append(period_words.label(filter.period or "custom", filter.start, filter.end))
    parts += [word(kind) for kind in sorted(filter.kinds)]
    parts += filter_chips.place_names(filter, lists)
    if filter.status:
        parts.append(_(filter_chips.STATUSES[filter.status]))
    parts += [word(state) for state in sorted(filter.states)]
    return " · ".join(parts)
