"""Saved views: kept by name, opened within the reader's rights, shared as a filter and nothing more."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from models import AuditEntry, SavedView
from models.enums import Kind, Role
from services import actors, case_list, choices, opened_views, saved_view_lists, saved_views, stored_filters
from services.errors import FieldInvalid, FieldRequired, NotFound, NotPermitted
from services.filters import Filter, Status
from services.stored_filters import ViewUnreadable
from tests.builders import NOW, TODAY, Builder

OVERDUE = Filter(period="rm2026-11", start=date(2026, 10, 15), end=date(2026, 11, 14), status=Status.OVERDUE)


def save(session: Session, actor, name: str = "Quá hạn", page: str = "monitor", **values):
    values = {"filter": OVERDUE, "own": {}, "today": TODAY, "now": NOW, **values}
    return saved_views.save(session, page, name, actor=actor, **values)


def names_for(session: Session, actor, page: str = "monitor") -> tuple[list[str], list[str]]:
    found = saved_view_lists.listed(session, page, actor=actor, today=TODAY)
    return [line.name for line in found.own], [line.name for line in found.shared]


def opened(session: Session, view: SavedView, actor) -> opened_views.Opened:
    return opened_views.opened(session, view.id or 0, actor=actor, today=TODAY)


def test_a_view_gives_back_what_was_saved(session, build) -> None:
    actor = build.actor(Role.DIRECTOR)
    unit, field, commune = build.unit(parent=build.department()), build.subject_field(), build.commune()
    wanted = replace(
        OVERDUE,
        unit_id=unit.id,
        kinds=frozenset({Kind.COMPLAINT, Kind.DENUNCIATION}),
        field_ids=frozenset({field.id}),
        commune_ids=frozenset({commune.id}),
    )
    own = {"view": "overdue", "search": "chợ  Trung Tâm", "sort": "received"}

    kept = save(session, actor, "  Chợ   quá hạn ", "cases", filter=wanted, own=own)

    assert kept.name == "Chợ quá hạn"
    found = opened(session, kept, actor)
    assert found.filter == wanted
    assert found.own == {"view": "overdue", "search": "chợ Trung Tâm", "sort": "received"}
    assert found.query == {**found.own, **wanted.to_query()}
    assert found.notices == ()


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


def test_an_ended_unit_leads_to_its_successor_with_a_note(session, build) -> None:
    old = build.unit("Thanh tra Sở", parent=build.department())
    new = build.unit("Phòng Pháp chế", parent=build.department())
    actor = build.actor(Role.DIRECTOR)
    kept = save(session, actor, filter=replace(OVERDUE, unit_id=old.id))
    old.valid_to, old.successor_id = date(2026, 6, 30), new.id
    session.flush()

    found = opened(session, kept, actor)

    assert found.filter.unit_id == new.id
    assert [(n.msgid, dict(n.values)) for n in found.notices] == [
        (choices.SAVED.unit_ended, {"unit": "Phòng Pháp chế"})
    ]


def test_places_that_are_gone_are_left_out_with_a_note(session, build) -> None:
    actor, field = build.actor(Role.DIRECTOR), build.subject_field()
    kept = save(session, actor, filter=replace(OVERDUE, field_ids=frozenset({field.id, 999_999})))

    found = opened(session, kept, actor)

    assert found.filter.field_ids == {field.id}
    assert [notice.msgid for notice in found.notices] == [choices.SAVED.place_unknown]


def test_a_period_moves_along_where_the_current_one_was_meant(session, build) -> None:
    actor = build.actor(Role.DIRECTOR)
    month = replace(OVERDUE, period="rm2026-12", start=date(2026, 11, 15), end=date(2026, 12, 14))
    moving = save(session, actor, "Tháng này", filter=month, moves_along=True)
    fixed = save(session, actor, "Tháng 12", filter=month)
    # The days on show are not the current month: nothing to move.
    past = save(session, actor, "Tháng 11", moves_along=True)

    later = date(2027, 1, 20)

    def period(view: SavedView, day: date) -> str:
        return opened_views.opened(session, view.id or 0, actor=actor, today=day).filter.period

    assert [period(view, TODAY) for view in (moving, fixed, past)] == ["rm2026-12", "rm2026-12", "rm2026-11"]
    assert [period(view, later) for view in (moving, fixed, past)] == ["rm2027-2", "rm2026-12", "rm2026-11"]


@pytest.mark.parametrize(
    "text",
    [
        "nonsense",
        "kind=complaint&kind=denunciation",
        "kind=bribery&period=ry2026",
        "unit=abc",
        "status=late",
        "from=2026-13-01",
        "owner=3",
        "view=overdue",
        "period=now:zz",
    ],
)
def test_what_cannot_be_read_says_so_and_can_be_deleted(session, build, text) -> None:
    actor, reader = build.actor(Role.DIRECTOR), build.actor(Role.INSPECTOR)
    broken = build.add(
        SavedView(
            user_id=actor.user_id,
            page="monitor",
            name="Hỏng",
            query=text,
            is_default=True,
            shared_unit_id=build.department().id,
        )
    )

    with pytest.raises(ViewUnreadable):
        opened(session, broken, actor)

    (line,) = saved_view_lists.listed(session, "monitor", actor=actor, today=TODAY).own
    assert (line.name, line.filter) == ("Hỏng", None)
    assert names_for(session, reader)[1] == []
    assert opened_views.default_of(session, "monitor", actor=actor, today=TODAY) is None
    saved_views.delete(session, broken.id, actor=actor, now=NOW)
    assert names_for(session, actor) == ([], [])


def test_the_rows_of_a_figure_are_kept_with_the_figure(session, build) -> None:
    actor = build.actor(Role.DIRECTOR)

    kept = save(
        session, actor, page="rows", own={"measure": "overdue", "by_kind": "complaint", "first": "50"}
    )

    assert opened(session, kept, actor).own == {"measure": "overdue", "by_kind": "complaint"}
    kept.query = kept.query.replace("measure=overdue", "measure=nothing")
    with pytest.raises(ViewUnreadable):
        opened(session, kept, actor)


@pytest.mark.parametrize("search", ["TC-7K3Q9", "tc7k3q9", "2026-42"])
def test_the_code_of_a_record_is_kept_in_no_view(session, build, search) -> None:
    with pytest.raises(stored_filters.SearchIsCode):
        save(session, build.actor(Role.DIRECTOR), page="cases", own={"search": search})

    assert session.exec(select(SavedView)).all() == []


def test_what_is_too_long_is_refused_by_name(session, build) -> None:
    actor = build.actor(Role.DIRECTOR)

    with pytest.raises(stored_filters.SearchTooLong):
        save(session, actor, page="cases", own={"search": "chợ " * 40})
    with pytest.raises(stored_filters.ViewTooLong):
        save(session, actor, filter=replace(OVERDUE, commune_ids=frozenset(range(10_000, 10_400))))

    assert session.exec(select(SavedView)).all() == []


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
