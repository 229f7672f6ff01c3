"""The terms and the calendar of a database for the command line, read without the screens' machinery."""

import sqlite3
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from services.legal_rules import Nature, Rule, RuleTable, TermUnit
from services.rule_overlay import Entered, table_of
from services.settings import settings
from services.working_days import (
    RULES_FOLDER,
    VERIFIED,
    CalendarYear,
    Override,
    WorkingCalendar,
    build_calendar,
    load_overrides,
    load_years,
)

NOTICE = "calendar.notice."
_COLUMNS = (
    *("rule_id", "version", "kind", "instance", "nature", "step", "trigger", "n", "unit", "variant"),
    *("variant_of", "extension_days", "max_extensions", "condition", "basis"),
    *("effective_from", "effective_to", "confidence", "source", "withdrawn_at", "verified_at"),
)
_TERMS = f"SELECT {', '.join(_COLUMNS)} FROM rule_versions ORDER BY position, id"  # nosec B608
_DAYS = "SELECT day, is_working, reason, letter_number, is_verified FROM calendar_days ORDER BY day"
_YEARS = f"SELECT key, value, note FROM settings WHERE key LIKE '{NOTICE}%'"  # nosec B608

LONG_AGO = datetime.min.replace(tzinfo=UTC)

Ask = Callable[[str], Iterable[Any]]
Tables = tuple[RuleTable, WorkingCalendar]


class NoDatabase(Exception):
    """There is no database yet, or it does not answer, or its schema is older than this."""


def stored() -> Tables:
    """The terms and the calendar of the database that the environment names; raises NoDatabase."""
    return _of_sqlite() if settings().is_sqlite else _of_postgres()


def _of_sqlite() -> Tables:
    path = Path(settings().url.removeprefix("sqlite:///"))
    if not path.is_file():
        raise NoDatabase()
    try:
        connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        try:
            return _tables(lambda statement: connection.execute(statement).fetchall())
        finally:
            connection.close()
    except sqlite3.Error as fault:
        raise NoDatabase() from fault


def _of_postgres() -> Tables:
    # Imported here: an installation on SQLite does without it.
    import psycopg

    url = settings().url.replace("postgresql+psycopg://", "postgresql://", 1)
    try:
        with psycopg.connect(url, connect_timeout=3) as connection:
            return _tables(lambda statement: connection.execute(statement).fetchall())
    except psycopg.Error as fault:
        raise NoDatabase() from fault


def _tables(ask: Ask) -> Tables:
    years = {year.year: year for year in load_years(RULES_FOLDER / "calendar_years.csv")}
    for key, letter, note in ask(_YEARS):
        if (number := key.removeprefix(NOTICE)).isdigit():
            years[int(number)] = CalendarYear(int(number), letter, VERIFIED, note)
    overrides = {one.day: one for one in load_overrides(RULES_FOLDER / "calendar.csv")}
    for day, is_working, reason, letter, is_verified in ask(_DAYS):
        on = _day(day)
        overrides[on] = Override(on, bool(is_working), reason, letter, VERIFIED if is_verified else "D")
    ordered = sorted(years.values(), key=lambda year: year.year)
    return table_of(tuple(_entered(row) for row in ask(_TERMS))), build_calendar(ordered, overrides.values())


def _entered(row: tuple[Any, ...]) -> Entered:
    values = dict(zip(_COLUMNS, row, strict=True))
    source, withdrawn = values.pop("source"), values.pop("withdrawn_at")
    if values.pop("verified_at") is not None:
        values["confidence"] = VERIFIED
    values["nature"], values["unit"] = Nature(values["nature"]), TermUnit(values["unit"])
    values["effective_from"] = _day(values["effective_from"])
    values["effective_to"] = _day(values["effective_to"]) if values["effective_to"] else None
    rule = Rule(id=values.pop("rule_id"), **values)
    # Only whether it is withdrawn matters now, not since when.
    return Entered(rule, source == "own", withdrawn_at=LONG_AGO if withdrawn else None)


def _day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)
