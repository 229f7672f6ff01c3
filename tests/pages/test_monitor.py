"""The monitor shows each role its figures, says what needs direction, and its links carry the filter."""

from datetime import timedelta

import pytest

from models import Directive
from models.enums import Kind, Role
from services import clock
from tests.builders import NOW
from ui import monitoring
from ui.i18n import in_language
from ui.session import today


def text_of(page) -> str:
    return " ".join([*(m.value for m in page.markdown), *(str(h.proto.body) for h in page.get("html"))])


@pytest.fixture
def busy(page_build):
    """A unit with an overdue case, one due soon, a crowd today and a late directive."""
    day = today()
    unit = page_build.unit("Phòng Thương mại", parent=page_build.department())
    received = day - timedelta(days=60)
    late = page_build.case(unit=unit, received_on=received, due_on=day - timedelta(days=1))
    page_build.case(unit=unit, received_on=received, due_on=day + timedelta(days=2))
    page_build.case(unit=unit, received_on=received, due_on=day - timedelta(days=40), kind=Kind.DENUNCIATION)
    page_build.petition(unit=unit, received_on=day)
    page_build.crowd(unit=unit, gathered_on=day, case_id=late.id, persons=31, is_ongoing=True)
    page_build.add(
        Directive(
            case_id=late.id,
            number="15/CV",
            from_body="UBND tỉnh",
            issued_on=received,
            due_on=day - timedelta(days=5),
            entered_by_id=page_build.clerk().id,
            entered_at=NOW,
        )
    )
    return unit


def test_a_leader_sees_what_needs_direction_and_every_figure(open_page, page_build, busy) -> None:
    director = page_build.user(Role.DIRECTOR)

    page = open_page("pages/monitor.py", user=director)

    assert not page.exception
    shown = text_of(page)
    assert "Needs direction today: 4" in shown
    assert "**1** hot spots in alarm" in shown
    for figure in ("**1** Received", "**3** Being settled", "**2** Overdue", "**1** Due in 7 days"):
        assert figure in shown
    assert "**1** Crowds" in shown
    assert "Warning" in shown
    assert len(page.get("plotly_chart")) == 4


def test_an_officer_counts_no_denunciation(open_page, page_build, busy) -> None:
    officer = page_build.user(Role.OFFICER, unit=busy)

    page = open_page("pages/monitor.py", user=officer)

    assert not page.exception
    assert "**2** Being settled" in text_of(page)
    assert "**1** Overdue" in text_of(page)


def test_a_viewer_sees_figures_and_no_matter(open_page, page_build, busy) -> None:
    viewer = page_build.user(Role.VIEWER)

    page = open_page("pages/monitor.py", user=viewer)

    assert not page.exception
    assert "**2** Being settled" in text_of(page)
    assert "2026-0" not in text_of(page)


def test_an_empty_department_says_why_it_is_empty(open_page, page_build) -> None:
    director = page_build.user(Role.DIRECTOR)

    page = open_page("pages/monitor.py", user=director)

    assert not page.exception
    shown = text_of(page)
    assert "Needs direction today: 0" in shown
    assert "No case is overdue." in shown
    assert "No matter has risk points." in shown


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR])
def test_who_may_not_see_figures_is_told(open_page, page_build, role) -> None:
    page = open_page("pages/monitor.py", user=page_build.user(role))

    assert [error.value for error in page.error] == ["You do not have the right to open this page."]
    assert not page.title


def test_the_time_of_the_figures_is_said_on_the_local_clock(open_page, page_build) -> None:
    page = open_page("pages/monitor.py", user=page_build.user(Role.DIRECTOR))

    hour = f"{clock.local_time(clock.now()):%H:}"
    assert f"figures as of {hour}" in text_of(page)


def test_what_was_written_meanwhile_is_drawn_once(open_page, page_build, busy, monkeypatch) -> None:
    begun, draw = [], monitoring.needs_direction

    def counted(*args, **more) -> None:
        begun.append(1)
        draw(*args, **more)

    monkeypatch.setattr(monitoring, "needs_direction", counted)
    page = open_page("pages/monitor.py", user=page_build.user(Role.DIRECTOR))
    page_build.petition(unit=busy, received_on=today())

    page.run()

    assert "**2** Received" in text_of(page)
    assert len(begun) == 2


def labels(page) -> list[str]:
    """The words of the tiles as they stand in a row."""
    shown = text_of(page)
    known = {
        "Received",
        "Being settled",
        "Overdue",
        "Cases without an officer",
        "Visits",
        "Petitions handled",
    }
    return [word for word in known if f"** {word}" in shown]


def test_each_role_has_its_own_figures(open_page, page_build, busy) -> None:
    head = page_build.user(Role.UNIT_HEAD, unit=busy)
    clerk = page_build.user(Role.RECEPTION_CLERK, unit=busy)

    of_head, of_clerk = open_page("pages/monitor.py", user=head), open_page("pages/monitor.py", user=clerk)

    assert "Cases without an officer" in labels(of_head)
    assert "Visits" not in labels(of_head)
    assert "Visits" in labels(of_clerk)
    assert "Cases without an officer" not in labels(of_clerk)


def test_an_address_chooses_the_figures_and_what_it_does_not_know_is_left_out(
    open_page, page_build, busy
) -> None:
    director = page_build.user(Role.DIRECTOR)

    page = open_page("pages/monitor.py", user=director, query={"tiles": "visits.overdue.no_such"})

    assert not page.exception
    assert set(labels(page)) == {"Visits", "Overdue"}
    assert "target 0" in text_of(page)


def test_a_reader_chooses_and_goes_back_to_those_of_his_role(open_page, page_build, busy) -> None:
    page = open_page("pages/monitor.py", user=page_build.user(Role.DIRECTOR))

    # The test writes the words of the choice itself, so it has to speak as the page does.
    with in_language("en"):
        page.multiselect(key="monitor_tiles_choice").set_value(["visits", "open"]).run()
    assert set(labels(page)) == {"Visits", "Being settled"}
    assert page.query_params["tiles"] in ("visits.open", ["visits.open"])
    next(button for button in page.button if button.label == "Those of my role").click().run()

    assert "Received" in labels(page)
    assert "tiles" not in page.query_params


def test_among_many_cases_the_lines_come_later_and_keep_their_room(
    open_page, page_build, busy, monkeypatch
) -> None:
    monkeypatch.setattr("ui.monitor_tiles._MANY", 1)
    director = page_build.user(Role.DIRECTOR)

    page = open_page("pages/monitor.py", user=director)
    # A second look, by a click or another filter, does not wait for them either.
    page.run()
    first = text_of(page)
    monkeypatch.setattr("ui.monitor_tiles._MANY", 100)
    then = text_of(open_page("pages/monitor.py", user=director))

    assert first.count('<div class="td-spark"></div>') == 7
    assert 'role="img"' not in first
    assert then.count('class="td-spark" role="img"') >= 5
