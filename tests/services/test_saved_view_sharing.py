"""A shared view is a filter and nothing more: who is offered it, and what each sees through it."""

from dataclasses import replace
from datetime import date

import pytest
from sqlmodel import select

from models import SavedView
from models.enums import Role
from services import actors, case_list, choices, opened_views, saved_view_lists, saved_views
from services.errors import NotFound, NotPermitted
from tests.builders import NOW, TODAY, Builder
from tests.services.saved_view_steps import OVERDUE, names_for, opened, save


def test_what_is_private_looks_as_if_it_were_missing(session, build) -> None:
    kept = save(session, build.actor(Role.DIRECTOR))
    other = build.actor(Role.INSPECTOR)
    refusals = []

    for view_id in (kept.id, 999_999):
        for deed in (
            lambda i: opened_views.opened(session, i, actor=other, today=TODAY),
            lambda i: saved_views.rename(session, i, "Mới", actor=other, now=NOW),
            lambda i: saved_views.delete(session, i, actor=other, now=NOW),
            lambda i: saved_views.set_default(session, i, is_default=True, actor=other, now=NOW),
            lambda i: saved_views.share(session, i, unit_id=None, actor=other, now=NOW),
        ):
            with pytest.raises(NotFound) as refusal:
                deed(view_id)
            refusals.append(str(refusal.value))

    assert len(refusals) == 10
    assert len(set(refusals)) == 1
    assert names_for(session, other) == ([], [])


def test_a_view_is_shared_with_the_unit_and_what_is_below_it(session, build) -> None:
    unit = build.unit("Chi cục", parent=build.department())
    owner = build.actor(Role.UNIT_HEAD, unit=unit)
    beside = build.actor(Role.OFFICER, unit=unit)
    below = build.actor(Role.OFFICER, unit=build.unit("Đội", parent=unit))
    elsewhere = build.actor(Role.OFFICER, unit=build.unit("Phòng khác", parent=build.department()))
    above = build.actor(Role.DIRECTOR)
    kept = save(session, owner)

    saved_views.share(session, kept.id, unit_id=unit.id, actor=owner, now=NOW)

    assert [names_for(session, one)[1] for one in (beside, below, elsewhere, above)] == [
        ["Quá hạn"],
        ["Quá hạn"],
        [],
        [],
    ]
    assert names_for(session, owner) == (["Quá hạn"], [])
    with pytest.raises(NotFound):
        opened(session, kept, elsewhere)

    saved_views.share(session, kept.id, unit_id=build.department().id, actor=owner, now=NOW)
    assert names_for(session, elsewhere)[1] == names_for(session, above)[1] == ["Quá hạn"]

    saved_views.share(session, kept.id, unit_id=None, actor=owner, now=NOW)
    assert names_for(session, beside)[1] == []


def test_one_shares_with_the_own_unit_or_the_department_only(session, build) -> None:
    unit = build.unit("Phòng A", parent=build.department())
    other = build.unit("Phòng B", parent=build.department())
    owner = build.actor(Role.UNIT_HEAD, unit=unit)
    kept = save(session, owner)

    with pytest.raises(saved_views.SharedTooWide):
        saved_views.share(session, kept.id, unit_id=other.id, actor=owner, now=NOW)

    assert kept.shared_unit_id is None
    assert [t.name for t in saved_view_lists.targets(session, actor=owner)] == ["Phòng A", "Sở Công Thương"]
    director = build.actor(Role.DIRECTOR)
    assert [t.name for t in saved_view_lists.targets(session, actor=director)] == ["Sở Công Thương"]


def test_readers_of_a_shared_view_cannot_change_it(session, build) -> None:
    owner, reader = build.actor(Role.DIRECTOR), build.actor(Role.INSPECTOR)
    kept = save(session, owner)
    saved_views.share(session, kept.id, unit_id=build.department().id, actor=owner, now=NOW)

    with pytest.raises(NotFound):
        saved_views.delete(session, kept.id, actor=reader, now=NOW)
    with pytest.raises(NotFound):
        saved_views.rename(session, kept.id, "Của tôi", actor=reader, now=NOW)

    assert names_for(session, reader) == ([], ["Quá hạn"])


