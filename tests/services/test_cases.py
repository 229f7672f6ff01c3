"""Cases are opened from petitions, found by code and word, and listed by nearest breach."""

from datetime import date, timedelta

import pytest
from sqlalchemy import event
from sqlmodel import select

from models import Case, CaseEvent, CaseExclusion, Directive, PetitionCase
from models.enums import CaseOutcome, CaseState, Kind, Role, Step
from services import case_search, cases
from services.cases import View
from services.errors import NotFound, NotPermitted
from services.filters import Filter, Status
from services.text import fold
from tests.conftest import NOW, TODAY

OPEN = Filter(status=Status.OPEN)


def codes(page: cases.Page) -> list[str]:
    return [row.code for row in page.rows]


def test_a_case_takes_what_its_petition_knows_and_its_clock_starts(session, build) -> None:
    clerk = build.actor(Role.RECEPTION_CLERK)
    commune = build.commune(is_remote=True)
    petition = build.petition(
        summary="Chợ thu phí sai", persons=7, commune_id=commune.id, received_on=date(2026, 11, 20)
    )
    build.party(petition, "Đặng Thị Huệ")

    case = cases.open_case(session, petition, actor=clerk, now=NOW, today=TODAY)

    assert (case.code, case.kind, case.persons, case.remote) == (petition.code, Kind.COMPLAINT, 7, True)
    assert (case.step, case.due_on) == (Step.HANDLING, date(2026, 12, 2))
    assert case.search == "cho thu phi sai dang thi hue"
    assert session.exec(select(PetitionCase.case_id)).one() == case.id
    happened = session.exec(select(CaseEvent)).one()
    assert (happened.action, happened.happened_on) == ("receive", date(2026, 11, 20))


def test_a_denunciation_keeps_its_words_sealed_and_a_code_outside_the_series(session, build) -> None:
    clerk = build.actor(Role.RECEPTION_CLERK)
    petition = build.petition(kind=Kind.DENUNCIATION, summary="Ông X nhận tiền")

    case = cases.open_case(session, petition, actor=clerk, now=NOW, today=TODAY)

    assert (case.summary, case.search) == ("", "")
    assert cases.summary_of(case) == "Ông X nhận tiền"
    assert b"nh\xe1\xba\xadn ti\xe1\xbb\x81n" not in case.sealed
    assert case.code.startswith("TC-")


def test_the_second_part_of_a_mixed_petition_gets_a_code_of_its_own(session, build) -> None:
    clerk = build.actor(Role.RECEPTION_CLERK)
    petition = build.petition()
    first = cases.open_case(session, petition, actor=clerk, now=NOW, today=TODAY)

    second = cases.open_case(
        session,
        petition,
        actor=clerk,
        now=NOW,
        today=TODAY,
        kind=Kind.DENUNCIATION,
        part=2,
        summary="Phần hai",
    )

    assert first.code == petition.code
    assert second.code.startswith("TC-")
    assert cases.summary_of(second) == "Phần hai"


def test_a_viewer_opens_no_case(session, build) -> None:
    viewer = build.actor(Role.VIEWER)

    with pytest.raises(NotPermitted):
        cases.open_case(session, build.petition(), actor=viewer, now=NOW, today=TODAY)


def test_missing_and_forbidden_cases_look_the_same(session, build) -> None:
    mine, other = build.unit(parent=build.department()), build.unit(parent=build.department())
    head = build.actor(Role.UNIT_HEAD, unit=mine)
    hidden = build.case(unit=other)

    with pytest.raises(NotFound) as forbidden:
        cases.by_code(session, hidden.code, actor=head)
    with pytest.raises(NotFound) as missing:
        cases.by_code(session, "2026-99999", actor=head)

    assert str(forbidden.value) == str(missing.value)


def test_a_code_is_found_however_it_is_typed(session, build) -> None:
    director = build.actor(Role.DIRECTOR)
    case = build.case(code="2026-00042")

    assert cases.by_code(session, " 2026-42", actor=director).id == case.id
    assert case_search.code_of("tc 7k3q9") == "TC-7K3Q9"
    assert case_search.code_of("2026") is None


