"""The legal terms of a database: every version with its origin, and the table in force."""

from dataclasses import fields
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlmodel import Session, col, select

from models import RuleVersion
from models.enums import RuleSource
from services.legal_rules import Nature, Rule, RuleTable, TermUnit
from services.rule_overlay import Entered, table_of

# The columns a rule has in the database under its own name; `id` is `rule_id` there.
RULE_FIELDS = tuple(field.name for field in fields(Rule) if field.name not in ("id", "extension_limit"))
_COLUMNS = ("rule_id", *RULE_FIELDS, "source", "entered_at", "withdrawn_at", "verified_at")


def table(session: Session, *, known_at: datetime | None = None) -> RuleTable:
    """The legal terms in force by this database, made once per content.

    `known_at`: as the table was known then, see `rule_overlay.table_of`.
    """
    return table_of(entered(session), known_at=known_at)


def entered(session: Session) -> tuple[Entered, ...]:
    """Every version of every rule with its origin, in the order of the table."""
    columns = [getattr(RuleVersion, name) for name in _COLUMNS]
    rows = session.execute(select(*columns).order_by(col(RuleVersion.position), col(RuleVersion.id)))
    return _entered(tuple(tuple(row) for row in rows))


def rule_of(row: RuleVersion) -> Rule:
    """The rule of a row; what an administrator has verified counts as read in the law."""
    return _rule([getattr(row, name) for name in _COLUMNS])


def row_of(
    rule: Rule, *, position: int, source: RuleSource, entered_at: datetime | None, entered_by: str = ""
) -> RuleVersion:
    """The row of a rule that is new to the database."""
    return RuleVersion(
        **values_of(rule),
        rule_id=rule.id,
        version=rule.version,
        position=position,
        source=source,
        entered_at=entered_at,
        entered_by=entered_by,
    )


def values_of(rule: Rule) -> dict[str, Any]:
    """The plain values of a rule by column, without id and version."""
    values = {name: getattr(rule, name) for name in RULE_FIELDS if name != "version"}
    return values | {"nature": rule.nature.value, "unit": rule.unit.value}


@lru_cache(maxsize=8)
def _entered(rows: tuple[tuple[Any, ...], ...]) -> tuple[Entered, ...]:
    found = []
    for row in rows:
        source, entered_at, withdrawn_at, _verified_at = row[-4:]
        found.append(Entered(_rule(row), source == RuleSource.OWN, entered_at, withdrawn_at))
    return tuple(found)


def _rule(row: Any) -> Rule:
    values = dict(zip(_COLUMNS, row, strict=True))
    verified = values.pop("verified_at") is not None
    for name in ("source", "entered_at", "withdrawn_at"):
        del values[name]
    values["nature"], values["unit"] = Nature(values["nature"]), TermUnit(values["unit"])
    if verified:
        values["confidence"] = "F"
    return Rule(id=values.pop("rule_id"), **values)
