"""A frozen week in words, slide by slide: what the screen draws and every export writes, from one place."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from models.enums import BriefingSection

COLUMNS, BARS = "columns", "bars"


@dataclass(frozen=True)
class DeckFigure:
    """One of the figures of the first slide as it reads, and the two it is compared with.

    `code`, as in DeckLine, opens the same figure again: in files, which nobody can click.
    """

    name: str
    label: str
    value: str
    before: str
    year: str
    code: str = ""


@dataclass(frozen=True)
class DeckLine:
    """A sentence in words; `list` names its rows, `measure` today's operational figure of the same kind.

    `alarm` is the number of the alarm of the early warning that the sentence is about. A `wide` one is
    too long to stand beside a chart on the screen.
    """

    text: str
    list: str = ""
    number: int = 0
    measure: str = ""
    alarm: int = 0
    wide: bool = False
    code: str = ""


@dataclass(frozen=True)
class DeckSeries:
    """One line of numbers with its name and the colour it has everywhere ("#RRGGBB")."""

    name: str
    values: tuple[float, ...]
    colour: str


@dataclass(frozen=True)
class DeckChart:
    """A chart by its numbers: standing columns over time, or lying bars, one colour each series."""

    kind: str
    title: str
    categories: tuple[str, ...]
    series: tuple[DeckSeries, ...]


@dataclass(frozen=True)
class DeckTable:
    """Headings and rows of words; `numbers` says which columns stand to the right."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: frozenset[int] = frozenset()
    # By row: the code of the case a row is about, for the reader who may open it.
    codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class DeckSlide:
    """One subject of the briefing."""

    section: BriefingSection
    number: int
    title: str
    lines: tuple[DeckLine, ...] = ()
    figures: tuple[DeckFigure, ...] = ()
    chart: DeckChart | None = None
    table: DeckTable | None = None
    # Why there is no table, where one could be.
    empty: str = ""
    comment: str = ""


@dataclass(frozen=True)
class Deck:
    """The whole briefing of one week for one reader."""

    snapshot_id: int
    monday: date
    version: int
    superior: str
    department: str
    title: str
    week: str
    # When it was frozen, up to which day, what is left out.
    notes: tuple[str, ...]
    slides: tuple[DeckSlide, ...]
    # "Comment", "Week before" and other words that exports put beside what they draw.
    words: Mapping[str, str] = field(default_factory=dict)


def figure_rows(figures: Sequence[DeckFigure]) -> list[tuple[str, ...]]:
    """The figures as rows of a table in a file; the codes are the last column where there are any."""
    coded = any(one.code for one in figures)
    return [(one.label, one.value, one.before, one.year, *((one.code,) if coded else ())) for one in figures]


def printed(line: DeckLine, words: Mapping[str, str]) -> str:
    """A sentence as files have it: with the code of its figure."""
    return f"{line.text} [{words['code']} {line.code}]" if line.code else line.text
