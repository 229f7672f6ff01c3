"""The page of one petition: read, handled, voided, judged; and the list without a code."""

from datetime import UTC, datetime

import pytest
from sqlmodel import select

from models import AuditEntry, Case, Note, Petition
from models.enums import Kind, PetitionOutcome, Role
from services import attachments, clock, database, petition_handling, petitions
from tests.services.intake_entries import CONTENT, entry
from tests.services.intake_files import pdf

PAGE = "pages/petition.py"


def taken_in(build, user, **values) -> Petition:
    """A petition received today, committed, so that the page sees it."""
    now = datetime.now(UTC)
    today = clock.local_date(now)
    written = entry(build, **{"received_on": today, **values})
    actor = build.actor_of(user)
    build.session.commit()
    with database.transaction() as session:
        return petitions.receive(session, written, actor=actor, now=now, today=today)


def stored(build, model):
    build.session.rollback()
    return build.session.exec(select(model).order_by(model.id)).all()


def words(page) -> str:
    return "\n".join(element.value for element in (*page.title, *page.markdown, *page.caption))


def test_the_page_says_what_the_petition_says(open_page, page_build) -> None:
    head = page_build.user(Role.DIRECTOR)
    petition = taken_in(page_build, head)

    page = open_page(PAGE, user=head, query={"code": petition.code})

    assert not page.exception
    assert page.title[0].value == f"{petition.code} · Complaint"
    assert CONTENT in words(page)
    assert "Trần Thị Thử" in words(page)
    assert "001299000123" not in words(page)
    assert "the day of the receipt stamp" in words(page)
    assert "Print on one page" in [button.proto.label for button in page.get("download_button")]


def test_a_denunciation_shows_no_name_until_a_purpose_is_given(open_page, page_build) -> None:
    head = page_build.user(Role.DIRECTOR)
    petition = taken_in(page_build, head, kind=Kind.DENUNCIATION)
    page = open_page(PAGE, user=head, query={"code": petition.code})
    assert "Trần Thị Thử" not in words(page)

    page.button(key="petition_identity_show").click().run()
    refused = page.error[0].value
    page.text_input(key="petition_identity_purpose").set_value("Mời làm việc").run()
    page.button(key="petition_identity_show").click().run()

    assert refused == "“Reason” is empty. Fill it in."
    assert "Trần Thị Thử" in words(page)
    assert [a.reason for a in stored(page_build, AuditEntry) if a.action == "identity.read"] == [
        "Mời làm việc"
    ]


def test_the_head_guides_a_complaint(open_page, page_build) -> None:
    head = page_build.user(Role.DIRECTOR)
    petition = taken_in(page_build, head)
    page = open_page(PAGE, user=head, query={"code": petition.code})

    page.selectbox(key="pt_outcome_0").set_value("guide").run()
    page.text_input(key="pt_number_0").set_value("7/HD").run()
    page.text_input(key="pt_signer_0").set_value("Lê Văn Ký").run()
    page.text_input(key="pt_body_0").set_value("UBND xã An Bình").run()
    page.button(key="petition_handle").click().run()

    assert not page.exception
    assert stored(page_build, Petition)[0].outcome is PetitionOutcome.GUIDE
    assert "Guided" in words(page)


def test_a_refusal_keeps_what_was_typed(open_page, page_build) -> None:
    head = page_build.user(Role.DIRECTOR)
    petition = taken_in(page_build, head)
    page = open_page(PAGE, user=head, query={"code": petition.code})
    page.selectbox(key="pt_outcome_0").set_value("guide").run()
    page.text_input(key="pt_number_0").set_value("7/HD").run()

    page.button(key="petition_handle").click().run()

    assert page.error[0].value == "“Body it goes to” is empty. Fill it in."
    assert page.text_input(key="pt_number_0").value == "7/HD"


def test_the_second_of_two_sees_what_changed_and_keeps_his_text(open_page, page_build) -> None:
    first, second = page_build.user(Role.DIRECTOR), page_build.user(Role.DIRECTOR)
    petition = taken_in(page_build, first, eligible=None)
    page = open_page(PAGE, user=second, query={"code": petition.code})
    now = datetime.now(UTC)
    with database.transaction() as session:
        petition_handling.classify(
            session,
            petition.id,
            eligible=True,
            in_competence=None,
            actor=page_build.actor_of(first),
            now=now,
            today=clock.local_date(now),
        )
    page.text_input(key="pt_void_reason_0").set_value("Nhập nhầm").run()

    page.button(key="petition_void").click().run()

    assert first.name in page.warning[0].value
    assert "Eligibility decided" in words(page)
    assert page.text_input(key="pt_void_reason_0").value == "Nhập nhầm"
    page.button(key="petition_void").click().run()
    assert stored(page_build, Petition)[0].void_reason == "Nhập nhầm"


def test_eligibility_decided_late_brings_the_case(open_page, page_build) -> None:
    head = page_build.user(Role.DIRECTOR)
    petition = taken_in(page_build, head, eligible=None)
    page = open_page(PAGE, user=head, query={"code": petition.code})

    page.segmented_control(key="pt_eligible_0").set_value("yes").run()
    page.button(key="petition_classify").click().run()

    assert not page.exception
    assert stored(page_build, Case)[0].code == petition.code


def test_a_voided_petition_says_why_and_takes_nothing_more(open_page, page_build) -> None:
    clerk = page_build.user(Role.RECEPTION_CLERK)
    petition = taken_in(page_build, clerk)
    page = open_page(PAGE, user=clerk, query={"code": petition.code})
    page.text_input(key="pt_void_reason_0").set_value("Nhập hai lần").run()

    page.button(key="petition_void").click().run()

    assert "Nhập hai lần" in page.error[0].value
    with pytest.raises(KeyError):
        page.button(key="petition_void")


