"""The screen of early warning: alarms with reason and course, what leaders say, the trial, the calendar."""

import re
from datetime import timedelta

import pytest
from sqlmodel import select

from models import SensitivePeriod, WarningAlarm, WarningJudgement
from models.enums import AlarmLabel, Kind, Role
from services import database
from services.warning import backtest, running, weeks
from services.warning.weeks import last_whole
from tests.pages.test_case import director, now, texts, today
from tests.services.warned import SYSTEM, Province
from ui.navigation import BY_NAME

__all__ = ["director", "now", "today"]
PAGE = "pages/alarms.py"


@pytest.fixture
def province(page_build, now, today) -> Province:
    """Two quiet years up to this day, an outbreak in the last week, and that week scored."""
    build = page_build
    build.commit = False
    made = Province(build.session, build, last=last_whole(today))
    made.outbreak(made.last, count=8)
    build.commit = True
    with database.transaction() as session:
        running.run(session, made.last, actor=SYSTEM, now=now)
    return made


def alarm_of(province: Province) -> int:
    with database.reading() as session:
        wanted = WarningAlarm.commune_id == province.communes[0].id, WarningAlarm.stream == "together"
        return session.exec(select(WarningAlarm.id).where(*wanted)).one()


def test_a_leader_reads_why_there_is_an_alarm_and_its_course(open_page, province, director) -> None:
    page = open_page(PAGE, user=director)

    assert not page.exception
    said = texts(page)
    assert "xã Số 0 · Xăng dầu" in said
    assert "new matters (usually" in said
    assert "By chance: less than 1 in" in said
    assert "new this week" in said
    [chart] = page.get("plotly_chart")[:1]
    assert "95 % of usual weeks" in chart.proto.spec


def test_in_vietnamese_nothing_is_english(open_page, province, director) -> None:
    said = re.sub("<style>.*?</style>", "", texts(open_page(PAGE, user=director, language="vi")), flags=re.S)

    assert "vụ việc mới (bình thường" in said
    assert "Khả năng tình cờ: dưới 1/" in said
    for english in ("weeks", "usual", "alarm", "since"):
        assert english not in said.casefold()


def test_a_word_on_an_alarm_is_kept_and_seen(open_page, province, director) -> None:
    number = alarm_of(province)
    page = open_page(PAGE, user=director, query={"alarm": str(number)})

    page.radio(key=f"label_{number}").set_value(AlarmLabel.KNOWN)
    page.button(key=f"judge_save_{number}").click().run()
    assert any("What is known about it" in one.value for one in page.error)
    page.text_area(key=f"note_{number}").set_value("Dự án chợ mới")
    page.button(key=f"judge_save_{number}").click().run()

    assert not page.exception
    assert "Known cause" in texts(page)
    assert "Dự án chợ mới" in texts(page)
    with database.reading() as session:
        assert session.exec(select(WarningJudgement)).one().label is AlarmLabel.KNOWN
    hot = texts(open_page("pages/hotspots.py", user=director))
    assert "xã Số 0 · Xăng dầu" not in hot


def test_hot_spots_and_the_monitor_lead_to_the_alarms(open_page, province, director) -> None:
    assert "xã Số 0 · Xăng dầu" in texts(open_page("pages/hotspots.py", user=director))
    assert "early warnings not judged yet" in texts(open_page("pages/monitor.py", user=director))


def test_a_reader_of_one_unit_is_told_why_there_is_none(open_page, page_build, province) -> None:
    unit = page_build.unit("Phòng Một", parent=page_build.department())
    head = page_build.user(Role.UNIT_HEAD, unit=unit)

    for query in ({}, {"alarm": str(alarm_of(province))}):
        page = open_page(PAGE, user=head, query=query)
        assert not page.exception
        assert "xã Số 0 · Xăng dầu" not in texts(page)
        assert "No alarm of your unit stands." in texts(page)
    page = open_page("pages/hotspots.py", user=head)
    assert not page.exception
    assert "No alarm of your unit stands." in texts(page)


def test_a_viewer_counts_and_opens_no_rows(open_page, page_build, province) -> None:
    page = open_page(PAGE, user=page_build.user(Role.VIEWER))

    assert "xã Số 0 · Xăng dầu" in texts(page)
    assert "Open the rows of these weeks" not in texts(page)
    assert not [one for one in page.button if one.key and one.key.startswith("judge_save")]


