"""How much an upload may be, from the settings of a day."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from services import thresholds

MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Limits:
    """The bounds of one upload; `unpacked_mb` is what any part of it may unpack to."""

    largest_mb: int
    most_pages: int
    most_dots: int
    longest_side_mm: int
    unpacked_mb: int
    most_parts: int
    seconds: int


def of_day(session: Session, *, today: date) -> Limits:
    """The limits in force on a day."""

    def number(key: str) -> int:
        return thresholds.number(session, f"upload.{key}", today=today)

    return Limits(
        largest_mb=number("largest_mb"),
        most_pages=number("most_pages"),
        most_dots=number("most_megapixels") * MILLION,
        longest_side_mm=number("longest_side_mm"),
        unpacked_mb=number("unpacked_mb"),
        most_parts=number("most_parts"),
        seconds=number("check_seconds"),
    )
