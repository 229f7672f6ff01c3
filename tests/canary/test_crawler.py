"""The crawler itself: a reader who may see finds everything, and a leak that is planted is found."""

import gzip
import io
import json
import unicodedata
import zipfile
from base64 import b64encode
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import docx
import pytest
import xlsxwriter
from sqlalchemy import true
from sqlmodel import Session, select

from models import Case
from services import attachments, database, inbox
from services.documents import keeping
from services.imports import returning
from services.permissions import Scope
from tests.canary import rights
from tests.canary.conftest import Worlds
from tests.canary.crawl import Browser
from tests.canary.test_pages import check, differences, visited
from tests.canary.tokens import Marks, find, identity_number, phone, word
from tests.canary.world import NOW, REGISTER, code_of, scan

WORD = word("gamma", "summary")


def _docx(text: str) -> bytes:
    document, out = docx.Document(), io.BytesIO()
    paragraph = document.add_paragraph()
    # Word cuts words into runs as it likes.
    paragraph.add_run(text[:9])
    paragraph.add_run(text[9:]).bold = True
    document.save(out)
    return out.getvalue()


def _xlsx(text: str) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        book.add_worksheet().write(0, 0, text)
    return out.getvalue()


def _zip(text: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", text)
    return out.getvalue()


FORMS: dict[str, Callable[[], bytes]] = {
    "plain": WORD.encode,
    "letters and marks apart": lambda: unicodedata.normalize("NFD", WORD).encode(),
    "capitals": WORD.upper().encode,
    "address": lambda: quote(WORD).encode(),
    "json": lambda: json.dumps({"a": WORD}).encode(),
    "utf-16": lambda: WORD.encode("utf-16-le"),
    "utf-16 at an odd place": lambda: b"\x07" + WORD.encode("utf-16-le"),
    "gzip": lambda: gzip.compress(WORD.encode()),
    "zip": lambda: _zip(WORD),
    "zip within a message": lambda: b"\x08\x01\x12" + _zip(WORD),
    "workbook": lambda: _xlsx(WORD),
    "document": lambda: _docx(WORD),
    "pdf": lambda: scan(WORD),
    "base64 of a workbook": lambda: b'{"file": "' + b64encode(_xlsx(WORD)) + b'"}',
    "base64 of text": lambda: b"data:text/plain;base64," + b64encode(f"đó là {WORD} và hơn nữa".encode()),
    "the beginning of a word": lambda: WORD[:9].encode(),
}


@pytest.mark.parametrize("form", FORMS)
def test_a_word_is_found_in_whatever_form(form: str) -> None:
    assert find(FORMS[form](), Marks())


def test_numbers_and_codes_are_found_however_they_are_grouped() -> None:
    marks = Marks()
    for text in (code_of("gamma"), identity_number(6), phone(6)):
        marks.add(text, "gamma", text)

    found = find("tc-zz6g7; 0799 888.06-777; 0987606506", marks)

    assert len(found) == 3
    # What the reader typed himself is no find, where it stands alone.
    assert not find(f"Tìm “{code_of('gamma')}”", marks, echoes=[code_of("gamma")])
    assert find(f"x {code_of('gamma')}9", marks, echoes=[code_of("gamma")])


def test_whoever_may_see_finds_everything_that_he_should(worlds: Worlds, tried) -> None:
    world = worlds.use()
    browser = Browser(world, "deputy")

    case = browser.open("case", {"code": code_of("gamma")})
    petition = browser.open("petition", {"code": code_of("gamma")})
    listed = browser.open("cases", {"view": "all"})

    at_case = {one.what for one in find(case.raw, world.marks)}
    at_petition = {one.what for one in find(petition.raw, world.marks)}
    assert {"summary", "eventnote", "assignnote", "firstnote", "docnumber", "signer", "code"} <= at_case
    assert {"directive", "directivenumber", "directivebody", "place"} <= at_case
    assert {"summary", "about", "note", "secondnote", "eoffice", "sendingnumber", "code"} <= at_petition
    assert not (at_case | at_petition) & rights.IDENTITY
    assert {one.canary for one in find(listed.raw, world.marks)} == rights.visible("deputy") - {"root"}
    assert {one.what for one in find(listed.raw, world.marks)} == {"code"}
    tried(3)


def test_what_is_opened_for_a_purpose_holds_the_words_that_no_page_shows(worlds: Worlds, tried) -> None:
    world = worlds.use()
    with Session(database.engine()) as session:
        deputy = world.actor("deputy", session)
        files = [attachments.read(session, one, actor=deputy, now=NOW) for one in world.files["gamma"]]
        kept = keeping.read(session, world.documents["gamma"][0], actor=deputy, now=NOW)
        inspector = world.actor("inspector", session)
        back = returning.held_back_file(session, 1, actor=inspector, now=NOW, say=lambda text: text)

    scans = {one.what for file in files for part in (file.name, file.data) for one in find(part, world.marks)}
    # The names of files are not given back with them.
    assert scans == {"scan", "file"}
    assert {one.what for one in find(kept.data, world.marks)} >= {"typed"}
    assert {(one.canary, one.what) for one in find(back, world.marks)} >= {(REGISTER, "content")}
    tried(4)


def test_a_wall_that_is_taken_down_is_found(worlds: Worlds, tried, monkeypatch) -> None:
    monkeypatch.setattr(Scope, "condition", lambda self, model, case_id=None: true())

    with pytest.raises(AssertionError) as found:
        check(worlds, "officer of beta", tried, everything=False, pages=("cases", "case"))

    assert "alpha.code" in str(found.value)


def test_a_number_that_counts_one_more_is_found(worlds: Worlds, monkeypatch) -> None:
    counted = inbox.unread_count

    def one_more(session: Session, **values: Any) -> int:
        secret = session.exec(select(Case.id).where(Case.code == code_of("beta"))).first()
        return counted(session, **values) + (1 if secret else 0)

    monkeypatch.setattr(inbox, "unread_count", one_more)
    full, none = visited(worlds.use(), "officer of delta", everything=False, pages=("home",))
    without, _none = visited(worlds.use(()), "officer of delta", everything=False, pages=("home",))

    assert none == []
    assert len(differences(full, without, "officer of delta")) == 1
