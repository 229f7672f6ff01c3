"""The terms in force as a file with the columns of the product's own table, which can be checked again."""

import csv
from dataclasses import fields
from datetime import datetime
from io import StringIO

from sqlmodel import Session

from services import audit, cell_text, rule_versions
from services.legal_rules import Rule
from services.permissions import Actor, Permission, require

COLUMNS = tuple(field.name for field in fields(Rule) if field.name != "extension_limit")


def as_csv(session: Session, *, actor: Actor, now: datetime) -> bytes:
    """The table in force with the columns of rules/deadlines.csv, in UTF-8."""
    require(actor, Permission.RULE_READ)
    table = rule_versions.table(session)
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    rows = [rule for rule_id in table.ids() for rule in table.versions(rule_id)]
    for rule in rows:
        writer.writerow([_cell(rule, name) for name in COLUMNS])
    noted(session, rows=len(rows), form="csv", actor=actor, now=now)
    return out.getvalue().encode()


def noted(session: Session, *, rows: int, form: str, actor: Actor, now: datetime) -> None:
    """Leave the export in the trail."""
    require(actor, Permission.RULE_READ)
    audit.write(session, "exported_rules", actor=actor, now=now, subject="rule", rows=rows, form=form)
    session.flush()


def _cell(rule: Rule, name: str) -> str:
    value = getattr(rule, name)
    if value is None:
        return ""
    # The product's table leaves empty what there is none of.
    if name in ("extension_days", "max_extensions") and not rule.extension_days:
        return ""
    return cell_text.in_csv(str(value))
