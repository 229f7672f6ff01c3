"""Saving and reading saved views, as the tests about them do."""

from datetime import date

from sqlmodel import Session

from models import SavedView
from services import opened_views, saved_view_lists, saved_views
from services.filters import Filter, Status
from tests.builders import NOW, TODAY

OVERDUE = Filter(period="rm2026-11", start=date(2026, 10, 15), end=date(2026, 11, 14), status=Status.OVERDUE)


def save(session: Session, actor, name: str = "Quá hạn", page: str = "monitor", **values):
    values = {"filter": OVERDUE, "own": {}, "today": TODAY, "now": NOW, **values}
    return saved_views.save(session, page, name, actor=actor, **values)


def names_for(session: Session, actor, page: str = "monitor") -> tuple[list[str], list[str]]:
    found = saved_view_lists.listed(session, page, actor=actor, today=TODAY)
    return [line.name for line in found.own], [line.name for line in found.shared]


def opened(session: Session, view: SavedView, actor) -> opened_views.Opened:
    return opened_views.opened(session, view.id or 0, actor=actor, today=TODAY)
