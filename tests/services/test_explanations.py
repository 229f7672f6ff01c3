"""Every legal date explains itself: rule, first event, papers, pauses, days not counted; on one page."""

from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from pypdf import PdfReader

from models import Case, CaseEvent
from models.enums import Complexity, Kind, PetitionState, Role
from services import case_actions, cases, clocks, explanations
from services.case_forms import ActionForm, Seen
from services.explanations import Explanation
from services.handling_clock import handling_term
from services.petition_input import PetitionInput
from services.term_counting import SUSPENDED_DAY
from tests.conftest import TODAY
from ui import explaining, explanation_papers
from ui.i18n import in_language

A4 = (595, 842)
DENOUNCER = "Lê Thị Bí Mật"
# The days of the long story lie around Tết 2027.
LATER = datetime(2027, 9, 1, 2, 0, tzinfo=UTC)


def day(text: str) -> date:
    return datetime.strptime(text + " +0000", "%d/%m/%Y %z").date()


def told(explanation: Explanation, language: str = "en") -> str:
    with in_language(language):
        return "\n".join(explaining.said(one) for one in explanation.sentences)


def opened(
    session,
    build,
    director,
    *,
    kind: Kind,
    on: str,
    now: datetime = LATER,
    complexity: Complexity = Complexity.PLAIN,
    **values,
) -> Case:
    petition = build.petition(
        kind=kind, received_on=day(on), eligible=True, state=PetitionState.CLASSIFIED, **values
    )
    return cases.open_case(
        session, petition, actor=director, now=now, today=now.date(), complexity=complexity
    )


def take(session, case: Case, director, *steps: tuple[str, str, str], now: datetime = LATER) -> None:
    for action, on, number in steps:
        form = ActionForm(
            happened_on=day(on),
            document_number=number,
            signer="Trần Hải Đăng",
            reason="Chờ kết quả giám định",
            backdate_reason="Nhập bù theo hồ sơ giấy",
        )
        case_actions.perform(session, case.id, action, form=form, actor=director, now=now)


@pytest.fixture
def director(build):
    return build.actor(Role.DIRECTOR)


@pytest.fixture
def long_story(session, build, director) -> Case:
    """A denunciation with two pauses and two extensions, whose end falls into Tết 2027 (6 February)."""
    case = opened(
        session,
        build,
        director,
        kind=Kind.DENUNCIATION,
        on="02/10/2026",
        complexity=Complexity.ESPECIALLY_COMPLEX,
    )
    take(
        session,
        case,
        director,
        ("accept", "09/10/2026", "15/QĐ-SCT"),
        ("assign_verification", "12/10/2026", "16/QĐ-SCT"),
        ("suspend", "20/10/2026", "17/QĐ-SCT"),
        ("resume", "30/10/2026", "18/QĐ-SCT"),
        ("extend", "10/11/2026", "19/QĐ-SCT"),
        ("suspend", "20/11/2026", "20/QĐ-SCT"),
        ("resume", "09/12/2026", "21/QĐ-SCT"),
        ("extend", "10/12/2026", "22/QĐ-SCT"),
    )
    return case


def test_a_date_names_its_rule_first_event_and_paper(session, build, director) -> None:
    case = opened(session, build, director, kind=Kind.COMPLAINT, on="02/11/2026")
    take(session, case, director, ("accept", "05/11/2026", "12/TB-SCT"))

    found = explanations.of_case(session, case)

    words = told(found["settlement"])
    assert "Rule KN-RES1, version 1: 30 calendar days from acceptance (LKN art.28)." in words
    assert "in force from 01/07/2012" in words
    assert (
        "The term began on 05/11/2026: Accept the complaint for settlement, document 12/TB-SCT of "
        "05/11/2026, signed by Trần Hải Đăng." in words
    )
    assert "That was entered on 01/09/2027; days between: 300." in words
    assert "Reason for the late entry: Nhập bù theo hồ sơ giấy." in words
    assert "05/12/2026 is not a working day: the term ends with 07/12/2026" in words
    assert [(one.day, one.reason) for one in found["settlement"].skipped] == [
        (day("05/12/2026"), "Saturday (weekly day off)"),
        (day("06/12/2026"), "Sunday (weekly day off)"),
    ]
    assert "The term began on 02/11/2026, the day of the receipt stamp." in told(found["handling"])
    assert "Done on 05/11/2026, in time." in told(found["handling"])


