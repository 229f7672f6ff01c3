"""Which saved views a person sees on a page, and with whom one's own may be shared."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, and_, col, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from models import SavedView, Unit, User
from services import stored_filters
from services.choices import Choice
from services.filters import Filter
from services.permissions import Actor, can, require
from services.text import sort_key


@dataclass(frozen=True)
class ViewLine:
    """One saved view in a list.

    `owner` is "" for one's own. `filter` and `own` are what it holds, None and {} where it
    cannot be read any more. `moves_along`: its period follows the calendar.
    """

    id: int
    name: str
    owner: str
    is_default: bool
    shared_unit_id: int | None
    filter: Filter | None
    own: dict[str, str]
    moves_along: bool


@dataclass(frozen=True)
class Listed:
    """The views of a page that a person may open: own ones, and those shared with him."""

    own: tuple[ViewLine, ...]
    shared: tuple[ViewLine, ...]


def listed(session: Session, page: str, *, actor: Actor, today: date) -> Listed:
    """Own views by name, then those that others share with the actor's unit or with all."""
    require(actor, stored_filters.RIGHTS[page])
    found = session.exec(visible_to(session, actor).where(SavedView.page == page)).all()
    ids = {view.user_id for view in found}
    names = {i: name for i, name in session.exec(select(User.id, User.name).where(col(User.id).in_(ids)))}
    lines = [
        (view.user_id, _line(view, "" if view.user_id == actor.user_id else names[view.user_id], today))
        for view in sorted(found, key=lambda view: sort_key(view.name))
    ]
    return Listed(
        tuple(line for owner_id, line in lines if owner_id == actor.user_id),
        # What its reader can neither open nor delete would only be in his way.
        tuple(line for owner_id, line in lines if owner_id != actor.user_id and line.filter is not None),
    )


def visible_to(session: Session, actor: Actor) -> SelectOfScalar[SavedView]:
    """Views the actor may open: own ones, and those shared with a unit he belongs to, on pages he may open.

    A share ends with the account of whoever shared.
    """
    pages = [page for page, right in stored_filters.RIGHTS.items() if can(actor, right)]
    active = select(User.id).where(col(User.is_active))
    shared = and_(
        col(SavedView.shared_unit_id).in_(_units_of(session, actor)), col(SavedView.user_id).in_(active)
    )
    return select(SavedView).where(
        or_(SavedView.user_id == actor.user_id, shared), col(SavedView.page).in_(pages)
    )


def targets(session: Session, *, actor: Actor) -> tuple[Choice, ...]:
    """With whom the actor may share: the own unit and the department; the latter has depth 0."""
    chain = _chain(session, actor)
    if not chain:
        return ()
    found = {unit.id: unit for unit in session.exec(select(Unit).where(col(Unit.id).in_(chain)))}
    ends = dict.fromkeys((chain[-1], chain[0]))
    return tuple(
        Choice(i, found[i].name, found[i].folded, depth=int(i != chain[0])) for i in ends if i in found
    )


def _line(view: SavedView, owner: str, today: date) -> ViewLine:
    filter: Filter | None = None
    own: dict[str, str] = {}
    moving = False
    try:
        filter, own = stored_filters.read(view.page, view.query, today=today)
        moving = stored_filters.moves_along(view.query)
    except stored_filters.ViewUnreadable:
        pass
    return ViewLine(view.id or 0, view.name, owner, view.is_default, view.shared_unit_id, filter, own, moving)


def _chain(session: Session, actor: Actor) -> list[int]:
    """The ids from the department down to the actor's unit."""
    path = session.exec(select(Unit.path).where(Unit.id == actor.unit_id)).first() or ""
    return [int(part) for part in path.split("/") if part]


def _units_of(session: Session, actor: Actor) -> set[int]:
    """The units a share of which reaches the actor: his own, those above it, and those they took over."""
    reached = set(_chain(session, actor))
    ended = session.exec(select(Unit.id, Unit.successor_id).where(col(Unit.successor_id).is_not(None))).all()
    while more := {i for i, successor in ended if successor in reached and i not in reached and i}:
        reached |= more
    return reached
