"""Checks tables of rules before anyone works with them, and names everything that is wrong at once."""

import csv
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from models.enums import Kind
from services import workflow_checks
from services.case_forms import STATE_WORDS
from services.clock_choice import ClockTable, load_clocks
from services.errors import AppError
from services.legal_rules import Rule, RuleTable, read_rules
from services.permissions import Permission
from services.text import N_
from services.transitions import Workflow
from services.workflow_checks import CLOCKS_WITHOUT_TERM
from services.workflow_rules import read_workflow
from services.working_days import RULES_FOLDER

Table = TypeVar("Table")

KINDS = {
    Kind.COMPLAINT: N_("Complaint"),
    Kind.DENUNCIATION: N_("Denunciation"),
    Kind.RECOMMENDATION: N_("Recommendation, reflection"),
}
# The clocks by the names they have on screen.
STEP_WORDS = {
    "handling": N_("Handling of the petition"),
    "settlement": N_("Settlement"),
    "sending": N_("Sending the decision"),
    "publication": N_("Publication"),
    "enforcement": N_("Enforcement"),
    "effect": N_("Legal effect"),
    "appeal": N_("Second complaint or lawsuit"),
    "notice": N_("Notice to the denouncer and the denounced person"),
    "suspension_notice": N_("Notice of the suspension"),
    "dialogue_notice": N_("Notice of the dialogue"),
}
WORKFLOW, TERMS, CLOCKS = (RULES_FOLDER / f"{name}.csv" for name in ("workflow", "deadlines", "clocks"))


class FileUnreadable(AppError):
    msgid = N_("“{file}” cannot be read as a table of rules in UTF-8: {reason}.")


class ColumnMissing(AppError):
    msgid = N_("“{file}” has no column “{column}”.")


class PermissionUnknown(AppError):
    msgid = N_("Workflow of “{kind}”: the action “{action}” asks for the right “{right}”, which is none.")


class ClockWithoutRule(AppError):
    msgid = N_("Workflow of “{kind}”: the clock “{clock}” has no rule in the table of clocks.")


def check(*, workflow: Path = WORKFLOW, terms: Path = TERMS, clocks: Path = CLOCKS) -> list[AppError]:
    """Everything that is wrong with the tables, each as a sentence; an empty list where nothing is."""
    found: list[AppError] = []
    rules = _read(terms, TERMS, lambda: read_rules(terms), found)
    table = _terms(rules, found) if rules is not None else None
    clock_table = (
        _read(clocks, CLOCKS, lambda: load_clocks(clocks, table), found) if table is not None else None
    )
    flow = _read(workflow, WORKFLOW, lambda: read_workflow(workflow), found)
    if flow is not None:
        wrong = [*workflow_checks.faults(flow), *_permissions(flow)]
        if clock_table is not None:
            wrong += _clocks(flow, clock_table)
        found += [_worded(fault, flow) for fault in wrong]
    return found


def _read(path: Path, own: Path, reader: Callable[[], Table], found: list[AppError]) -> Table | None:
    """The table of a file that has the columns of the product's own, or None with what is wrong."""
    try:
        present = _headings(path)
        missing = [name for name in _headings(own) if name not in present]
        if not missing:
            return reader()
        found.append(ColumnMissing(file=path.name, column=", ".join(missing)))
    except AppError as fault:
        found.append(fault)
    except (OSError, UnicodeDecodeError, csv.Error) as fault:
        found.append(FileUnreadable(file=path.name, reason=str(fault)))
    return None


def _headings(path: Path) -> list[str]:
    with path.open(encoding="utf-8", newline="") as file:
        return next(csv.reader(file), [])


def _terms(rules: list[Rule], found: list[AppError]) -> RuleTable | None:
    """The table; where it is refused, each rule is asked alone, so that all faults are told."""
    try:
        return RuleTable(rules)
    except AppError as first:
        faults: list[AppError] = []
        bases = {rule.id: rule for rule in rules}
        for rule_id in bases:
            family = [rule for rule in rules if rule.id == rule_id]
            base = bases.get(family[0].variant_of)
            try:
                RuleTable([*family, base] if base is not None and base.id != rule_id else family)
            except AppError as fault:
                faults.append(fault)
        found += faults or [first]
        return None


def _worded(fault: AppError, flow: Workflow) -> AppError:
    """The same fault with kinds, states, clocks and actions in words."""
    labels = {t.action: t.label for t in flow.transitions}
    words = {kind.value: text for kind, text in KINDS.items()}
    words |= {state.value: text for state, text in STATE_WORDS.items()}
    words |= STEP_WORDS
    for name, value in fault.values.items():
        known = labels if name in ("action", "missing") else words
        fault.values[name] = known.get(value, value) if isinstance(value, str) else value
    return fault


def _permissions(flow: Workflow) -> list[AppError]:
    wrong = {
        (t.kind, t.action, t.permission) for t in flow.transitions if t.permission not in set(Permission)
    }
    return [
        PermissionUnknown(kind=kind.value, action=action, right=right)
        for kind, action, right in sorted(wrong)
    ]


def _clocks(flow: Workflow, table: ClockTable) -> list[AppError]:
    """Every clock that an action starts needs a rule for that kind of case."""
    found: list[AppError] = []
    for kind in Kind:
        started = {
            clock
            for t in flow.transitions
            if t.kind is kind
            for clock in t.clocks_started + t.side_clocks_started
        }
        known = {clock.step for clock in table.clocks if clock.kind == kind}
        missing = sorted(started - known - CLOCKS_WITHOUT_TERM)
        found += [ClockWithoutRule(kind=kind.value, clock=clock) for clock in missing]
    return found
