"""A stolen database, dump, data folder or log has no word of what is protected; what is open is found."""

import logging
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlmodel import Session, SQLModel, select

from models import Attachment, CaseEvent, Identity, Petition
from models.cases import Case
from models.enums import Kind, Role
from services import database, key_rotation, petitions, vault, word_search
from services.actors import system_actor
from services.facts import Facts
from services.imports import registers
from services.text import fold
from tests.builders import Builder
from tests.conftest import NOW, TODAY
from tests.services.intake_entries import entry
from tests.services.stolen_world import (
    OPEN_NAME,
    OPEN_WORDS,
    PERSON,
    SAID,
    SENDER,
    WORDS,
    build_world,
    forms_of,
    leaks,
    register_file,
)
from ui import log_safety
from ui.feedback import show_failure


@pytest.fixture
def stolen(session: Session, build: Builder, engine: Engine, tmp_path: Path, caplog, capfd):
    """The world of protected matters; returns a function that gives everything a thief could carry off."""
    caplog.set_level(logging.DEBUG)
    focal = build.unit("Phòng Pháp chế", parent=build.department(), code="PC")
    inspector = build.actor(Role.INSPECTOR, unit=focal)
    world = build_world(session, build)
    session.commit()
    registers.import_register(register_file(), filename="so.xlsx", actor=inspector, today=TODAY, now=NOW)
    facts = Facts(engine, tmp_path / "facts")
    facts.refresh()
    facts.save()
    facts.close()

    def carried_off() -> dict[str, bytes]:
        session.commit()
        found = {
            str(path.relative_to(tmp_path)): path.read_bytes()
            for path in tmp_path.rglob("*")
            if path.is_file()
        }
        # The names of files are stolen with them.
        found["names of files"] = "\n".join(found).encode()
        found["every column as text"] = _columns(session)
        if engine.dialect.name == "postgresql":
            found["dump"] = _dump(engine)
        printed = capfd.readouterr()
        found["log"] = "\n".join([caplog.text, printed.out, printed.err]).encode()
        return found

    return world, carried_off


def _columns(session: Session) -> bytes:
    tables = [table.name for table in SQLModel.metadata.sorted_tables]
    return "\n".join(
        str(tuple(row)) for name in tables for row in session.execute(text(f"SELECT * FROM {name}"))
    ).encode()


def _dump(engine: Engine) -> bytes:
    """As pg_dump writes it; without that program the server casts every row to text."""
    schema = re.search(r"search_path%3D(\w+)|search_path=(\w+)", str(engine.url)) or pytest.fail("no schema")
    name = next(one for one in schema.groups() if one)
    if shutil.which("pg_dump"):
        url = engine.url.set(drivername="postgresql", query={})
        command = ["pg_dump", f"--schema={name}", url.render_as_string(hide_password=False)]
        done = subprocess.run(command, capture_output=True, check=False, env={**os.environ})
        if done.returncode == 0:
            return done.stdout
    with engine.connect() as connection:
        tables = [table.name for table in SQLModel.metadata.sorted_tables]
        return "\n".join(
            str(row)
            for one in tables
            for row in connection.execute(text(f"SELECT t::text FROM {one} t")).scalars()
        ).encode()


def test_whatever_is_carried_off_tells_nothing_that_is_protected(stolen, session, engine) -> None:
    _world, carried_off = stolen
    database.forget()

    data = carried_off()

    assert leaks(data) == []
    # The search itself works: what may be open is found, in the words and in the folded search.
    places = {place for place, one in data.items() if OPEN_NAME.encode() in one}
    assert places >= ({"tiepdan.db"} if engine.dialect.name == "sqlite" else {"dump"})
    assert any(fold(OPEN_WORDS).encode() in one for one in data.values())
    # A full-text index keeps words in pieces of its own: it is asked.
    for model in (Petition, Case):
        for word in WORDS:
            words = word_search.words_to_find(word)
            assert (
                session.exec(select(model.id).where(word_search.condition(session, model, words))).all() == []
            )
    assert session.exec(
        select(Petition.id).where(word_search.condition(session, Petition, ["muonghoa"]))
    ).all()


