"""A database that is locked, stuck or full says so in time and in our words; nothing is half-written."""

import errno
import os
import sqlite3
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import OperationalError
from sqlmodel import col, select

from models import Attachment, Case
from models.enums import Role
from services import attachments, database, drafts, facts, petitions
from services.errors import DatabaseBusy, DatabaseFull
from services.settings import settings
from tests.conftest import NOW
from tests.services.intake_files import pdf


@contextmanager
def somebody_else_writes(engine: Engine) -> Iterator[None]:
    """Another process holds what a writer of cases needs: the file, or the rows."""
    other = create_engine(engine.url)
    with other.connect() as connection:
        if engine.dialect.name == "sqlite":
            connection.connection.driver_connection.isolation_level = None
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            connection.execute(text("SELECT id FROM cases FOR UPDATE"))
        yield
    other.dispose()


def test_what_somebody_else_holds_is_refused_in_time_and_free_again_after(engine, session, build) -> None:
    case = build.case(summary="Trước")
    session.commit()

    def write(patience: float | None = None) -> None:
        with database.transaction(patience=patience) as writer:
            writer.exec(select(Case).where(col(Case.id) == case.id).with_for_update()).one().persons = 7

    with somebody_else_writes(engine):
        started = time.monotonic()
        with pytest.raises(DatabaseBusy):
            write(patience=0.3)
        waited = time.monotonic() - started
    write()

    assert waited < 5
    session.refresh(case)
    assert case.persons == 7


def test_patience_for_one_write_leaves_the_next_its_own(engine) -> None:
    question = "PRAGMA busy_timeout" if engine.dialect.name == "sqlite" else "SHOW lock_timeout"

    def told(patience: float | None) -> object:
        with database.transaction(patience=patience) as session:
            return session.execute(text(question)).scalar_one()

    first, short, after = told(None), told(0.3), told(None)

    assert (str(first), str(short)) in {("15000", "300"), ("15s", "300ms")}
    assert after == first


def test_nobody_queues_for_ever_behind_a_writer_of_the_same_process(sqlite) -> None:
    holds, done = threading.Event(), threading.Event()

    def slow() -> None:
        with database.transaction():
            holds.set()
            done.wait(10)

    other = threading.Thread(target=slow)
    other.start()
    holds.wait(10)
    try:
        with pytest.raises(DatabaseBusy), database.transaction(patience=0.2):
            pass
    finally:
        done.set()
        other.join()
    with database.transaction(patience=0.2) as session:
        assert database.is_ready(session)


@pytest.mark.parametrize(
    ("words", "refusal"),
    [
        ("database is locked", DatabaseBusy),
        ("canceling statement due to lock timeout", DatabaseBusy),
        ("deadlock detected", DatabaseBusy),
        ("database or disk is full", DatabaseFull),
        ('could not extend file "base/1": No space left on device', DatabaseFull),
    ],
)
def test_the_words_of_both_engines_become_ours(sqlite, words: str, refusal: type[Exception]) -> None:
    with pytest.raises(refusal), database.transaction():
        raise OperationalError("INSERT", {}, Exception(words))


@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EDQUOT])
def test_a_scan_that_finds_no_room_on_the_disk_leaves_neither_file_nor_row(
    engine, session, build, monkeypatch, error: int
) -> None:
    clerk = build.actor(Role.RECEPTION_CLERK)
    draft = drafts.save(session, {"kind": "complaint"}, actor=clerk, form=petitions.FORM, key="a1", now=NOW)

    def full(_descriptor: int) -> None:
        raise OSError(error, os.strerror(error))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(DatabaseFull):
        attachments.add_to_draft(session, draft, name="đơn.pdf", data=pdf(), actor=clerk, now=NOW)

    assert session.exec(select(Attachment)).all() == []
    assert [path for path in settings().files_dir.rglob("*") if path.is_file()] == []


def test_facts_are_read_where_their_snapshot_cannot_be_written(sqlite, page_build, monkeypatch) -> None:
    page_build.case()
    monkeypatch.setattr(sys.modules[facts.Facts.__module__], "WORTH_SAVING", 0)
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.2)
    blocker = sqlite3.connect(sqlite.url.database)
    blocker.execute("BEGIN IMMEDIATE")

    mark = facts.store().refresh()
    again = facts.store().refresh()

    blocker.rollback()
    blocker.close()
    assert mark == again > 0
    assert not (settings().data_dir / "facts.duckdb").exists()
    facts.keep()
    assert (settings().data_dir / "facts.duckdb").exists()
    facts.forget()
