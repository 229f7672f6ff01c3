"""SQL that is put together stands in a few modules, each with the reason why no typed word gets into it."""

import re
from datetime import date
from pathlib import Path

import pytest

from services.facts import scope, writing

ROOT = Path(__file__).resolve().parent.parent
NOSEC = re.compile(r"# nosec\b(.*)$", re.MULTILINE)
FACTS = "names of our own tables and columns; ids and days only by `ids` and `day` of services/facts/scope.py"
REASONS = {
    "services/briefing/listing.py": FACTS,
    "services/briefing/matters.py": FACTS,
    "services/bulk.py": "the name of a table of the models",
    "services/facts/at_hand.py": "names of facts",
    "services/facts/lines.py": "columns and statement of a fact, both constants of services/facts/tables.py",
    "services/facts/pulling.py": "names of facts, and a mark that the database counted",
    "services/facts/scope.py": FACTS,
    "services/facts/shapes.py": "names of facts, and a mark that the database counted",
    "services/facts/snapshot.py": "names of facts, a constant key, an id made a number",
    "services/facts/store.py": "names of facts",
    "services/facts/writing.py": "names of facts; ids by `listed`, values of closed lists by `_literal`",
    "services/hotspots/risk.py": FACTS,
    "services/imports/inserting.py": "columns of the models, quoted by SQLAlchemy; the values are bound",
    "services/plain_tables.py": "columns of the models and a constant",
    "services/statistics/breakdown.py": FACTS,
    "services/statistics/figures.py": FACTS,
    "services/statistics/narrowing.py": FACTS,
    "services/statistics/rows.py": FACTS,
    "services/statistics/stocks.py": FACTS,
    "services/trail/entries.py": "columns of the models, and ids made numbers",
    "services/warning/counts.py": FACTS,
    "services/warning/crowd_events.py": "a constant condition, and a number and a day by `day`",
    "services/warning/streams.py": "names of facts and constants",
    "services/word_search.py": "the name of a table of the models; the ids are bound",
}
PARTS = ("commands", "models", "pages", "services", "ui")
SOURCES = [path for part in PARTS for path in (ROOT / part).rglob("*.py")]
HARMFUL = "1); DROP TABLE case_facts; --"


def test_each_module_with_composed_sql_says_why_and_no_other_warning_is_put_off() -> None:
    found = {
        str(path.relative_to(ROOT)): NOSEC.findall(text)
        for path in SOURCES
        if "# nosec" in (text := path.read_text(encoding="utf-8"))
    }

    assert set(found) == set(REASONS)
    assert {rule.strip() for rules in found.values() for rule in rules} == {"B608"}


@pytest.mark.parametrize("write", [scope.ids, writing.listed])
def test_a_list_of_ids_takes_numbers_only(write) -> None:
    assert "3" in write([3])

    with pytest.raises(ValueError, match="invalid literal"):
        write([HARMFUL])


def test_a_day_is_a_day() -> None:
    assert scope.day(date(2026, 11, 26)) == "DATE '2026-11-26'"

    with pytest.raises(AttributeError):
        scope.day(HARMFUL)  # type: ignore[arg-type]


def test_a_word_of_a_closed_list_cannot_end_its_quotes() -> None:
    assert writing._literal("a' OR 'b") == "'a'' OR ''b'"  # noqa: SLF001
