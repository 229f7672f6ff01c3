"""Splitting a mixed petition on its page: parts, terms, secrecy, drafts, and voiding a part."""

from datetime import UTC, datetime

import pytest
from sqlmodel import select

from models import Case, CaseExclusion, Draft, Petition, PetitionCase
from models.enums import Kind, Role
from services import cases, clock, database, petition_splitting, petitions
from services.part_input import PartInput
from tests.services.intake_entries import entry

PAGE = "pages/petition.py"
WHOLE = "Khiếu nại việc thu phí chợ; tố cáo ông Canary Bí Mật nhận tiền; kiến nghị sửa đường vào chợ"
COMPLAINT, SECRET, WISH = "Khiếu nại việc thu phí chợ", "Ông Canary Bí Mật nhận tiền", "Kiến nghị sửa đường"


@pytest.fixture
def now():
    return datetime.now(UTC)


def taken_in(build, user, **values) -> Petition:
    """A mixed petition received today, committed, so that the page sees it."""
    now = datetime.now(UTC)
    today = clock.local_date(now)
    written = entry(build, **{"received_on": today, "summary": WHOLE, **values})
    actor = build.actor_of(user)
    build.session.commit()
    with database.transaction() as session:
        return petitions.receive(session, written, actor=actor, now=now, today=today)


def cut(build, user, petition, *parts: PartInput) -> None:
    """Split it past the page; the part that stands gets its own words."""
    now = datetime.now(UTC)
    first = PartInput(case_id=linked(build, petition)[1].id, summary=COMPLAINT)
    with database.transaction() as session:
        petition_splitting.split(
            session,
            petition.id,
            [first, *parts],
            actor=build.actor_of(user),
            now=now,
            today=clock.local_date(now),
        )
    # What was read before is old now: the builder writes on from the present state.
    build.session.rollback()


def secret(**values) -> PartInput:
    return PartInput(**{"kind": Kind.DENUNCIATION, "summary": SECRET, "not_our_staff": True, **values})


def linked(build, petition) -> dict[int, Case]:
    build.session.rollback()
    build.session.expire_all()
    found = build.session.exec(
        select(PetitionCase.part, Case)
        .join(Case, Case.id == PetitionCase.case_id)
        .where(PetitionCase.petition_id == petition.id)
    )
    return dict(found.all())


def words(page) -> str:
    blocks = (*page.title, *page.subheader, *page.markdown, *page.caption, *page.info)
    return "\n".join(element.value for element in blocks).replace("\\", "")


def keys(page) -> set[str]:
    return {str(button.key) for button in page.button}


def test_a_mixed_petition_is_split_with_one_click(open_page, page_build) -> None:
    clerk = page_build.user(Role.RECEPTION_CLERK)
    accused = page_build.user(Role.OFFICER, name="Canary Bí Mật")
    petition = taken_in(page_build, clerk)
    case = linked(page_build, petition)[1]
    page = open_page(PAGE, user=clerk, query={"code": petition.code})

    page.button(key="petition_split").click().run()
    assert not page.exception
    assert f"**Part 1 · {case.code} · First complaint** · Newly received · due on" in words(page)
    page.text_area(key=f"sp_case_{case.id}_summary").set_value(COMPLAINT).run()
    page.segmented_control(key="sp_new_1_kind").set_value("denunciation").run()
    assert "Opens a case with a random code. To be handled by **" in words(page)
    assert "the whole paper is sealed" in words(page)
    page.selectbox(key="sp_new_1_respondent_user_id").set_value(accused.id).run()
    page.text_area(key="sp_new_1_summary").set_value(SECRET).run()
    page.button(key="split_add").click().run()
    page.segmented_control(key="sp_new_2_kind").set_value("recommendation").run()
    assert "Opens a case with the next code of the year. To be handled by **" in words(page)
    page.text_area(key="sp_new_2_summary").set_value(WISH).run()
    page.button(key="split_save").click().run()

    assert not page.exception
    assert not page.error
    parts = linked(page_build, petition)
    assert [parts[n].kind for n in (1, 2, 3)] == [Kind.COMPLAINT, Kind.RECOMMENDATION, Kind.DENUNCIATION]
    assert [cases.summary_of(parts[n]) for n in (1, 2, 3)] == [COMPLAINT, WISH, SECRET]
    assert [part.summary for part in parts.values()] == ["", "", ""]
    walls = page_build.session.exec(select(CaseExclusion.case_id, CaseExclusion.user_id)).all()
    assert (parts[3].id, accused.id) in walls
    assert {case_id for case_id, _user in walls} == {parts[3].id}
    assert page_build.session.exec(select(Draft)).all() == []
    shown = words(page)
    assert "3 parts" in shown
    assert WHOLE in shown
    for number, kind in ((1, "First complaint"), (2, "Recommendation, reflection"), (3, "Denunciation")):
        assert f"**Part {number}** · {parts[number].code} · {kind}" in shown