def test_a_share_ends_with_the_account_and_outlives_the_unit(session, build) -> None:
    old = build.unit("Thanh tra Sở", parent=build.department())
    new = build.unit("Phòng Pháp chế", parent=build.department())
    account = build.user(Role.UNIT_HEAD, unit=old)
    owner = build.actor_of(account)
    kept = save(session, owner)
    saved_views.share(session, kept.id, unit_id=old.id, actor=owner, now=NOW)
    reader = build.actor(Role.OFFICER, unit=new)
    assert names_for(session, reader)[1] == []

    old.valid_to, old.successor_id = date(2026, 6, 30), new.id
    session.flush()
    assert names_for(session, reader)[1] == ["Quá hạn"]

    account.is_active = False
    session.flush()
    assert names_for(session, reader)[1] == []


def test_a_shared_view_never_widens_rights(session, build) -> None:
    mine = build.unit("Phòng A", parent=build.department())
    theirs = build.unit("Phòng B", parent=build.department())
    hidden = build.case(unit=theirs, due_on=date(2026, 11, 2), received_on=date(2026, 10, 20))
    seen = build.case(unit=mine, due_on=date(2026, 11, 2), received_on=date(2026, 10, 20))
    director, officer = build.actor(Role.DIRECTOR), build.actor(Role.OFFICER, unit=mine)
    kept = save(session, director, page="cases", filter=replace(OVERDUE, unit_id=theirs.id))
    saved_views.share(session, kept.id, unit_id=build.department().id, actor=director, now=NOW)

    def codes(actor) -> list[str]:
        found = opened(session, kept, actor)
        page = case_list.list_page(session, found.filter, actor=actor, today=TODAY)
        return [row.code for row in page.rows]

    assert codes(director) == [hidden.code]
    assert codes(officer) == [seen.code]
    clipped = opened(session, kept, officer)
    assert clipped.filter.unit_id is None
    assert [notice.msgid for notice in clipped.notices] == [choices.SAVED.unit_unknown]


def test_pages_one_may_not_open_have_no_views_for_one(session, build) -> None:
    director, viewer = build.actor(Role.DIRECTOR), build.actor(Role.VIEWER)
    kept = save(session, director, page="cases")
    saved_views.share(session, kept.id, unit_id=build.department().id, actor=director, now=NOW)

    with pytest.raises(NotFound):
        opened(session, kept, viewer)
    with pytest.raises(NotPermitted):
        saved_view_lists.listed(session, "cases", actor=viewer, today=TODAY)
    with pytest.raises(NotPermitted):
        save(session, viewer, page="cases")
    assert save(session, viewer).page == "monitor"


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, None])
def test_who_may_not_see_figures_keeps_no_view(session, build, role) -> None:
    actor = build.actor(role) if role else replace(build.actor(Role.DIRECTOR), role=None)

    for deed in (
        lambda: save(session, actor),
        lambda: opened_views.opened(session, 1, actor=actor, today=TODAY),
        lambda: saved_views.rename(session, 1, "Mới", actor=actor, now=NOW),
        lambda: saved_views.delete(session, 1, actor=actor, now=NOW),
        lambda: saved_views.restore(session, SavedView(), actor=actor, now=NOW),
        lambda: saved_views.set_default(session, 1, is_default=True, actor=actor, now=NOW),
        lambda: saved_views.share(session, 1, unit_id=None, actor=actor, now=NOW),
        lambda: opened_views.default_of(session, "monitor", actor=actor, today=TODAY),
    ):
        with pytest.raises(NotPermitted):
            deed()

    assert session.exec(select(SavedView)).all() == []


def test_a_viewer_sees_shared_views_of_pages_of_figures(session, build) -> None:
    director, viewer = build.actor(Role.DIRECTOR), build.actor(Role.VIEWER)
    kept = save(session, director)
    saved_views.share(session, kept.id, unit_id=build.department().id, actor=director, now=NOW)

    (line,) = saved_view_lists.listed(session, "monitor", actor=viewer, today=TODAY).shared

    assert (line.name, line.owner) == ("Quá hạn", director.name)
    assert opened(session, kept, viewer).filter == OVERDUE


def test_without_a_role_of_today_nothing_reaches_one(session, build: Builder) -> None:
    director = build.actor(Role.DIRECTOR)
    kept = save(session, director)
    saved_views.share(session, kept.id, unit_id=build.department().id, actor=director, now=NOW)
    left = actors.actor_of(session, build.user(Role.OFFICER), today=date(2019, 1, 1))

    with pytest.raises(NotPermitted):
        opened(session, kept, left)
