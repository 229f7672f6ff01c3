"""Whether a workbook can be opened at all within the memory and the time this process may use."""

from io import BytesIO
from typing import Any

import python_calamine as calamine

Found = tuple[dict[str, Any], list[bytes]]
# Lines above a table and below it are no rows of the register.
SPARE_ROWS = 200


def measure_workbook(data: bytes, *, most_cells: int, most_text: int, most_rows: int) -> Found:
    """How many cells its sheets span, from the first to the last filled one, and how much text they hold."""
    cells = text = 0
    try:
        with calamine.load_workbook(BytesIO(data)) as book:
            for name in book.sheet_names:
                sheet = book.get_sheet_by_name(name)
                cells += int(sheet.total_height) * int(sheet.total_width)
                if cells > most_cells:
                    return {"fault": "too_much"}, []
                for number, row in enumerate(sheet.iter_rows()):
                    # Further down nobody will read; a sheet that is too long is refused by its name.
                    if number > most_rows + SPARE_ROWS:
                        break
                    text += sum(len(value) for value in row if isinstance(value, str))
                    if text > most_text:
                        return {"fault": "too_much"}, []
    except calamine.PasswordError:
        return {"fault": "locked"}, []
    except calamine.CalamineError:
        return {"fault": "broken"}, []
    return {"cells": cells, "text": text}, []
