"""Scans are kept as they came, encrypted, by hash, and read only by whoever may."""

import hashlib

import pytest
from sqlmodel import select

from models import Attachment, AuditEntry
from models.enums import Kind, Role
from services import attachments, drafts, petitions
from services.attachments import FileMissing, FileTwice
from services.errors import NotFound, NotPermitted
from services.settings import settings
from services.uploads.errors import FileNameHides, FileTooLarge
from tests.conftest import NOW, TODAY
from tests.services.intake_entries import entry
from tests.services.intake_files import pdf, picture


def draft_of(session, actor, key: str = "a1"):
    return drafts.save(session, {"kind": "complaint"}, actor=actor, form=petitions.FORM, key=key, now=NOW)


def add(session, draft, actor, name: str = "Đơn bà Thử.pdf", data: bytes = b""):
    return attachments.add_to_draft(session, draft, name=name, data=data or pdf(), actor=actor, now=NOW)


def receive(session, build, actor, **values):
    written = entry(build, **values)
    return petitions.receive(session, written, actor=actor, now=NOW, today=TODAY)


def test_a_scan_lies_encrypted_under_its_hash_and_comes_back_unaltered(session, build) -> None:
    clerk = build.actor(Role.RECEPTION_CLERK)
    data = picture("PNG")
    draft = draft_of(session, clerk)
    add(session, draft, clerk, "ảnh.png", data)

    petition = receive(session, build, clerk, draft_key="a1")

    kept = session.exec(select(Attachment)).one()
    path = attachments.path_of(hashlib.sha256(data).hexdigest())
    assert (kept.petition_id, kept.draft_id, kept.media_type) == (petition.id, None, "image/png")
    assert path.is_relative_to(settings().files_dir)
    assert data[:50] not in path.read_bytes()
    assert path.stat().st_mode & 0o077 == 0
    stored = attachments.read(session, kept.id, actor=clerk, now=NOW)
    assert (stored.name, stored.data) == ("ảnh.png", data)


def test_the_name_of_a_file_is_encrypted(session, build) -> None:
    clerk = build.actor(Role.RECEPTION_CLERK)

    kept = add(session, draft_of(session, clerk), clerk)

    assert "Thử".encode() not in kept.sealed_name
    assert attachments.name_of(kept) == "Đơn bà Thử.pdf"


def test_a_name_with_a_path_is_refused_and_one_that_lies_gets_its_right_ending(session, build) -> None:
    clerk = build.actor(Role.RECEPTION_CLERK)
    draft = draft_of(session, clerk)

    with pytest.raises(FileNameHides):
        add(session, draft, clerk, "../../etc/Đơn.pdf")
    kept = add(session, draft, clerk, "Đơn.html", picture())

    assert attachments.name_of(kept) == "Đơn.html.jpg"


def test_the_same_file_twice_is_refused_but_lies_once_for_two_petitions(session, build) -> None:
    clerk = build.actor(Role.RECEPTION_CLERK)
    data = pdf()
    first, second = draft_of(session, clerk, "a1"), draft_of(session, clerk, "a2")
    add(session, first, clerk, data=data)

    with pytest.raises(FileTwice):
        add(session, first, clerk, data=data)
    add(session, second, clerk, data=data)

    assert len([p for p in settings().files_dir.rglob("*") if p.is_file()]) == 1


def test_a_file_above_the_limit_of_the_settings_is_refused(session, build) -> None:
    clerk = build.actor(Role.RECEPTION_CLERK)

    with pytest.raises(FileTooLarge) as caught:
        add(session, draft_of(session, clerk), clerk, data=pdf() + b" " * (20 * 1024 * 1024))

    assert caught.value.values["limit"] == 20
    assert not settings().files_dir.exists()


def test_nobody_adds_to_or_takes_from_the_draft_of_another_person(session, build) -> None:
    clerk, other = build.actor(Role.RECEPTION_CLERK), build.actor(Role.RECEPTION_CLERK)
    draft = draft_of(session, clerk)
    kept = add(session, draft, clerk)

    with pytest.raises(NotFound):
        add(session, draft, other, data=pdf(pages=2))
    with pytest.raises(NotFound):
        attachments.take_from_draft(session, kept.id, actor=other)
    attachments.take_from_draft(session, kept.id, actor=clerk)

    assert attachments.of_draft(session, draft) == []


def test_a_scan_of_a_draft_is_not_read_as_if_it_were_on_the_books(session, build) -> None:
    clerk = build.actor(Role.RECEPTION_CLERK)
    kept = add(session, draft_of(session, clerk), clerk)

    with pytest.raises(NotFound):
        attachments.read(session, kept.id, actor=clerk, now=NOW)


def test_reading_the_scan_of_a_denunciation_needs_the_right_and_leaves_a_trace(session, build) -> None:
    clerk, head = build.actor(Role.RECEPTION_CLERK), build.actor(Role.UNIT_HEAD)
    petition = receive(session, build, clerk, kind=Kind.DENUNCIATION)
    kept = attachments.add_to_petition(session, petition.id, name="đơn.pdf", data=pdf(), actor=clerk, now=NOW)

    attachments.read(session, kept.id, actor=head, now=NOW)

    assert (
        session.exec(select(AuditEntry).where(AuditEntry.action == "scan.read")).one().user_id == head.user_id
    )
    with pytest.raises(NotFound):
        attachments.read(session, kept.id, actor=build.actor(Role.OFFICER), now=NOW)
    with pytest.raises(NotPermitted):
        attachments.read(session, kept.id, actor=build.actor(Role.VIEWER), now=NOW)


def test_an_altered_file_is_not_handed_out(session, build) -> None:
    clerk = build.actor(Role.RECEPTION_CLERK)
    petition = receive(session, build, clerk)
    kept = attachments.add_to_petition(session, petition.id, name="a.pdf", data=pdf(), actor=clerk, now=NOW)
    path = attachments.path_of(kept.sha256)
    path.write_bytes(path.read_bytes()[:-1] + b"x")

    with pytest.raises(FileMissing):
        attachments.read(session, kept.id, actor=clerk, now=NOW)
    path.unlink()
    with pytest.raises(FileMissing):
        attachments.read(session, kept.id, actor=clerk, now=NOW)
