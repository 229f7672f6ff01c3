"""What is counted: for each stream the matters with their day, as statements over the facts.

Denunciations and protected petitions are in none of them: in a small place a number could point to
a person. What belongs to one matter counts once (once a week where repetition is what is counted),
so that one petition sent to five offices is one.
"""

import csv
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from models.enums import WarningStream

FILE = Path(__file__).resolve().parent.parent.parent / "rules" / "warning_streams.csv"

# Whose events are counted.
OPEN = "kind IS DISTINCT FROM 'denunciation' AND NOT is_protected"
_MATTER = """
    SELECT COALESCE(l.case_id, -COALESCE(p.duplicate_of_id, p.id)) AS matter, p.id, p.received_on AS day,
        p.entered_on, p.commune_id, p.field_id, p.unit_id, p.is_repeated
    FROM petition_facts p
    LEFT JOIN (SELECT petition_id, MIN(case_id) AS case_id FROM link_facts GROUP BY petition_id) l
        ON l.petition_id = COALESCE(p.duplicate_of_id, p.id)
    WHERE p.kind <> 'denunciation' AND NOT p.is_protected
"""
_EVENT = """
    SELECT DISTINCT ON (matter, day) * FROM (
        SELECT COALESCE(case_id, -petition_id, id + 1000000000000) AS matter, id, {day} AS day,
            entered_on, commune_id, field_id, unit_id
        FROM {table} WHERE {open})
    ORDER BY matter, day, id
"""
MATTERS: dict[WarningStream, str] = {
    WarningStream.RECEIVED: f"SELECT DISTINCT ON (matter) * FROM ({_MATTER}) ORDER BY matter, day, id",  # nosec B608
    WarningStream.REPEATS: f"""
        SELECT DISTINCT ON (matter, date_trunc('week', day)) * FROM ({_MATTER}) WHERE is_repeated
        ORDER BY matter, date_trunc('week', day), day, id
    """,  # nosec B608
    WarningStream.CROWDS: _EVENT.format(day="gathered_on", table="crowd_facts", open=OPEN),
    WarningStream.OVER_LEVEL: _EVENT.format(day="recorded_on", table="over_level_facts", open=OPEN),
}


@dataclass(frozen=True)
class Plan:
    """How a stream is watched: by field or all fields as one, and its part of the budget of amber."""

    stream: WarningStream
    budget_percent: int
    by_field: bool
    valid_from: date


@lru_cache
def _shipped() -> tuple[Plan, ...]:
    with FILE.open(encoding="utf-8", newline="") as file:
        return tuple(
            Plan(
                WarningStream(row["stream"]),
                int(row["budget_percent"]),
                row["by_field"] == "true",
                date.fromisoformat(row["valid_from"]),
            )
            for row in csv.DictReader(file)
        )


def plans(today: date) -> dict[WarningStream, Plan]:
    """The plan of each stream on a day, the latest that had begun."""
    begun = sorted(
        (plan for plan in _shipped() if plan.valid_from <= today), key=lambda plan: plan.valid_from
    )
    return {plan.stream: plan for plan in begun}