def test_the_world_holds_what_is_searched_for_and_every_kind_of_sealed_value(stolen, session) -> None:
    """Otherwise an empty world would pass too; and all of it is under keys that rotation knows."""
    world, carried_off = stolen
    secret = session.get(Petition, world["secret"].id)
    kept = session.exec(select(Identity)).first()
    owner = session.exec(select(Petition).order_by(Petition.id)).first()
    assert vault.unseal(kept.sealed, purpose="identity", key=owner.sealed_key)["phone"]
    assert vault.unseal(secret.sealed, purpose="petition", key=secret.sealed_key)["summary"] == SAID
    assert session.exec(select(Attachment)).all()
    filled = {
        str(column)
        for column in key_rotation.sealed_columns()
        if session.execute(select(column).where(column.is_not(None))).first()
    }
    assert filled >= {
        "petitions.sealed",
        "identities.sealed",
        "cases.sealed",
        "case_events.sealed_note",
        "notes.sealed",
        "drafts.sealed",
        "attachments.sealed_name",
        "import_rows.sealed",
        "directives.sealed_content",
        "made_documents.sealed_typed",
        "checklist_marks.sealed_note",
        "identity_grants.sealed_purpose",
        "identity_grants.sealed_grounds",
        "emergency_accesses.sealed_reason",
        "case_grants.sealed_reason",
        "data_requests.sealed",
    }
    # What nobody can change is under keys that can be destroyed.
    for name in ("sealed_note", "sealed_reason"):
        column = getattr(CaseEvent, name)
        assert {value[:1] for value in session.exec(select(column)) if value} <= {vault.DATA}
    session.commit()
    done = key_rotation.rotate(actor=system_actor("test"), now=NOW)
    assert (done.total, done.unreadable) == (0, 0)
    assert carried_off()


@pytest.mark.parametrize("secret", [SENDER, SAID])
def test_a_secret_is_recognised_in_each_form(secret) -> None:
    for form, needle in forms_of(secret).items():
        assert leaks({"file": b"x" + needle + b"y"}, (secret,)), form


def test_what_goes_wrong_does_not_tell_whose_petition_it_was(session, build, engine, caplog, capfd) -> None:
    """The texts of errors, of ours and of the database, and the log that is written of them."""
    caplog.set_level(logging.DEBUG)
    clerk = build.actor(Role.RECEPTION_CLERK)
    written = entry(build, kind=Kind.DENUNCIATION, people=[PERSON], summary=SAID)
    session.commit()
    faults: list[Exception] = []

    def broken(statement: str, **values: object) -> None:
        try:
            with database.transaction() as other:
                other.execute(text(statement), values)
        except Exception as fault:  # noqa: BLE001 - whatever it is, its text is looked at
            faults.append(fault)

    broken("INSERT INTO parties (petition_id, name) VALUES (NULL, :name)", name=SENDER)
    broken("INSERT INTO users (username, name) VALUES (:name, :name)", name=SENDER)
    broken("INSERT INTO nowhere (name) VALUES (:name)", name=SENDER)
    for change in ({"channel_id": 999_999}, {"received_on": "never"}, {"people": "x"}):
        try:
            values = {**written.model_dump(), **change}
            petitions.receive(
                session, type(written).model_validate(values), actor=clerk, now=NOW, today=TODAY
            )
            session.flush()
        except Exception as fault:  # noqa: BLE001 - as above
            faults.append(fault)
        session.rollback()
    before = log_safety.install()
    try:
        for fault in faults:
            show_failure(fault)
            # As Streamlit and the server log what they catch.
            logging.getLogger("streamlit.error_util").error("Uncaught app execution", exc_info=fault)
    finally:
        logging.setLogRecordFactory(before)

    printed = capfd.readouterr()
    logged = printed.out.count("page_failed")
    data = {
        "log": f"{caplog.text}{printed.out}{printed.err}".encode(),
        "told": "\n".join(str(fault) for fault in faults if hasattr(fault, "msgid")).encode(),
    }
    assert len(faults) >= 5
    assert leaks(data) == []
    assert logged == caplog.text.count("Uncaught app execution") == len(faults)
    assert "petitions.py:" in caplog.text
