"""What is stored of a view comes back whole, is clipped with a note, or says that it cannot be read."""

from dataclasses import replace
from datetime import date

import pytest
from sqlmodel import select

from models import SavedView
from models.enums import Kind, Role
from services import choices, opened_views, saved_view_lists, saved_views, stored_filters
from services.stored_filters import ViewUnreadable
from tests.builders import NOW, TODAY
from tests.services.saved_view_steps import OVERDUE, names_for, opened, save
from ui.statistics import tabs


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


def test_a_view_of_the_statistics_keeps_its_tab_its_marks_and_its_table() -> None:
    own = {
        "tab": "cross",
        "figure": "on_time_rate",
        "rows": "unit",
        "columns": "month",
        "by_kind": "complaint",
        "by_age_band": "31-90",
        "against": "days",
        "against_days": "2026-01-01..2026-03-31",
    }

    text = stored_filters.written("statistics", OVERDUE, own, today=TODAY)

    found, kept = stored_filters.read("statistics", text, today=TODAY)
    assert (found.to_query(), kept) == (OVERDUE.to_query(), own)
    with pytest.raises(ViewUnreadable):
        stored_filters.read("statistics", text.replace("tab=cross", "tab=nothing"), today=TODAY)


def test_every_tab_of_the_statistics_can_be_kept() -> None:
    assert stored_filters.OWN["statistics"]["tab"] == set(tabs.TABS)
