"""A hot spot's file on the page of its case and in the list of hot spots, as it is clicked and seen."""

from datetime import timedelta

from sqlmodel import select

from models import HotSpotFile, HotSpotMeasure
from models.enums import Kind, MeasureKind, Role
from services import actors, database
from services.hotspots import files
from services.hotspots.files import FileInput
from tests.pages.test_case import PAGE, director, now, opened, texts, today

__all__ = ["director", "now", "today"]


def a_file(case, director, now, today, *, days: int = 14) -> int:
    with database.transaction() as session:
        actor = actors.actor_of(session, director, today=today)
        entry = FileInput(plan="Gặp bà Kín", next_review_on=today + timedelta(days=days))
        return files.open_file(session, case.id, entry, actor=actor, now=now).id


def widget(page, kind: str, field: str):
    return next(one for one in getattr(page, kind) if f"_hot_file_{field}_" in one.key)


def test_a_leader_opens_a_file_and_a_refusal_keeps_what_was_typed(
    open_page, page_build, director, now, today
) -> None:
    case = opened(page_build, director, now, today)
    page = open_page(PAGE, user=director, query={"code": case.code})

    widget(page, "text_area", "plan").set_value("Đối thoại tại chợ")
    widget(page, "date_input", "next").set_value(today)
    page.button(key="hot_open_save").click().run()
    assert "The next review must lie after today. Choose a later day." in [e.value for e in page.error]
    assert widget(page, "text_area", "plan").value == "Đối thoại tại chợ"
    widget(page, "date_input", "next").set_value(today + timedelta(days=7))
    page.button(key="hot_open_save").click().run()

    assert not page.exception
    assert "Đối thoại tại chợ" in texts(page)
    with database.reading() as session:
        assert session.exec(select(HotSpotFile)).one().next_review_on == today + timedelta(days=7)


def test_measure_review_and_closing(open_page, page_build, director, now, today) -> None:
    case = opened(page_build, director, now, today)
    file_id = a_file(case, director, now, today)
    page = open_page(PAGE, user=director, query={"code": case.code})

    widget(page, "selectbox", "kind").set_value(MeasureKind.POLICE)
    page.button(key=f"hot_measure_save_{file_id}").click().run()
    widget(page, "text_area", "found").set_value("Yên")
    page.button(key=f"hot_review_save_{file_id}").click().run()
    widget(page, "text_area", "reason").set_value("Các hộ đồng ý")
    page.button(key=f"hot_close_save_{file_id}").click().run()

    assert not page.exception
    assert "Các hộ đồng ý" in texts(page)
    with database.reading() as session:
        kinds = [one.kind for one in session.exec(select(HotSpotMeasure).order_by(HotSpotMeasure.id))]
        assert kinds == [MeasureKind.POLICE, MeasureKind.REVIEW, MeasureKind.CLOSING]
        assert session.exec(select(HotSpotFile)).one().closed_on == today


def test_an_entry_is_taken_back_and_a_closed_file_opened_again(
    open_page, page_build, director, now, today
) -> None:
    case = opened(page_build, director, now, today)
    file_id = a_file(case, director, now, today)
    page = open_page(PAGE, user=director, query={"code": case.code})
    widget(page, "text_area", "note").set_value("Nhầm hồ sơ")
    page.button(key=f"hot_measure_save_{file_id}").click().run()

    page.button(key=f"hot_back_save_{file_id}").click().run()
    assert any("Why it is taken back" in one.value for one in page.error)
    widget(page, "text_area", "back_reason").set_value("Ghi vào vụ khác")
    page.button(key=f"hot_back_save_{file_id}").click().run()
    told = texts(page)
    assert "Ghi vào vụ khác" in told
    assert "Nhầm hồ sơ" in told
    widget(page, "text_area", "reason").set_value("Đã yên")
    page.button(key=f"hot_close_save_{file_id}").click().run()
    widget(page, "text_area", f"again_{file_id}").set_value("Lại tụ tập")
    page.button(key=f"hot_again_save_{file_id}").click().run()

    assert not page.exception
    assert "Đã yên" in texts(page)
    assert "Lại tụ tập" in texts(page)
    with database.reading() as session:
        file = session.exec(select(HotSpotFile)).one()
        assert (file.closed_on, file.next_review_on) == (None, today + timedelta(days=14))


def test_an_officer_reviews_and_neither_opens_nor_closes(open_page, page_build, director, now, today) -> None:
    unit = page_build.unit(parent=page_build.department())
    officer = page_build.user(Role.OFFICER, unit=unit)
    bare, filed = (opened(page_build, director, now, today, unit=unit) for _place in range(2))
    file_id = a_file(filed, director, now, today)

    def buttons(case) -> set[str]:
        page = open_page(PAGE, user=officer, query={"code": case.code})
        assert not page.exception
        return {str(one.key) for one in page.button if str(one.key).startswith("hot_")}

    assert buttons(bare) == set()
    assert buttons(filed) == {f"hot_measure_save_{file_id}", f"hot_review_save_{file_id}"}


def test_the_list_tells_of_the_next_review_and_of_one_that_passed(
    open_page, page_build, director, now, today
) -> None:
    case = page_build.case()
    page_build.crowd(case_id=case.id, gathered_on=today - timedelta(days=3))
    early = now - timedelta(days=10)
    a_file(case, director, early, today - timedelta(days=10), days=5)

    page = open_page("pages/hotspots.py", user=director)

    assert not page.exception
    assert "File: review overdue since" in texts(page)
    [table] = [one.value for one in page.dataframe if "Next review on" in one.value.columns]
    assert list(table["Code"]) == [case.code]
    assert table["Next review on"][0].endswith(", overdue")


def test_the_list_holds_no_word_of_a_denunciation(open_page, page_build, director, now, today) -> None:
    case = page_build.case(kind=Kind.DENUNCIATION, summary="Tên người bị tố cáo")
    a_file(case, director, now, today)

    page = open_page("pages/hotspots.py", user=director)

    everything = texts(page) + " ".join(one.value.to_csv() for one in page.dataframe)
    assert case.code in everything
    assert "Kín" not in everything
    assert "bị tố cáo" not in everything
