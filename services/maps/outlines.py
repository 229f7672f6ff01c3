"""A GeoJSON file (RFC 7946) of communes: read, matched with the catalogue, simplified, kept."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import shapely
from shapely.errors import ShapelyError
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry
from sqlmodel import Session, col, delete, func, select

from models import Commune, CommuneOutline
from services import audit, thresholds
from services.clock import local_date
from services.entries import holds_on
from services.errors import AppError
from services.permissions import Actor, Permission, require
from services.text import N_, fold

# Under these names files keep a code or a name; compared folded, first found first taken.
CODE_NAMES = ("code", "ma", "ma xa", "maxa", "ma dvhc", "id")
NAME_NAMES = ("name", "ten", "ten xa", "tenxa", "ten dvhc")
# Vietnam in degrees, with its islands: whatever lies outside is not in degrees.
WEST, SOUTH, EAST, NORTH = 101.0, 6.0, 118.0, 24.0
# Of the longest side of the whole map: a step of an outline that no screen shows.
STEP = 1 / 2000
DIGITS = 5
# What a file that is none makes the readers say; RecursionError where it is nothing but brackets.
UNREADABLE = (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError, ShapelyError)


class NotGeoJson(AppError):
    msgid = N_("This is no GeoJSON file with outlines. Export the communes as GeoJSON (RFC 7946).")


class NotInDegrees(AppError):
    msgid = N_("The outlines lie outside Vietnam. Export them in degrees of longitude and latitude (WGS 84).")


class MapTooLarge(AppError):
    msgid = N_("The file has {size} MB; at most {largest} fit. Simplify the outlines and export them again.")


class NothingMatched(AppError):
    msgid = N_("No outline has the code or the name of a commune of the list. Correct the list or the file.")


@dataclass(frozen=True)
class OutlinePlan:
    """What taking in a file would do: outlines by commune, and what found no partner."""

    outlines: dict[int, BaseGeometry]
    matched: list[str]
    without_commune: list[str]
    without_outline: list[str]


def plan(session: Session, data: bytes, *, actor: Actor, today: date) -> OutlinePlan:
    """Match a file with the communes in force; raises NotGeoJson, NotInDegrees, MapTooLarge, NothingMatched.

    A feature belongs to a commune by the code in its properties, else by its name without marks.
    """
    require(actor, Permission.CATALOGUE_EDIT)
    features = _features(data, largest_mb=thresholds.number(session, "map.largest_mb", today=today))
    communes = [row for row in session.exec(select(Commune)) if holds_on(row, today)]
    by_code = {row.code.casefold(): row for row in communes}
    by_name = {row.folded or fold(row.name): row for row in communes}
    outlines: dict[int, list[BaseGeometry]] = {}
    matched: dict[str, None] = {}
    strangers: list[str] = []
    for properties, outline in features:
        code, name = _property(properties, CODE_NAMES), _property(properties, NAME_NAMES)
        found = by_code.get(code.casefold()) or by_name.get(fold(name))
        if found is None:
            strangers.append(name or code or "?")
            continue
        outlines.setdefault(found.id or 0, []).append(outline)
        matched[found.name] = None
    if not outlines:
        raise NothingMatched()
    merged = {commune_id: shapely.union_all(parts) for commune_id, parts in outlines.items()}
    missing = [row.name for row in communes if row.id not in merged]
    return OutlinePlan(_simplified(merged), list(matched), strangers, missing)


def take_in(session: Session, data: bytes, *, actor: Actor, now: datetime) -> OutlinePlan:
    """Keep the outlines of a file in the place of all earlier ones."""
    planned = plan(session, data, actor=actor, today=local_date(now))
    session.execute(delete(CommuneOutline))
    for commune_id, outline in planned.outlines.items():
        inside = outline.representative_point()
        session.add(
            CommuneOutline(
                commune_id=commune_id,
                rings=_rings(outline),
                longitude=round(inside.x, DIGITS),
                latitude=round(inside.y, DIGITS),
                loaded_at=now,
                loaded_by_id=actor.user_id,
            )
        )
    audit.write(session, "map.take_in", actor=actor, now=now, subject="map", communes=len(planned.outlines))
    session.flush()
    return planned


def give_up(session: Session, *, actor: Actor, now: datetime) -> int:
    """Go back to tiles; returns how many outlines are gone."""
    require(actor, Permission.CATALOGUE_EDIT)
    kept = session.exec(select(col(CommuneOutline.commune_id))).all()
    session.execute(delete(CommuneOutline))
    audit.write(session, "map.give_up", actor=actor, now=now, subject="map", communes=len(kept))
    session.flush()
    return len(kept)


def kept(session: Session) -> list[CommuneOutline]:
    """The outlines that are in use, by commune."""
    return list(session.exec(select(CommuneOutline).order_by(col(CommuneOutline.commune_id))))


def version(session: Session) -> str:
    """When the outlines in use were taken in; "" where there are none."""
    loaded_at = session.exec(select(func.max(CommuneOutline.loaded_at))).one()
    return loaded_at.isoformat() if loaded_at else ""


def _features(data: bytes, *, largest_mb: int) -> list[tuple[Mapping[str, Any], BaseGeometry]]:
    if len(data) > largest_mb * 1_000_000:
        raise MapTooLarge(size=round(len(data) / 1_000_000), largest=largest_mb)
    try:
        features = [feature for feature in json.loads(data)["features"] if feature.get("geometry")]
        found = [(feature.get("properties") or {}, _outline(feature["geometry"])) for feature in features]
    except UNREADABLE as error:
        raise NotGeoJson() from error
    areas = [(properties, outline) for properties, outline in found if outline.area > 0]
    if not areas:
        raise NotGeoJson()
    west, south, east, north = shapely.total_bounds([outline for _properties, outline in areas])
    if not (west >= WEST and east <= EAST and south >= SOUTH and north <= NORTH):
        raise NotInDegrees()
    return areas


def _outline(geometry: Any) -> BaseGeometry:
    return shapely.make_valid(shapely.force_2d(shape(geometry)))


def _property(properties: Mapping[str, Any], names: tuple[str, ...]) -> str:
    folded = {fold(str(key).replace("_", " ")): value for key, value in properties.items()}
    return next((str(folded[name]).strip() for name in names if folded.get(name) not in (None, "")), "")


def _simplified(outlines: dict[int, BaseGeometry]) -> dict[int, BaseGeometry]:
    """Fewer points, and common borders that stay common (shapely's coverage simplification)."""
    # Borders that differ in the last digit of their files are one border.
    shapes = [shapely.set_precision(outline, 10**-DIGITS / 10) for outline in outlines.values()]
    west, south, east, north = shapely.total_bounds(shapes)
    step = max(east - west, north - south) * STEP
    simple = shapely.coverage_simplify(shapes, step)
    # A tiny commune would vanish: it keeps its own outline.
    return {
        commune_id: new if new.area > 0 else old
        for (commune_id, old), new in zip(outlines.items(), simple, strict=True)
    }


def _rings(outline: BaseGeometry) -> list[list[list[float]]]:
    polygons = [part for part in shapely.get_parts(outline) if part.geom_type == "Polygon"]
    rings = [ring for part in polygons for ring in (part.exterior, *part.interiors)]
    return [[[round(x, DIGITS), round(y, DIGITS)] for x, y in ring.coords] for ring in rings]
