"""Units, fields and communes of a register found by their names, by the day of the row."""

from collections import defaultdict
from dataclasses import dataclass

from sqlmodel import Session, col, select

from models import Commune, SubjectField, Unit
from models.enums import Kind, UnitKind
from services.imports.cells import folded
from services.imports.reasons import Code, Reason
from services.imports.records import Record

_COMMUNE_WORDS = ("xa ", "phuong ", "thi tran ", "dac khu ")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row belongs; what was not found is None."""

    unit_id: int
    field_id: int | None
    commune_id: int | None
    is_remote: bool


class Places:
    """The lists of the installation, read once per import."""

    def __init__(self, session: Session, importing_unit_id: int) -> None:
        """`importing_unit_id` takes the rows whose unit is not told or not known."""
        self._importing_unit_id = importing_unit_id
        units = session.exec(select(Unit).where(Unit.kind != UnitKind.OUTSIDE).order_by(col(Unit.id))).all()
        self._units = {unit.id: unit for unit in units}
        self._by_name: dict[str, list[Unit]] = defaultdict(list)
        for unit in units:
            for name in {unit.folded or folded(unit.name), folded(unit.short_name), folded(unit.code)} - {""}:
                self._by_name[name].append(unit)
        self._fields: dict[str, int | None] = {}
        for row in session.exec(select(SubjectField)):
            for name in (row.folded or folded(row.name), folded(row.code)):
                self._fields[name] = row.id
        self._communes: dict[str, Commune] = {}
        for commune in session.exec(select(Commune).order_by(col(Commune.valid_to).is_(None))):
            name = commune.folded or folded(commune.name)
            self._communes[name] = self._communes[_bare(name)] = commune
        # Against an empty list every row would be remarked: one note for all of them says more.
        self._lists_units, self._lists_fields = len(units) > 1, bool(self._fields)

    def find(self, record: Record) -> tuple[Place, list[Reason]]:
        """The place of a record, with a remark for everything that was not found as written."""
        reasons: list[Reason] = []
        unit_id = self._importing_unit_id
        if record.unit:
            unit = self._unit(record, reasons)
            unit_id = unit.id if unit and unit.id else unit_id
        field_id = None
        if record.field_name:
            field_id = self._fields.get(folded(record.field_name))
            if field_id is None and self._lists_fields:
                reasons.append(Reason(Code.FIELD_UNKNOWN, {"text": _told(record, record.field_name)}))
        commune = None
        if record.commune:
            name = folded(record.commune)
            commune = self._communes.get(name) or self._communes.get(_bare(name))
            if commune is None and self._communes:
                reasons.append(Reason(Code.COMMUNE_UNKNOWN))
        place = Place(
            unit_id, field_id, commune.id if commune else None, commune.is_remote if commune else False
        )
        return place, reasons

    def empty_lists(self) -> list[Reason]:
        """A note for each list that has nothing to find a name in."""
        return [
            Reason(code)
            for code, is_filled in (
                (Code.UNITS_NOT_LISTED, self._lists_units),
                (Code.FIELDS_NOT_LISTED, self._lists_fields),
                (Code.COMMUNES_NOT_LISTED, bool(self._communes)),
            )
            if not is_filled
        ]

    def _unit(self, record: Record, reasons: list[Reason]) -> Unit | None:
        day = record.received_on
        named = self._by_name.get(folded(record.unit), [])
        found = next((unit for unit in named if unit.is_valid_on(day)), named[0] if named else None)
        if found is None and self._lists_units:
            reasons.append(Reason(Code.UNIT_UNKNOWN, {"text": _told(record, record.unit)}))
        if found is None:
            return None
        last = found
        # A unit that had ended by that day hands over to its successor, and that one to its own.
        for _step in self._units:
            if last.valid_to is None or last.valid_to >= day or last.successor_id not in self._units:
                break
            last = self._units[last.successor_id]
        if last is not found:
            reasons.append(Reason(Code.UNIT_SUCCEEDED, {"unit": found.name, "successor": last.name}))
        return last


def _bare(name: str) -> str:
    for word in _COMMUNE_WORDS:
        if name.startswith(word):
            return name.removeprefix(word)
    return name


def _told(record: Record, text: str) -> str:
    """What a reason may repeat: of a denunciation, no cell that could hold its words."""
    return "…" if record.kind is Kind.DENUNCIATION else text[:80]
