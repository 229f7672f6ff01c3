"""Likely duplicates are found whatever the order and the marks, and never across walls."""

from datetime import date

import pytest
from sqlmodel import select

from models import DuplicateDecision, Party
from models.enums import DuplicateVerdict, Kind, Role
from services import duplicates, petitions
from services.duplicates import Question
from services.errors import NotFound, NotPermitted
from services.petition_input import PersonInput
from tests.conftest import NOW, TODAY
from tests.services.intake_entries import CONTENT, entry

UNLIKE = "Kiến nghị sửa biển chỉ đường ở cụm công nghiệp Phú Mẫu cho xe tải nặng"


def receive(session, build, actor, **values):
    return petitions.receive(session, entry(build, **values), actor=actor, now=NOW, today=TODAY)


def find(session, actor, *, kind=Kind.COMPLAINT, **known):
    return duplicates.find(session, Question(kind, **known), actor=actor, today=TODAY)


@pytest.mark.parametrize(
    ("known", "number", "name", "alike"),
    [
        ({"names": ("Trần Thị Thử",)}, False, True, False),
        ({"names": ("thử trần  THỊ",)}, False, True, False),
        ({"names": ("tran thi thu",)}, False, True, False),
        ({"numbers": ("001299000123",)}, True, False, False),
        ({"numbers": ("0012 9900 0123",)}, True, False, False),
        ({"summary": CONTENT.upper()}, False, False, True),
        ({"summary": CONTENT + " của bà Trần Thị Thử, đề nghị xem xét lại"}, False, False, True),
        ({"summary": CONTENT.replace("cửa hàng", "cữa hàng")}, False, False, True),
    ],
)
def test_it_is_found_by_number_name_or_content(session, build, known, number, name, alike) -> None:
    clerk = build.actor(Role.RECEPTION_CLERK)
    petition = receive(session, build, clerk)
    receive(session, build, clerk, summary=UNLIKE, people=[PersonInput(name="Lê Thị Khác")])

    found = find(session, clerk, **known)

    assert [one.petition.id for one in found.suggestions] == [petition.id]
    one = found.suggestions[0]
    assert (one.same_number, one.same_name, one.likeness > 0) == (number, name, alike)
    assert one.people == ("Trần Thị Thử",)
    assert not found.elsewhere


@pytest.mark.parametrize(
    "known",
    [
        {},
        {"names": ("Thử",)},
        {"names": ("Trần Thị Thử Hai",)},
        {"numbers": ("001299000124",)},
        {"summary": "Khiếu nại quyết định thu hồi"},
        {"summary": UNLIKE},
    ],
)
def test_what_is_unlike_or_too_short_finds_nothing(session, build, known) -> None:
    clerk = build.actor(Role.RECEPTION_CLERK)
    receive(session, build, clerk)

    assert find(session, clerk, **known).suggestions == ()


def test_the_surest_comes_first_and_the_rest_is_counted(session, build) -> None:
    clerk = build.actor(Role.RECEPTION_CLERK)
    namesake = [PersonInput(name="Trần Thị Thử")]
    for _namesake in range(6):
        receive(session, build, clerk, summary=UNLIKE, people=namesake)
    same = receive(session, build, clerk, people=namesake)
    sure = receive(session, build, clerk)

    found = find(session, clerk, names=("Trần Thị Thử",), numbers=("001299000123",), summary=CONTENT)

    assert [one.petition.id for one in found.suggestions][:2] == [sure.id, same.id]
    assert (len(found.suggestions), found.more) == (5, 3)


def test_voided_petitions_and_the_petition_itself_are_left_out(session, build) -> None:
    clerk = build.actor(Role.RECEPTION_CLERK)
    petition = receive(session, build, clerk)
    voided = receive(session, build, clerk)
    voided.voided_at, voided.void_reason = NOW, "Nhập nhầm"
    session.flush()

    assert find(session, clerk, names=("Trần Thị Thử",), petition_id=petition.id).suggestions == ()


def test_out_of_scope_only_its_existence_is_hinted(session, build) -> None:
    department = build.department()
    elsewhere = build.petition(unit=build.unit(parent=department), summary=CONTENT)
    build.party(elsewhere, "Trần Thị Thử")
    officer = build.actor(Role.OFFICER, unit=build.unit(parent=department))

    found = find(session, officer, names=("Trần Thị Thử",), summary=CONTENT)
    only_a_namesake = find(session, officer, names=("Trần Thị Thử",))

    assert found == duplicates.Found(elsewhere=True)
    assert only_a_namesake == duplicates.Found()


