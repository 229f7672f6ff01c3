"""Cases about the same project, firm, group or place: suggested to whoever sees them, decided by a person."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from models import Case, ClusterMember, Commune, SubjectField
from models.enums import ClusterTie, Kind
from services import audit, thresholds
from services.errors import AppError, NotFound
from services.hotspots import named_things
from services.hotspots.named_things import Named
from services.permissions import Actor, Permission, require, visible_to
from services.text import N_

# Open matters that are looked through: the latest of a year.
LOOKED_AT, LOOKED_BACK = 3_000, timedelta(days=366)
# One field in one commune is a cluster only where matters come thick: settings.
DAYS, LEAST_OF_PLACE = "cluster.days", "cluster.least"
LEAST = 2


class NothingChosen(AppError):
    msgid = N_("Choose the cases first.")


class TooFewTogether(AppError):
    msgid = N_("A cluster has at least two cases. Choose another one, or refuse the suggestion.")


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
    names: dict[tuple[ClusterTie, str], str] = {}
    members: dict[tuple[ClusterTie, str], dict[int, bool | None]] = {}
    for thing, case_id in _suggested(session, actor=actor, today=today):
        names.setdefault((thing.tie, thing.key), thing.name)
        members.setdefault((thing.tie, thing.key), {})[case_id] = None
    ids = _plain(actor).with_only_columns(col(Case.id))
    for row in session.exec(select(ClusterMember).where(col(ClusterMember.case_id).in_(ids))):
        names[row.tie, row.key] = row.name
        members.setdefault((row.tie, row.key), {})[row.case_id] = row.is_confirmed
    wanted = {case_id for cases in members.values() for case_id in cases}
    by_id = {case.id or 0: case for case in session.exec(_plain(actor).where(col(Case.id).in_(wanted)))}
    found = []
    for (tie, key), cases in members.items():
        known = sorted(i for i, decided in cases.items() if i in by_id and decided is not False)
        if len(known) < LEAST:
            continue
        told = {i: Member(i, by_id[i].code, by_id[i].summary) for i in known}
        confirmed = tuple(told[i] for i in known if cases[i])
        suggested = tuple(told[i] for i in known if cases[i] is None)
        found.append(Cluster(tie, key, names[tie, key], confirmed, suggested))
    return sorted(found, key=lambda one: (-len(one.confirmed) - len(one.suggested), one.name))


def confirm(
    session: Session,
    tie: ClusterTie,
    cluster_key: str,
    case_ids: Collection[int],
    *,
    actor: Actor,
    now: datetime,
    today: date,
) -> list[ClusterMember]:
    """Say that these cases belong together; the others of the suggestion stay as they are."""
    require(actor, Permission.HOTSPOT_LEAD)
    cluster, chosen = _chosen(session, tie, cluster_key, case_ids, actor=actor, today=today)
    if len({*chosen, *(one.case_id for one in cluster.confirmed)}) < LEAST:
        raise TooFewTogether()
    return _decide(session, cluster, chosen, is_confirmed=True, actor=actor, now=now)


def refuse(
    session: Session,
    tie: ClusterTie,
    cluster_key: str,
    case_ids: Collection[int],
    *,
    actor: Actor,
    now: datetime,
    today: date,
) -> list[ClusterMember]:
    """Say that these cases do not belong there, suggested or confirmed before."""
    require(actor, Permission.HOTSPOT_LEAD)
    cluster, chosen = _chosen(session, tie, cluster_key, case_ids, actor=actor, today=today)
    return _decide(session, cluster, chosen, is_confirmed=False, actor=actor, now=now)


def _plain(actor: Actor) -> SelectOfScalar[Case]:
    """The open cases that the actor sees and whose words are no secret."""
    return visible_to(actor).where(
        col(Case.kind) != Kind.DENUNCIATION, col(Case.is_protected).is_(False), col(Case.closed_on).is_(None)
    )


def _suggested(session: Session, *, actor: Actor, today: date) -> list[tuple[Named, int]]:
    """What the open cases in the actor's sight have in common with one another."""
    latest = (
        _plain(actor)
        .where(col(Case.received_on) >= today - LOOKED_BACK)
        .order_by(col(Case.received_on).desc(), col(Case.id).desc())
        .limit(LOOKED_AT)
    )
    rows = session.exec(latest).all()
    found = [(thing, case.id or 0) for case in rows for thing in named_things.found_in(case.summary)]
    first_day = today - timedelta(days=thresholds.number(session, DAYS, today=today))
    least = thresholds.number(session, LEAST_OF_PLACE, today=today)
    places: dict[tuple[int, int], list[int]] = {}
    for case in rows:
        if case.commune_id and case.field_id and case.received_on >= first_day:
            places.setdefault((case.commune_id, case.field_id), []).append(case.id or 0)
    thick = {place: ids for place, ids in places.items() if len(ids) >= least}
    if thick:
        communes = dict(session.exec(select(Commune.id, Commune.name)).all())
        fields = dict(session.exec(select(SubjectField.id, SubjectField.name)).all())
        for (commune, field), ids in thick.items():
            name = f"{fields.get(field, '')} · {communes.get(commune, '')}"
            thing = Named(ClusterTie.PLACE, f"{commune}:{field}", name[:200])
            found += [(thing, case_id) for case_id in ids]
    return found


def _chosen(
    session: Session, tie: ClusterTie, key: str, case_ids: Collection[int], *, actor: Actor, today: date
) -> tuple[Cluster, list[int]]:
    """The cluster as the actor sees it, and those of its cases that he named."""
    clusters = seen(session, actor=actor, today=today)
    cluster = next((one for one in clusters if (one.tie, one.key) == (tie, key)), None)
    if cluster is None:
        raise NotFound()
    chosen = [one.case_id for one in (*cluster.confirmed, *cluster.suggested) if one.case_id in case_ids]
    if not chosen:
        raise NothingChosen(field="case_ids")
    return cluster, chosen


def _decide(
    session: Session, cluster: Cluster, chosen: list[int], *, is_confirmed: bool, actor: Actor, now: datetime
) -> list[ClusterMember]:
    known = {
        row.case_id: row
        for row in session.exec(
            select(ClusterMember).where(
                ClusterMember.tie == cluster.tie,
                ClusterMember.key == cluster.key,
                col(ClusterMember.case_id).in_(chosen),
            )
        )
    }
    rows = []
    for case_id in chosen:
        row = known.get(case_id) or ClusterMember(
            tie=cluster.tie,
            key=cluster.key,
            name=cluster.name,
            case_id=case_id,
            is_confirmed=is_confirmed,
            decided_by_id=actor.user_id,
            decided_at=now,
        )
        row.is_confirmed, row.decided_by_id, row.decided_at = is_confirmed, actor.user_id, now
        session.add(row)
        rows.append(row)
    session.flush()
    action = "cluster.confirm" if is_confirmed else "cluster.refuse"
    for row in rows:
        audit.write(
            session, action, actor=actor, now=now, subject="case", subject_id=row.case_id, cluster=row.id
        )
    session.flush()
    return rows
