"""What a fact table is: its columns, the rows it is made from, and the SQL that pulls them.

The SQL runs on the database of casework, SQLite and PostgreSQL alike.
"""

from dataclasses import dataclass, field
from enum import StrEnum

from models.enums import (
    CaseOutcome,
    CaseState,
    Kind,
    Level,
    PetitionOutcome,
    PetitionState,
    Step,
    UnitKind,
)

ENUMS: dict[str, type[StrEnum]] = {
    "kind": Kind,
    "petition_state": PetitionState,
    "petition_outcome": PetitionOutcome,
    "case_state": CaseState,
    "case_outcome": CaseOutcome,
    "step": Step,
    "level": Level,
    "unit_kind": UnitKind,
}
_TYPES = {"rows": "BIGINT", "days": "DATE", "flags": "BOOLEAN", "numbers": "INTEGER", "words": "VARCHAR"}


def columns(**by_type: str) -> dict[str, str]:
    """Columns by type, `days="received_on closed_on"`: a plain type, or the name of a closed list."""
    return {
        name: _TYPES.get(kind, kind.rstrip("_")) for kind, names in by_type.items() for name in names.split()
    }


@dataclass(frozen=True)
class Fact:
    """A fact table over a source that carries `changed`.

    `columns` gives the DuckDB type of each column, `expressions` the SQL over the source
    row `t` where it is not the column of the same name. A row is pulled when it changed,
    under each condition of `follows` (`{mark}` stands for the reader's mark), and when the
    row of an owner changed, which a column of `owners` names.
    """

    name: str
    source: str
    columns: dict[str, str]
    expressions: dict[str, str] = field(default_factory=dict)
    joins: str = ""
    visible: str = ""
    follows: tuple[str, ...] = ()
    owners: "dict[str, Fact]" = field(default_factory=dict)
    in_batches: bool = False

    def select(self, condition: str) -> str:
        """The rows of the source under a condition, with `visible` as the last column."""
        chosen = ", ".join(f"{self.expressions.get(c, f't.{c}')} AS {c}" for c in self.columns)
        visible = f"CASE WHEN {self.visible} THEN 1 ELSE 0 END" if self.visible else "1"
        return f"SELECT {chosen}, {visible} AS visible FROM {self.source} t {self.joins} WHERE {condition}"  # nosec B608

    def everything(self) -> str:
        """The full load, in the order in which rows were entered."""
        return f"{self.select(self.visible or '1 = 1')} ORDER BY t.id"

    def changes(self, mark: int, batches: list[int], ids: list[int], *, with_owners: bool) -> str:
        """What changed after a mark, the rows of batches that became visible since, and rows by id.

        `with_owners` looks for the rows of changed owners in the database, for when they are many.
        """
        conditions = [f"t.changed > {mark}"]
        conditions += [c.format(mark=mark) for c in self.follows]
        if self.in_batches and batches:
            conditions.append(f"t.batch_id IN ({', '.join(map(str, batches))})")
        if ids:
            conditions.append(f"t.id IN ({', '.join(map(str, ids))})")
        if with_owners:
            conditions += [
                f"t.{column} IN (SELECT id FROM {owner.source} WHERE changed > {mark})"  # nosec B608
                for column, owner in self.owners.items()
            ]
        return " UNION ".join(self.select(condition) for condition in conditions)

    def count(self, mark: int) -> str:
        """How many rows changed after a mark, or a few more; the indexes of `changed` answer it."""
        parts = [f"(SELECT COUNT(*) FROM {self.source} t WHERE t.changed > {mark})"]  # nosec B608
        parts += [
            f"(SELECT COUNT(*) FROM {self.source} t {self.joins} WHERE {c.format(mark=mark)})"  # nosec B608
            for c in self.follows
        ]
        return f"SELECT '{self.name}' AS name, {' + '.join(parts)} AS changed"


@dataclass(frozen=True)
class Follower:
    """A table without `changed` of its own: its rows are pulled anew with the row they belong to.

    `owners` maps a column of the source row `t` to the fact table whose changes bring it along.
    """

    name: str
    columns: dict[str, str]
    select: str
    owners: dict[str, Fact]

    def everything(self) -> str:
        """The full load."""
        return self.select

    def changes(self, mark: int, batches: list[int]) -> str:
        """The rows that belong to what changed after a mark, or to batches that became visible."""
        late = f" OR batch_id IN ({', '.join(map(str, batches))})" if batches else ""
        return " UNION ".join(
            f"{self.select} AND t.{column} IN (SELECT id FROM {owner.source} WHERE changed > {mark}{late})"  # nosec B608
            for column, owner in self.owners.items()
        )


def schema(tables: tuple[Fact | Follower, ...]) -> list[str]:
    """The DuckDB statements that make the empty fact tables."""
    types = [
        f"CREATE TYPE {name} AS ENUM ({', '.join(repr(member.value) for member in enum)})"
        for name, enum in ENUMS.items()
    ]
    made = [
        f"CREATE TABLE {table.name} ({', '.join(f'{c} {kind}' for c, kind in table.columns.items())})"
        for table in tables
    ]
    return types + made
