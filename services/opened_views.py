"""Opening a saved view: read anew each time, within what its reader may see today."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from models import SavedView
from services import choices, saved_view_lists, stored_filters
from services.choices import Notice
from services.errors import NotFound
from services.filters import Filter
from services.permissions import Actor, Permission, require


@dataclass(frozen=True)
class Opened:
    """A view made ready for its reader: the filter he may use, the page's own part, what was left out."""

    id: int
    name: str
    filter: Filter
    own: Mapping[str, str]
    notices: tuple[Notice, ...]

    @property
    def query(self) -> dict[str, str]:
        """What the URL says once the view is open."""
        return {**self.own, **self.filter.to_query()}


def opened(session: Session, view_id: int, *, actor: Actor, today: date) -> Opened:
    """A view of one's own, or one shared with the actor, within what the actor may see.

    NotFound where it is missing and where it is somebody else's, alike. ViewUnreadable as in
    `stored_filters.read`.
    """
    require(actor, Permission.FIGURES_READ)
    return _ready(session, _seen(session, view_id, actor), actor=actor, today=today)


def default_of(session: Session, page: str, *, actor: Actor, today: date) -> Opened | None:
    """The view with which the actor opens a page; None without one, or where it cannot be read."""
    require(actor, stored_filters.RIGHTS[page])
    found = session.exec(
        select(SavedView).where(
            SavedView.user_id == actor.user_id, SavedView.page == page, col(SavedView.is_default)
        )
    ).one_or_none()
    if found is None:
        return None
    try:
        return _ready(session, found, actor=actor, today=today)
    except stored_filters.ViewUnreadable:
        # The list of views says so; the page opens as if there were none.
        return None


def _ready(session: Session, view: SavedView, *, actor: Actor, today: date) -> Opened:
    wanted, own = stored_filters.read(view.page, view.query, today=today)
    lists = choices.offered(session, actor=actor, today=today)
    filter, notices = choices.clipped(wanted, lists, today=today, words=choices.SAVED)
    return Opened(view.id or 0, view.name, filter, own, tuple(notices))


def _seen(session: Session, view_id: int, actor: Actor) -> SavedView:
    found = session.exec(
        saved_view_lists.visible_to(session, actor).where(SavedView.id == view_id)
    ).one_or_none()
    if found is None:
        raise NotFound()
    return found
