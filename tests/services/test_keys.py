"""Master keys: where they lie, which one opens what, and everything sealed anew while the server runs."""

import os
import stat
from datetime import date

import pytest
from sqlalchemy import LargeBinary
from sqlmodel import SQLModel, select
from typer.testing import CliRunner

from manage import app
from models import Attachment, AuditEntry, CaseEvent, Identity, ImportRow, LastingKey, Petition, SecondFactor
from models.base import Sealed
from models.enums import Kind, Role
from services import (
    actors,
    attachments,
    cases,
    database,
    drafts,
    duplicates,
    first_run,
    identity,
    key_ring,
    key_rotation,
    key_status,
    lasting_keys,
    notes,
    petition_records,
    petitions,
    vault,
)
from services.case_steps import note_of, sealed_words
from services.errors import SettingsInvalid
from services.petition_input import PersonInput, PetitionInput
from services.settings import settings
from tests.conftest import NOW, TODAY
from tests.services.intake_files import picture

SYSTEM = actors.system_actor("test")
FIRST = "the first key of this test, nothing real here"
SECOND = "the second key of this test, nothing real too"
SECRET = "Trần Thị Kín tố cáo việc nhận tiền tại xã An Bình"
NAME = "Trần Thị Kín"
NUMBER = "001 299 000 123"
PNG = picture("PNG")


def use(monkeypatch, *keys: str) -> None:
    """The keys of the environment, the current one first."""
    monkeypatch.setenv("TIEPDAN_KEY", keys[0])
    monkeypatch.setenv("TIEPDAN_OLD_KEYS", ";".join(keys[1:]))
    settings.cache_clear()


def in_a_file(monkeypatch, path) -> None:
    monkeypatch.delenv("TIEPDAN_KEY")
    monkeypatch.setenv("TIEPDAN_KEY_FILE", str(path))
    settings.cache_clear()


def denunciation(build, **values) -> PetitionInput:
    return PetitionInput(
        kind=Kind.DENUNCIATION,
        received_on=date(2026, 11, 23),
        channel_id=build.channel().id,
        unit_id=build.department().id,
        summary=SECRET,
        people=[PersonInput(name=NAME, address="thôn Kín", number=NUMBER)],
        respondent_name="Lê Văn Bị",
        not_our_staff=True,
        eligible=True,
        in_competence=True,
        note="Gọi lại cho bà Kín",
        **values,
    )


@pytest.fixture
def world(session, build, monkeypatch):
    """A denunciation with everything that is sealed, under the first key."""
    use(monkeypatch, FIRST)
    clerk, director = build.actor(Role.RECEPTION_CLERK), build.actor(Role.DIRECTOR)
    draft = drafts.save(session, {"summary": SECRET}, actor=clerk, form="intake", key="k", now=NOW)
    attachments.add_to_draft(session, draft, name="don ba Kin.png", data=PNG, actor=clerk, now=NOW)
    entry = denunciation(build, draft_key="k")
    petition = petitions.receive(session, entry, actor=clerk, now=NOW, today=TODAY)
    case = session.exec(select(cases.Case)).one()
    notes.write(session, case.id, "Bà Kín xin giữ kín", actor=director, now=NOW)
    factor = vault.seal("JBSWY3DPEHPK3PXP", purpose=f"second factor of {director.user_id}")
    session.add(SecondFactor(user_id=director.user_id, sealed_secret=factor, created_at=NOW))
    session.add(
        CaseEvent(
            case_id=case.id,
            action="note",
            happened_on=TODAY,
            entered_at=NOW,
            entered_by_id=director.user_id,
            sealed_note=sealed_words(case, "Bà Kín đã tới"),
        )
    )
    drafts.save(session, {"summary": SECRET}, actor=clerk, form="intake", key="other", now=NOW)
    session.commit()
    return petition, case, director


def heads(session) -> dict[str, set[bytes]]:
    """Column -> how its values begin."""
    return {
        str(column): {bytes(value)[: key_rotation.HEAD] for value in session.scalars(select(column)) if value}
        for column in key_rotation.sealed_columns()
    }


def test_every_sealed_column_is_known_to_rotation() -> None:
    """A column named sealed… that is plain bytes would be forgotten when keys are renewed."""
    forgotten = [
        str(column)
        for table in SQLModel.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, LargeBinary | Sealed) != isinstance(column.type, Sealed)
        and column.name.startswith("sealed")
    ]
    misnamed = [str(c) for c in key_rotation.sealed_columns() if not c.name.startswith("sealed")]

    assert (forgotten, misnamed) == ([], [])
    assert all(column.type.purpose for column in key_rotation.sealed_columns())
    assert all(len(column.table.primary_key.columns) == 1 for column in key_rotation.sealed_columns())


