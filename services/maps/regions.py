"""What the map draws: one region per commune in force, from its outline or as a tile of the catalogue."""

import math
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, select

from models import Commune
from services.entries import holds_on
from services.maps import outlines

Ring = tuple[tuple[float, float], ...]
# Room between two tiles, of their side.
GAP = 0.04


@dataclass(frozen=True)
class Region:
    """A commune on the map: closed rings in one flat measure, and the point at which it is clicked."""

    commune_id: int
    name: str
    rings: tuple[Ring, ...]
    x: float
    y: float
    population: int | None = None
    # False for a tile that only lists a commune of which nobody knows the place.
    is_placed: bool = True


@dataclass(frozen=True)
class Regions:
    """All regions; `unplaced` counts communes that no outline and no place in the catalogue tells about."""

    regions: tuple[Region, ...]
    are_tiles: bool
    unplaced: int
    # A commune that ended -> the one in force that took it in.
    successors: dict[int, int]
    # When the outlines were taken in; "" for tiles.
    version: str = ""


def regions(session: Session, *, today: date) -> Regions:
    """The regions of a day. Communes without an outline are left out of a map of outlines, and counted."""
    every = list(session.exec(select(Commune)))
    present = [row for row in every if holds_on(row, today)]
    kept = outlines.kept(session)
    drawn = {row.commune_id: row for row in kept}
    found = [
        _outlined(row, drawn[row.id or 0].rings, drawn[row.id or 0].longitude, drawn[row.id or 0].latitude)
        for row in present
        if row.id in drawn
    ]
    if found:
        version = max(row.loaded_at for row in kept).isoformat()
        return Regions(tuple(found), False, len(present) - len(found), successors(every, present), version)
    placed = [row for row in present if row.tile_row is not None and row.tile_column is not None]
    rest = [row for row in present if row.tile_row is None or row.tile_column is None]
    tiles = [_tile(row, row.tile_row or 0, row.tile_column or 0) for row in placed]
    below = max((row.tile_row or 0 for row in placed), default=-1) + (2 if placed else 1)
    wide = max([row.tile_column or 0 for row in placed] + [math.isqrt(max(len(rest) - 1, 0))]) + 1
    tiles += [
        _tile(row, below + number // wide, number % wide, is_placed=False)
        for number, row in enumerate(sorted(rest, key=lambda row: row.folded))
    ]
    return Regions(tuple(tiles), True, len(rest), successors(every, present))


def _outlined(row: Commune, rings: list[list[list[float]]], longitude: float, latitude: float) -> Region:
    # Degrees of longitude shrink towards the pole; over one province a single factor is enough.
    factor = math.cos(math.radians(16))
    flat = tuple(tuple((x * factor, y) for x, y in ring) for ring in rings)
    return Region(row.id or 0, row.name, flat, longitude * factor, latitude, row.population)


def _tile(row: Commune, line: int, column: int, *, is_placed: bool = True) -> Region:
    left, right = column + GAP, column + 1 - GAP
    # Lines count downwards, as in the catalogue.
    low, high = -line - 1 + GAP, -line - GAP
    ring = ((left, low), (right, low), (right, high), (left, high), (left, low))
    return Region(row.id or 0, row.name, (ring,), column + 0.5, -line - 0.5, row.population, is_placed)


def successors(every: list[Commune], present: list[Commune]) -> dict[int, int]:
    """Each commune that ended, and the one in force that took it in, over any number of steps."""
    following = {row.id or 0: row.successor_id for row in every if row.successor_id}
    there = {row.id or 0 for row in present}
    found = {}
    for row in every:
        last = row.id or 0
        for _step in range(len(every)):
            if last in there or last not in following:
                break
            last = following[last] or last
        if last != row.id and last in there:
            found[row.id or 0] = last
    return found
