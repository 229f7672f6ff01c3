"""The intake page: fields follow the kind, drafts keep what was typed, refusals name the field."""

import sqlite3
from datetime import date

import pytest
from sqlmodel import select

from models import Case, Draft, Petition
from models.enums import Role
from services import database
from services.errors import DatabaseBusy
from tests.services.intake_entries import CONTENT

PAGE = "pages/intake.py"


def stored(build, model):
    """The rows as they are now; the builder's own snapshot is let go first."""
    build.session.rollback()
    return build.session.exec(select(model).order_by(model.id)).all()


def fill(page, *, kind: str = "complaint"):
    """Type a complaint as a clerk would; every committed field is a run of its own."""
    page.segmented_control(key="in_kind").set_value(kind).run()
    page.selectbox(key="in_channel_id").set_value(1).run()
    page.text_input(key="in_person_1_name").set_value("Trần Thị Thử").run()
    return page.text_area(key="in_summary").set_value(CONTENT).run()


def test_a_clerk_enters_a_complaint_and_gets_the_receipt(open_page, page_build) -> None:
    page_build.channel()
    clerk = page_build.user(Role.RECEPTION_CLERK)

    page = fill(open_page(PAGE, user=clerk))
    page.button(key="intake_save").click().run()

    assert not page.exception
    petition = stored(page_build, Petition)[0]
    assert petition.summary == CONTENT
    assert page.title[1].value == petition.code
    assert stored(page_build, Draft) == []


def test_the_next_petition_begins_with_an_empty_form(open_page, page_build) -> None:
    page_build.channel()
    page = fill(open_page(PAGE, user=page_build.user(Role.RECEPTION_CLERK)))
    page.button(key="intake_save").click().run()

    page.button(key="intake_new").click().run()

    assert not page.exception
    assert page.segmented_control(key="in_kind").value is None
    assert page.text_area(key="in_summary").value == ""


def test_every_committed_field_is_in_the_draft_and_a_reload_brings_it_back(open_page, page_build) -> None:
    page_build.channel()
    clerk = page_build.user(Role.RECEPTION_CLERK)
    page = fill(open_page(PAGE, user=clerk), kind="denunciation")
    page.checkbox(key="in_not_our_staff").check().run()
    page.date_input(key="in_petition_on").set_value(date(2026, 1, 5)).run()
    draft = stored(page_build, Draft)[0]

    again = open_page(PAGE, user=clerk, query={"draft": draft.key})

    assert not again.exception
    assert again.segmented_control(key="in_kind").value == "denunciation"
    assert again.text_input(key="in_person_1_name").value == "Trần Thị Thử"
    assert again.text_area(key="in_summary").value == CONTENT
    assert again.checkbox(key="in_not_our_staff").value is True
    assert again.date_input(key="in_petition_on").value == date(2026, 1, 5)
    assert any("Draft kept" in caption.value for caption in again.caption)


def test_nobody_takes_up_the_draft_of_another_person(open_page, page_build) -> None:
    page_build.channel()
    fill(open_page(PAGE, user=page_build.user(Role.RECEPTION_CLERK)))
    draft = stored(page_build, Draft)[0]

    page = open_page(PAGE, user=page_build.user(Role.RECEPTION_CLERK), query={"draft": draft.key})

    assert page.segmented_control(key="in_kind").value is None


def test_an_unfinished_entry_is_offered_and_discarded(open_page, page_build) -> None:
    page_build.channel()
    clerk = page_build.user(Role.RECEPTION_CLERK)
    fill(open_page(PAGE, user=clerk))
    draft = stored(page_build, Draft)[0]
    page = open_page(PAGE, user=clerk)
    assert "1 unfinished entry" in page.expander[0].label

    page.button(key=f"intake_discard_{draft.key}").click().run()

    assert not page.exception
    assert stored(page_build, Draft) == []