def test_the_list_goes_by_nearest_breach_and_tells_the_total(session, build) -> None:
    director = build.actor(Role.DIRECTOR)
    late = build.case(due_on=date(2026, 11, 20), summary="trễ")
    soon = build.case(due_on=date(2026, 11, 25))
    far = build.case(due_on=date(2027, 1, 5))
    clockless = build.case()
    build.case(state=CaseState.CLOSED, outcome=CaseOutcome.RIGHT, closed_on=date(2026, 11, 10))

    first = cases.list_page(session, OPEN, actor=director, today=TODAY, limit=3)
    rest = cases.list_page(session, OPEN, actor=director, today=TODAY, limit=3, offset=3)

    assert (codes(first), first.total) == ([late.code, soon.code, far.code], 4)
    assert codes(rest) == [clockless.code]


# One list of queries for both databases: what begins a word is found, whatever its marks.
QUERIES = [
    ("cho trung tam", True),
    ("Chợ Trung Tâm", True),
    ("CHỢ", True),
    ("tam trung", True),
    ("tru", True),
    ("rung", False),
    ("điện", False),
    ("đặng", True),
    ("dang thi h", True),
    ("hue dang", True),
    ("100%", False),
    ("_ho", False),
    ("ch\u006f\u031b\u0323", True),
]


@pytest.mark.parametrize(("query", "found"), QUERIES)
def test_search_needs_no_accents_and_takes_beginnings_of_words(session, build, query, found) -> None:
    director = build.actor(Role.DIRECTOR)
    build.case(summary="Thu phí chợ Trung Tâm sai quy định", due_on=TODAY)
    row = session.exec(select(Case)).one()
    row.search = fold("Thu phí chợ Trung Tâm sai quy định Đặng Thị Huệ")
    session.flush()

    page = cases.list_page(session, OPEN, actor=director, today=TODAY, search=query)

    assert page.total == int(found)


@pytest.mark.parametrize("wanted", [OPEN, Filter()])
@pytest.mark.parametrize("role", [Role.DIRECTOR, Role.UNIT_HEAD])
def test_a_search_goes_page_by_page_and_always_tells_the_total(session, build, role, wanted) -> None:
    unit = build.unit(parent=build.department())
    reader = build.actor(role, unit=unit if role is Role.UNIT_HEAD else None)
    found = [
        build.case(unit=unit, summary=f"Thu phí chợ số {day}", received_on=date(2026, 11, day), due_on=TODAY)
        for day in (2, 3, 4)
    ]
    build.case(unit=unit, summary="Cắt điện", due_on=TODAY)
    build.case(unit=unit, summary="Thu phí chợ", voided_at=NOW, void_reason="nhập nhầm")
    build.case(summary="Thu phí chợ", code="2026-99998", due_on=TODAY)
    seen = 4 if role is Role.DIRECTOR else 3

    pages = [
        cases.list_page(
            session, wanted, actor=reader, today=TODAY, search="cho phi", limit=2, offset=n, sort="received"
        )
        for n in (0, 2, 4, 10)
    ]

    assert [page.total for page in pages] == [seen] * 4
    assert codes(pages[0])[0] == found[-1].code
    every = [code for page in pages for code in codes(page)]
    assert len(every) == len(set(every)) == seen
    assert {case.code for case in found} <= set(every)


def test_a_denunciation_is_found_by_its_code_and_by_nothing_else(session, build) -> None:
    director = build.actor(Role.DIRECTOR)
    secret = build.case(kind=Kind.DENUNCIATION, code="TC-7K3Q9", summary="Ông X nhận tiền", due_on=TODAY)

    by_words = cases.list_page(session, OPEN, actor=director, today=TODAY, search="nhan tien")
    by_code = cases.list_page(session, OPEN, actor=director, today=TODAY, search="tc-7k3q9")

    assert by_words.total == 0
    assert codes(by_code) == [secret.code]
    assert (by_code.rows[0].summary, by_code.rows[0].is_sealed) == ("", True)


