"""The alarms of the early warning in a frozen week: kept by number, shown by the rights of who reads."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from sqlmodel import Session

from models.enums import AlarmColour, AlarmScope, WarningStream
from services.permissions import Actor
from services.warning import listing, running
from services.warning.listing import AlarmLine
from services.warning.standing_out import Part


@dataclass(frozen=True, slots=True)
class AlarmHeld:
    """One alarm as it stood: `matters` in `weeks` weeks against `expected`, with its zone; ids, no names.

    `parts` are the numbers of each stream where it rests on all.
    """

    id: int
    stream: WarningStream
    scope: AlarmScope
    colour: AlarmColour
    commune_id: int | None
    field_id: int | None
    unit_id: int | None
    first_week: date
    last_week: date
    matters: int
    weeks: int
    expected: float
    ratio: float
    zone: tuple[int, ...] = ()
    zone_matters: int = 0
    zone_expected: float = 0.0
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class Warned:
    """The alarms that stood when a week was frozen, the gravest first; `week` was the last one scored."""

    week: date
    alarms: tuple[AlarmHeld, ...] = ()


def held(session: Session, monday: date, *, actor: Actor, today: date) -> dict[str, Any] | None:
    """What a snapshot keeps of the alarms.

    None where no week was scored, or later ones were: what an alarm rested on by then is not what stood.
    """
    run = running.latest(session, actor=actor)
    if run is None or run.monday > monday:
        return None
    lines = listing.standing(session, actor=actor, today=today)
    return {"week": run.monday.isoformat(), "alarms": [_written(line) for line in lines]}


def read(found: dict[str, Any] | None) -> Warned | None:
    """What `held` made; None for a week that was frozen without."""
    if found is None:
        return None
    return Warned(date.fromisoformat(found["week"]), tuple(_read(one) for one in found["alarms"]))


def seen(warned: Warned, actor: Actor) -> tuple[AlarmHeld, ...]:
    """The alarms that this reader may see, by the rule of services/warning/rights.py."""
    units = actor.figures.unit_ids
    if actor.figures.is_empty:
        return ()
    return tuple(one for one in warned.alarms if units is None or one.unit_id in units)


def _written(line: AlarmLine) -> dict[str, Any]:
    why = line.reason
    one = AlarmHeld(
        id=line.id,
        stream=line.stream,
        scope=line.scope,
        colour=line.colour,
        commune_id=line.commune_id,
        field_id=line.field_id,
        unit_id=line.unit_id,
        first_week=line.first_week,
        last_week=line.last_week,
        matters=why.matters,
        weeks=why.weeks,
        expected=why.expected,
        ratio=why.ratio,
        zone=tuple(commune for commune, _name in line.zone),
        zone_matters=why.zone_matters,
        zone_expected=why.zone_expected,
        parts=line.parts,
    )
    days = {name: getattr(one, name).isoformat() for name in _DAYS}
    parts = [asdict(part) for part in one.parts]
    return asdict(one) | days | {"zone": list(one.zone), "parts": parts}


def _read(found: dict[str, Any]) -> AlarmHeld:
    typed = {
        "stream": WarningStream(found["stream"]),
        "scope": AlarmScope(found["scope"]),
        "colour": AlarmColour(found["colour"]),
        "zone": tuple(found["zone"]),
        "parts": tuple(
            Part(**one | {"stream": WarningStream(one["stream"])}) for one in found.get("parts", ())
        ),
    }
    days = {name: date.fromisoformat(found[name]) for name in _DAYS}
    return AlarmHeld(**found | typed | days)


_DAYS = ("first_week", "last_week")
