"""Imported cases on screen: the estimate, confirming the receipt date, the register behind it."""

from datetime import timedelta

import pytest
from sqlmodel import select

from models import AuditEntry, Case
from models.enums import Kind, Role
from services import actors, clock, database, petition_handling, petition_splitting, receipt_dates
from services.part_input import PartInput
from services.register_days import ReceiptDates
from tests.imported import DAY, accepted, imported, petition_of, waiting
from tests.services.imports.files import petition_row

PAGE = "pages/case.py"
BADGE = "The receipt date comes from a register: the term is estimated."


@pytest.fixture
def now():
    return clock.now()


@pytest.fixture
def today(now):
    return clock.local_date(now)


@pytest.fixture
def director(page_build):
    return page_build.user(Role.DIRECTOR, name="Giám đốc Minh")


def texts(page) -> str:
    blocks = [*page.markdown, *page.caption, *page.title, *page.subheader, *page.info]
    return "\n".join(block.value for block in blocks).replace("\\", "")


def field(case: Case, name: str) -> str:
    return f"case_{case.code}_receipt_{name}_0"


def stored(build, case: Case) -> Case:
    build.session.rollback()
    build.session.expire_all()
    return build.session.get(Case, case.id)


def test_the_date_is_confirmed_beside_its_badge(open_page, page_build, director) -> None:
    (case,) = imported(page_build, waiting(number=7, promised=DAY + timedelta(days=20)))
    page = open_page(PAGE, user=director, query={"code": case.code})
    assert BADGE in texts(page)

    page.button(key="receipt_open").click().run()

    assert not page.exception
    shown = texts(page)
    assert "Register “SỔ THEO DÕI ĐƠN THƯ NĂM 2026”, row 7. Received on 02/03/2026." in shown
    assert "Answer promised for 22/03/2026." in shown
    assert "**Handling of the petition: due on 12/03/2026** (as now)" in shown
    assert not [box for box in page.text_input if str(box.key) == field(case, "reason")]

    page.button(key="receipt_save").click().run()

    assert not page.exception
    assert not page.error
    assert BADGE not in texts(page)
    assert "Receipt date confirmed" in texts(page)
    assert not stored(page_build, case).is_estimated
    assert not petition_of(page_build, case).is_estimated


def test_another_date_shows_its_term_first_and_needs_a_reason(open_page, page_build, director) -> None:
    (case,) = imported(page_build, waiting())
    page = open_page(PAGE, user=director, query={"code": case.code, "do": "receipt"})

    page.date_input(key=field(case, "received_on")).set_value(DAY + timedelta(days=3)).run()

    assert "**Handling of the petition: due on 16/03/2026** (now: 12/03/2026)" in texts(page)
    assert stored(page_build, case).received_on == DAY
    page.button(key="receipt_save").click().run()
    assert page.error[0].value == "“Reason” is empty. Fill it in."
    page.text_input(key=field(case, "reason")).set_value("Theo dấu công văn đến").run()
    page.button(key="receipt_save").click().run()

    assert not page.exception
    assert not page.error
    assert stored(page_build, case).received_on == DAY + timedelta(days=3)
    shown = texts(page)
    assert "~~Receive the complaint~~ (corrected)" in shown
    assert "05/03/2026 · **Receive the complaint** (corrected; was 02/03/2026)" in shown
    assert "> Theo dấu công văn đến" in shown


def test_what_cannot_be_is_said_beside_the_date_and_nothing_is_lost(
    open_page, page_build, director, today
) -> None:
    (case,) = imported(page_build, accepted())
    page = open_page(PAGE, user=director, query={"code": case.code, "do": "receipt"})
    assert "The register tells that the case was accepted, but not when" in texts(page)

    page.date_input(key=field(case, "received_on")).set_value(today + timedelta(days=1)).run()
    page.button(key="receipt_save").click().run()

    assert not page.exception
    refused = [error.value for error in page.error]
    assert refused == ["“Receipt date” lies in the future. Enter a date up to today."]
    assert page.date_input(key=field(case, "received_on")).value == today + timedelta(days=1)
    assert stored(page_build, case).is_estimated


