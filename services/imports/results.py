"""What an import came to: counts that add up, and the reasons row by row."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from models.enums import Kind
from services.imports.held_back import HeldBackRow, workbook
from services.imports.reasons import Reason, RowResult, sentence


def count_results(results: Iterable[RowResult]) -> dict[str, int]:
    """All rows, and how many came to each of the four results."""
    found = Counter(results)
    return {"rows": found.total(), **{result.value: found[result] for result in RowResult}}


@dataclass(frozen=True, slots=True)
class RowOutcome:
    """One row of the register: its number, its line in the file, what became of it and why."""

    number: int
    line: int
    result: RowResult
    reasons: list[Reason]
    kind: Kind | None = None
    # Cells as JSON, of rows held back only.
    cells: list[Any] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ImportResult:
    """One run; `batch_id` is None for a trial run, which writes nothing."""

    file_name: str
    sheet: str
    layout: str
    title: str
    year: int | None
    batch_id: int | None
    rows: list[RowOutcome]
    notes: list[Reason] = field(default_factory=list)
    above: list[list[Any]] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        """`rows` and its four disjoint parts."""
        return count_results(row.result for row in self.rows)

    def held_back_workbook(self, say: Callable[[str], str]) -> bytes:
        """The rows held back with their reasons, as an .xlsx in the form of the register."""
        rows = [
            HeldBackRow(row.number, row.cells, row.reasons)
            for row in self.rows
            if row.result is RowResult.HELD_BACK
        ]
        return workbook(self.above, rows, sheet=self.sheet, say=say)

    def to_json(self, say: Callable[[str], str]) -> dict[str, Any]:
        """Counts, and reasons of every row that has any, as sentences that `say` translates."""

        def told(reason: Reason) -> dict[str, Any]:
            values = {"values": reason.values} if reason.values else {}
            return {"code": reason.code.value, "text": sentence(reason, say), **values}

        return {
            "file": self.file_name,
            "sheet": self.sheet,
            "layout": self.layout,
            "title": self.title,
            "year": self.year,
            "batch": self.batch_id,
            "dry_run": self.batch_id is None,
            **self.counts,
            # What the rows are, held-back ones included; a row marked twice is of no kind.
            "kinds": {kind.value: sum(row.kind is kind for row in self.rows) for kind in Kind},
            "notes": [told(note) for note in self.notes],
            "reasons": [
                {
                    "row": row.number,
                    "line": row.line,
                    "result": row.result.value,
                    "reasons": [told(reason) for reason in row.reasons],
                }
                for row in self.rows
                if row.reasons
            ],
        }
