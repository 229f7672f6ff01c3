"""What a new release brings to the legal terms of a database, without touching what was entered here."""

from datetime import datetime
from typing import Any

from sqlmodel import Session, select

from models import RuleVersion
from models.enums import RuleSource
from services import audit, clock_effects, rule_versions
from services.legal_rules import read_rules
from services.permissions import Actor, Permission, require
from services.rule_versions import row_of, values_of
from services.working_days import RULES_FOLDER

TERMS = RULES_FOLDER / "deadlines.csv"
# What a date follows from. A release never changes these under a number that exists.
COUNTING = frozenset(
    {"nature", "n", "unit", "variant_of", "extension_days", "max_extensions", "effective_from"}
)


def refresh(session: Session, *, actor: Actor, now: datetime) -> dict[str, int]:
    """Bring the shipped versions to those of rules/deadlines.csv; returns what was done.

    New versions are added, words and ends of known ones follow the file. A number a date was
    counted with never changes: it stays, and the difference is in the trail. A version that the
    file no longer has is withdrawn, and stays for the deadlines that are pinned to it. Open
    clocks that the release would count otherwise, by its terms or by its calendar, wait for an
    administrator.
    """
    require(actor, Permission.RULE_EDIT)
    present = {
        (row.rule_id, row.version): row
        for row in session.exec(select(RuleVersion).where(RuleVersion.source == RuleSource.SHIPPED))
    }
    done: dict[str, int] = {}
    kept: list[str] = []

    def count(what: str) -> None:
        done[what] = done.get(what, 0) + 1

    for position, rule in enumerate(read_rules(TERMS)):
        row = present.pop((rule.id, rule.version), None)
        if row is None:
            session.add(row_of(rule, position=position, source=RuleSource.SHIPPED, entered_at=now))
            count("added")
            continue
        values = values_of(rule) | {"position": position, "withdrawn_at": None}
        differing = {name: value for name, value in values.items() if getattr(row, name) != value}
        if differing.keys() & COUNTING:
            kept.append(f"{rule.id} v{rule.version}")
        words = {name: value for name, value in differing.items() if name not in COUNTING}
        for name, value in words.items():
            setattr(row, name, value)
        if words:
            count("changed")
    for row in present.values():
        if row.withdrawn_at is None:
            row.withdrawn_at = now
            count("withdrawn")
    session.flush()
    # Overlaps and gaps are refused before anything is kept.
    rule_versions.table(session)
    waiting = clock_effects.mark_all(session)
    if waiting:
        done["clocks_waiting"] = waiting
    if done or kept:
        details: dict[str, Any] = {"done": done, "numbers_kept": kept}
        audit.write(session, "refreshed_rules", actor=actor, now=now, subject="rule", **details)
    session.flush()
    return done
