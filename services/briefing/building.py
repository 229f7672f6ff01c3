"""Making a week's content from the facts: figures, units, hot spots, the lists behind each sentence."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pandas as pd
from sqlmodel import Session

from models.enums import PromiseState
from services.briefing import comparing, warned, weeks
from services.briefing import matters as frozen_matters
from services.briefing.content import FIGURES, SERIES, Promise
from services.briefing.matters import Matters
from services.filters import Filter
from services.hotspots import risk
from services.hotspots.assessment import RiskLevel
from services.permissions import Actor
from services.statistics import breakdown, figure
from services.statistics.figures import ready
from services.statistics.plain_reader import PLAIN

# The lists of a week besides the changes.
OVERDUE_ALL, DUE_NEXT, HOT_ALL = "overdue", "due_next", "hot"


@dataclass(frozen=True)
class Limits:
    """House numbers of the briefing (rules/settings.csv)."""

    weeks: int
    hot: int
    word_overdue: int


def reader() -> Actor:
    """Who counts for a briefing: the whole department as a reader of figures sees it, no denunciations."""
    return Actor(0, "briefing", None, None, PLAIN, figures=PLAIN, is_system=True)


def build(
    session: Session,
    monday: date,
    *,
    day: date,
    today: date,
    limits: Limits,
    before: Matters | None,
    promises: Sequence[Promise],
) -> tuple[dict[str, Any], bytes]:
    """The content and the packed matters of a week up to a day.

    `before` has the matters of the week before as they were frozen; without them they are read
    from the dated history. `promises` are the conclusions of earlier weeks to be told of.
    """
    actor, context = reader(), ready(today)
    last = monday - timedelta(days=1)
    assessed = risk.on_days(session, (day, last), actor=actor)
    now = frozen_matters.read(
        day, actor=actor, context=context, levels={i: pair[0] for i, pair in assessed.items()}
    )
    if before is None:
        before = frozen_matters.read(
            last, actor=actor, context=context, levels={i: pair[1] for i, pair in assessed.items()}
        )
    lists = comparing.compare(before, now).lists
    due = now.due_next()
    hot = sorted(
        (i for i, one in now.cases.items() if one.closed_on is None and comparing.rank(one.level)),
        key=lambda i: (-comparing.rank(now.cases[i].level), -now.cases[i].points, i),
    )
    lists[OVERDUE_ALL] = sorted(now.overdue(), key=lambda i: (now.cases[i].late_since, i))
    lists[DUE_NEXT] = sorted(due, key=lambda i: (due[i], i))
    lists[HOT_ALL] = hot
    content = {
        "figures": _figures(monday, day, actor=actor, today=today),
        **_series(monday, day, limits.weeks, actor=actor, today=today),
        "fields": _fields(monday, day, actor=actor, today=today),
        "units": _units(now, set(lists[comparing.OVERDUE]), promises, limits),
        "days": [
            [(day + timedelta(days=ahead)).isoformat(), number]
            for ahead in range(1, 8)
            for number in [sum(1 for when in due.values() if when == day + timedelta(days=ahead))]
        ],
        "hot": [
            [i, now.cases[i].level, now.cases[i].points, before.cases[i].points if i in before.cases else 0]
            for i in hot[: limits.hot]
        ],
        "levels": {
            level.value: sum(now.cases[i].level == level.value for i in hot)
            for level in RiskLevel
            if level is not RiskLevel.NORMAL
        },
        "counts": {name: len(ids) for name, ids in lists.items()}
        | {"crowd_persons": sum(now.crowds[crowd][2] for crowd in lists[comparing.CROWDS])},
        "promises": [
            [one.decision_id, one.unit_id, one.due_on.isoformat(), one.state.value] for one in promises
        ],
        "warned": warned.held(session, monday, actor=actor, today=today),
    }
    return content, frozen_matters.pack(now, lists)


def _figures(monday: date, day: date, *, actor: Actor, today: date) -> dict[str, list[float | None]]:
    """Each figure of the week, of the week before and of the same week of last year, up to the same day."""
    spans = [Filter(start=monday - back, end=day - back) for back in (timedelta(0), weeks.WEEK, weeks.YEAR)]
    return {
        name: [figure(name, span, actor=actor, today=today) for span in spans]
        for name in (*FIGURES, "over_level", "settled_late", "crowd_persons")
    }


def _series(monday: date, day: date, number: int, *, actor: Actor, today: date) -> dict[str, Any]:
    """A few flows week by week, the week itself last."""
    mondays = [monday - back * weeks.WEEK for back in range(number - 1, -1, -1)]
    span = Filter(start=mondays[0], end=day)
    series = {}
    for name in SERIES:
        frame = breakdown(name, ("week",), span, actor=actor, today=today)
        pairs = zip(frame["week"].tolist(), frame["value"].tolist(), strict=True)
        found = {_date(week): float(value) for week, value in pairs}
        series[name] = [found.get(week, 0.0) for week in mondays]
    return {"weeks": [week.isoformat() for week in mondays], "series": series}


def _fields(monday: date, day: date, *, actor: Actor, today: date) -> list[list[int | None]]:
    frame = breakdown("received", ("field",), Filter(start=monday, end=day), actor=actor, today=today)
    pairs = zip(frame["field"].tolist(), frame["value"].tolist(), strict=True)
    found = [[None if pd.isna(value) else int(value), int(number)] for value, number in pairs]
    return sorted(found, key=lambda pair: (-(pair[1] or 0), pair[0] or 0))


def _units(now: Matters, newly: set[int], promises: Sequence[Promise], limits: Limits) -> list[list[Any]]:
    """One line for each unit with an open case, the worst first."""
    is_open, late, new, due = Counter[int](), Counter[int](), Counter[int](), Counter[int]()
    for case_id, one in now.cases.items():
        if one.closed_on is None:
            is_open[one.unit_id] += 1
            late[one.unit_id] += one.late_since is not None
            new[one.unit_id] += case_id in newly
            due[one.unit_id] += one.due_on is not None
    kept = Counter(one.unit_id for one in promises if is_broken(one, now.day))
    lines = [
        [
            unit,
            is_open[unit],
            late[unit],
            new[unit],
            due[unit],
            kept[unit],
            bool(kept[unit] or (new[unit] and late[unit] >= limits.word_overdue)),
        ]
        for unit in {*is_open, *kept}
    ]
    return sorted(lines, key=lambda line: (-line[5], -line[2], -line[3], -line[4], line[0]))


def is_broken(promise: Promise, day: date) -> bool:
    """Whether a conclusion was reported as not done, or its day passed without a report."""
    waits = promise.state is PromiseState.OPEN and promise.due_on <= day
    return waits or promise.state is PromiseState.NOT_DONE


def _date(value: Any) -> date:
    found: date = value.date() if hasattr(value, "date") else value
    return found
