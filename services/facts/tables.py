"""The fact tables: which narrow columns each keeps, from which rows, and when a row is visible.

The SQL here runs on the database of casework, SQLite and PostgreSQL alike. Nothing in
it is a name or a text of a person: ids, days, closed lists and counts only.
"""

from dataclasses import dataclass, field
from enum import StrEnum

from models.enums import (
    CaseOutcome,
    CaseState,
    Complexity,
    Kind,
    Level,
    PetitionOutcome,
    PetitionState,
    Step,
    UnitKind,
)

# A layout of other columns must not read the snapshots of this one.
LAYOUT = 1

ENUMS: dict[str, type[StrEnum]] = {
    "kind": Kind,
    "petition_state": PetitionState,
    "petition_outcome": PetitionOutcome,
    "case_state": CaseState,
    "case_outcome": CaseOutcome,
    "complexity": Complexity,
    "step": Step,
    "level": Level,
    "unit_kind": UnitKind,
}

# Rows of an import count once the batch is complete; a voided batch counts no more.
_BATCH = "LEFT JOIN import_batches b ON b.id = t.batch_id"
_COUNTS = "t.voided_at IS NULL AND (t.batch_id IS NULL OR b.state = 'complete')"


@dataclass(frozen=True)
class Fact:
    """One fact table.

    `columns` gives the DuckDB type of each column, `expressions` the SQL over the source
    row `t` where it is not the column of the same name. `follows` lists conditions under
    which a row is pulled besides its own change; `{mark}` stands for the reader's mark.
    """

    name: str
    source: str
    columns: dict[str, str]
    expressions: dict[str, str] = field(default_factory=dict)
    joins: str = ""
    visible: str = ""
    follows: tuple[str, ...] = ()
    in_batches: bool = False

    def select(self, condition: str) -> str:
        """The rows of the source under a condition, with `visible` as the last column."""
        columns = ", ".join(f"{self.expressions.get(c, f't.{c}')} AS {c}" for c in self.columns)
        visible = f"CASE WHEN {self.visible} THEN 1 ELSE 0 END" if self.visible else "1"
        return f"SELECT {columns}, {visible} AS visible FROM {self.source} t {self.joins} WHERE {condition}"

    def everything(self) -> str:
        """The full load, in the order in which rows were entered."""
        return f"{self.select(self.visible or '1 = 1')} ORDER BY t.id"

    def changes(self, mark: int, batches: list[int]) -> str:
        """What changed after a mark, and the rows of batches that became visible since."""
        conditions = [f"t.changed > {mark}", *(c.format(mark=mark) for c in self.follows)]
        if self.in_batches and batches:
            conditions.append(f"t.batch_id IN ({', '.join(map(str, batches))})")
        return " UNION ".join(self.select(condition) for condition in conditions)


_PLACE = {"unit_id": "INTEGER", "field_id": "INTEGER", "commune_id": "INTEGER"}
# Crowds and records of over-level have the kind of the matter that they are about.
_MATTER = "LEFT JOIN cases c ON c.id = t.case_id LEFT JOIN petitions p ON p.id = t.petition_id"
_MATTER_KIND = {"kind": "COALESCE(c.kind, p.kind)"}
_WITH_MATTER = (
    "t.case_id IN (SELECT id FROM cases WHERE changed > {mark})",
    "t.petition_id IN (SELECT id FROM petitions WHERE changed > {mark})",
)

PETITIONS = Fact(
    "petition_facts",
    "petitions",
    {
        "id": "BIGINT",
        "received_on": "DATE",
        "handled_on": "DATE",
        "handling_due_on": "DATE",
        "kind": "kind",
        "state": "petition_state",
        "outcome": "petition_outcome",
        "eligible": "BOOLEAN",
        "in_competence": "BOOLEAN",
        "level": "level",
        "over_level": "BOOLEAN",
        "channel_id": "INTEGER",
        "officer_id": "INTEGER",
        "persons": "INTEGER",
        **_PLACE,
    },
    {"level": "t.addressed_level"},
    joins=_BATCH,
    visible=_COUNTS,
    in_batches=True,
)

CASES = Fact(
    "case_facts",
    "cases",
    {
        "id": "BIGINT",
        "received_on": "DATE",
        "accepted_on": "DATE",
        "decided_on": "DATE",
        "closed_on": "DATE",
        "due_on": "DATE",
        "target_on": "DATE",
        "kind": "kind",
        "state": "case_state",
        "outcome": "case_outcome",
        "step": "step",
        "level": "level",
        "complexity": "complexity",
        "instance": "TINYINT",
        "disciplinary": "BOOLEAN",
        "further": "BOOLEAN",
        "over_level": "BOOLEAN",
        "remote": "BOOLEAN",
        "settled_in_time": "BOOLEAN",
        "is_estimated": "BOOLEAN",
        "officer_id": "INTEGER",
        "persons": "INTEGER",
        **_PLACE,
    },
    {"level": "t.addressed_level"},
    joins=_BATCH,
    visible=_COUNTS,
    in_batches=True,
)

DEADLINES = Fact(
    "deadline_facts",
    "deadlines",
    {
        "id": "BIGINT",
        "case_id": "BIGINT",
        "step": "step",
        "started_on": "DATE",
        "due_on": "DATE",
        "target_on": "DATE",
        "met_on": "DATE",
        "extensions": "SMALLINT",
    },
    visible="t.dropped_at IS NULL",
)

