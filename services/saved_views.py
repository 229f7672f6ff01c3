"""Saved views: named filters of one person for one page, kept, renamed, shared, deleted and brought back."""

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from models import SavedView
from services import audit, saved_view_lists, stored_filters
from services.errors import AppError, FieldInvalid, FieldRequired, NotFound
from services.filters import Filter
from services.permissions import Actor, Permission, require
from services.text import N_, tidy

LONGEST_NAME = 80
# As many as a list in a small window can still be read.
MOST = 30
NAME = N_("Name of the filter")


class ViewNameTaken(AppError):
    msgid = N_("You already have a saved filter “{name}” on this page. Replace it, or choose another name.")


class TooManyViews(AppError):
    msgid = N_("You have {most} saved filters on this page already. Delete one first.")


class SharedTooWide(AppError):
    msgid = N_("A filter is shared with your own unit or with the whole department. Choose one of them.")


def save(
    session: Session,
    page: str,
    name: str,
    *,
    filter: Filter,
    own: Mapping[str, str],
    actor: Actor,
    today: date,
    now: datetime,
    moves_along: bool = False,
    replace: bool = False,
) -> SavedView:
    """Keep what a page shows under a name; `replace` puts it in the place of the view of that name.

    A replaced view keeps whether it is shared and whether it is the default. FieldRequired,
    FieldInvalid, ViewNameTaken, TooManyViews, and the refusals of `stored_filters.written`.
    """
    require(actor, stored_filters.RIGHTS[page])
    name = _name(name)
    text = stored_filters.written(page, filter, own, today=today, moves_along=moves_along)
    kept = _own_views(session, page, actor)
    taken = next((view for view in kept if view.name.casefold() == name.casefold()), None)
    if taken is not None and not replace:
        raise ViewNameTaken(field="name", name=taken.name)
    if taken is None and len(kept) >= MOST:
        raise TooManyViews(most=MOST)
    view = taken or SavedView(user_id=actor.user_id, page=page, name=name, query="")
    view.query = text
    _keep(session, view)
    _audit(session, "replace" if taken else "save", view, actor=actor, now=now)
    return view


def rename(session: Session, view_id: int, name: str, *, actor: Actor, now: datetime) -> SavedView:
    """Give an own view another name. FieldRequired, FieldInvalid, ViewNameTaken, NotFound."""
    require(actor, Permission.FIGURES_READ)
    view = _own(session, view_id, actor)
    name = _name(name)
    _refuse_taken(session, view.page, name, actor, but=view.id)
    view.name = name
    _keep(session, view)
    _audit(session, "rename", view, actor=actor, now=now)
    return view


def delete(session: Session, view_id: int, *, actor: Actor, now: datetime) -> SavedView:
    """Take an own view away, for its readers too; what is returned can be given to `restore`."""
    require(actor, Permission.FIGURES_READ)
    view = _own(session, view_id, actor)
    _audit(session, "delete", view, actor=actor, now=now)
    session.delete(view)
    session.flush()
    return SavedView(
        user_id=view.user_id,
        page=view.page,
        name=view.name,
        query=view.query,
        is_default=view.is_default,
        shared_unit_id=view.shared_unit_id,
    )


def restore(session: Session, deleted: SavedView, *, actor: Actor, now: datetime) -> SavedView:
    """Undo `delete`: the view is back under its name, shared as it was.

    It is the default again unless another one became it meanwhile. ViewNameTaken where the
    name was given anew, NotFound for a view that was not the actor's.
    """
    require(actor, Permission.FIGURES_READ)
    if deleted.user_id != actor.user_id:
        raise NotFound()
    _refuse_taken(session, deleted.page, deleted.name, actor)
    others = _own_views(session, deleted.page, actor)
    view = SavedView(**deleted.model_dump(exclude={"id"}))
    view.is_default = view.is_default and not any(other.is_default for other in others)
    _keep(session, view)
    _audit(session, "restore", view, actor=actor, now=now)
    return view


def set_default(
    session: Session, view_id: int, *, is_default: bool, actor: Actor, now: datetime
) -> SavedView:
    """Make an own view the one its page opens with, in the place of any other; or no longer."""
    require(actor, Permission.FIGURES_READ)
    view = _own(session, view_id, actor)
    for other in _own_views(session, view.page, actor, lock=True):
        other.is_default = False
    session.flush()
    view.is_default = is_default
    _keep(session, view)
    _audit(session, "default", view, actor=actor, now=now)
    return view


def share(session: Session, view_id: int, *, unit_id: int | None, actor: Actor, now: datetime) -> SavedView:
    """Offer an own view to everybody in a unit and below it; None takes it back.

    The unit is the actor's own or the department. What a reader sees through the view is
    what the reader may see without it.
    """
    require(actor, Permission.FIGURES_READ)
    view = _own(session, view_id, actor)
    allowed = {choice.id for choice in saved_view_lists.targets(session, actor=actor)}
    if unit_id is not None and unit_id != view.shared_unit_id and unit_id not in allowed:
        raise SharedTooWide(field="unit_id")
    view.shared_unit_id = unit_id
    _keep(session, view)
    _audit(session, "share", view, actor=actor, now=now)
    return view


def _own(session: Session, view_id: int, actor: Actor) -> SavedView:
    found = session.exec(
        select(SavedView).where(SavedView.id == view_id, SavedView.user_id == actor.user_id).with_for_update()
    ).one_or_none()
    if found is None:
        raise NotFound()
    return found


def _own_views(session: Session, page: str, actor: Actor, *, lock: bool = False) -> list[SavedView]:
    mine = select(SavedView).where(SavedView.user_id == actor.user_id, SavedView.page == page)
    mine = mine.order_by(col(SavedView.id))
    return list(session.exec(mine.with_for_update() if lock else mine))


def _name(name: str) -> str:
    name = tidy(name)
    if not name:
        raise FieldRequired(field="name", label=NAME)
    if len(name) > LONGEST_NAME:
        raise FieldInvalid(field="name", label=NAME, remedy=N_("it is longer than 80 letters; shorten it."))
    return name


def _refuse_taken(session: Session, page: str, name: str, actor: Actor, *, but: int | None = None) -> None:
    for other in _own_views(session, page, actor):
        if other.id != but and other.name.casefold() == name.casefold():
            raise ViewNameTaken(field="name", name=other.name)


def _keep(session: Session, view: SavedView) -> None:
    session.add(view)
    try:
        session.flush()
    except IntegrityError as twice:
        # Two windows of one person saved at the same moment.
        raise ViewNameTaken(field="name", name=view.name) from twice


def _audit(session: Session, deed: str, view: SavedView, *, actor: Actor, now: datetime) -> None:
    """Neither the name nor the words searched for: they are free text and may hold a person's name."""
    audit.write(
        session,
        f"view.{deed}",
        actor=actor,
        now=now,
        subject="saved_view",
        subject_id=view.id,
        page=view.page,
        shared_unit_id=view.shared_unit_id,
        is_default=view.is_default,
    )
