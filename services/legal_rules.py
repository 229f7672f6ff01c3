"""The table of legal terms: loaded, checked, and asked which version stood on which day."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from services.cell_text import out_of_csv
from services.errors import AppError
from services.text import N_, nfc
from services.working_days import RULES_FOLDER


class Nature(StrEnum):
    """What kind of thing a rule's number is; only the first three give a date."""

    DEADLINE = "deadline"
    LIMITATION = "limitation"
    EFFECT = "effect"
    MINIMUM = "minimum"
    QUOTA = "quota"
    RETENTION = "retention"

    @property
    def gives_date(self) -> bool:
        """True for the terms of authorities and citizens and for legal effect."""
        return self in (Nature.DEADLINE, Nature.LIMITATION, Nature.EFFECT)


class TermUnit(StrEnum):
    """What a rule's number counts."""

    CALENDAR_DAY = "calendar_day"
    WORKING_DAY = "working_day"
    DAY_PER_MONTH = "day_per_month"
    DAY_PER_WEEK = "day_per_week"
    YEAR = "year"

    @property
    def is_day(self) -> bool:
        """True for the two units that a dated term may have."""
        return self in (TermUnit.CALENDAR_DAY, TermUnit.WORKING_DAY)


class RuleUnknown(AppError):
    msgid = N_("There is no rule “{rule}” in the table of legal terms.")


class RuleNotInForce(AppError):
    msgid = N_("Rule {rule} was not in force on {day}. It is in force {periods}.")


class RuleRowInvalid(AppError):
    msgid = N_("The table of legal terms is wrong in line {line} ({rule}), column “{column}”: “{text}”.")


class RuleVersionsOverlap(AppError):
    msgid = N_("Rule {rule}: versions {first} and {second} are in force at the same time.")


class RuleVersionsGap(AppError):
    msgid = N_("Rule {rule}: nothing is in force between version {first} and version {second}.")


class RuleVariantBroken(AppError):
    msgid = N_("Rule {rule} is called a variant of {base}, which is not in the table.")


@dataclass(frozen=True, slots=True)
class Rule:
    """One version of one legal term.

    A variant's `n` is the total from the same trigger, extensions included. `extension_limit`
    is the legal number of extensions of this term on the day it was asked for, taken from the
    variants that count them.
    """

    id: str
    version: int
    kind: str
    instance: str
    nature: Nature
    step: str
    trigger: str
    n: int
    unit: TermUnit
    variant: str
    variant_of: str
    extension_days: int
    max_extensions: int
    condition: str
    basis: str
    effective_from: date
    effective_to: date | None
    confidence: str
    extension_limit: int = 0

    @property
    def counts_extensions(self) -> bool:
        """True when the extensions are already inside `n` (TC-RESX, TC-RESXX)."""
        return bool(self.variant_of) and self.max_extensions > 0

    def in_force_on(self, day: date) -> bool:
        """Whether this version stood on that day, first and last day included."""
        return self.effective_from <= day and (self.effective_to is None or day <= self.effective_to)


