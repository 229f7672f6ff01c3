"""What was typed survives: encrypted, per person and form, and past a locked or full database."""

import sqlite3
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlmodel import select

from models import Attachment, Draft, Petition
from models.enums import Role
from services import attachments, database, drafts, petitions
from services.errors import DatabaseBusy, DatabaseFull, FieldInvalid
from services.petition_records import PetitionAlreadySaved
from tests.conftest import NOW, TODAY
from tests.services.intake_entries import entry
from tests.services.intake_files import pdf

WORDS = {"kind": "denunciation", "summary": "Ông Lê Văn Bị nhận quà của người bán xăng"}


def save(session, actor, key="k1", values=None, now=NOW):
    return drafts.save(session, values or WORDS, actor=actor, form="intake", key=key, now=now)


def test_a_draft_is_encrypted_and_comes_back_whole(session, build) -> None:
    clerk = build.actor(Role.RECEPTION_CLERK)

    save(session, clerk)

    row = session.exec(select(Draft)).one()
    assert "Lê Văn Bị".encode() not in row.sealed
    assert drafts.opened(row).values == WORDS


def test_each_committed_field_writes_the_same_row_anew(session, build) -> None:
    clerk = build.actor(Role.RECEPTION_CLERK)

    save(session, clerk, values={"kind": "complaint"})
    save(session, clerk, values={"kind": "complaint", "summary": "x"}, now=NOW + timedelta(minutes=1))

    row = session.exec(select(Draft)).one()
    assert row.saved_at == NOW + timedelta(minutes=1)
    assert drafts.opened(row).values["summary"] == "x"


def test_several_drafts_at_once_are_listed_newest_first_to_their_owner_only(session, build) -> None:
    clerk, other = build.actor(Role.RECEPTION_CLERK), build.actor(Role.RECEPTION_CLERK)
    save(session, clerk, "k1")
    save(session, clerk, "k2", now=NOW + timedelta(minutes=5))
    save(session, other, "k1")

    assert [d.key for d in drafts.list_open(session, actor=clerk)] == ["k2", "k1"]
    assert [d.key for d in drafts.list_open(session, actor=other, form="intake")] == ["k1"]


def test_a_discarded_draft_takes_its_scans_along(session, build) -> None:
    clerk = build.actor(Role.RECEPTION_CLERK)
    draft = save(session, clerk)
    attachments.add_to_draft(session, draft, name="a.pdf", data=pdf(), actor=clerk, now=NOW)

    assert drafts.discard(session, actor=clerk, form="intake", key="k1")
    assert not drafts.discard(session, actor=clerk, form="intake", key="k1")

    assert session.exec(select(Draft)).all() == session.exec(select(Attachment)).all() == []


def test_an_endless_text_is_refused_in_words(session, build) -> None:
    clerk = build.actor(Role.RECEPTION_CLERK)

    with pytest.raises(FieldInvalid):
        save(session, clerk, values={"summary": "x" * 300_000})


def test_a_draft_ends_with_its_petition_and_is_not_saved_twice(session, build) -> None:
    clerk = build.actor(Role.RECEPTION_CLERK)
    save(session, clerk, "k1")
    written = entry(build, draft_key="k1")
    petitions.receive(session, written, actor=clerk, now=NOW, today=TODAY)

    with pytest.raises(PetitionAlreadySaved):
        petitions.receive(session, written, actor=clerk, now=NOW, today=TODAY)

    assert len(session.exec(select(Petition)).all()) == 1


def test_a_locked_database_is_refused_in_words_and_the_draft_keeps_everything(
    sqlite, page_build, monkeypatch
) -> None:
    clerk = page_build.actor(Role.RECEPTION_CLERK)
    page_build.channel()
    with database.transaction() as session:
        save(session, clerk)
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.2)
    impatient = database.make_engine(str(sqlite.url))
    page_build.session.commit()
    blocker = sqlite3.connect(sqlite.url.database)
    blocker.execute("BEGIN IMMEDIATE")

    with pytest.raises(DatabaseBusy), database.transaction(impatient) as session:
        petitions.receive(session, entry(page_build, draft_key="k1"), actor=clerk, now=NOW, today=TODAY)

    blocker.rollback()
    blocker.close()
    with database.transaction(impatient) as session:
        assert drafts.list_open(session, actor=clerk)[0].values == WORDS
        petitions.receive(session, entry(page_build, draft_key="k1"), actor=clerk, now=NOW, today=TODAY)
    impatient.dispose()


def test_a_full_database_is_refused_in_words_and_the_draft_keeps_everything(sqlite, page_build) -> None:
    clerk = page_build.actor(Role.RECEPTION_CLERK)
    written = entry(page_build, draft_key="k1", note="x" * 3900, summary="y " * 900)
    with database.transaction() as session:
        save(session, clerk)

    def receive_until_full() -> None:
        with database.transaction() as session:
            pages = session.execute(text("PRAGMA page_count")).scalar_one()
            session.execute(text(f"PRAGMA max_page_count = {pages}"))
            for _copy in range(50):
                again = written.model_copy(update={"draft_key": ""})
                petitions.receive(session, again, actor=clerk, now=NOW, today=TODAY)

    with pytest.raises(DatabaseFull):
        receive_until_full()

    with database.transaction() as session:
        session.execute(text("PRAGMA max_page_count = 1000000"))
        assert session.exec(select(Petition)).all() == []
        assert drafts.list_open(session, actor=clerk)[0].values == WORDS
