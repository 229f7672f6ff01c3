"""Every figure of the leaders' screens that can be opened opens as many rows as it says, for three roles."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import unescape
from typing import Any
from urllib.parse import parse_qsl

import pytest
from sqlmodel import select

from models import User
from services import actors, choices, clock, database, statistics
from services.actors import system_actor
from services.demo.department import build
from services.filters import Filter
from services.permissions import Actor
from services.statistics import DIMENSIONS, MEASURES
from services.statistics.crossing import Crossing
from ui import navigation, panels
from ui.session import today
from ui.statistics import crosstab
from ui.statistics import panel as statistics_panel
from ui.statistics.board import Board, value_of

CASES = 150
READERS = ("giamdoc", "truongphong", "chuyenvien")
SCREENS: tuple[tuple[str, dict[str, str]], ...] = (
    ("monitor", {}),
    ("statistics", {}),
    ("statistics", {"tab": "quality"}),
    ("statistics", {"tab": "places"}),
    ("statistics", {"tab": "cross"}),
    ("statistics", {"tab": "periods"}),
    ("hotspots", {}),
    ("map", {}),
)
# A figure in the words of a link: "**1,234** overdue", "See 37 (open)"; a share is told in percent.
NUMBER = re.compile(r"(?:\*\*|See )(\d[\d,]*(?:\.\d+)?)(\s?%)?")


@dataclass
class Seen:
    """What a screen showed: figures in links, and figures of marks, each with the way to its rows."""

    links: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    marks: list[tuple[float, dict[str, Any]]] = field(default_factory=list)


@pytest.fixture
def department(page_build):
    """The department of the demonstration, small."""
    now = clock.now()
    with database.transaction() as session:
        build(session, cases=CASES, seed=3, actor=system_actor("test"), now=now, today=today())
    return page_build


@pytest.fixture
def seen(monkeypatch) -> Seen:
    """Take down every link to rows and every mark that is drawn."""
    found = Seen()
    link, show, numbers, table = (
        navigation.link,
        panels.show,
        statistics_panel.draw_chart,
        crosstab.draw_table,
    )

    def linked(name: str, label: str, **more: Any) -> None:
        if name == "rows":
            found.links.append((label, {k: v for k, v in more.items() if k not in ("icon", "help")}))
        link(name, label, **more)

    def shown(drawn: panels.Drawing, *, key: str, head: Any, open_rows: Any = None) -> None:
        if open_rows is not None and drawn.table is not None and drawn.marks:
            values = _values(drawn)
            for value, mark in zip(values, drawn.marks, strict=True):
                parameters = open_rows(mark)
                if parameters is not None and "measure" in parameters:
                    found.marks.append((value, parameters))
        show(drawn, key=key, head=head, open_rows=open_rows)

    def charted(key: str, drawn: panels.Drawing, picking: Any, title: str) -> None:
        if picking is not None and drawn.table is not None and drawn.marks:
            for value, data in zip(_values(drawn), drawn.marks, strict=True):
                mark = picking.mark_of(data)
                if mark is not None:
                    found.marks.append((value, picking.board.rows_query(mark.measure, mark.values)))
        numbers(key, drawn, picking, title)

    def crossed(board: Board, name: str, by: tuple[str, str], whole: Crossing) -> None:
        for (row, column), value in whole.cells.items():
            mark = {by[0]: value_of(row), by[1]: value_of(column)}
            found.marks.append((value, board.rows_query(name, mark)))
        for place, totals in enumerate((whole.row_totals, whole.column_totals)):
            for one, value in totals.items():
                found.marks.append((value, board.rows_query(name, {by[place]: value_of(one)})))
        table(board, name, by, whole)

    monkeypatch.setattr(statistics_panel, "draw_chart", charted)
    monkeypatch.setattr(crosstab, "draw_table", crossed)
    monkeypatch.setattr(navigation, "link", linked)
    monkeypatch.setattr(panels, "show", shown)
    return found


def _values(drawn: panels.Drawing) -> Sequence[float]:
    numbers = drawn.table.select_dtypes("number")
    return [float(value) for value in numbers.iloc[:, -1].fillna(0)]


# A figure inside a table: its address and its number.
PLAIN_LINK = re.compile(r'href="/rows\?([^"]+)"[^>]*><b[^>]*>([^<]+)</b>')


def plain_links(page: Any) -> list[tuple[str, dict[str, Any]]]:
    """Figures whose links stand in HTML, as those of units do."""
    bodies = "".join(str(html.proto.body) for html in page.get("html"))
    return [
        (f"**{number}**", dict(parse_qsl(unescape(query)))) for query, number in PLAIN_LINK.findall(bodies)
    ]


def rows_behind(parameters: dict[str, Any], actor: Actor) -> int:
    """How many rows the page of rows lists under these parameters, read as it reads them."""
    query = {name: str(value) for name, value in parameters.items() if value not in (None, "")}
    with database.reading() as session:
        lists = choices.offered(session, actor=actor, today=today())
    filter, notices = choices.clipped(Filter.from_query(query), lists, today=today())
    assert not notices
    chosen = {
        name: None if query[f"by_{name}"] == "none" else query[f"by_{name}"]
        for name in DIMENSIONS
        if f"by_{name}" in query
    }
    name = query["measure"]
    return statistics.rows(name, filter, actor=actor, today=today(), limit=1, extra=chosen).total


def differing(seen: Seen, actor: Actor) -> list[str]:
    """Figures behind which stand more or fewer rows; sums and shares have rows, and not as many."""
    found = []
    for label, parameters in seen.links:
        number = NUMBER.search(label)
        if number is None or number[2] or not MEASURES[parameters["measure"]].is_count:
            continue
        told = float(number[1].replace(",", ""))
        if rows_behind(parameters, actor) != told:
            found.append(f"{label} {parameters}")
    for value, parameters in seen.marks:
        if MEASURES[parameters["measure"]].is_count and rows_behind(parameters, actor) != value:
            found.append(f"{value} {parameters}")
    return found


def test_every_figure_opens_as_many_rows_as_it_says(department, open_page, seen) -> None:
    wrong: dict[str, list[str]] = {}
    counts = {}
    for username in READERS:
        with database.reading() as session:
            user = session.exec(select(User).where(User.username == username)).one()
            actor = actors.actor_of(session, user, today=today())
        for name, query in SCREENS:
            seen.links.clear()
            seen.marks.clear()
            page = open_page(f"pages/{name}.py", user=user, query=query)
            assert not page.exception
            seen.links += plain_links(page)
            screen = f"{username} {name} {query.get('tab', '')}"
            counts[screen] = len(seen.links) + len(seen.marks)
            if faults := differing(seen, actor):
                wrong[screen] = faults

    assert wrong == {}
    # With four for each of eight units.
    assert counts["giamdoc monitor "] >= 80
    # The bars, points and cells of the statistics beside the links above them.
    for tab in ("", "quality", "places", "cross"):
        assert counts[f"giamdoc statistics {tab}"] >= 12, counts
    assert sum(counts.values()) >= 300