def test_everything_that_is_missing_is_said_at_once_and_nothing_is_lost(open_page, page_build) -> None:
    clerk = page_build.user(Role.RECEPTION_CLERK)
    petition = taken_in(page_build, clerk)
    page = open_page(PAGE, user=clerk, query={"code": petition.code, "do": "split"})
    page.segmented_control(key="sp_new_1_kind").set_value("denunciation").run()
    page.text_input(key="sp_new_1_respondent_name").set_value("Canary Bí Mật").run()

    page.button(key="split_save").click().run()

    assert not page.exception
    assert [error.value for error in page.error] == [
        "“Content in short” is empty. Fill it in.",
        "Say who is denounced: choose the person on our staff or the unit, or tick “Not our staff”.",
        "Part 1 still says everything that the petition says. Leave in it only what belongs to it: "
        "the denunciation is read by others.",
    ]
    assert page.text_input(key="sp_new_1_respondent_name").value == "Canary Bí Mật"
    assert len(linked(page_build, petition)) == 1
    # What was typed is kept sealed, and another visit goes on with it.
    draft = page_build.session.exec(select(Draft)).one()
    assert b"Canary" not in draft.sealed
    later = open_page(PAGE, user=clerk, query={"code": petition.code, "do": "split"})
    assert later.text_input(key="sp_new_1_respondent_name").value == "Canary Bí Mật"


def test_cancelling_throws_the_draft_away(open_page, page_build) -> None:
    clerk = page_build.user(Role.RECEPTION_CLERK)
    petition = taken_in(page_build, clerk)
    page = open_page(PAGE, user=clerk, query={"code": petition.code, "do": "split"})
    page.text_area(key="sp_new_1_summary").set_value(WISH).run()
    assert page_build.session.exec(select(Draft)).one()

    page.button(key="split_cancel").click().run()

    assert not page.exception
    page_build.session.rollback()
    assert page_build.session.exec(select(Draft)).all() == []
    assert "Split into parts" not in [header.value for header in page.subheader]


def test_a_part_is_taken_out_again_and_the_rest_stays(open_page, page_build) -> None:
    clerk = page_build.user(Role.RECEPTION_CLERK)
    petition = taken_in(page_build, clerk)
    page = open_page(PAGE, user=clerk, query={"code": petition.code, "do": "split"})
    page.button(key="split_add").click().run()
    page.text_area(key="sp_new_2_summary").set_value(WISH).run()

    page.button(key="split_remove_1").click().run()

    assert not page.exception
    assert page.text_area(key="sp_new_2_summary").value == WISH
    assert page.button(key="split_save").label == "Split into 2 parts"
    assert page.button(key="split_remove_2").disabled


def test_an_officer_learns_nothing_of_the_denunciation_in_a_petition(open_page, page_build) -> None:
    clerk, officer = page_build.user(Role.RECEPTION_CLERK), page_build.user(Role.OFFICER)
    petition = taken_in(page_build, clerk)
    cut(page_build, clerk, petition, secret())
    code = linked(page_build, petition)[2].code

    for path, query in (
        (PAGE, {"code": petition.code}),
        (PAGE, {"code": petition.code, "do": "split"}),
        ("pages/petitions.py", {}),
        ("pages/case.py", {"code": petition.code}),
        ("pages/cases.py", {}),
    ):
        page = open_page(path, user=officer, query=query)
        assert not page.exception
        seen = "\n".join(
            [words(page), *(frame.value.to_string() for frame in page.dataframe)]
            + [str(element.value) for element in (*page.text_area, *page.text_input)]
        )
        for word in ("Canary", "nhận tiền", code, "2 parts", "Denunciation", "Trần Thị Thử"):
            assert word not in seen, (path, word)
    assert COMPLAINT in words(open_page(PAGE, user=officer, query={"code": petition.code}))