def test_values_of_a_hidden_field_come_back_with_the_field(open_page, page_build) -> None:
    page_build.channel()
    page = fill(open_page(PAGE, user=page_build.user(Role.RECEPTION_CLERK)))
    page.text_input(key="in_about").set_value("Quyết định 12").run()

    page.segmented_control(key="in_kind").set_value("recommendation").run()
    page.segmented_control(key="in_kind").set_value("complaint").run()

    assert page.text_input(key="in_about").value == "Quyết định 12"


def test_a_refusal_names_the_field_and_keeps_what_was_typed(open_page, page_build) -> None:
    page_build.channel()
    page = fill(open_page(PAGE, user=page_build.user(Role.RECEPTION_CLERK)))
    page.text_area(key="in_summary").set_value("").run()

    page.button(key="intake_save").click().run()
    page.run()

    assert page.error[0].value == "“Content in short” is empty. Fill it in."
    assert page.text_input(key="in_person_1_name").value == "Trần Thị Thử"
    assert stored(page_build, Petition) == []


def test_everything_that_is_missing_is_said_at_once_and_goes_as_it_is_filled_in(
    open_page, page_build
) -> None:
    channel = page_build.channel()
    officer = page_build.user(Role.OFFICER, unit=page_build.unit(parent=page_build.department()))
    page = open_page(PAGE, user=officer)
    page.segmented_control(key="in_kind").set_value("recommendation").run()

    page.button(key="intake_save").click().run()
    before = [error.value for error in page.error]
    page.selectbox(key="in_channel_id").set_value(channel.id).run()
    after = [error.value for error in page.error]

    assert before == [
        "“Way it came” is empty. Fill it in.",
        "Nobody is named as sender. Enter a full name, or mark the petition as anonymous.",
        "“Content in short” is empty. Fill it in.",
    ]
    assert after == before[1:]


def test_fields_follow_the_kind(open_page, page_build) -> None:
    page_build.channel()
    page = open_page(PAGE, user=page_build.user(Role.RECEPTION_CLERK))

    page.segmented_control(key="in_kind").set_value("complaint").run()
    complaint = {box.key for box in page.checkbox}
    page.segmented_control(key="in_kind").set_value("denunciation").run()
    denunciation = {box.key for box in page.checkbox}

    assert "in_disciplinary" in complaint - denunciation
    assert {"in_not_our_staff", "in_further"} <= denunciation - complaint


def test_a_forwarding_channel_asks_for_the_body(open_page, page_build) -> None:
    channel = page_build.channel("forwarded", from_body=True)
    page = open_page(PAGE, user=page_build.user(Role.RECEPTION_CLERK))
    page.selectbox(key="in_channel_id").set_value(channel.id).run()

    assert page.text_input(key="in_sender_body").label == "Forwarding body *"


def test_several_people_are_entered_and_one_is_taken_out(open_page, page_build) -> None:
    page_build.channel()
    page = fill(open_page(PAGE, user=page_build.user(Role.RECEPTION_CLERK)))
    page.button(key="intake_add_person").click().run()
    page.text_input(key="in_person_2_name").set_value("Người Thứ Hai").run()
    page.button(key="intake_add_person").click().run()
    page.text_input(key="in_person_3_name").set_value("Người Thứ Ba").run()

    page.button(key="intake_remove_person_2").click().run()

    assert not page.exception
    assert page.text_input(key="in_person_2_name").value == "Người Thứ Ba"
    assert page.number_input(key="in_signatories").value == 3
    with pytest.raises(KeyError):
        page.text_input(key="in_person_3_name")


def test_a_late_stamp_asks_for_the_reason_and_shows_the_term(open_page, page_build) -> None:
    page_build.channel()
    page = open_page(PAGE, user=page_build.user(Role.RECEPTION_CLERK))
    page.segmented_control(key="in_kind").set_value("complaint").run()

    page.date_input(key="in_received_on").set_value(date(2026, 1, 5)).run()

    assert page.text_input(key="in_backdate_reason").value == ""
    # LKN art. 27: ten days, ending on Thursday 15/01/2026.
    assert "### 15/01/2026" in [m.value for m in page.markdown]
    told = "\n".join(m.value for m in page.markdown)
    assert "Rule KN-ACC1, version 1: 10 calendar days" in told
    assert "The term began on 05/01/2026, the day of the receipt stamp." in told