def test_the_second_of_two_sees_what_changed(open_page, page_build, director, now, today) -> None:
    (case,) = imported(page_build, waiting())
    other = page_build.user(Role.DIRECTOR, name="Phó giám đốc Lan")
    page = open_page(PAGE, user=director, query={"code": case.code, "do": "receipt"})
    page.date_input(key=field(case, "received_on")).set_value(DAY + timedelta(days=1)).run()
    with database.transaction() as session:
        actor = actors.actor_of(session, other, today=today)
        receipt_dates.confirm(session, case.id, ReceiptDates(received_on=DAY), actor=actor, now=now)

    page.text_input(key=field(case, "reason")).set_value("Theo phong bì").run()
    page.button(key="receipt_save").click().run()

    assert not page.exception
    assert "Phó giám đốc Lan changed this record" in page.warning[0].value
    assert "**Receipt date confirmed**" in texts(page)
    assert page.text_input(key=field(case, "reason")).value == "Theo phong bì"
    page.button(key="receipt_save").click().run()
    assert stored(page_build, case).received_on == DAY + timedelta(days=1)


def test_the_day_confirmed_with_another_part_is_proposed(open_page, page_build, director, now, today) -> None:
    (case,) = imported(page_build, waiting())
    petition, officer = petition_of(page_build, case), page_build.user(Role.OFFICER)
    with database.transaction() as session:
        acting = {"actor": actors.actor_of(session, director, today=today), "now": now, "today": today}
        petition_handling.classify(session, petition.id, eligible=True, in_competence=None, **acting)
        parts = [
            PartInput(case_id=case.id, summary="Khiếu nại việc thu hồi"),
            PartInput(kind=Kind.DENUNCIATION, summary="Tố cáo ông X", not_our_staff=True),
        ]
        (secret,) = petition_splitting.split(session, petition.id, parts, **acting)
    with database.transaction() as session:
        dates = ReceiptDates(received_on=DAY + timedelta(days=2), reason="Theo phong bì")
        actor = actors.actor_of(session, officer, today=today)
        receipt_dates.confirm(session, case.id, dates, actor=actor, now=now)

    page = open_page(PAGE, user=director, query={"code": secret.code, "do": "receipt"})

    assert not page.exception
    assert page.date_input(key=field(secret, "received_on")).value == DAY + timedelta(days=2)
    assert stored(page_build, secret).is_estimated


@pytest.mark.parametrize(
    ("role", "offered"), [(Role.DIRECTOR, True), (Role.OFFICER, True), (Role.RECEPTION_CLERK, False)]
)
def test_who_is_offered_the_confirmation(open_page, page_build, role, offered, today) -> None:
    (case,) = imported(page_build, waiting(received=today - timedelta(days=3)), today=today)
    user = page_build.user(role)

    page = open_page(PAGE, user=user, query={"code": case.code})

    assert BADGE in texts(page)
    assert bool([button for button in page.button if button.key == "receipt_open"]) is offered
    if not offered:
        forced = open_page(PAGE, user=user, query={"code": case.code, "do": "receipt"})
        assert "The receipt date of this case is not yours to confirm." in texts(forced)
        assert not [button for button in forced.button if button.key == "receipt_save"]


def test_a_closed_case_only_says_where_its_dates_come_from(open_page, page_build, director) -> None:
    (case,) = imported(page_build, petition_row(state="Đã giải quyết"))

    page = open_page(PAGE, user=director, query={"code": case.code})

    assert "The dates of this closed case come from a register." in texts(page)
    assert not [button for button in page.button if button.key == "receipt_open"]


def test_the_register_and_its_remarks_stand_with_the_petition(open_page, page_build, director) -> None:
    (case,) = imported(page_build, waiting(number=9, name="LÊ THỊ KHÁC", received="05/03/2026"))

    for path in (PAGE, "pages/petition.py"):
        shown = texts(open_page(path, user=director, query={"code": case.code}))

        assert "Register “SỔ THEO DÕI ĐƠN THƯ NĂM 2026”, row 9 · imported on 23/11/2026" in shown
        assert "The date was written as text and read as 05/03/2026." in shown
        assert "was not in normal capitals." in shown


