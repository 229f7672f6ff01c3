"""Which step of which kind of matter offers which documents, read from a table and checked."""

import csv
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from models.enums import Kind, PetitionOutcome
from services.documents.bases import shipped_bases
from services.documents.fields import FIELDS, IDENTITY
from services.errors import AppError
from services.text import N_, nfc
from services.workflow_rules import shipped_workflow
from services.working_days import RULES_FOLDER

Value = TypeVar("Value")


class IdentityUse(StrEnum):
    """What a paper says about who sent the petition.

    NEVER: nothing, whoever makes it. PLAIN: the name, but not of a sealed matter. CARRIED: the
    name, of a sealed matter only once somebody with the right has opened it for a purpose.
    """

    NEVER = "never"
    PLAIN = "plain"
    CARRIED = "carried"


class DocumentRowInvalid(AppError):
    msgid = N_("The table of documents is wrong in line {line}, column “{column}”: “{text}”.")


class DocumentTwice(AppError):
    msgid = N_("The table of documents names “{template}” twice for the step “{action}” of “{kind}”.")


class DocumentNeedsIdentity(AppError):
    msgid = N_("The table of documents wants “{name}” on “{template}”, a paper that names no sender.")


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """One document of one step; `title` is a msgid, `instance` None stands for every instance.

    `required` fields are refused by name when missing, `asked` ones can be filled in by the
    person, `bases` are groups of legal bases. An empty `symbol` makes it a letter.
    """

    kind: Kind
    instance: int | None
    action: str
    template: str
    title: str
    symbol: str
    bases: tuple[str, ...]
    identity: IdentityUse
    required: tuple[str, ...]
    asked: tuple[str, ...]
    confidence: str


class DocumentTable:
    """All documents of all steps."""

    def __init__(self, rows: Iterable[DocumentRow]) -> None:
        self.rows = tuple(rows)

    def of(self, kind: Kind, action: str, *, instance: int = 1) -> list[DocumentRow]:
        """The documents that a step offers, in the order of the table."""
        return [
            row
            for row in self.rows
            if row.kind is kind and row.action == action and row.instance in (None, instance)
        ]

    def templates(self) -> list[str]:
        """Every template by its name, in the order of the table."""
        return list(dict.fromkeys(row.template for row in self.rows))

    def rows_of(self, template: str) -> list[DocumentRow]:
        """The rows that a template serves."""
        return [row for row in self.rows if row.template == template]


def load_documents(path: Path) -> DocumentTable:
    """Read and check the table: unknown steps, fields and bases are refused, and so are double rows."""
    with path.open(encoding="utf-8", newline="") as file:
        raw = list(csv.DictReader(file, restval=""))
    rows = []
    seen = set()
    for line, values in enumerate(raw, start=2):
        row = _row(values, line)
        key = (row.kind, row.instance, row.action, row.template)
        if key in seen:
            raise DocumentTwice(template=row.template, action=row.action, kind=row.kind.value)
        seen.add(key)
        rows.append(row)
    return DocumentTable(rows)


@lru_cache(maxsize=1)
def shipped_documents() -> DocumentTable:
    """The table of rules/documents.csv, read once per process."""
    return load_documents(RULES_FOLDER / "documents.csv")


def msgids() -> list[str]:
    """Every title of the shipped table, for the catalogue test."""
    return sorted({row.title for row in shipped_documents().rows})


def _row(values: dict[str, str], line: int) -> DocumentRow:
    def cell(column: str, reader: Callable[[str], Value]) -> Value:
        text = nfc(values.get(column, ""))
        try:
            return reader(text)
        except (KeyError, ValueError) as fault:
            raise DocumentRowInvalid(line=line, column=column, text=text) from fault

    kind = cell("kind", Kind)
    row = DocumentRow(
        kind=kind,
        instance=cell("instance", lambda text: int(text) if text else None),
        action=cell("action", lambda text: _known(text, _actions(kind))),
        template=cell("template", _filled),
        title=cell("title", _filled),
        symbol=cell("symbol", str),
        bases=cell("bases", lambda text: _list(text, shipped_bases().groups())),
        identity=cell("identity", IdentityUse),
        required=cell("required", lambda text: _list(text, FIELDS)),
        asked=cell("asked", lambda text: _list(text, FIELDS)),
        confidence=cell("confidence", _filled),
    )
    if row.identity is IdentityUse.NEVER and (found := IDENTITY & {*row.required, *row.asked}):
        raise DocumentNeedsIdentity(name=min(found), template=row.template)
    return row


def _actions(kind: Kind) -> set[str]:
    """The steps of cases of a kind, and the results of petitions that have no case."""
    steps = {step.action for step in shipped_workflow().transitions if step.kind is kind}
    return steps | {PetitionOutcome.RETURN.value}


def _known(text: str, allowed: Iterable[str]) -> str:
    if text not in allowed:
        raise ValueError(text)
    return text


def _filled(text: str) -> str:
    if not text:
        raise ValueError(text)
    return text


def _list(text: str, allowed: Iterable[str]) -> tuple[str, ...]:
    return tuple(_known(part.strip(), allowed) for part in text.split(";") if part.strip())
