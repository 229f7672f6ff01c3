"""Documents kept with their matter: encrypted on disk, opened by right, dropped without a loss."""

import pytest
from sqlmodel import select

from models import Attachment, AuditEntry, Case, MadeDocument
from models.enums import Kind, Role
from services import attachments, case_view, petition_view
from services.documents import keeping, making
from services.documents.table import shipped_documents
from services.errors import NotFound, NotPermitted
from tests.services.documents.world import CONTENT, NOW, SENDER, TODAY, recorded, request

ROWS = {row.template: row for row in shipped_documents().rows}


def kept(session, world, template: str, actor, **values) -> making.Document:
    row = ROWS[template]
    return making.make(session, request(world.before(row), row, keep=True, **values), actor=actor, now=NOW)


def trail(session, action: str) -> list[AuditEntry]:
    return list(session.exec(select(AuditEntry).where(AuditEntry.action == action)))


def test_a_kept_document_lies_encrypted_and_comes_back_as_it_was(session, world, director) -> None:
    made = kept(session, world, "tc_quyet_dinh_thu_ly", director)

    stored = keeping.read(session, made.kept_id, actor=director, now=NOW)

    file = session.exec(select(Attachment)).one()
    on_disk = attachments.path_of(file.sha256).read_bytes()
    assert (stored.data, stored.name) == (made.data, made.name)
    assert file.is_encrypted
    assert made.data[:200] not in on_disk
    assert b"PK" not in on_disk[:4]
    assert CONTENT.encode() not in file.sealed_name


def test_only_who_may_read_identities_opens_a_paper_that_names_the_denouncer(
    session, world, build, director
) -> None:
    made = kept(
        session, world, "tc_thong_bao_nguoi_to_cao", director, with_names=True, purpose="Gửi thông báo"
    )
    plain = kept(session, world, "tc_thong_bao_nguoi_to_cao", director)
    row = session.get(MadeDocument, made.kept_id)
    officer_user = build.user(Role.OFFICER)
    for document in (made, plain):
        session.get(Case, session.get(MadeDocument, document.kept_id).case_id).officer_id = officer_user.id
    session.flush()
    officer = build.actor_of(officer_user)

    with pytest.raises(NotPermitted):
        keeping.read(session, made.kept_id, actor=officer, now=NOW)
    assert SENDER.encode() not in keeping.read(session, plain.kept_id, actor=officer, now=NOW).data
    keeping.read(session, made.kept_id, actor=director, now=NOW)

    assert row.names_sender
    entries = trail(session, "document.read")
    assert [(entry.user_id, entry.details["names"]) for entry in entries] == [
        (officer.user_id, False),
        (director.user_id, True),
    ]


def test_who_does_not_see_the_case_does_not_find_its_documents(session, world, build, director) -> None:
    made = kept(session, world, "kn_thong_bao_thu_ly", director)
    stranger = build.actor(Role.UNIT_HEAD, unit=build.unit(parent=build.department()))

    for document_id in (made.kept_id, 99_999):
        with pytest.raises(NotFound):
            keeping.read(session, document_id, actor=stranger, now=NOW)
        with pytest.raises(NotFound):
            keeping.drop(session, document_id, actor=stranger, now=NOW)


def test_a_document_dropped_leaves_the_list_and_stays_in_the_trail(session, world, director) -> None:
    made = kept(session, world, "kn_thong_bao_thu_ly", director)
    row = session.get(MadeDocument, made.kept_id)

    keeping.drop(session, made.kept_id, actor=director, now=NOW)

    assert keeping.of_case(session, row.case_id) == []
    assert (row.dropped_at, row.dropped_by_id) == (NOW, director.user_id)
    assert attachments.path_of(session.exec(select(Attachment.sha256)).one()).exists()
    assert trail(session, "document.drop")[0].details["document"] == row.id
    with pytest.raises(NotFound):
        keeping.read(session, made.kept_id, actor=director, now=NOW)


def test_the_page_of_a_case_lists_drafts_and_recorded_papers(session, world, director) -> None:
    row = ROWS["kn_thong_bao_thu_ly"]
    case = world.before(row)
    making.make(session, request(case, row, keep=True), actor=director, now=NOW)
    event_id = world.take(case, "accept", TODAY, number="20/TB-SCT")
    asking = request(case, row, step=recorded(row, event_id), keep=True)
    making.make(session, asking, actor=director, now=NOW)
    making.make(session, asking.model_copy(update={"keep": False}), actor=director, now=NOW)

    found = case_view.read(session, case.code, actor=director, today=TODAY).documents

    assert [(one.title, one.row.is_draft, one.row.event_id) for one in found] == [
        ("Notice that the complaint is accepted", False, event_id),
        ("Notice that the complaint is accepted", True, None),
    ]
    assert found[0].made_by == director.name


def test_what_was_typed_is_offered_again_and_lies_sealed(session, world, director) -> None:
    row = ROWS["tc_phieu_chuyen_don"]
    case = world.before(row)
    making.make(session, request(case, row, keep=True), actor=director, now=NOW)

    asked = {"petition_id": None, "template": row.template}
    again = keeping.typed_before(session, case_id=case.id, actor=director, **asked)

    assert again["co_quan_nhan"] == "Ủy ban nhân dân xã An Bình"
    sealed = session.exec(select(MadeDocument.sealed_typed)).one()
    assert "Ủy ban".encode() not in sealed
    assert keeping.typed_before(session, case_id=99, actor=director, **asked) == {}
    stranger = world.build.actor(Role.OFFICER, unit=world.build.unit(parent=world.build.department()))
    assert keeping.typed_before(session, case_id=case.id, actor=stranger, **asked) == {}


def test_a_petition_without_a_case_keeps_its_own_papers(session, world, director) -> None:
    petition = world.returned(Kind.DENUNCIATION)
    row = next(row for row in shipped_documents().rows_of("phieu_tra_don") if row.kind is Kind.DENUNCIATION)
    asking = request(None, row, petition_id=petition.id, keep=True)

    making.make(session, asking, actor=director, now=NOW)

    found = petition_view.read(session, petition.code, actor=director, today=TODAY).documents
    assert [(one.title, one.row.is_draft) for one in found] == [("Return slip", False)]
    assert found[0].row.case_id is None
