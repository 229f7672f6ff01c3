"""Saved views: kept by name, renamed, replaced, deleted and brought back, one default for each page."""

from dataclasses import replace

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from models import AuditEntry, SavedView
from models.enums import Role
from services import opened_views, saved_views
from services.errors import FieldInvalid, FieldRequired, NotFound
from services.filters import Status
from tests.builders import NOW, TODAY
from tests.services.saved_view_steps import OVERDUE, names_for, opened, save


def test_views_belong_to_a_page_and_stand_in_dictionary_order(session, build) -> None:
    actor = build.actor(Role.DIRECTOR)
    for name in ("Điện", "Chợ", "An toàn"):
        save(session, actor, name)
    save(session, actor, "Chợ", "cases")

    assert names_for(session, actor) == (["An toàn", "Chợ", "Điện"], [])
    assert names_for(session, actor, "cases") == (["Chợ"], [])


def test_a_taken_name_is_refused_and_replaced_on_demand(session, build) -> None:
    actor = build.actor(Role.DIRECTOR)
    kept = save(session, actor)
    saved_views.set_default(session, kept.id, is_default=True, actor=actor, now=NOW)
    other = replace(OVERDUE, status=Status.OPEN)

    with pytest.raises(saved_views.ViewNameTaken) as refusal:
        save(session, actor, "quá HẠN", filter=other)

    assert "“Quá hạn”" in str(refusal.value)
    assert opened(session, kept, actor).filter == OVERDUE

    again = save(session, actor, "quá hạn", filter=other, replace=True)

    assert (again.id, again.is_default) == (kept.id, True)
    assert opened(session, kept, actor).filter == other
    assert names_for(session, actor) == (["Quá hạn"], [])


def test_the_same_name_is_free_for_another_person(session, build) -> None:
    save(session, build.actor(Role.DIRECTOR))

    kept = save(session, build.actor(Role.INSPECTOR))

    assert kept.name == "Quá hạn"


@pytest.mark.parametrize(("name", "refusal"), [("  ", FieldRequired), ("x" * 81, FieldInvalid)])
def test_a_name_is_needed_and_short(session, build, name, refusal) -> None:
    with pytest.raises(refusal):
        save(session, build.actor(Role.DIRECTOR), name)

    assert session.exec(select(SavedView)).all() == []


def test_a_list_stays_short_enough_to_read(session, build, monkeypatch) -> None:
    monkeypatch.setattr(saved_views, "MOST", 2)
    actor = build.actor(Role.DIRECTOR)
    save(session, actor, "Một")
    save(session, actor, "Hai")

    with pytest.raises(saved_views.TooManyViews):
        save(session, actor, "Ba")

    save(session, actor, "Hai", replace=True)
    assert names_for(session, actor)[0] == ["Hai", "Một"]


def test_a_view_is_renamed_unless_the_name_is_taken(session, build) -> None:
    actor = build.actor(Role.DIRECTOR)
    first, second = save(session, actor, "Một"), save(session, actor, "Hai")

    with pytest.raises(saved_views.ViewNameTaken):
        saved_views.rename(session, first.id, "HAI", actor=actor, now=NOW)
    saved_views.rename(session, second.id, "HAI", actor=actor, now=NOW)

    assert names_for(session, actor)[0] == ["HAI", "Một"]


def test_a_deleted_view_comes_back_as_it_was(session, build) -> None:
    actor = build.actor(Role.UNIT_HEAD, unit=build.unit(parent=build.department()))
    kept = save(session, actor)
    saved_views.share(session, kept.id, unit_id=actor.unit_id, actor=actor, now=NOW)
    saved_views.set_default(session, kept.id, is_default=True, actor=actor, now=NOW)

    deleted = saved_views.delete(session, kept.id, actor=actor, now=NOW)

    assert names_for(session, actor) == ([], [])
    back = saved_views.restore(session, deleted, actor=actor, now=NOW)
    assert (back.name, back.query, back.is_default, back.shared_unit_id) == (
        "Quá hạn",
        kept.query,
        True,
        actor.unit_id,
    )