def test_both_sides_of_the_first_of_july_name_their_version(session, build, director) -> None:
    before = opened(session, build, director, kind=Kind.COMPLAINT, on="30/06/2026")
    after = opened(session, build, director, kind=Kind.COMPLAINT, on="01/07/2026")

    old, new = (told(explanations.of_case(session, one)["handling"]) for one in (before, after))

    assert "version 1: 10 calendar days" in old
    assert "was in force from 01/07/2012 to 30/06/2026" in old
    assert "version 2: 7 working days" in new
    assert "ND155 art.10" in new


def test_pauses_and_extensions_stand_with_their_decisions(session, long_story) -> None:
    found = explanations.of_case(session, long_story)["settlement"]

    assert found.due_on == clocks.explained(session, long_story).due_on
    assert [(one.paper.number, one.decided_on, one.days) for one in found.extensions] == [
        ("19/QĐ-SCT", day("10/11/2026"), 30),
        ("22/QĐ-SCT", day("10/12/2026"), 30),
    ]
    assert [
        (p.first_on, p.last_on, p.days, p.is_late, p.suspended_by.number, p.resumed_by.number)
        for p in found.pauses
    ] == [
        (day("20/10/2026"), day("29/10/2026"), 10, False, "17/QĐ-SCT", "18/QĐ-SCT"),
        (day("20/11/2026"), day("08/12/2026"), 19, False, "20/QĐ-SCT", "21/QĐ-SCT"),
    ]
    # 30 days, twice 30 more and 29 days of pauses after 09/10/2026 end within Tết.
    assert found.raw_end == day("05/02/2027")
    assert found.due_on > day("10/02/2027")
    words = told(found)
    assert "Extensions: 2, of 30 days each" in words
    assert "29 days stood still during suspensions." in words


def test_a_pause_after_the_end_is_told_as_one_that_moves_nothing(session, build, director) -> None:
    case = opened(session, build, director, kind=Kind.COMPLAINT, on="02/11/2026")
    take(
        session,
        case,
        director,
        ("accept", "05/11/2026", "12/TB-SCT"),
        ("suspend", "10/12/2026", "17/QĐ-SCT"),
        ("resume", "20/12/2026", "18/QĐ-SCT"),
    )

    found = explanations.of_case(session, case)["settlement"]

    assert found.due_on == day("07/12/2026")
    assert [(p.first_on, p.days, p.is_late) for p in found.pauses] == [(day("10/12/2026"), 0, True)]
    assert "Suspensions that began after the term had run out move nothing (here: 1)" in told(found)


def test_a_term_that_stands_still_says_since_when(session, build, director) -> None:
    case = opened(session, build, director, kind=Kind.COMPLAINT, on="02/11/2026")
    take(
        session, case, director, ("accept", "05/11/2026", "12/TB-SCT"), ("suspend", "10/11/2026", "17/QĐ-SCT")
    )

    found = explanations.of_case(session, case)["settlement"]

    assert [(p.first_on, p.last_on) for p in found.pauses] == [(day("10/11/2026"), None)]
    assert "has stood still since 10/11/2026" in told(found)


def test_an_undone_extension_and_pause_explain_nothing(session, long_story, director) -> None:
    before = explanations.of_case(session, long_story)["settlement"]
    case_actions.undo(session, long_story.id, reason="Nhầm", seen=Seen(), actor=director, now=LATER)

    after = explanations.of_case(session, long_story)["settlement"]

    assert [one.paper.number for one in after.extensions] == ["19/QĐ-SCT"]
    assert after.raw_end == day("06/01/2027")
    assert before.pauses == after.pauses


def test_enforcement_counts_from_legal_effect_of_the_decision(session, build, director) -> None:
    case = opened(session, build, director, kind=Kind.COMPLAINT, on="02/11/2026")
    take(session, case, director, ("accept", "05/11/2026", "12/TB-SCT"))
    form = ActionForm(
        happened_on=day("01/12/2026"),
        document_number="30/QĐ-SCT",
        signer="Đăng",
        outcome="right",
        backdate_reason="Bù",
    )
    case_actions.perform(session, case.id, "decide", form=form, actor=director, now=LATER)

    found = explanations.of_case(session, case)

    assert "The term began on 01/01/2027, with the legal effect of the decision of 01/12/2026." in told(
        found["enforcement"]
    )
    assert "whatever day of the week" in told(found["effect"])
    assert "That day is provisional" in told(found["effect"])


def test_a_day_nobody_confirmed_carries_the_badge(session, build, director) -> None:
    case = opened(session, build, director, kind=Kind.COMPLAINT, on="20/11/2026")

    found = explanations.of_case(session, case)["handling"]

    assert not found.is_verified
    assert [one.day for one in found.skipped if not one.is_verified] == [day("24/11/2026")]
    assert "Days not counted that no official has verified yet: 1." in told(found)


