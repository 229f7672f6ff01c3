"""The workflow of each kind of case, read from a table and checked before anyone works with it."""

import csv
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from models.enums import CaseOutcome, CaseState, Kind
from services.errors import AppError
from services.text import N_, nfc
from services.transitions import (
    ActionComesTooEarly,
    ActionNotPossible,
    ClockEffect,
    DocumentNeed,
    Transition,
    Workflow,
)
from services.workflow_checks import check_workflow
from services.working_days import RULES_FOLDER

__all__ = [
    "ActionComesTooEarly",
    "ActionNotPossible",
    "ClockEffect",
    "DocumentNeed",
    "Transition",
    "Workflow",
    "load_workflow",
    "msgids",
    "shipped_workflow",
]

SAME = "same"
PREVIOUS = "previous"
# For which cases alone an action may be: disciplinary complaints or the others, further denunciations.
SORTS = ("ordinary", "disciplinary", "further")
# What may be asked of a case before an action: the first decision it complains about, a file of the paper.
FIRST_DECISION, FILE = "first_decision", "file"
NEEDS = (FIRST_DECISION, FILE)
Value = TypeVar("Value")


class WorkflowRowInvalid(AppError):
    msgid = N_("The workflow table is wrong in line {line}, column “{column}”: “{text}”.")


def load_workflow(path: Path) -> Workflow:
    """Read and check a workflow table; see `services.workflow_checks` for what is refused.

    Lists are separated by ";", alternatives by "|". `to_state` may be "same" (the action is only
    recorded) or "previous" (back to the state before the suspension).
    """
    workflow = read_workflow(path)
    check_workflow(workflow)
    return workflow


def read_workflow(path: Path) -> Workflow:
    """A workflow table as it is written, not yet checked; a wrong cell is refused with its line."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, restval=""))
    return Workflow(
        transition for line, row in enumerate(rows, start=2) for transition in _transitions(row, line)
    )


@lru_cache(maxsize=1)
def shipped_workflow() -> Workflow:
    """The table of rules/workflow.csv, read once per process."""
    return load_workflow(RULES_FOLDER / "workflow.csv")


def msgids() -> list[str]:
    """Every label of the shipped table, for the catalogue test."""
    return sorted({transition.label for transition in shipped_workflow().transitions})


def _transitions(row: dict[str, str], line: int) -> list[Transition]:
    def cell(column: str, reader: Callable[[str], Value]) -> Value:
        text = nfc(row.get(column, ""))
        try:
            return reader(text)
        except (KeyError, ValueError) as fault:
            raise WorkflowRowInvalid(line=line, column=column, text=text) from fault

    to_state = cell("to_state", lambda text: text if text in (SAME, PREVIOUS) else CaseState(text))
    return [
        Transition(
            kind=cell("kind", Kind),
            instance=cell("instance", lambda text: int(text) if text else None),
            action=cell("action", _required),
            from_state=from_state,
            to_state=_target(to_state, from_state),
            label=cell("label", _required),
            permission=cell("permission", _required),
            document=cell("document", DocumentNeed),
            clocks_started=cell("clocks_started", _list),
            clocks_met=cell("clocks_met", _list),
            side_clocks_started=cell("side_clocks_started", _list),
            side_clocks_met=cell("side_clocks_met", _list),
            effect=cell("effect", ClockEffect),
            outcomes=cell("outcomes", lambda text: tuple(CaseOutcome(name) for name in _list(text, "|"))),
            after=cell("after", lambda text: tuple(_list(group, "|") for group in _list(text))),
            only_for=cell("only_for", _sort),
            needs=cell("needs", _needs),
            needs_reason=cell("needs_reason", lambda text: {"true": True, "false": False}[text]),
        )
        for from_state in cell("from_states", _states)
    ]


def _states(text: str) -> list[CaseState | None]:
    names = _list(text)
    return [CaseState(name) for name in names] if names else [None]


def _target(to_state: str, from_state: CaseState | None) -> CaseState | None:
    if to_state == PREVIOUS:
        return None
    return from_state if to_state == SAME else CaseState(to_state)


def _sort(text: str) -> str:
    if text and text not in SORTS:
        raise ValueError(text)
    return text


def _needs(text: str) -> tuple[str, ...]:
    found = _list(text)
    if not set(found) <= set(NEEDS):
        raise ValueError(text)
    return found


def _required(text: str) -> str:
    if not text:
        raise ValueError(text)
    return text


def _list(text: str, separator: str = ";") -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(separator) if part.strip())