def test_a_note_is_kept_and_shown(open_page, page_build) -> None:
    clerk = page_build.user(Role.RECEPTION_CLERK)
    petition = taken_in(page_build, clerk)
    page = open_page(PAGE, user=clerk, query={"code": petition.code})

    page.text_area(key="pt_note_0").set_value("Hẹn thứ Năm").run()
    page.button(key="petition_note").click().run()

    assert "Hẹn thứ Năm" in words(page)
    assert len(stored(page_build, Note)) == 1


def test_a_later_found_duplicate_is_linked(open_page, page_build) -> None:
    clerk = page_build.user(Role.RECEPTION_CLERK)
    first, second = taken_in(page_build, clerk), taken_in(page_build, clerk)
    page = open_page(PAGE, user=clerk, query={"code": second.code})

    page.button(key=f"petition_link_{first.id}").click().run()

    assert not page.exception
    assert stored(page_build, Petition)[1].duplicate_of_id == first.id
    assert [case.voided_at is None for case in stored(page_build, Case)] == [True, False]
    assert f"Repeats {first.code}" in words(page)


def test_a_dismissed_duplicate_does_not_come_back(open_page, page_build) -> None:
    clerk = page_build.user(Role.RECEPTION_CLERK)
    first, second = taken_in(page_build, clerk), taken_in(page_build, clerk)
    page = open_page(PAGE, user=clerk, query={"code": second.code})

    page.button(key=f"petition_dismiss_{first.id}").click().run()

    assert "Nothing alike so far." in words(page)


def test_scans_are_listed_and_opened(open_page, page_build) -> None:
    clerk = page_build.user(Role.RECEPTION_CLERK)
    petition = taken_in(page_build, clerk)
    with database.transaction() as session:
        kept = attachments.add_to_petition(
            session,
            petition.id,
            name="đơn.pdf",
            data=pdf(),
            actor=page_build.actor_of(clerk),
            now=datetime.now(UTC),
        )
    page = open_page(PAGE, user=clerk, query={"code": petition.code})

    page.button(key=f"scan_open_{kept.id}").click().run()

    assert not page.exception
    assert "đơn" in words(page)


def test_a_petition_out_of_scope_looks_like_a_missing_one(open_page, page_build) -> None:
    elsewhere = page_build.petition(unit=page_build.unit(parent=page_build.department()))
    officer = page_build.user(Role.OFFICER, unit=page_build.unit(parent=page_build.department()))

    hidden = open_page(PAGE, user=officer, query={"code": elsewhere.code})
    missing = open_page(PAGE, user=officer, query={"code": "2026-99999"})

    assert hidden.error[0].value == missing.error[0].value
    assert hidden.title[0].value == missing.title[0].value == "Petition"


def test_the_list_shows_what_waits_and_finds_by_name_and_word(open_page, page_build) -> None:
    clerk = page_build.user(Role.RECEPTION_CLERK)
    petition = taken_in(page_build, clerk)
    secret = taken_in(page_build, clerk, kind=Kind.DENUNCIATION)
    page = open_page("pages/petitions.py", user=clerk)
    everything = words(page)

    found = {}
    for search in ("thi thu tran", "xang dau", petition.code, "khong co"):
        page.text_input(key="petitions_search").set_value(search).run()
        found[search] = words(page)

    assert petition.code in everything
    assert secret.code in everything
    assert all(petition.code in found[s] for s in ("thi thu tran", "xang dau", petition.code))
    assert not any(secret.code in text for text in found.values())
    assert petition.code not in found["khong co"]


@pytest.mark.parametrize("role", [Role.VIEWER, Role.ADMINISTRATOR])
def test_who_may_not_open_the_page(open_page, page_build, role) -> None:
    page = open_page(PAGE, user=page_build.user(role), query={"code": "2026-00001"})

    assert page.error[0].value == "You do not have the right to open this page."


@pytest.mark.parametrize(
    "role", [Role.RECEPTION_CLERK, Role.OFFICER, Role.UNIT_HEAD, Role.INSPECTOR, Role.DIRECTOR]
)
def test_each_role_reads_a_petition_of_its_unit(open_page, page_build, role) -> None:
    petition = taken_in(page_build, page_build.user(Role.DIRECTOR))

    page = open_page(PAGE, user=page_build.user(role), query={"code": petition.code})

    assert not page.exception
    assert petition.code in page.title[0].value


def test_an_empty_list_says_where_petitions_come_from(open_page, page_build) -> None:
    page = open_page("pages/petitions.py", user=page_build.user(Role.RECEPTION_CLERK))

    assert not page.exception
    assert page.info[0].value == "No petition here. New ones come from the intake page."


def test_a_long_list_says_how_many_there_are(open_page, page_build) -> None:
    head = page_build.user(Role.DIRECTOR)
    for _petition in range(30):
        page_build.petition()

    page = open_page("pages/petitions.py", user=head)
    first = words(page)
    page.button(key="petitions_on").click().run()

    assert "1–25 / 30" in first
    assert "26–30 / 30" in words(page)


@pytest.mark.parametrize("role", [Role.VIEWER, Role.ADMINISTRATOR])
def test_who_may_not_open_the_list(open_page, page_build, role) -> None:
    page = open_page("pages/petitions.py", user=page_build.user(role))

    assert page.error[0].value == "You do not have the right to open this page."