def test_the_petition_leads_to_the_confirmation(open_page, page_build, director) -> None:
    (case,) = imported(page_build, waiting())
    clerk = page_build.user(Role.RECEPTION_CLERK)

    offered = texts(open_page("pages/petition.py", user=director, query={"code": case.code}))
    refused = texts(open_page("pages/petition.py", user=clerk, query={"code": case.code}))

    assert "Confirm the receipt date" in offered
    assert "Confirm the receipt date" not in refused


def test_a_denunciation_is_not_traced_to_its_row(open_page, page_build) -> None:
    secret = {"complaint": None, "denunciation": "x", "content": "Tố cáo ông X nhận tiền"}
    (case,) = imported(page_build, waiting(number=9, name="LÊ THỊ KHÁC", **secret))
    officer = page_build.user(Role.OFFICER)
    with database.transaction() as session:
        session.get(Case, case.id).officer_id = officer.id

    shown = texts(open_page(PAGE, user=officer, query={"code": case.code}))

    assert case.kind is Kind.DENUNCIATION
    assert "Register “SỔ THEO DÕI ĐƠN THƯ NĂM 2026” · imported on 23/11/2026" in shown
    assert "row 9" not in shown
    assert "capitals" not in shown
    assert "KHÁC" not in shown.upper().replace("NGƯỜI KHÁC", "")


def test_my_work_lists_what_waits_for_a_confirmation(open_page, page_build) -> None:
    cases = imported(page_build, *(waiting(number=n, name=f"Lê Thị {n}") for n in range(1, 9)))
    officer = page_build.user(Role.OFFICER)
    with database.transaction() as session:
        for case in cases[:6]:
            session.get(Case, case.id).officer_id = officer.id

    page = open_page("pages/home.py", user=officer)

    assert not page.exception
    shown = texts(page)
    assert "Receipt date to be confirmed · 6" in shown
    assert "**received on 02/03/2026 by the register**" in shown
    assert "5 of 6 shown" in shown
    page.button(key=f"unconfirmed_{cases[0].id}_go").click().run()
    assert page.session_state["_went_to"] == ("case", {"code": cases[0].code, "do": "receipt"})


def test_my_work_is_silent_where_nothing_waits(open_page, page_build) -> None:
    page = open_page("pages/home.py", user=page_build.user(Role.OFFICER))

    assert "Receipt date to be confirmed" not in texts(page)


def test_case_tracking_has_a_view_and_confirms_several(open_page, page_build, today) -> None:
    first, future, last = imported(
        page_build,
        waiting(number=1),
        waiting(number=2, name="Lê Thị Hai", received=today + timedelta(days=9)),
        waiting(number=3, name="Lê Thị Ba"),
    )
    officer = page_build.user(Role.OFFICER)
    page = open_page("pages/cases.py", user=officer)
    chip = page.button(key="cases_view_estimated")
    assert chip.label == "Estimated · 3"
    chip.click().run()
    assert len(page.dataframe[0].value) == 3

    # Another view is another table: the selection of the first one is gone.
    page.session_state["cases_table_1"] = {"selection": {"rows": [0, 1, 2], "columns": [], "cells": []}}
    page.run()
    page.button(key="confirm_go").click().run()

    assert not page.exception
    warned = [warning.value for warning in page.warning]
    assert warned == [f"{future.code} stays: “Receipt date” lies in the future. Enter a date up to today."]
    assert [stored(page_build, one).is_estimated for one in (first, future, last)] == [False, True, False]
    trail = page_build.session.exec(select(AuditEntry).where(AuditEntry.action == "case.confirm_receipt"))
    assert sorted(entry.subject_id for entry in trail) == [first.id, last.id]


def test_without_imports_there_is_no_such_view(open_page, page_build, today) -> None:
    page_build.case(due_on=today)

    page = open_page("pages/cases.py", user=page_build.user(Role.DIRECTOR))

    assert not [button for button in page.button if button.key == "cases_view_estimated"]
