"""Data of a person are found for a purpose, handed out, corrected, restricted; nobody else learns of them."""

from datetime import timedelta
from io import BytesIO

import openpyxl
import pytest
from sqlmodel import select

from models import AuditEntry, DataRequest, Identity, Party, Petition
from models.enums import DataBasis, Kind, PartyRole, Role
from services import duplicates, petitions
from services.duplicates import Question
from services.errors import FieldInvalid, FieldRequired, NotFound, NotPermitted
from services.personal_data import changing, finding, handing_out, requests
from services.personal_data.requests import RequestInput
from tests.conftest import NOW, TODAY
from tests.services.intake_entries import SENDER, entry

WORDS = handing_out.Words(
    "Data",
    ["code", "kind", "day", "unit", "role", *finding.FIELDS],
    "Readings",
    ["at", "who", "why"],
    {kind.value: kind.value for kind in Kind},
    {role.value: role.value for role in PartyRole},
)


def asked(name: str = "", number: str = "", *, basis: DataBasis = DataBasis.PERSON, **values) -> RequestInput:
    """A request that may be made as it is."""
    values = {
        "asked_by": "Người hỏi",
        "document": "",
        "purpose": "Cung cấp dữ liệu",
        "received_on": TODAY,
    } | values
    return RequestInput(name=name, number=number, basis=basis, **values)


@pytest.fixture
def director(build):
    return build.actor(Role.DIRECTOR)


def taken_in(session, build, director, **values) -> Petition:
    return petitions.receive(session, entry(build, **values), actor=director, now=NOW, today=TODAY)


def test_a_person_is_found_by_name_in_any_order_and_by_number(session, build, director) -> None:
    petition = taken_in(session, build, director)
    secret = taken_in(session, build, director, kind=Kind.DENUNCIATION, summary="Tố cáo việc khác hẳn")
    taken_in(
        session,
        build,
        director,
        summary="Việc của người khác",
        people=[SENDER.model_copy(update={"name": "Lê Văn Khác", "number": "001299000999"})],
    )

    _request, by_name = finding.begin(session, asked("thử trần thị"), actor=director, now=NOW)
    _request, by_number = finding.begin(session, asked(number="001299 000123"), actor=director, now=NOW)

    expected = {petition.code, secret.code}
    assert {one.code for one in by_name.records} == {one.code for one in by_number.records} == expected
    assert {one.fields for one in by_name.records} == {("name", "address", "number", "phone")}
    assert {one.code: one.is_protected for one in by_name.records} == {
        petition.code: False,
        secret.code: True,
    }


def test_nothing_is_found_before_the_purpose_stands_on_record(session, build, director) -> None:
    with pytest.raises(FieldRequired):
        finding.begin(session, asked("Trần Thị Thử", purpose=" "), actor=director, now=NOW)
    with pytest.raises(requests.NobodyNamed):
        finding.begin(session, asked(), actor=director, now=NOW)
    with pytest.raises(FieldRequired):
        finding.begin(session, asked("Trần Thị Thử", asked_by=""), actor=director, now=NOW)

    assert session.exec(select(DataRequest)).all() == []


@pytest.mark.parametrize(
    "role", [Role.OFFICER, Role.RECEPTION_CLERK, Role.UNIT_HEAD, Role.VIEWER, Role.ADMINISTRATOR]
)
def test_who_may_not_look_for_people(session, build, role) -> None:
    with pytest.raises(NotPermitted):
        finding.begin(session, asked("Trần Thị Thử"), actor=build.actor(role), now=NOW)


def test_the_trail_tells_of_the_request_without_the_person(session, build, director) -> None:
    taken_in(session, build, director)
    request, _found = finding.begin(session, asked("Trần Thị Thử"), actor=director, now=NOW)

    one = session.exec(select(AuditEntry).where(AuditEntry.action == "data.request")).one()

    assert (one.subject, one.subject_id, one.details) == ("data_request", request.id, {"basis": "person"})
    assert "Thử" not in f"{one.details}{one.reason}"
    assert "Trần".encode() not in request.sealed
    assert requests.own(session, actor=director)[0].name == "Trần Thị Thử"