def test_undo_gives_way_to_what_was_done_meanwhile(session, build) -> None:
    actor = build.actor(Role.DIRECTOR)
    kept = save(session, actor)
    saved_views.set_default(session, kept.id, is_default=True, actor=actor, now=NOW)
    deleted = saved_views.delete(session, kept.id, actor=actor, now=NOW)
    newer = save(session, actor)
    saved_views.set_default(session, newer.id, is_default=True, actor=actor, now=NOW)

    with pytest.raises(saved_views.ViewNameTaken):
        saved_views.restore(session, deleted, actor=actor, now=NOW)
    saved_views.rename(session, newer.id, "Khác", actor=actor, now=NOW)
    back = saved_views.restore(session, deleted, actor=actor, now=NOW)

    assert (back.is_default, newer.is_default) == (False, True)


def test_nobody_restores_the_view_of_somebody_else(session, build) -> None:
    owner = build.actor(Role.DIRECTOR)
    deleted = saved_views.delete(session, save(session, owner).id, actor=owner, now=NOW)

    with pytest.raises(NotFound):
        saved_views.restore(session, deleted, actor=build.actor(Role.INSPECTOR), now=NOW)

    assert session.exec(select(SavedView)).all() == []


def test_a_page_has_one_default_per_person(session, build) -> None:
    actor = build.actor(Role.DIRECTOR)
    first, second = save(session, actor, "Một"), save(session, actor, "Hai")
    elsewhere = save(session, actor, "Ba", "statistics")
    for view in (first, second, elsewhere):
        saved_views.set_default(session, view.id, is_default=True, actor=actor, now=NOW)

    def default(page: str, of=actor) -> str | None:
        found = opened_views.default_of(session, page, actor=of, today=TODAY)
        return found.name if found else None

    assert (default("monitor"), default("statistics"), default("hotspots")) == ("Hai", "Ba", None)
    assert default("monitor", build.actor(Role.INSPECTOR)) is None

    saved_views.set_default(session, second.id, is_default=False, actor=actor, now=NOW)
    assert default("monitor") is None


@pytest.mark.parametrize("twin", [{"name": "Quá hạn"}, {"name": "Khác", "is_default": True}])
def test_the_database_holds_one_name_and_one_default(session, build, twin) -> None:
    actor = build.actor(Role.DIRECTOR)
    kept = save(session, actor)
    saved_views.set_default(session, kept.id, is_default=True, actor=actor, now=NOW)

    session.add(SavedView(user_id=actor.user_id, page="monitor", query="", **twin))

    with pytest.raises(IntegrityError):
        session.flush()


def test_the_trail_tells_what_was_done_without_names_and_words(session, build) -> None:
    actor = build.actor(Role.DIRECTOR)
    own = {"search": "Nguyễn Văn Thử"}
    kept = save(session, actor, "Ông Thử", "cases", own=own)
    save(session, actor, "Ông Thử", "cases", own=own, replace=True)
    saved_views.rename(session, kept.id, "Bà Thử", actor=actor, now=NOW)
    saved_views.set_default(session, kept.id, is_default=True, actor=actor, now=NOW)
    saved_views.share(session, kept.id, unit_id=actor.unit_id, actor=actor, now=NOW)
    saved_views.restore(
        session, saved_views.delete(session, kept.id, actor=actor, now=NOW), actor=actor, now=NOW
    )

    entries = session.exec(select(AuditEntry).where(AuditEntry.subject == "saved_view")).all()

    assert [entry.action for entry in entries] == [
        f"view.{deed}" for deed in ("save", "replace", "rename", "default", "share", "delete", "restore")
    ]
    assert entries[4].details == {"page": "cases", "shared_unit_id": actor.unit_id, "is_default": True}
    assert "Thử" not in str([entry.details for entry in entries])
