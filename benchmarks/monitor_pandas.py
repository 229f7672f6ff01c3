"""The monitor as a page that reads the tables into pandas at every rerun: the way not taken."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pandas as pd
from sqlalchemy import Engine

from benchmarks.generate import TODAY

_CASES = "kind, unit_id, state, received_on, accepted_on, decided_on, closed_on, due_on, settled_in_time"
# Only the columns that the page needs; whole rows cost more.
READ: dict[str, tuple[str, list[str]]] = {
    "cases": (
        f"SELECT id, {_CASES} FROM cases WHERE voided_at IS NULL",
        ["received_on", "accepted_on", "decided_on", "closed_on", "due_on"],
    ),
    "petitions": ("SELECT kind, received_on FROM petitions WHERE voided_at IS NULL", ["received_on"]),
    "deadlines": (
        "SELECT case_id, started_on, due_on, met_on FROM deadlines WHERE dropped_at IS NULL",
        ["started_on", "due_on", "met_on"],
    ),
    "crowds": ("SELECT gathered_on AS day FROM crowd_events WHERE voided_at IS NULL", ["day"]),
    "over_level": ("SELECT recorded_on AS day FROM over_level_records WHERE voided_at IS NULL", ["day"]),
    "directives": ("SELECT due_on, answered_on FROM directives", ["due_on", "answered_on"]),
}


def page(engine: Engine) -> Callable[[], list[Any]]:
    """The page as a function: reads everything, then groups."""

    def rerun() -> list[Any]:
        with engine.connect() as connection:
            read = {
                name: pd.read_sql(sql, connection.connection.driver_connection, parse_dates=days)
                for name, (sql, days) in READ.items()
            }
        return _figures(read)

    return rerun


def _figures(read: dict[str, pd.DataFrame]) -> list[Any]:
    today = pd.Timestamp(TODAY)
    year = today - pd.DateOffset(years=1)
    cases, petitions = read["cases"], read["petitions"]
    is_open = cases["closed_on"].isna()
    overdue = cases[is_open & (cases["due_on"] < today)]
    soon = cases[is_open & cases["due_on"].between(today, today + timedelta(days=7))]
    found: list[Any] = [len(overdue), len(soon), int(is_open.sum())]
    found += [_past_stock(read, at) for at in (year, year - pd.DateOffset(years=1))]
    for last in (today, year):
        first = last - pd.DateOffset(years=1)
        settled = cases[(cases["decided_on"] > first) & (cases["decided_on"] <= last)]
        settled = settled[settled["accepted_on"].notna() & settled["settled_in_time"].notna()]
        found.append(settled["settled_in_time"].mean())
        found.append(settled.groupby("unit_id")["settled_in_time"].mean())
        found.append(int(((petitions["received_on"] > first) & (petitions["received_on"] <= last)).sum()))
        found += [
            int(((read[n]["day"] > first) & (read[n]["day"] <= last)).sum()) for n in ("crowds", "over_level")
        ]
    recent = petitions[petitions["received_on"] >= today - pd.DateOffset(months=24)]
    found.append(recent.groupby([recent["received_on"].dt.to_period("M"), "kind"]).size())
    age = pd.cut((today - overdue["due_on"]).dt.days, [0, 15, 30, 90, 10_000])
    found.append(overdue.groupby(["unit_id", age], observed=True).size())
    found += [part.groupby("unit_id").size() for part in (overdue, soon, cases[is_open])]
    found += [part.groupby("due_on").size() for part in (overdue, cases[is_open])]
    for name in ("crowds", "over_level"):
        days = read[name]["day"]
        found.append(days[days >= today - timedelta(weeks=26)].dt.to_period("W").value_counts())
    directives = read["directives"]
    found.append(int((directives["answered_on"].isna() & (directives["due_on"] < today)).sum()))
    return found


def _past_stock(read: dict[str, pd.DataFrame], at: pd.Timestamp) -> tuple[int, int, int]:
    """Open, overdue and due soon on a past day."""
    cases, clocks = read["cases"], read["deadlines"]
    then = cases[(cases["received_on"] <= at) & (cases["closed_on"].isna() | (cases["closed_on"] > at))]
    running = clocks[(clocks["started_on"] <= at) & (clocks["met_on"].isna() | (clocks["met_on"] > at))]
    late = running.loc[running["due_on"] < at, "case_id"]
    soon = running.loc[running["due_on"].between(at, at + timedelta(days=7)), "case_id"]
    return len(then), int(then["id"].isin(late).sum()), int(then["id"].isin(soon).sum())