def test_a_likely_duplicate_is_shown_linked_and_joins_the_case(open_page, page_build) -> None:
    page_build.channel()
    clerk = page_build.user(Role.RECEPTION_CLERK)
    page = fill(open_page(PAGE, user=clerk))
    page.button(key="intake_save").click().run()
    page.button(key="intake_new").click().run()
    first = stored(page_build, Petition)[0]

    page.segmented_control(key="in_kind").set_value("complaint").run()
    page.selectbox(key="in_channel_id").set_value(1).run()
    page.text_input(key="in_person_1_name").set_value("thu tran thi").run()
    page.text_area(key="in_summary").set_value(CONTENT.upper()).run()
    page.button(key=f"intake_link_{first.id}").click().run()
    page.button(key="intake_save").click().run()

    assert not page.exception
    latest = stored(page_build, Petition)[-1]
    assert latest.duplicate_of_id == first.id
    assert len(stored(page_build, Case)) == 1


def test_a_similar_petition_out_of_scope_is_hinted_without_its_code(open_page, page_build) -> None:
    page_build.channel()
    department = page_build.department()
    elsewhere = page_build.petition(unit=page_build.unit(parent=department), summary=CONTENT)
    page_build.party(elsewhere, "Trần Thị Thử")
    officer = page_build.user(Role.OFFICER, unit=page_build.unit(parent=department))

    page = fill(open_page(PAGE, user=officer))

    assert page.info[0].value == "A similar petition exists. Ask the focal unit."
    assert not [m for m in page.markdown if elsewhere.code in m.value]


def test_a_busy_database_loses_nothing(open_page, page_build, sqlite, monkeypatch) -> None:
    page_build.channel()
    page = fill(open_page(PAGE, user=page_build.user(Role.RECEPTION_CLERK)))
    page_build.session.rollback()
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.2)
    database.dispose()
    blocker = sqlite3.connect(sqlite.url.database)
    blocker.execute("BEGIN IMMEDIATE")

    page.text_input(key="in_about").set_value("Quyết định 12").run()
    warned = page.warning[0].value
    page.button(key="intake_save").click().run()
    refused = page.error[0].value
    blocker.rollback()
    blocker.close()
    page.run()
    kept = [caption.value for caption in page.caption]
    page.button(key="intake_save").click().run()

    assert warned == refused == DatabaseBusy.msgid
    assert page.session_state["_intake_receipt"].code == stored(page_build, Petition)[0].code
    assert any("Draft kept" in text for text in kept)


def test_the_same_entry_is_not_saved_twice(open_page, page_build) -> None:
    page_build.channel()
    clerk = page_build.user(Role.RECEPTION_CLERK)
    page = fill(open_page(PAGE, user=clerk))
    draft = stored(page_build, Draft)[0]
    other_window = open_page(PAGE, user=clerk, query={"draft": draft.key})
    page.button(key="intake_save").click().run()

    other_window.button(key="intake_save").click().run()

    assert other_window.error[0].value.startswith("This entry was already saved")
    assert other_window.text_area(key="in_summary").value == CONTENT
    assert len(stored(page_build, Petition)) == 1


@pytest.mark.parametrize("role", [Role.VIEWER, Role.ADMINISTRATOR])
def test_who_may_not_open_the_page(open_page, page_build, role) -> None:
    page = open_page(PAGE, user=page_build.user(role))

    assert page.error[0].value == "You do not have the right to open this page."


@pytest.mark.parametrize(
    "role", [Role.RECEPTION_CLERK, Role.OFFICER, Role.UNIT_HEAD, Role.INSPECTOR, Role.DIRECTOR]
)
def test_whoever_enters_petitions_sees_the_form(open_page, page_build, role) -> None:
    page = open_page(PAGE, user=page_build.user(role))

    assert not page.exception
    assert page.title[0].value == "Petition intake"
