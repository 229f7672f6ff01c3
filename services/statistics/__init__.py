"""Every count of the product, over facts: figures, breakdowns and the rows behind them."""

from services.statistics.breakdown import breakdown, by_unit, dimensions_of
from services.statistics.courses import Course, courses
from services.statistics.dimensions import DIMENSIONS
from services.statistics.figures import Figure, figure, figures, values
from services.statistics.measures import DAYS, FLOW, MEASURES, PERCENT, STOCK, Measure
from services.statistics.rows import Rows, rows

__all__ = [
    "DAYS",
    "DIMENSIONS",
    "FLOW",
    "MEASURES",
    "PERCENT",
    "STOCK",
    "Course",
    "Figure",
    "Measure",
    "Rows",
    "breakdown",
    "by_unit",
    "courses",
    "dimensions_of",
    "figure",
    "figures",
    "rows",
    "values",
]