def test_what_is_said_of_a_matter_is_under_a_key_of_its_own(session, world) -> None:
    petition, case, _director = world
    found = heads(session)

    for column in ("petitions.sealed", "identities.sealed", "cases.sealed", "case_events.sealed_note"):
        assert {head[:1] for head in found[column]} == {vault.DATA}, column
    assert {head[:1] for head in found["notes.sealed"]} == {vault.DATA}
    assert petition.sealed_key != case.sealed_key
    with pytest.raises(vault.CannotUnseal):
        vault.unseal(petition.sealed, purpose="petition", key=case.sealed_key)
    # Whoever destroys the key of a case has destroyed what its history says.
    case.sealed_key = None
    event = session.exec(select(CaseEvent).where(CaseEvent.action == "note")).one()
    with pytest.raises(vault.CannotUnseal):
        note_of(case, event)


def test_rotation_brings_everything_under_the_new_key_and_the_old_one_may_go(
    session, build, world, monkeypatch
) -> None:
    petition, case, director = world
    # A value from before keys had ids.
    before = vault.FIRST + vault.seal("x", purpose="import_row")[key_rotation.HEAD :]
    batch = _batch(build)
    row = build.add(
        ImportRow(
            batch_id=batch.id, row_number=1, place="p", content_hash="", result="", reasons=[], sealed=before
        )
    )
    session.commit()
    lasting = lasting_keys.hasher(session, lasting_keys.IMPORT_ROW)("one row")
    use(monkeypatch, SECOND, FIRST)
    assert petition_records.words_of(petition).summary == SECRET
    found = duplicates.Question(kind=Kind.DENUNCIATION, names=(NAME,), numbers=(NUMBER,), summary=SECRET)
    assert len(duplicates.find(session, found, actor=director, today=TODAY).suggestions) == 1

    done = key_rotation.rotate(actor=SYSTEM, now=NOW)

    assert (done.unreadable, done.resealed["files"], done.rehashed) == (0, 1, 3)
    # Bound to its person: a purpose that names a column of its row.
    assert done.resealed["second_factors.sealed_secret"] == 1
    use(monkeypatch, SECOND)
    session.rollback()
    session.expire_all()
    left = {head for heads_of in heads(session).values() for head in heads_of if head[:1] != vault.DATA}
    assert left == {key_rotation.current_head()}
    assert petition_records.words_of(petition).summary == SECRET
    assert cases.summary_of(case) == SECRET
    people = identity.read(session, petition.id, actor=director, purpose="xác minh", now=NOW)
    assert (people[0]["name"], people[0]["number"]) == (NAME, NUMBER)
    assert [note.text for note in notes.of_case(session, case)] == ["Bà Kín xin giữ kín"]
    event = session.exec(select(CaseEvent).where(CaseEvent.action == "note")).one()
    assert note_of(case, event) == "Bà Kín đã tới"
    scan = session.exec(select(Attachment)).one()
    assert attachments.read(session, scan.id, actor=director, now=NOW).data == PNG
    assert attachments.name_of(scan) == "don ba Kin.png"
    assert vault.unseal(row.sealed, purpose="import_row") == "x"
    # Duplicates are found by hashes under the new key; a row of a register by the one it always had.
    assert session.exec(select(Identity.name_hash).order_by(Identity.id)).first() == vault.name_hash(NAME)
    assert session.exec(select(Petition.content_hash)).first() == vault.content_hash(SECRET)
    assert len(duplicates.find(session, found, actor=director, today=TODAY).suggestions) == 1
    assert lasting_keys.hasher(session, lasting_keys.IMPORT_ROW)("one row") == lasting
    said = session.exec(select(AuditEntry).where(AuditEntry.action == "keys.rotate")).one().details
    assert (said["key"], said["unreadable"]) == (key_ring.ring().current.name, 0)


def test_an_interrupted_rotation_goes_on_and_overwrites_nothing_newer(session, world, monkeypatch) -> None:
    petition, _case, director = world
    use(monkeypatch, SECOND, FIRST)
    monkeypatch.setattr(key_rotation, "CHUNK", 1)
    seen: list[str] = []

    def stop(what: str, done: int) -> None:
        seen.append(what)
        if len(seen) == 3:
            # Meanwhile somebody saves a draft with the key that is current.
            with database.transaction() as other:
                drafts.save(other, {"summary": "mới"}, actor=director, form="intake", key="new", now=NOW)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        key_rotation.rotate(actor=SYSTEM, now=NOW, watch=stop)
    half = key_rotation.rotate(actor=SYSTEM, now=NOW)
    again = key_rotation.rotate(actor=SYSTEM, now=NOW)

    assert half.total > 0
    assert (again.total, again.rehashed) == (0, 0)
    use(monkeypatch, SECOND)
    session.rollback()
    session.expire_all()
    assert petition_records.words_of(petition).summary == SECRET
    assert drafts.list_open(session, actor=director)[0].values == {"summary": "mới"}


