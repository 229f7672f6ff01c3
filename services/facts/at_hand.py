"""What every statement needs to know beforehand: the tree of units, and whom walls and grants concern."""

from dataclasses import dataclass, field

import duckdb

from services.facts.scope import Marked
from services.permissions import Scope

# Learnt anew when one of these changes.
LEARNT = frozenset({"unit_facts", "exclusion_facts", "grant_facts", "petition_exclusion_facts"})
# In the order of the fields of Marked.
_NAMING = ("exclusion_facts", "grant_facts", "petition_exclusion_facts")
_WALLS = ("exclusion_facts", "petition_exclusion_facts")


@dataclass(frozen=True)
class AtHand:
    """Paths of the internal units by id; persons whom a table names, and units whom one shuts out."""

    units: dict[int, str] = field(default_factory=dict)
    named: dict[str, frozenset[int]] = field(default_factory=dict)
    shut: dict[str, frozenset[int]] = field(default_factory=dict)

    def units_under(self, unit_id: int) -> frozenset[int]:
        """The ids of a unit and of all internal units below it, as `actors.subtree` has them."""
        path = self.units.get(unit_id)
        return frozenset(i for i, p in self.units.items() if path and p.startswith(path))

    def chains(self) -> dict[int, tuple[int, ...]]:
        """Each internal unit with the ids from the root down to itself."""
        return {i: tuple(int(part) for part in path.split("/") if part) for i, path in self.units.items()}

    def marked(self, scope: Scope) -> Marked:
        """Whether a wall, a grant or a wall of a petition concerns a reader: by name or by his units."""
        units = scope.wall_unit_ids | ({scope.deputy_for} if scope.deputy_for else set())
        return Marked(
            *(
                scope.user_id in self.named.get(name, ()) or not units.isdisjoint(self.shut.get(name, ()))
                for name in _NAMING
            )
        )


def learnt(cursor: duckdb.DuckDBPyConnection) -> AtHand:
    """The same as the facts have it now."""
    units = cursor.execute("SELECT id, path FROM unit_facts WHERE kind <> 'outside'").fetchall()
    users = {name: f"SELECT DISTINCT user_id FROM {name}" for name in _NAMING}  # nosec B608
    shut = {
        name: f"SELECT DISTINCT unit_id FROM {name} WHERE unit_id IS NOT NULL"  # nosec B608
        for name in _WALLS
    }
    return AtHand(dict(units), _sets(cursor, users), _sets(cursor, shut))


def _sets(cursor: duckdb.DuckDBPyConnection, statements: dict[str, str]) -> dict[str, frozenset[int]]:
    return {
        name: frozenset(one for (one,) in cursor.execute(sql).fetchall()) for name, sql in statements.items()
    }
