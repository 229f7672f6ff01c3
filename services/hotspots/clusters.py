"""People say which cases belong together, and which do not."""

from collections.abc import Collection
from datetime import date, datetime

from sqlmodel import Session, col, select

from models import ClusterMember
from models.enums import ClusterTie
from services import audit, changes
from services.errors import AppError, NotFound
from services.hotspots.cluster_views import LEAST, Cluster, plain_cases, seen
from services.permissions import Actor, Permission, require
from services.text import N_


class NothingChosen(AppError):
    msgid = N_("Choose the cases first.")


class TooFewTogether(AppError):
    msgid = N_("A cluster has at least two cases. Choose another one, or refuse the suggestion.")


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


def suggest_again(
    session: Session,
    tie: ClusterTie,
    cluster_key: str,
    case_ids: Collection[int],
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """Take back that these cases were refused; they are suggested as before."""
    require(actor, Permission.HOTSPOT_LEAD)
    rows = session.exec(
        select(ClusterMember).where(
            ClusterMember.tie == tie,
            ClusterMember.key == cluster_key,
            col(ClusterMember.is_confirmed).is_(False),
            col(ClusterMember.case_id).in_(case_ids),
            col(ClusterMember.case_id).in_(plain_cases(actor)),
        )
    ).all()
    if not rows:
        raise NothingChosen(field="case_ids")
    for row in rows:
        about = {"subject": "case", "subject_id": row.case_id, "cluster": row.id}
        audit.write(session, "cluster.suggest_again", actor=actor, now=now, **about)  # type: ignore[arg-type]
        session.delete(row)
    session.flush()
    # No figure counts these rows; what was kept of the list is read anew.
    changes.take_number(session)


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