def test_each_view_holds_what_its_count_says(session, build) -> None:
    officer = build.user(Role.OFFICER)
    director_user = build.user(Role.DIRECTOR)
    director = build.actor_of(director_user)
    build.case(due_on=date(2026, 11, 22), officer_id=officer.id)
    build.case(due_on=TODAY, officer_id=director_user.id)
    directed = build.case(due_on=date(2026, 11, 30), is_estimated=True)
    crowded = build.case(due_on=date(2026, 12, 1), officer_id=officer.id)
    build.crowd(case_id=crowded.id)
    session.add(
        Directive(
            case_id=directed.id,
            number="12/UBND",
            from_body="UBND tỉnh",
            issued_on=TODAY,
            entered_by_id=officer.id,
            entered_at=NOW,
        )
    )
    session.flush()

    counts = cases.view_counts(session, actor=director, today=TODAY)

    assert counts == {
        View.MINE: 1,
        View.OVERDUE: 1,
        View.DUE_SOON: 2,
        View.UNASSIGNED: 1,
        View.DIRECTED: 1,
        View.CROWD: 1,
        View.ESTIMATED: 1,
    }
    for view, count in counts.items():
        assert cases.list_page(session, OPEN, actor=director, today=TODAY, view=view).total == count


def test_counts_follow_a_write_at_once(session, build) -> None:
    director = build.actor(Role.DIRECTOR)
    session.commit()
    assert cases.view_counts(session, actor=director, today=TODAY)[View.OVERDUE] == 0

    build.case(due_on=date(2026, 11, 1))
    session.commit()

    assert cases.view_counts(session, actor=director, today=TODAY)[View.OVERDUE] == 1


def test_the_filter_narrows_by_unit_kind_days_and_status(session, build) -> None:
    director = build.actor(Role.DIRECTOR)
    division = build.unit(parent=build.department())
    below = build.unit(parent=division)
    wanted = build.case(unit=below, kind=Kind.RECOMMENDATION, received_on=date(2026, 11, 5), due_on=TODAY)
    build.case(kind=Kind.RECOMMENDATION, received_on=date(2026, 11, 5), due_on=TODAY)
    build.case(unit=below, kind=Kind.COMPLAINT, received_on=date(2026, 11, 5), due_on=TODAY)
    build.case(unit=below, kind=Kind.RECOMMENDATION, received_on=date(2026, 10, 5), due_on=TODAY)

    page = cases.list_page(
        session,
        Filter(
            unit_id=division.id,
            kinds=frozenset({Kind.RECOMMENDATION}),
            start=date(2026, 11, 1),
            end=date(2026, 11, 30),
            status=Status.DUE_SOON,
        ),
        actor=director,
        today=TODAY,
    )

    assert codes(page) == [wanted.code]


def test_who_is_behind_the_wall_finds_the_case_nowhere(session, build) -> None:
    user = build.user(Role.DIRECTOR)
    case = build.case(due_on=TODAY)
    session.add(CaseExclusion(case_id=case.id, user_id=user.id))
    session.flush()
    director = build.actor_of(user)

    assert cases.list_page(session, OPEN, actor=director, today=TODAY).total == 0
    assert cases.view_counts(session, actor=director, today=TODAY)[View.DUE_SOON] == 0
    with pytest.raises(NotFound):
        cases.by_id(session, case.id, actor=director)


def test_the_list_of_open_cases_reads_only_the_index_of_open_cases(sqlite) -> None:
    from sqlmodel import Session

    from tests.builders import Builder

    with Session(sqlite) as session:
        build = Builder(session)
        director = build.actor(Role.DIRECTOR)
        for number in range(300):
            open_ = number % 20 == 0
            build.case(
                due_on=TODAY + timedelta(days=number) if open_ else None,
                step=Step.SETTLEMENT if open_ else None,
                state=CaseState.ACCEPTED if open_ else CaseState.CLOSED,
                outcome=None if open_ else CaseOutcome.RIGHT,
                closed_on=None if open_ else date(2026, 11, 9),
            )
        session.commit()
        session.connection().exec_driver_sql("ANALYZE")
        plans: list[str] = []

        @event.listens_for(sqlite, "before_cursor_execute")
        def explain(connection, cursor, statement, parameters, context, many) -> None:
            if statement.startswith("SELECT") and "FROM cases" in statement:
                cursor.execute("EXPLAIN QUERY PLAN " + statement, parameters)
                plans.append(" ".join(row[3] for row in cursor.fetchall()))

        year = Filter(status=Status.OPEN, start=date(2026, 1, 1), end=date(2026, 12, 31))
        for wanted in (OPEN, Filter(status=Status.OVERDUE), year):
            plans.clear()
            cases.list_page(session, wanted, actor=director, today=TODAY)
            assert len(plans) == 2
            assert all("ix_cases_open_due" in plan for plan in plans), plans
            assert "TEMP B-TREE" not in plans[1]