def test_another_persons_request_cannot_be_taken_up(session, build, director) -> None:
    request, _found = finding.begin(session, asked("Trần Thị Thử"), actor=director, now=NOW)

    with pytest.raises(NotFound):
        requests.by_id(session, request.id, actor=build.actor(Role.DIRECTOR))


def test_the_workbook_holds_every_field_and_each_reading(session, build, director) -> None:
    petition = taken_in(session, build, director, kind=Kind.DENUNCIATION)
    request, found = finding.begin(session, asked("Trần Thị Thử"), actor=director, now=NOW)

    data = handing_out.workbook(session, request.id, found.records, words=WORDS, actor=director, now=NOW)

    book = openpyxl.load_workbook(BytesIO(data))
    rows = list(book["Data"].values)
    assert rows[1][0] == petition.code
    assert rows[1][5:9] == (SENDER.name, SENDER.address, SENDER.number, SENDER.phone)
    assert [row[2] for row in book["Readings"].values][1:] == ["Cung cấp dữ liệu"]
    actions = session.exec(select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert actions[-2:] == ["identity.read", "data.export"]


def test_whoever_is_denounced_does_not_learn_of_it_by_asking_for_his_data(session, build, director) -> None:
    taken_in(session, build, director, kind=Kind.DENUNCIATION, respondent_name="Phạm Văn Bị")
    request, found = finding.begin(session, asked("Phạm Văn Bị"), actor=director, now=NOW)

    # A denounced person's name is sealed and has no hash: he is not found by it at all.
    assert found.records == ()
    party = session.exec(select(Party).where(Party.role == PartyRole.RESPONDENT)).one()
    record = finding.Record(
        party.id, party.petition_id, "TC-XXXXX", Kind.DENUNCIATION, party.role, TODAY, "", (), True, False
    )
    with pytest.raises(handing_out.ToldOfDenunciation):
        handing_out.workbook(session, request.id, [record], words=WORDS, actor=director, now=NOW)


def test_a_walled_reader_finds_nothing(session, build, director) -> None:
    accused = build.user(Role.DIRECTOR)
    taken_in(
        session, build, director, kind=Kind.DENUNCIATION, not_our_staff=False, respondent_user_id=accused.id
    )

    _request, found = finding.begin(session, asked("Trần Thị Thử"), actor=build.actor_of(accused), now=NOW)

    assert found.records == ()


def test_a_correction_reaches_the_name_its_search_and_its_hashes(session, build, director) -> None:
    petition = taken_in(session, build, director)
    request, found = finding.begin(session, asked("Trần Thị Thử"), actor=director, now=NOW)

    changed = changing.correct(
        session,
        request.id,
        found.records[0].party_id,
        {"name": "Trần Thị Thật", "number": "001299000777"},
        why="Nhập sai giấy tờ",
        actor=director,
        now=NOW,
    )

    assert changed == ["name", "number"]
    assert "that" in petition.search
    assert " thu " not in f" {petition.search} ".split("|")[1]
    again = finding.begin(session, asked(number="001299000777"), actor=director, now=NOW)[1]
    assert [one.code for one in again.records] == [petition.code]
    assert finding.begin(session, asked("Trần Thị Thử"), actor=director, now=NOW)[1].records == ()
    entry_of_it = session.exec(select(AuditEntry).where(AuditEntry.action == "data.correct")).one()
    assert entry_of_it.details["fields"] == ["name", "number"]
    assert "Thật" not in str(entry_of_it.details)


def test_a_respondents_name_is_searched_for_no_more_than_at_intake(session, build, director) -> None:
    petition = taken_in(session, build, director, respondent_name="Phạm Văn Bị")
    request, found = finding.begin(session, asked("Trần Thị Thử"), actor=director, now=NOW)
    before = petition.search

    new = {"name": "Trần Thị Thật"}
    changing.correct(
        session, request.id, found.records[0].party_id, new, why="Nhập sai", actor=director, now=NOW
    )

    assert petition.search == before.replace("tran thi thu", "tran thi that")
    assert "pham" not in petition.search


def test_a_correction_is_checked_like_an_entry(session, build, director) -> None:
    taken_in(session, build, director)
    request, found = finding.begin(session, asked("Trần Thị Thử"), actor=director, now=NOW)
    party_id = found.records[0].party_id

    def correct(**values):
        changing.correct(session, request.id, party_id, values, why="Sai", actor=director, now=NOW)

    with pytest.raises(FieldInvalid):
        correct(phone="không có")
    with pytest.raises(changing.NameNeeded):
        correct(name="")
    with pytest.raises(changing.NothingCorrected):
        correct(name="Trần Thị Thử")


def test_restricted_data_are_kept_and_used_by_nothing(session, build, director) -> None:
    petition = taken_in(session, build, director)
    request, found = finding.begin(session, asked("Trần Thị Thử"), actor=director, now=NOW)
    party_id = found.records[0].party_id

    changing.restrict(session, request.id, party_id, why="Theo yêu cầu", actor=director, now=NOW)

    party = session.get_one(Party, party_id)
    secret = session.exec(select(Identity).where(Identity.party_id == party_id)).one()
    assert (party.name, party.folded, party.address, party.is_protected) == ("", "", "", True)
    assert (secret.name_hash, secret.number_hash) == ("", "")
    assert "thu" not in petition.search.split("|")[1].split()
    question = Question(Kind.COMPLAINT, names=("Trần Thị Thử",), numbers=("001299000123",))
    assert duplicates.find(session, question, actor=director, today=TODAY).suggestions == ()
    again = finding.begin(session, asked("Trần Thị Thử"), actor=director, now=NOW)[1]
    assert [one.restricted_at for one in again.records] == [NOW]
    with pytest.raises(changing.DataRestricted):
        changing.correct(session, request.id, party_id, {"name": "A"}, why="x", actor=director, now=NOW)


def test_a_lifted_restriction_gives_back_what_was(session, build, director) -> None:
    petition = taken_in(session, build, director)
    words = petition.search
    request, found = finding.begin(session, asked("Trần Thị Thử"), actor=director, now=NOW)
    party_id = found.records[0].party_id
    changing.restrict(session, request.id, party_id, why="Theo yêu cầu", actor=director, now=NOW)

    later = NOW + timedelta(hours=1)
    changing.lift(session, request.id, party_id, why="Hết lý do", actor=director, now=later)

    party = session.get_one(Party, party_id)
    assert (party.name, party.address, party.is_protected) == (SENDER.name, SENDER.address, False)
    assert petition.search == words
    question = Question(Kind.COMPLAINT, names=("Trần Thị Thử",), numbers=("001299000123",))
    assert len(duplicates.find(session, question, actor=director, today=TODAY).suggestions) == 1
    with pytest.raises(changing.NotRestricted):
        changing.lift(session, request.id, party_id, why="x", actor=director, now=later)


def test_a_denouncer_stays_sealed_when_a_restriction_is_lifted(session, build, director) -> None:
    taken_in(session, build, director, kind=Kind.DENUNCIATION)
    request, found = finding.begin(session, asked("Trần Thị Thử"), actor=director, now=NOW)
    party_id = found.records[0].party_id

    changing.restrict(session, request.id, party_id, why="Theo yêu cầu", actor=director, now=NOW)
    changing.lift(session, request.id, party_id, why="Hết lý do", actor=director, now=NOW)

    assert session.get_one(Party, party_id).is_protected
    assert [
        one.party_id
        for one in finding.begin(session, asked("Trần Thị Thử"), actor=director, now=NOW)[1].records
    ] == [party_id]


def test_petitions_whose_words_name_somebody_are_told_apart(session, build, director) -> None:
    named = taken_in(
        session,
        build,
        director,
        summary="Phản ánh hành vi của ông Trần Thị Thử tại chợ",
        people=[SENDER.model_copy(update={"name": "Lê Văn Khác", "number": "001299000999"})],
    )

    _request, found = finding.begin(session, asked("Trần Thị Thử"), actor=director, now=NOW)

    assert (found.records, found.mentions) == ((), (named.code,))
