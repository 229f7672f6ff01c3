"""Whether an old workbook (.xls) can be opened at all within the memory this process may use."""

from io import BytesIO
from typing import Any

import python_calamine as calamine

Found = tuple[dict[str, Any], list[bytes]]


def measure_workbook(data: bytes, *, most_cells: int) -> Found:
    """How many cells its largest sheet spans; a sheet spans from its first to its last filled cell."""
    try:
        with calamine.load_workbook(BytesIO(data)) as book:
            spans = [_span(book.get_sheet_by_name(name)) for name in book.sheet_names]
    except calamine.PasswordError:
        return {"fault": "locked"}, []
    except calamine.CalamineError:
        return {"fault": "broken"}, []
    largest = max(spans, default=0)
    return ({"fault": "too_much"} if largest > most_cells else {"cells": largest}), []


def _span(sheet: Any) -> int:
    return int(sheet.total_height) * int(sheet.total_width)
