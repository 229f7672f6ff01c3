"""What a figure means, in the reader's words: its definition, its unit, and whether more is worse."""

from services.statistics import STOCK, Measure
from services.statistics.measures import MORE_IS_BETTER, MORE_IS_WORSE, NEUTRAL
from services.text import N_
from ui.i18n import _

DIRECTIONS = {
    MORE_IS_WORSE: N_("More is worse."),
    MORE_IS_BETTER: N_("More is better."),
    NEUTRAL: N_("More is neither better nor worse."),
}


def explained(measure: Measure) -> str:
    """The definition at a figure, for the help that stands beside it."""
    read = (
        _("Read at the end of the chosen days, or today.")
        if measure.kind == STOCK
        else _("Counted over the chosen days.")
    )
    unit = _("Unit: {unit}.").format(unit=_(measure.unit))
    return " ".join([_(measure.definition), read, unit, _(DIRECTIONS[measure.direction])])


def titled(measure: Measure) -> str:
    """The label with its unit, as the title of a chart or the heading of a column."""
    return f"{_(measure.label)} ({_(measure.unit)})"
