"""A measure by commune, for the map: what ended communes counted goes to those that took them in."""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from services import statistics
from services.filters import Filter
from services.maps.regions import Regions
from services.permissions import Actor

# People by which a rate is counted.
RATE_OF = 10_000


@dataclass(frozen=True)
class MapValues:
    """Values by commune id, what is not placed, and the communes whose value was moved to a successor."""

    by_commune: dict[int, float]
    # Counted and shown nowhere on the map: not recorded, or a commune without a region.
    elsewhere: float
    # Commune in force -> all commune ids whose rows its region stands for.
    members: dict[int, tuple[int, ...]]


def measured(name: str, filter: Filter, regions: Regions, *, actor: Actor, today: date) -> MapValues:
    """The measure's value for each region; a share is that of the commune itself, not added up."""
    counts = statistics.breakdown(name, ("commune",), filter, actor=actor, today=today)
    drawn = {region.commune_id for region in regions.regions}
    adds_up = statistics.MEASURES[name].adds_up
    values: dict[int, float] = {}
    members: dict[int, list[int]] = {}
    elsewhere = 0.0
    for commune, value in zip(counts["commune"], counts["value"], strict=True):
        if pd.isna(value):
            continue
        own = None if pd.isna(commune) else int(commune)
        shown = own if not adds_up else regions.successors.get(own or 0, own)
        if shown is None or shown not in drawn:
            elsewhere += float(value)
            continue
        values[shown] = values.get(shown, 0.0) + float(value)
        members.setdefault(shown, []).append(own or 0)
    return MapValues(values, elsewhere, {shown: tuple(ids) for shown, ids in members.items()})


def rates(values: MapValues, regions: Regions) -> dict[int, float]:
    """The same per 10,000 inhabitants, for communes whose population is known."""
    people = {region.commune_id: region.population for region in regions.regions}
    return {
        commune: value * RATE_OF / (people[commune] or 1)
        for commune, value in values.by_commune.items()
        if people.get(commune)
    }
