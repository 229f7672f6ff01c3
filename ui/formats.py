"""How numbers, shares, sizes, days and times are written in the reader's language: the one place."""

from datetime import date, datetime
from functools import lru_cache
from typing import Any

from babel.core import Locale
from babel.numbers import format_decimal, format_percent, get_decimal_symbol, get_group_symbol

from services import clock
from ui.language import language

# Day first in English too, as on every paper and in every field for a date.
_LOCALES = {"vi": "vi_VN", "en": "en_GB"}
# A no-break space keeps the number and its sign on one line.
_PERCENT = {"vi": "#,##0.#\N{NO-BREAK SPACE}%", "en": "#,##0.#%"}
_GRID_PERCENT = {"vi": "%d\N{NO-BREAK SPACE}%%", "en": "%d%%"}
_UNIT = "\N{NO-BREAK SPACE}"
_DAY, _MONTH, _DAY_AND_MONTH, _TIME = "%d/%m/%Y", "%m/%Y", "%d/%m", "%H:%M"
NOTHING = "–"
MEGABYTE = 1024 * 1024


def browser_locale() -> str:
    """The reader's locale as browsers name it: what Streamlit's own grids and calendars write by."""
    return _LOCALES[language()].replace("_", "-")


def count(value: int | float | None, *, spoken: str | None = None) -> str:
    """1.234, in English 1,234; a dash for None."""
    return NOTHING if value is None else decimal(value, digits=0, spoken=spoken)


def decimal(value: int | float, *, digits: int = 1, spoken: str | None = None) -> str:
    """1.234,5, in English 1,234.5; at most so many digits, and no zeros that say nothing."""
    pattern = f"#,##0.{'#' * digits}" if digits else "#,##0"
    return _decimal(value, pattern, _LOCALES[spoken or language()])


def percent(value: float | None) -> str:
    """91,5 % from a share of 0 to 1, in English 91.5%; a dash for None."""
    if value is None:
        return NOTHING
    return format_percent(value, _PERCENT[language()], locale=_locale(None))


def grid_percent() -> str:
    """The same for a column of a grid that holds whole hundredths, as a pattern of printf."""
    return _GRID_PERCENT[language()]


def points(share: float) -> str:
    """A difference of two shares in percentage points, without a unit: 2,5."""
    return decimal(100 * share)


def size(octets: int) -> str:
    """A file's size as people say it: 25,3 MB."""
    if octets >= MEGABYTE:
        return f"{decimal(octets / MEGABYTE)}{_UNIT}MB"
    return f"{count(max(1, round(octets / 1024)))}{_UNIT}KB"


def separators(spoken: str | None = None) -> str:
    """Decimal mark and thousands mark, as Plotly wants them."""
    locale = _locale(spoken)
    return get_decimal_symbol(locale) + get_group_symbol(locale)


def day(value: date | None) -> str:
    """23/11/2026; a dash for None."""
    return NOTHING if value is None else value.strftime(_DAY)


def day_and_month(value: date) -> str:
    """23/11, where the year is plain from what stands beside it."""
    return value.strftime(_DAY_AND_MONTH)


def day_of_month(value: date) -> str:
    """23, where month and year are plain from what stands beside it."""
    return value.strftime("%d")


def month(value: date) -> str:
    """11/2026."""
    return value.strftime(_MONTH)


def time(value: datetime) -> str:
    """09:41 on the department's clock."""
    return clock.local_time(value).strftime(_TIME)


def instant(value: datetime | None) -> str:
    """09:41 23/11/2026 on the department's clock; a dash for None."""
    return NOTHING if value is None else clock.local_time(value).strftime(f"{_TIME} {_DAY}")


def written(value: Any) -> Any:
    """A value of a sentence: quantities, days and times in the reader's way, anything else as it is."""
    if isinstance(value, datetime):
        return instant(value)
    if isinstance(value, date):
        return day(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return decimal(value)
    return value


@lru_cache(maxsize=8192)
def _decimal(value: int | float, pattern: str, locale: str) -> str:
    """Kept: a screen writes four hundred numbers, most of them those of the screen before."""
    return format_decimal(value, pattern, locale=_parsed(locale))


@lru_cache
def _parsed(name: str) -> Locale:
    return Locale.parse(name)


def _locale(spoken: str | None) -> Locale:
    return _parsed(_LOCALES[spoken or language()])
