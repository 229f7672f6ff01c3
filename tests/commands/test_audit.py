"""`manage.py audit`: seal, verify with an exit code, export in three forms, and a seal kept elsewhere."""

import json

import pytest
from sqlalchemy import text
from sqlmodel import Session
from typer.testing import CliRunner

from manage import app
from services import audit
from services.actors import system_actor
from tests.conftest import NOW


@pytest.fixture
def trail(sqlite):
    """Three entries of fiction."""
    with Session(sqlite) as session:
        for number in range(3):
            audit.write(
                session, "signed_in", actor=system_actor("t"), now=NOW, subject="user", subject_id=number
            )
        session.commit()
    return sqlite


def run(*words: str):
    return CliRunner().invoke(app, ["audit", *words])


def break_row(engine, number: int) -> None:
    with engine.begin() as connection:
        connection.execute(text("DROP TRIGGER audit_entries_no_delete"))
        connection.execute(text(f"DELETE FROM audit_entries WHERE id = {number}"))


def test_a_sealed_trail_is_whole_until_a_row_is_gone(trail) -> None:
    made, again = run("seal"), run("verify")

    assert made.exit_code == again.exit_code == 0
    assert made.stdout.startswith("Niêm phong số 1 gồm 3 dòng nhật ký, từ 1 đến 3:")
    assert len(made.stdout.splitlines()[1].split()) == 16
    assert again.stdout.endswith("1 dòng chưa niêm phong: nguyên vẹn.\n")
    break_row(trail, 2)

    broken, told = run("verify"), run("verify", "--json")

    assert broken.exit_code == told.exit_code == 1
    assert broken.stderr == "Dòng 2 bị mất: dòng này đã có khi niêm phong số 1.\n"
    assert json.loads(told.stdout)["findings"] == [{"fault": "entry_missing", "seal": 1, "entry": 2}]


@pytest.mark.parametrize("suffix", ["json", "txt"])
def test_a_seal_kept_elsewhere_tells_of_another_trail(trail, tmp_path, suffix) -> None:
    file = tmp_path / f"seals.{suffix}"
    assert run("export", str(file)).exit_code == 2
    run("seal")
    assert run("export", str(file)).exit_code == 0
    assert run("verify", "--seal", str(file)).exit_code == 0
    with trail.begin() as connection:
        for name in ("audit_seals_no_delete", "audit_entries_no_update"):
            connection.execute(text(f"DROP TRIGGER {name}"))
        connection.execute(text("DELETE FROM audit_seals"))
        connection.execute(text("UPDATE audit_entries SET actor = 'x' WHERE id = 1"))
    run("seal")

    assert run("verify").exit_code == 0
    told = run("verify", "--seal", str(file))

    assert told.exit_code == 1
    assert "Niêm phong số 1 khác với bản được giữ ở nơi khác." in told.stderr
    assert ("Dòng 1 bị sửa" in told.stderr) is (suffix == "json")


def test_what_is_no_file_of_seals_is_refused_in_words(trail, tmp_path) -> None:
    file = tmp_path / "other.json"
    file.write_text("{}")

    for path, words in ((file, "other.json không phải tệp niêm phong"), (tmp_path / "none", "none")):
        told = run("verify", "--seal", str(path))
        assert told.exit_code == 2
        assert words in told.stderr


def test_a_seal_is_printed_on_one_page(trail, tmp_path) -> None:
    from pypdf import PdfReader

    run("seal")
    file = tmp_path / "seal.pdf"

    assert run("export", str(file)).exit_code == 0

    pages = PdfReader(file).pages
    words = pages[0].extract_text()
    assert len(pages) == 1
    assert "NIÊM PHONG NHẬT KÝ HỆ THỐNG" in words
    # Nobody subtracts what he sees from how many there are.
    assert "3 dòng" not in words