def test_before_the_first_run_the_screen_says_so(open_page, page_build, director) -> None:
    for path in (PAGE, "pages/hotspots.py"):
        page = open_page(path, user=director)

        assert not page.exception
        assert "No week was scored yet." in texts(page)


def test_the_trial_is_shown_with_its_crowds(open_page, page_build, province, director, now) -> None:
    crowd_week = province.last - 4 * weeks.WEEK
    for back in (5, 4, 3):
        province.outbreak(crowd_week - back * weeks.WEEK, commune=1, count=6)
    page_build.crowd(
        persons=40, commune_id=province.communes[1].id, gathered_on=crowd_week + timedelta(days=3)
    )
    with database.transaction() as session:
        backtest.run(session, actor=SYSTEM, now=now)

    page = open_page(PAGE, user=director, query={"view": "trial"})

    assert not page.exception
    assert "100%" in texts(page)
    assert "of 1 crowds were warned of" in texts(page)
    [table] = [one.value for one in page.dataframe if "Crowd on" in one.value.columns]
    assert list(table["Commune"]) == ["xã Số 1"]


def test_sensitive_days_are_added_and_taken_back(open_page, page_build, director, today) -> None:
    page = open_page(PAGE, user=director, query={"view": "days"})
    page.button(key="sensitive_save").click().run()
    assert any("What it is" in one.value for one in page.error)
    page.text_input(key="sensitive_name").set_value("Bầu cử bổ sung")
    page.date_input(key="sensitive_first").set_value(today + timedelta(days=5))
    page.date_input(key="sensitive_last").set_value(today + timedelta(days=4))
    page.button(key="sensitive_save").click().run()
    assert any("lies before the first" in one.value for one in page.error)
    page.date_input(key="sensitive_last").set_value(today + timedelta(days=6))
    page.button(key="sensitive_save").click().run()

    assert not page.exception
    assert "Bầu cử bổ sung" in texts(page)
    assert "in 5 days" in texts(page)
    with database.reading() as session:
        row = session.exec(select(SensitivePeriod)).one()
    page.button(key=f"sensitive_back_{row.id}").click().run()
    assert "Bầu cử bổ sung" not in texts(page)


def test_hot_spots_name_the_sensitive_days_ahead(open_page, page_build, director, now, today) -> None:
    begins = today + timedelta(days=9)
    row = {"kind": "election", "name": "Bầu cử bổ sung", "first_on": begins, "last_on": begins}
    page_build.add(SensitivePeriod(entered_by_id=director.id, entered_at=now, **row))

    page = open_page("pages/hotspots.py", user=director)

    assert not page.exception
    assert "Bầu cử bổ sung" in texts(page)
    assert "in 9 days" in texts(page)


def test_a_known_cause_stands_beside_the_alarm(open_page, page_build, province, director, now, today) -> None:
    page_build.add(
        SensitivePeriod(
            kind="project",
            name="Thu hồi đất chợ",
            first_on=province.last - timedelta(days=30),
            last_on=today,
            commune_id=province.communes[0].id,
            entered_by_id=director.id,
            entered_at=now,
        )
    )

    assert "Thu hồi đất chợ (xã Số 0)" in texts(open_page(PAGE, user=director))


def test_the_administrator_scores_a_week_by_hand(open_page, page_build, now, today) -> None:
    made = Province(page_build.session, page_build, history=20, last=last_whole(today))
    page = open_page("pages/clock_watch.py", user=page_build.user(Role.ADMINISTRATOR))

    page.button(key="score_week").click().run()

    assert not page.exception
    with database.reading() as session:
        assert running.latest(session, actor=SYSTEM).monday == made.last


def test_no_alarm_tells_of_a_denunciation(open_page, page_build, province, director, now) -> None:
    before = texts(open_page(PAGE, user=director))
    for _one in range(15):
        province.petition(province.last, province.communes[4], province.fields[1], kind=Kind.DENUNCIATION)
    with database.transaction() as session:
        running.run(session, province.last, actor=SYSTEM, now=now)

    after = texts(open_page(PAGE, user=director))
    assert "xã Số 4 · Chợ" not in after
    assert before.count("By chance") == after.count("By chance")


def test_the_page_is_for_readers_of_figures() -> None:
    assert BY_NAME["alarms"].permission == "figures_read"