def test_status_names_keys_that_are_needed_and_keys_that_are_lost(session, world, monkeypatch) -> None:
    use(monkeypatch, SECOND, FIRST)

    current, old = key_status.read(session, actor=SYSTEM).uses

    assert (current.is_current, current.is_needed) == (True, False)
    assert (old.is_known, old.is_needed, old.files, old.histories) == (True, True, 1, 0)
    use(monkeypatch, SECOND)
    status = key_status.read(session, actor=SYSTEM)
    assert [(use.name, use.is_known) for use in status.lost] == [(old.name, False)]
    with pytest.raises(SettingsInvalid, match="does not"):
        first_run.check_serving(session, demo=False)
    assert key_rotation.rotate(actor=SYSTEM, now=NOW).unreadable > 0


def test_a_first_key_is_made_beside_the_folder_of_the_data_and_for_its_owner_only(
    tmp_path, monkeypatch
) -> None:
    monkeypatch.delenv("TIEPDAN_KEY")
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "var"))
    settings.cache_clear()

    made = key_ring.ring().current

    path = tmp_path / "var-keys" / "secret.key"
    assert (key_ring.place(), key_ring.lies_with_the_data()) == (path, False)
    assert len(made.secret) == 64
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert key_ring.ring().current == made


def test_a_new_key_comes_first_and_a_running_server_takes_it_up(tmp_path, monkeypatch) -> None:
    path = tmp_path / "keys" / "secret.key"
    in_a_file(monkeypatch, path)
    sealed = vault.seal("kín", purpose="test")
    old = key_ring.ring().current

    new = key_ring.add(SECOND)

    assert [key.name for key in key_ring.ring().keys] == [new.name, old.name]
    assert vault.unseal(sealed, purpose="test") == "kín"
    assert vault.seal("kín", purpose="test")[1:5] == new.id
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert len(os.listdir(path.parent)) == 1


def test_a_real_server_does_not_start_on_a_key_that_lies_with_its_data(
    session, tmp_path, monkeypatch
) -> None:
    monkeypatch.delenv("TIEPDAN_KEY")
    (tmp_path / "secret.key").write_text(FIRST)
    (tmp_path / "secret.key").chmod(0o600)
    settings.cache_clear()

    with pytest.raises(SettingsInvalid, match="opens itself"):
        first_run.check_serving(session, demo=False)

    first_run.check_serving(session, demo=True)
    assert key_status.read(session, actor=SYSTEM).lies_with_the_data


def test_a_place_where_no_key_can_be_made_is_named(tmp_path, monkeypatch) -> None:
    def refused(*args, **options):
        raise PermissionError

    in_a_file(monkeypatch, tmp_path / "secret.key")
    monkeypatch.setattr(os, "open", refused)

    with pytest.raises(SettingsInvalid, match="openssl rand"):
        key_ring.ring()


def test_the_commands_make_a_key_rotate_and_tell(sqlite, tmp_path, monkeypatch) -> None:
    place = tmp_path.parent / f"{tmp_path.name}-keys" / "secret.key"
    in_a_file(monkeypatch, place)
    run = CliRunner().invoke
    assert run(app, ["keys", "status"]).exit_code == 0
    old = key_ring.ring().current.name

    made, rotated, told = (
        run(app, ["keys", "new"]),
        run(app, ["keys", "rotate"]),
        run(app, ["keys", "status"]),
    )

    new = key_ring.ring().current.name
    assert (made.exit_code, rotated.exit_code, told.exit_code) == (0, 0, 0)
    assert new in made.stdout
    assert new != old
    assert "0 giá trị" in told.stdout
    assert old in told.stdout
    assert place.read_text().split()[0] not in made.stdout + rotated.stdout + told.stdout


def test_a_key_in_the_environment_is_only_told_how_to_be_changed(sqlite) -> None:
    told = CliRunner().invoke(app, ["keys", "new"])

    assert told.exit_code == 0
    assert os.environ["TIEPDAN_KEY"] not in told.stdout
    assert "TIEPDAN_OLD_KEYS=" in told.stdout


def _batch(build):
    from models import ImportBatch

    return build.add(
        ImportBatch(
            file_name="so.xlsx", file_sha256="", layout="x", imported_by_id=build.clerk().id, imported_at=NOW
        )
    )


def test_lasting_keys_are_written_down_once(session, world, monkeypatch) -> None:
    assert lasting_keys.keep(session) == 1
    assert lasting_keys.keep(session) == 0
    assert session.get(LastingKey, lasting_keys.IMPORT_ROW) is not None