def test_an_imported_case_says_that_its_date_is_estimated(session, build) -> None:
    case = build.case(received_on=day("02/11/2026"), is_estimated=True)

    found = explanations.of_case(session, case)["handling"]

    assert found.is_estimated
    assert "nobody has confirmed it yet: the date is estimated" in told(found)


def test_the_handling_of_a_petition_keeps_the_term_it_was_given(session, build) -> None:
    petition = build.petition(
        kind=Kind.DENUNCIATION,
        received_on=day("02/11/2026"),
        handling_due_on=day("11/11/2026"),
        handling_rule_id="TC-INI",
        handling_rule_version=1,
    )
    given = explanations.of_petition(session, petition)
    petition.in_competence = False

    found = explanations.of_petition(session, petition)

    assert (given.rule_id, given.due_on) == ("TC-INI", day("11/11/2026"))
    assert found == given


def test_an_entry_in_hand_is_explained_by_its_stamp(session) -> None:
    entry = PetitionInput(kind=Kind.COMPLAINT, received_on=day("02/11/2026"))

    found = explanations.of_term(handling_term(session, entry))

    assert "the day of the receipt stamp" in told(found)
    assert told(found, "vi").startswith("Quy tắc KN-ACC1")


def sheet(explanation: Explanation, case: Case, director) -> tuple[str, list, tuple[int, int]]:
    reader = PdfReader(BytesIO(explanation_papers.sheet(explanation, case, actor=director, today=TODAY)))
    box = reader.pages[0].mediabox
    text = " ".join(reader.pages[0].extract_text().split())
    return text, reader.pages, (round(box.width), round(box.height))


def test_two_extensions_two_pauses_and_tet_fit_on_one_page(session, long_story, director) -> None:
    session.commit()

    text, pages, size = sheet(explanations.of_case(session, long_story)["settlement"], long_story, director)

    assert (len(pages), size) == (1, A4)
    for words in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "BẢNG GIẢI TRÌNH THỜI HẠN",
        long_story.code,
        "TC-RES",
        "19/QĐ-SCT",
        "22/QĐ-SCT",
        "17/QĐ-SCT",
        "21/QĐ-SCT",
        "Trần Hải Đăng",
        "Tết",
        director.name,
    ):
        assert words in text


def test_a_sealed_matter_repeats_no_typed_words_on_paper(session, build, director, long_story) -> None:
    plain = opened(session, build, director, kind=Kind.COMPLAINT, on="02/11/2026")
    take(session, plain, director, ("accept", "05/11/2026", "12/TB-SCT"))
    session.commit()

    sealed_text = sheet(explanations.of_case(session, long_story)["settlement"], long_story, director)[0]
    plain_text = sheet(explanations.of_case(session, plain)["settlement"], plain, director)[0]

    assert "Nhập bù theo hồ sơ giấy" in plain_text
    for words in ("Nhập bù", "Chờ kết quả giám định", cases.summary_of(long_story)):
        assert words not in sealed_text


def test_the_longest_term_in_working_days_fits_on_one_page(session, build, director) -> None:
    """A working-day term over Tết lists every day off it passes."""
    case = opened(session, build, director, kind=Kind.RECOMMENDATION, on="01/02/2027")
    take(session, case, director, ("accept", "03/02/2027", "12/TB-SCT"))
    session.commit()

    found = explanations.of_case(session, case)["settlement"]

    assert len(found.skipped) > 10
    assert len(sheet(found, case, director)[1]) == 1


def test_suspended_days_are_told_once_on_paper(session, build, director) -> None:
    case = opened(session, build, director, kind=Kind.COMPLAINT, on="02/11/2026")
    take(session, case, director, ("accept", "05/11/2026", "12/TB-SCT"))
    found = explanations.of_case(session, case)["settlement"]
    paused = explanations.DaysNotCounted(day("04/12/2026"), SUSPENDED_DAY, is_pause=True)
    session.commit()

    text = sheet(replace(found, skipped=(paused, *found.skipped)), case, director)[0]

    assert "Tạm đình chỉ (không tính thời gian)" not in text
    assert "05/12/2026" in text


def test_a_late_entry_is_told_only_where_it_was_late(session, build, director) -> None:
    now = datetime(2026, 11, 2, 3, 0, tzinfo=UTC)
    case = opened(session, build, director, kind=Kind.COMPLAINT, on="02/11/2026", now=now)
    event = session.get(CaseEvent, clocks.events_of(session, case)[0].id)

    words = told(explanations.of_case(session, case)["handling"])

    assert event.entered_at == now
    assert "entered on" not in words