def test_what_an_officer_splits_off_as_a_denunciation_he_does_not_see(open_page, page_build) -> None:
    officer = page_build.user(Role.OFFICER)
    petition = taken_in(page_build, officer)
    cut(page_build, officer, petition, secret())

    page = open_page(PAGE, user=officer, query={"code": petition.code})

    assert not page.exception
    assert "Part 2" not in words(page)
    assert "Canary" not in words(page)


@pytest.mark.parametrize(
    ("role", "splits", "voids"),
    [
        (Role.RECEPTION_CLERK, True, True),
        (Role.OFFICER, True, False),
        (Role.UNIT_HEAD, True, True),
        (Role.INSPECTOR, True, True),
        (Role.DIRECTOR, True, True),
    ],
)
def test_each_role_is_offered_what_it_may_do(open_page, page_build, role, splits, voids) -> None:
    clerk = page_build.user(Role.RECEPTION_CLERK)
    petition = taken_in(page_build, clerk)
    cut(page_build, clerk, petition, PartInput(kind=Kind.RECOMMENDATION, summary=WISH))

    page = open_page(PAGE, user=page_build.user(role), query={"code": petition.code})

    assert not page.exception
    assert ("petition_split" in keys(page)) is splits
    assert ("part_void" in keys(page)) is voids


def test_a_part_split_off_wrongly_is_voided_with_its_reason(open_page, page_build) -> None:
    clerk = page_build.user(Role.RECEPTION_CLERK)
    petition = taken_in(page_build, clerk)
    cut(page_build, clerk, petition, PartInput(kind=Kind.RECOMMENDATION, summary=WISH))
    page = open_page(PAGE, user=clerk, query={"code": petition.code})

    page.selectbox(key="pt_part_number_0").set_value(2).run()
    page.button(key="part_void").click().run()
    assert page.error[0].value == "“Reason” is empty. Fill it in."
    page.text_input(key="pt_part_reason_0").set_value("Cùng một vụ việc").run()
    page.button(key="part_void").click().run()

    assert not page.exception
    case = linked(page_build, petition)[2]
    assert case.void_reason == "Cùng một vụ việc"
    assert f"Part 2 · {case.code} · voided: Cùng một vụ việc" in words(page)
    # One part is left, and is no part to be voided.
    assert "part_void" not in keys(page)


@pytest.mark.parametrize(
    ("eligible", "sentence"),
    [
        (None, "First say whether the petition is eligible for handling."),
        (False, "A petition that is not eligible has no case, and so no parts. First mark it as eligible."),
    ],
)
def test_a_petition_that_cannot_be_split_says_why(open_page, page_build, eligible, sentence) -> None:
    clerk = page_build.user(Role.RECEPTION_CLERK)
    petition = taken_in(page_build, clerk, eligible=eligible)

    page = open_page(PAGE, user=clerk, query={"code": petition.code, "do": "split"})

    assert not page.exception
    assert page.error[0].value == sentence
    assert not keys(page) & {"split_save", "petition_split"}


def test_a_petition_in_one_part_looks_as_before(open_page, page_build) -> None:
    clerk = page_build.user(Role.RECEPTION_CLERK)
    petition = taken_in(page_build, clerk)

    shown = words(open_page(PAGE, user=clerk, query={"code": petition.code}))

    assert f"{petition.code} · Newly received" in shown
    assert "Part 1" not in shown


def test_the_intake_leads_to_splitting(open_page, page_build, now) -> None:
    from services import receipts
    from ui.intake.saved import RECEIPT

    clerk = page_build.user(Role.RECEPTION_CLERK)
    petition = taken_in(page_build, clerk)
    with database.reading() as session:
        facts = receipts.facts_of(session, petition, today=clock.local_date(now))
    page = open_page("pages/intake.py", user=clerk)

    page.session_state[RECEIPT] = facts
    page.run()

    assert not page.exception
    assert "Several matters: split into parts" in words(page)
