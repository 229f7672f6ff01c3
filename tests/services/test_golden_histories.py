"""Whole histories worked out by hand: from what happened, as it was entered, to every clock.

An event is "number action day", then "=outcome", what was found out ("+complex", "+remote",
"+variant=voters"), and "for N" where it corrects or undoes number N. A clock is
"step rule/version due met". The reasons stand beside them.
"""

import csv
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from models import CaseEvent
from models.enums import CaseOutcome, Complexity, Kind
from services.case_clocks import ClockFields, run_clocks
from services.case_course import happenings
from services.case_replay import replay
from services.clock_choice import CaseFacts
from services.working_days import shipped_calendar

ENTERED = datetime(2027, 2, 1, 2, 30, tzinfo=UTC)
with (Path(__file__).parent / "golden_histories.csv").open(encoding="utf-8", newline="") as file:
    ROWS = list(csv.DictReader(file))


def facts(text: str) -> CaseFacts:
    kind, *more = text.split()
    instance = next((int(word) for word in more if word.isdigit()), 1)
    return CaseFacts(Kind(kind), instance, "disciplinary" in more, "further" in more)


def event(text: str) -> CaseEvent:
    number, action, day, *more = text.split()
    made = CaseEvent(
        id=int(number),
        case_id=1,
        action=action,
        happened_on=date.fromisoformat(day),
        entered_at=ENTERED,
        entered_by_id=1,
        undoes_id=int(more[more.index("for") + 1]) if "for" in more else None,
    )
    for word in more:
        if word.startswith("="):
            made.outcome = CaseOutcome(word[1:])
        elif word == "+remote":
            made.remote = True
        elif word.startswith("+variant="):
            made.variant = word.removeprefix("+variant=")
        elif word.startswith("+"):
            made.complexity = Complexity(word[1:])
    return made


def running(fields: ClockFields) -> str:
    return f"{fields.step} {fields.due_on} {fields.target_on}" if fields.step else "none"


def effect(fields: ClockFields) -> str:
    if fields.effect is None:
        return ""
    if not fields.effect.may_be_appealed:
        return f"{fields.effect.effective_on} final"
    until = fields.effect.provisional_until
    return f"{fields.effect.effective_on} {f'until {until}' if until else 'not served'}"


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["name"])
def test_the_golden_histories_hold(row: dict[str, str]) -> None:
    case = facts(row["case"])
    course = replay(
        Kind(case.kind),
        case.instance,
        happenings([event(text) for text in row["events"].split("; ")]),
    )

    fields = run_clocks(case, course, shipped_calendar())

    assert course.faults == []
    assert course.state == row["state"]
    assert [
        f"{one.step} {one.dates.rule_id}/{one.dates.version} {one.dates.due_on} {one.met_on or '-'}"
        for one in fields.rows
    ] == row["clocks"].split("; "), row["why"]
    assert running(fields) == row["running"], row["why"]
    assert {True: "true", False: "false", None: ""}[fields.settled_in_time] == row["in_time"]
    assert effect(fields) == row["effect"]


def test_there_are_enough_of_them() -> None:
    assert len(ROWS) >= 20
