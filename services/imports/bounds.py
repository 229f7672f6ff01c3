"""How much a register file may be, from the settings of a day."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from services import thresholds

MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Bounds:
    """The bounds of one file: its bytes and rows, and of a workbook what it unpacks to and spans."""

    max_bytes: int
    max_rows: int
    max_unpacked: int = 200 * MILLION
    max_parts: int = 1_000
    max_cells: int = 5 * MILLION


def of_day(session: Session, *, max_rows: int, today: date) -> Bounds:
    """The bounds in force on a day."""

    def number(key: str) -> int:
        return thresholds.number(session, f"import.{key}", today=today)

    return Bounds(
        max_bytes=number("largest_mb") * MILLION,
        max_rows=max_rows,
        max_unpacked=number("unpacked_mb") * MILLION,
        max_parts=number("most_parts"),
        max_cells=number("most_cells") * MILLION,
    )