CROWDS = Fact(
    "crowd_facts",
    "crowd_events",
    {
        "id": "BIGINT",
        "gathered_on": "DATE",
        "case_id": "BIGINT",
        "petition_id": "BIGINT",
        "kind": "kind",
        "level": "level",
        "persons": "INTEGER",
        "is_ongoing": "BOOLEAN",
        "has_banners": "BOOLEAN",
        **_PLACE,
    },
    _MATTER_KIND,
    joins=f"{_BATCH} {_MATTER}",
    visible=_COUNTS,
    follows=_WITH_MATTER,
    in_batches=True,
)

OVER_LEVELS = Fact(
    "over_level_facts",
    "over_level_records",
    {
        "id": "BIGINT",
        "recorded_on": "DATE",
        "case_id": "BIGINT",
        "petition_id": "BIGINT",
        "kind": "kind",
        "level": "level",
        "competent_level": "level",
        "persons": "INTEGER",
        **_PLACE,
    },
    _MATTER_KIND,
    joins=_MATTER,
    visible="t.voided_at IS NULL",
    follows=_WITH_MATTER,
)

VISITS = Fact(
    "visit_facts",
    "visits",
    {
        "id": "BIGINT",
        "received_on": "DATE",
        "case_id": "BIGINT",
        "petition_id": "BIGINT",
        "kind": "kind",
        "persons": "INTEGER",
        "persons_same_content": "INTEGER",
        "in_competence": "BOOLEAN",
        "by_head": "BOOLEAN",
        **_PLACE,
    },
    joins=_BATCH,
    visible=_COUNTS,
    in_batches=True,
)

DIRECTIVES = Fact(
    "directive_facts",
    "directives",
    {"id": "BIGINT", "case_id": "BIGINT", "issued_on": "DATE", "due_on": "DATE", "answered_on": "DATE"},
)

OBLIGATIONS = Fact(
    "obligation_facts",
    "obligations",
    {
        "id": "BIGINT",
        "case_id": "BIGINT",
        "decision_id": "BIGINT",
        "unit_id": "INTEGER",
        "due_on": "DATE",
        "done_on": "DATE",
        "amount": "BIGINT",
        "area": "BIGINT",
        "decided_on": "DATE",
    },
    {"decided_on": "d.decided_on"},
    joins="JOIN decisions d ON d.id = t.decision_id",
    follows=("d.changed > {mark}",),
)

UNITS = Fact(
    "unit_facts",
    "units",
    {
        "id": "INTEGER",
        "parent_id": "INTEGER",
        "path": "VARCHAR",
        "kind": "unit_kind",
        "valid_from": "DATE",
        "valid_to": "DATE",
        "successor_id": "INTEGER",
    },
)

EXCLUSIONS = Fact(
    "exclusion_facts", "case_exclusions", {"id": "BIGINT", "case_id": "BIGINT", "user_id": "INTEGER"}
)

GRANTS = Fact(
    "grant_facts",
    "case_grants",
    {"id": "BIGINT", "case_id": "BIGINT", "user_id": "INTEGER", "valid_to": "DATE"},
)

FACTS = (
    UNITS,
    EXCLUSIONS,
    GRANTS,
    PETITIONS,
    CASES,
    DEADLINES,
    CROWDS,
    OVER_LEVELS,
    VISITS,
    DIRECTIVES,
    OBLIGATIONS,
)


@dataclass(frozen=True)
class Follower:
    """A table without a counter of its own: its rows are pulled anew with the row they belong to.

    `owners` maps a column to the fact table whose changed rows bring it along.
    """

    name: str
    columns: dict[str, str]
    alias: str
    select: str
    owners: dict[str, Fact]

    def everything(self) -> str:
        """The full load."""
        return self.select

    def changes(self, mark: int, batches: list[int]) -> str:
        """The rows that belong to what changed after a mark, or to batches that became visible."""
        late = f" OR batch_id IN ({', '.join(map(str, batches))})" if batches else ""
        return " UNION ".join(
            f"{self.select} {'AND' if 'WHERE' in self.select else 'WHERE'} {self.alias}.{column} IN "
            f"(SELECT id FROM {owner.source} WHERE changed > {mark}{late})"
            for column, owner in self.owners.items()
        )


LINKS = Follower(
    "link_facts",
    {"petition_id": "BIGINT", "case_id": "BIGINT"},
    "l",
    "SELECT l.petition_id, l.case_id FROM petition_cases l",
    {"petition_id": PETITIONS, "case_id": CASES},
)

# Which unit held a case before it was handed over: a hand-over moves the stock, not the inflow.
TRANSFERS = Follower(
    "transfer_facts",
    {"id": "BIGINT", "case_id": "BIGINT", "moved_on": "DATE", "from_unit_id": "INTEGER"},
    "e",
    "SELECT e.id, e.case_id, e.happened_on AS moved_on, e.from_unit_id FROM case_events e "
    "WHERE e.from_unit_id <> e.to_unit_id "
    "AND NOT EXISTS (SELECT 1 FROM case_events u WHERE u.case_id = e.case_id AND u.undoes_id = e.id)",
    {"case_id": CASES},
)

FOLLOWERS = (LINKS, TRANSFERS)


def schema() -> list[str]:
    """The DuckDB statements that make the empty fact tables."""
    types = [
        f"CREATE TYPE {name} AS ENUM ({', '.join(repr(member.value) for member in enum)})"
        for name, enum in ENUMS.items()
    ]
    tables = [
        f"CREATE TABLE {table.name} ({', '.join(f'{c} {kind}' for c, kind in table.columns.items())})"
        for table in (*FACTS, *FOLLOWERS)
    ]
    return types + tables
