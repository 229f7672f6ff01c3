"""Which papers belong to which stage of which kind of case: a table, checked against the workflow."""

import csv
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from models.enums import CaseState, Kind
from services.errors import AppError
from services.text import N_, nfc
from services.transitions import Workflow
from services.workflow_rules import shipped_workflow
from services.working_days import RULES_FOLDER

Value = TypeVar("Value")
# Which events have happened, and when each of them last did.
Happened = Mapping[str, date]


class ChecklistRowInvalid(AppError):
    msgid = N_("The table of checklists is wrong in line {line}, column “{column}”: “{text}”.")


class ChecklistItemTwice(AppError):
    msgid = N_("The table of checklists has “{item}” twice for the same day, from {first} and from {second}.")


@dataclass(frozen=True, slots=True)
class Item:
    """One paper of a stage, in one version.

    `states` are the stages at which it is asked for. It applies once one of `after` has happened
    (at once where there is none). It is mandatory always, never, or once one of `mandatory_after`
    has happened. Recording one of `ticked_by` ticks it. `closings` are the actions that close a
    case and wait for it.
    """

    kind: Kind
    instance: int | None
    states: tuple[CaseState, ...]
    code: str
    label: str
    mandatory: bool
    mandatory_after: tuple[str, ...]
    after: tuple[str, ...]
    ticked_by: tuple[str, ...]
    closings: tuple[str, ...]
    needs_file: bool
    basis: str
    valid_from: date
    valid_to: date | None
    confidence: str

    def is_mandatory(self, happened: Collection[str]) -> bool:
        """Whether the paper may not be missing, after what has happened."""
        return self.mandatory or bool(set(self.mandatory_after) & set(happened))

    def applies(self, happened: Collection[str]) -> bool:
        """Whether the paper is asked for at all, after what has happened."""
        return not self.after or bool(set(self.after) & set(happened))

    def rules_on(self, happened: Happened, asked_on: date) -> date:
        """The day whose version counts: that of the step the paper hangs on, else the day it is asked for."""
        days = [happened[name] for name in (*self.mandatory_after, *self.after) if name in happened]
        return max(days, default=asked_on)

    def in_force_on(self, day: date) -> bool:
        """Whether this version stood on that day, first and last day included."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


class ChecklistTable:
    """All versions of all items, at most one of each on a day."""

    def __init__(self, items: Iterable[Item]) -> None:
        self.items = tuple(items)
        for place, item in enumerate(self.items):
            for other in self.items[:place]:
                if _overlap(item, other):
                    raise ChecklistItemTwice(item=item.code, first=other.valid_from, second=item.valid_from)

    def of(self, kind: Kind, instance: int, happened: Happened, *, asked_on: date) -> list[Item]:
        """The papers of a case after what has happened, in the order of the table."""
        return [
            item
            for item in self.items
            if item.kind is kind
            and item.instance in (None, instance)
            and item.applies(happened)
            and item.in_force_on(item.rules_on(happened, asked_on))
        ]


def load_checklists(path: Path, workflow: Workflow) -> ChecklistTable:
    """Read a table of checklists; a wrong cell, an unknown state or action is refused by name.

    Lists are separated by ";" (states, closings), alternatives by "|" (actions). `mandatory` is
    true, false, or the actions that make the paper mandatory.
    """
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, restval=""))
    return ChecklistTable(_item(row, line, workflow) for line, row in enumerate(rows, start=2))


@lru_cache(maxsize=1)
def shipped_checklists() -> ChecklistTable:
    """The table of rules/checklists.csv, read once per process."""
    return load_checklists(RULES_FOLDER / "checklists.csv", shipped_workflow())


def msgids() -> list[str]:
    """Every label of the shipped table, for the catalogue test."""
    return sorted({item.label for item in shipped_checklists().items})


def _item(row: Mapping[str, str], line: int, workflow: Workflow) -> Item:
    def cell(column: str, reader: Callable[[str], Value]) -> Value:
        text = nfc(row.get(column, ""))
        try:
            return reader(text)
        except (KeyError, ValueError) as fault:
            raise ChecklistRowInvalid(line=line, column=column, text=text) from fault

    kind = cell("kind", Kind)
    steps = [t for t in workflow.transitions if t.kind == kind]
    actions = {step.action for step in steps}
    closing = {step.action for step in steps if step.to_state is CaseState.CLOSED}
    truth = {"true": True, "false": False}
    mandatory_after = cell(
        "mandatory", lambda text: () if text in truth else _known(text.split("|"), actions)
    )
    return Item(
        kind=kind,
        instance=cell("instance", lambda text: int(text) if text else None),
        states=cell("state", lambda text: tuple(CaseState(name) for name in text.split(";"))),
        code=cell("item", _required),
        label=cell("label", _required),
        mandatory=row["mandatory"] == "true",
        mandatory_after=mandatory_after,
        after=cell("after", lambda text: _known(_parts(text, "|"), actions)),
        ticked_by=cell("ticked_by", lambda text: _known(_parts(text, "|"), actions)),
        closings=cell("closings", lambda text: _known(_parts(text, ";"), closing)),
        needs_file=cell("needs_file", truth.__getitem__),
        basis=cell("basis", _required),
        valid_from=cell("valid_from", date.fromisoformat),
        valid_to=cell("valid_to", lambda text: date.fromisoformat(text) if text else None),
        confidence=cell("confidence", _required),
    )


def _parts(text: str, separator: str) -> list[str]:
    return [part.strip() for part in text.split(separator) if part.strip()]


def _known(names: Sequence[str], known: Collection[str]) -> tuple[str, ...]:
    for name in names:
        if name not in known:
            raise ValueError(name)
    return tuple(names)


def _required(text: str) -> str:
    if not text:
        raise ValueError(text)
    return text


def _overlap(one: Item, other: Item) -> bool:
    if (one.kind, one.code) != (other.kind, other.code):
        return False
    if None not in (one.instance, other.instance) and one.instance != other.instance:
        return False
    earlier, later = sorted((one, other), key=lambda item: item.valid_from)
    return earlier.valid_to is None or earlier.valid_to >= later.valid_from
