"""Which way a measure is counted: as a flow over days, or as a stock at the end of one."""

from services.statistics.counted import Context, Counted
from services.statistics.flows import counted_flow
from services.statistics.measures import FLOW, MEASURES
from services.statistics.stocks import counted_stock
from services.statistics.windows import Window


def counted(name: str, window: Window, context: Context) -> Counted:
    """How to count a measure over a window. KeyError for a name that is no measure."""
    if MEASURES[name].kind == FLOW:
        return counted_flow(name, window)
    return counted_stock(name, window.at, context)