def test_a_denunciation_is_found_by_keyed_hash_among_those_one_may_see(session, build) -> None:
    clerk, officer = build.actor(Role.RECEPTION_CLERK), build.actor(Role.OFFICER)
    petition = receive(session, build, clerk, kind=Kind.DENUNCIATION)
    known = {"names": ("thu thi tran",), "numbers": ("001299000123",), "summary": CONTENT}

    seen = find(session, clerk, kind=Kind.DENUNCIATION, **known)
    not_seen = find(session, officer, kind=Kind.DENUNCIATION, **known)

    assert [one.petition.id for one in seen.suggestions] == [petition.id]
    assert seen.suggestions[0].people == ()
    assert not_seen == duplicates.Found()


def test_a_denunciation_never_shows_up_beside_another_kind(session, build) -> None:
    clerk, officer = build.actor(Role.RECEPTION_CLERK), build.actor(Role.OFFICER)
    receive(session, build, clerk, kind=Kind.DENUNCIATION)
    known = {"names": ("Trần Thị Thử",), "numbers": ("001299000123",), "summary": CONTENT}

    assert find(session, clerk, **known) == find(session, officer, **known) == duplicates.Found()


def test_a_protected_complaint_is_never_hinted_across_scope(session, build) -> None:
    department = build.department()
    clerk = build.actor(Role.RECEPTION_CLERK, unit=build.unit(parent=department))
    receive(session, build, clerk, is_protected=True, unit_id=clerk.unit_id)
    officer = build.actor(Role.OFFICER, unit=build.unit(parent=department))

    assert find(session, officer, numbers=("001299000123",)) == duplicates.Found()


def test_respondents_are_not_taken_for_senders(session, build) -> None:
    clerk = build.actor(Role.RECEPTION_CLERK)
    receive(session, build, clerk, respondent_name="Phạm Văn Chủ", summary=UNLIKE)

    assert find(session, clerk, names=("Phạm Văn Chủ",)).suggestions == ()
    assert session.exec(select(Party).where(Party.name == "Phạm Văn Chủ")).one().name_key == ""


def test_judgements_are_kept_and_a_later_one_replaces_the_earlier(session, build) -> None:
    clerk = build.actor(Role.RECEPTION_CLERK)
    first, other = receive(session, build, clerk), receive(session, build, clerk)
    petition = receive(session, build, clerk, duplicate_of_id=first.id, dismissed_ids=[other.id])

    kept = {d.other_id: d.verdict for d in session.exec(select(DuplicateDecision))}
    duplicates.decide(session, petition, linked_id=other.id, dismissed_ids=[], actor=clerk, now=NOW)

    assert kept == {first.id: DuplicateVerdict.LINKED, other.id: DuplicateVerdict.DISMISSED}
    assert session.exec(
        select(DuplicateDecision.verdict).where(DuplicateDecision.other_id == other.id)
    ).all() == [DuplicateVerdict.LINKED]


def test_nobody_judges_what_he_does_not_see(session, build) -> None:
    department = build.department()
    elsewhere = build.petition(unit=build.unit(parent=department))
    unit = build.unit(parent=department)
    officer = build.actor(Role.OFFICER, unit=unit)

    with pytest.raises(NotFound):
        receive(session, build, officer, unit_id=unit.id, dismissed_ids=[elsewhere.id])
    with pytest.raises(NotPermitted):
        find(session, build.actor(Role.VIEWER), names=("Trần Thị Thử",))


def test_contents_older_than_the_setting_are_compared_only_when_they_are_equal(session, build) -> None:
    clerk = build.actor(Role.DIRECTOR)
    old = receive(
        session,
        build,
        clerk,
        received_on=date(2020, 5, 4),
        backdate_reason="Số hóa",
        people=[PersonInput(name="A B")],
    )

    assert find(session, clerk, summary=CONTENT + " lần nữa").suggestions == ()
    assert [one.petition.id for one in find(session, clerk, summary=CONTENT).suggestions] == [old.id]
