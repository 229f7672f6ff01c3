"""Where petitions went: from their kind to the outcome of their handling."""

import pandas as pd

from models.enums import Kind, PetitionOutcome
from ui import dimension_labels
from ui.charts import flow
from ui.charts.base import reader_look
from ui.i18n import _
from ui.labels import word
from ui.panels import Drawing
from ui.statistics import counts
from ui.statistics.board import Board
from ui.statistics.panel import HEIGHT, panel

# A petition that is still being handled has no outcome yet.
OPEN = "open"


def bands(board: Board) -> None:
    """From the kind of a petition to the outcome of its handling."""
    title = _("Petitions from kind to outcome (petitions)")

    def draw() -> Drawing | None:
        # Its bands cannot be faded one by one: it is narrowed by what is chosen.
        found = counts.by(board, "received", ("kind", "outcome"), own=False)
        if found.empty:
            return None
        figure = flow.bands(
            flows(found),
            sources={kind.value: word(kind) for kind in Kind},
            targets={**{one.value: word(one) for one in PetitionOutcome}, OPEN: _("Still being handled")},
            sentence=_("{source} → {target}: {count} petitions"),
            look=reader_look(),
            height=HEIGHT,
        )
        said = [dimension_labels.value_name("kind", kind) for kind in found["kind"]]
        ends = [
            _("Still being handled") if pd.isna(one) else dimension_labels.value_name("outcome", one)
            for one in found["outcome"]
        ]
        table = counts.table(found.assign(kind=said, outcome=ends), {}, "received")
        table = table.rename(columns={"kind": _("Kind"), "outcome": _("Outcome")})
        return Drawing.of(figure, title, table, counts.marks_of(found, "kind", "outcome"))

    panel(
        board,
        "outcomes",
        title,
        counts.kept(board, "outcomes", draw),
        measures=["received"],
        mark_of=counts.marker("received", "kind", "outcome"),
        left_out=counts.left_out(board, ["received"]),
    )


def flows(found: pd.DataFrame) -> dict[tuple[str, str], float]:
    """(kind, outcome) with their number; what has no outcome yet is still being handled."""
    ends = [OPEN if pd.isna(outcome) else str(outcome) for outcome in found["outcome"]]
    return {(str(k), end): float(v) for k, end, v in zip(found["kind"], ends, found["value"], strict=True)}