class RuleTable:
    """All versions of all rules, free of gaps and overlaps.

    `superseded` versions are in force on no day; they answer only for what is pinned to them.
    """

    def __init__(self, rules: Iterable[Rule], *, superseded: Iterable[Rule] = ()) -> None:
        by_id: dict[str, list[Rule]] = {}
        for rule in rules:
            by_id.setdefault(rule.id, []).append(rule)
        for versions in by_id.values():
            versions.sort(key=lambda rule: rule.effective_from)
            _check_validity(versions)
        for versions in by_id.values():
            for rule in versions:
                if rule.variant_of and rule.variant_of not in by_id:
                    raise RuleVariantBroken(rule=rule.id, base=rule.variant_of)
        hidden = tuple(superseded)
        self._variants: dict[str, list[Rule]] = {}
        for rule in (rule for versions in by_id.values() for rule in versions if rule.variant_of):
            self._variants.setdefault(rule.variant_of, []).append(rule)
        self._old_variants = [rule for rule in hidden if rule.variant_of]
        self._by_id = {
            rule_id: tuple(
                replace(rule, extension_limit=self._extension_limit(rule, None)) for rule in versions
            )
            for rule_id, versions in by_id.items()
        }
        self._superseded = {(rule.id, rule.version): rule for rule in hidden}

    def __contains__(self, rule_id: str) -> bool:
        return rule_id in self._by_id

    def ids(self) -> list[str]:
        """Every rule id, in the order of the table."""
        return list(self._by_id)

    def versions(self, rule_id: str) -> tuple[Rule, ...]:
        """All versions of a rule that are or were in force, oldest first."""
        if rule_id not in self._by_id:
            raise RuleUnknown(rule=rule_id)
        return self._by_id[rule_id]

    def version_on(self, rule_id: str, trigger_day: date) -> Rule:
        """The version that stood on the day the term was triggered; it stays for the whole term."""
        versions = self.versions(rule_id)
        for rule in versions:
            if rule.in_force_on(trigger_day):
                return self._as_of(rule, trigger_day)
        ends = [f"{rule.effective_to:%d/%m/%Y}" if rule.effective_to else "…" for rule in versions]
        periods = "; ".join(
            f"{rule.effective_from:%d/%m/%Y} – {end}" for rule, end in zip(versions, ends, strict=True)
        )
        raise RuleNotInForce(rule=rule_id, day=trigger_day, periods=periods)

    def pinned(self, rule_id: str, version: int, *, on: date | None = None) -> Rule:
        """The version a stored deadline was computed with, whatever stands today.

        `on` is the day that started the term: how often it may be extended is asked for that day.
        Without it, what was allowed once is allowed: an extension that was decided stands.
        """
        found = [rule for rule in self._by_id.get(rule_id, ()) if rule.version == version]
        rule = found[0] if found else self._superseded.get((rule_id, version))
        if rule is None:
            raise RuleUnknown(rule=f"{rule_id} v{version}")
        return self._as_of(rule, on)

    def _as_of(self, rule: Rule, day: date | None) -> Rule:
        limit = self._extension_limit(rule, day)
        return rule if limit == rule.extension_limit else replace(rule, extension_limit=limit)

    def _extension_limit(self, rule: Rule, day: date | None) -> int:
        variants = self._variants.get(rule.id, [])
        if day is None:
            variants = [*variants, *(old for old in self._old_variants if old.variant_of == rule.id)]
        counted = [one.max_extensions for one in variants if day is None or one.in_force_on(day)]
        return max([rule.max_extensions, *counted])

    def texts(self) -> list[str]:
        """Every step, trigger and condition: English messages, shown to people with the context "rule"."""
        rules = [rule for versions in self._by_id.values() for rule in versions]
        return sorted({text for rule in rules for text in (rule.step, rule.trigger, rule.condition) if text})


def load_rules(path: Path) -> RuleTable:
    """Read a table of legal terms; a wrong cell, a gap or an overlap of validity is refused by name."""
    return RuleTable(read_rules(path))


def read_rules(path: Path) -> list[Rule]:
    """The rows of a table of legal terms in their order; a wrong cell is refused with its line."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, restval=""))
    return [rule_of(row, line) for line, row in enumerate(rows, start=2)]


@lru_cache(maxsize=1)
def shipped_rules() -> RuleTable:
    """The table of rules/deadlines.csv, read once per process."""
    return load_rules(RULES_FOLDER / "deadlines.csv")


def rule_of(row: dict[str, str], line: int) -> Rule:
    """A rule from the cells of one row; raises RuleRowInvalid with its line in the file."""
    readers = {
        "version": int,
        "nature": Nature,
        "n": int,
        "unit": TermUnit,
        "extension_days": lambda text: int(text or 0),
        "max_extensions": lambda text: int(text or 0),
        "effective_from": date.fromisoformat,
        "effective_to": lambda text: date.fromisoformat(text) if text else None,
    }
    values: dict[str, object] = {}
    for column in (field.name for field in fields(Rule) if field.name != "extension_limit"):
        text = out_of_csv(nfc(row.get(column, "")))
        try:
            values[column] = readers.get(column, str)(text)  # type: ignore[operator]
        except ValueError as fault:
            raise RuleRowInvalid(line=line, rule=row.get("id", ""), column=column, text=text) from fault
    rule = Rule(**values)  # type: ignore[arg-type]
    wrong_unit = rule.nature.gives_date and not rule.unit.is_day
    if not rule.id or rule.n == 0 or wrong_unit:
        column = "unit" if wrong_unit else "n" if rule.id else "id"
        raise RuleRowInvalid(line=line, rule=rule.id, column=column, text=row.get(column, ""))
    return rule


def _check_validity(versions: list[Rule]) -> None:
    for earlier, later in pairwise(versions):
        if earlier.effective_to is None or earlier.effective_to >= later.effective_from:
            raise RuleVersionsOverlap(rule=earlier.id, first=earlier.version, second=later.version)
        if earlier.effective_to + timedelta(days=1) != later.effective_from:
            raise RuleVersionsGap(rule=earlier.id, first=earlier.version, second=later.version)
