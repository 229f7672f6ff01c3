"""Cases that belong together: suggested from open words and places, and as people decided."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Select
from sqlmodel import Session, col, select

from models import Case, ClusterMember, Commune, SubjectField
from models.enums import ClusterTie, Kind
from services import thresholds
from services.hotspots import named_things
from services.hotspots.named_things import Named
from services.permissions import Actor, visible_to

# Open matters that are looked through: the latest of a year.
LOOKED_AT, LOOKED_BACK = 3_000, timedelta(days=366)
# One field in one commune is a cluster only where matters come thick: settings.
DAYS, LEAST_OF_PLACE = "cluster.days", "cluster.least"
LEAST = 2
Key = tuple[ClusterTie, str]


@dataclass(frozen=True, slots=True)
class Member:
    """A case of a cluster as it stands in a list."""

    case_id: int
    code: str
    summary: str


@dataclass(frozen=True, slots=True)
class Cluster:
    """Cases that belong together: those confirmed, and those that wait for somebody to say so."""

    tie: ClusterTie
    key: str
    name: str
    confirmed: tuple[Member, ...]
    suggested: tuple[Member, ...]


def seen(session: Session, *, actor: Actor, today: date) -> list[Cluster]:
    """Clusters of at least two open cases that the actor sees, the largest first; nothing is told of others.

    Denunciations and protected cases are in none: neither their words nor whom they name, nor that
    somebody petitions about something, make a cluster.
    """
    rows = _latest(session, actor, today)
    told = {row.id: Member(row.id, row.code, row.summary) for row in rows}
    names: dict[Key, str] = {}
    members: dict[Key, dict[int, bool | None]] = {}
    for thing, case_id in _suggested(session, rows, today):
        names.setdefault((thing.tie, thing.key), thing.name)
        members.setdefault((thing.tie, thing.key), {})[case_id] = None
    for decided in _decided(session, actor):
        names[decided.tie, decided.key] = decided.name
        members.setdefault((decided.tie, decided.key), {})[decided.case_id] = decided.is_confirmed
        told.setdefault(decided.case_id, Member(decided.case_id, decided.code, decided.summary))
    found = []
    for (tie, key), cases in members.items():
        known = sorted(i for i, decision in cases.items() if decision is not False)
        if len(known) < LEAST:
            continue
        confirmed = tuple(told[i] for i in known if cases[i])
        suggested = tuple(told[i] for i in known if cases[i] is None)
        found.append(Cluster(tie, key, names[tie, key], confirmed, suggested))
    return sorted(_once(found), key=lambda one: (-len(one.confirmed) - len(one.suggested), one.name))


def refused(session: Session, *, actor: Actor) -> list[Cluster]:
    """What was refused on open cases that the actor sees, so that a mistake can be taken back."""
    found: dict[Key, Cluster] = {}
    for row in _decided(session, actor):
        if row.is_confirmed:
            continue
        member = Member(row.case_id, row.code, row.summary)
        before = found.get((row.tie, row.key), Cluster(row.tie, row.key, row.name, (), ()))
        found[row.tie, row.key] = Cluster(row.tie, row.key, row.name, (), (*before.suggested, member))
    return sorted(found.values(), key=lambda one: one.name)


def plain_cases(actor: Actor) -> Select[Any]:
    """The ids of the open cases that the actor sees and whose words are no secret."""
    return (
        visible_to(actor)
        .where(
            col(Case.kind) != Kind.DENUNCIATION,
            col(Case.is_protected).is_(False),
            col(Case.closed_on).is_(None),
        )
        .with_only_columns(col(Case.id))
    )


def _latest(session: Session, actor: Actor, today: date) -> list[Any]:
    """The latest of them with what suggestions are made of; columns only, some thousand at each reading."""
    query = (
        plain_cases(actor)
        .with_only_columns(
            col(Case.id),
            col(Case.code),
            col(Case.summary),
            col(Case.received_on),
            col(Case.commune_id),
            col(Case.field_id),
        )
        .where(col(Case.received_on) >= today - LOOKED_BACK)
        .order_by(col(Case.received_on).desc(), col(Case.id).desc())
        .limit(LOOKED_AT)
    )
    return list(session.execute(query))


def _decided(session: Session, actor: Actor) -> list[Any]:
    """What people said about cases in the actor's sight, in the order in which cases came."""
    query = (
        plain_cases(actor)
        .join(ClusterMember, col(ClusterMember.case_id) == col(Case.id))
        .with_only_columns(
            col(ClusterMember.tie),
            col(ClusterMember.key),
            col(ClusterMember.name),
            col(ClusterMember.is_confirmed),
            col(ClusterMember.case_id),
            col(Case.code),
            col(Case.summary),
        )
        .order_by(col(ClusterMember.case_id), col(ClusterMember.id))
    )
    return list(session.execute(query))


def _suggested(session: Session, rows: list[Any], today: date) -> list[tuple[Named, int]]:
    """What these cases have in common with one another."""
    found = [(thing, row.id) for row in rows for thing in named_things.found_in(row.summary)]
    first_day = today - timedelta(days=thresholds.number(session, DAYS, today=today))
    least = thresholds.number(session, LEAST_OF_PLACE, today=today)
    places: dict[tuple[int, int], list[int]] = {}
    for row in rows:
        if row.commune_id and row.field_id and row.received_on >= first_day:
            places.setdefault((row.commune_id, row.field_id), []).append(row.id)
    thick = {place: ids for place, ids in places.items() if len(ids) >= least}
    if thick:
        communes = dict(session.exec(select(Commune.id, Commune.name)).all())
        fields = dict(session.exec(select(SubjectField.id, SubjectField.name)).all())
        for (commune, field), ids in thick.items():
            name = f"{fields.get(field, '')} · {communes.get(commune, '')}"
            thing = Named(ClusterTie.PLACE, f"{commune}:{field}", name[:200])
            found += [(thing, case_id) for case_id in ids]
    return found


def _once(found: list[Cluster]) -> list[Cluster]:
    """Without mere suggestions whose cases all stand in a cluster that has a name of its own."""
    named = [_ids(one) for one in found if ":" not in one.key]
    return [
        one
        for one in found
        if ":" not in one.key or one.confirmed or not any(_ids(one) <= ids for ids in named)
    ]


def _ids(one: Cluster) -> frozenset[int]:
    return frozenset(member.case_id for member in (*one.confirmed, *one.suggested))
