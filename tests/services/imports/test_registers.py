"""A register becomes petitions, cases, visits and crowds on both databases, once, and can be undone."""

import io
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import openpyxl
import pytest
from sqlalchemy import event
from sqlmodel import Session, SQLModel, col, func, select

from models import (
    AuditEntry,
    Case,
    CaseEvent,
    Channel,
    CrowdEvent,
    Deadline,
    Identity,
    ImportBatch,
    ImportRow,
    Party,
    Petition,
    Unit,
    Visit,
)
from models.enums import BatchState, CaseOutcome, CaseState, Kind, PetitionOutcome, Role, Step
from services import actors, changes, clocks, database, vault
from services.clock_proof import proof
from services.errors import DatabaseFull, FieldRequired, NotFound, NotPermitted
from services.imports import batches, registers, returning, writing
from services.imports.columns import OWN_LAYOUT, Column, Mapping, Register
from services.imports.errors import (
    BatchNotComplete,
    BatchWorkedOn,
    ImportedMeanwhile,
    ImportingUnitMissing,
    ImportingUnitUnknown,
    LayoutUnknown,
    SheetMissing,
    SheetNotChosen,
)
from services.imports.reasons import Code, RowResult
from services.imports.results import ImportResult
from services.permissions import Actor, visible_to
from tests.builders import Builder
from tests.services.imports.files import (
    PETITIONS,
    RECEPTIONS,
    TITLE,
    as_text,
    as_xlsx,
    petition_row,
    register,
)

NOW = datetime(2026, 11, 23, 2, 30, tzinfo=UTC)
TODAY = date(2026, 11, 23)
Importing = Callable[..., ImportResult]


@pytest.fixture
def importing(engine, build: Builder, session: Session) -> Importing:
    """Imports bytes as the focal unit's inspector of a small department."""
    department = build.department()
    focal = build.unit("Phòng Pháp chế", parent=department, code="PC")
    build.unit(
        "Thanh tra Sở", parent=department, code="TTR", valid_to=date(2025, 6, 30), successor_id=focal.id
    )
    build.unit("Phòng Quản lý thương mại", parent=department, code="TM")
    build.subject_field("Xăng dầu")
    build.commune("xã An Bình")
    inspector = build.actor(Role.INSPECTOR, unit=focal)
    session.commit()

    def run(data: bytes, *, filename: str = "so.xlsx", actor: Actor | None = None, **options) -> ImportResult:
        options = {"today": TODAY, "now": NOW, **options}
        return registers.import_register(data, filename=filename, actor=actor or inspector, **options)

    run.actor = inspector
    return run


def all_of(session: Session, model, *conditions):
    session.rollback()  # imports commit elsewhere: look at the database anew
    session.expire_all()
    return session.exec(select(model).where(*conditions).order_by(model.id)).all()


def count(session: Session, model, *conditions) -> int:
    session.rollback()
    return session.exec(select(func.count()).select_from(model).where(*conditions)).one()


def codes(result: ImportResult, number: int) -> set[Code]:
    (row,) = (row for row in result.rows if row.number == number)
    return {reason.code for reason in row.reasons}


def test_the_petition_register_becomes_petitions_and_cases(importing, session) -> None:
    result = importing(PETITIONS.read_bytes())

    assert result.counts["rows"] == 72
    assert result.counts["held_back"] == 3
    assert result.counts["accepted"] + result.counts["remarked"] == 69
    valid = col(Petition.voided_at).is_(None)
    assert count(session, Petition, valid) == count(session, Case, col(Case.voided_at).is_(None)) == 69
    assert count(session, Petition, Petition.kind == Kind.COMPLAINT) == 35
    assert count(session, Petition, Petition.kind == Kind.DENUNCIATION) == 5
    assert count(session, Petition, Petition.kind == Kind.RECOMMENDATION) == 29
    assert count(session, Petition, col(Petition.is_anonymous)) == 2
    assert count(session, Case, Case.state == CaseState.CLOSED) == 36
    assert count(session, Visit) == count(session, CrowdEvent) == 0


def test_the_json_of_a_run_tells_counts_kinds_and_reasons_by_row(importing) -> None:
    found = importing(PETITIONS.read_bytes(), dry_run=True).to_json(lambda message: message)

    assert found["rows"] == 72 == sum(found[name] for name in list(RowResult))
    assert found["kinds"] == {"complaint": 35, "denunciation": 6, "recommendation": 30}
    held = [row for row in found["reasons"] if row["result"] == "held_back"]
    assert [row["row"] for row in held] == [23, 40, 58]
    assert held[0]["line"] == 36
    assert held[0]["reasons"] == [
        {
            "code": "date_unreadable",
            "text": "The date “31/02/2026” cannot be read. Write it as day/month/year.",
            "values": {"text": "31/02/2026"},
        }
    ]


def test_the_reception_register_becomes_visits_and_crowds_too(importing, session) -> None:
    result = importing(RECEPTIONS.read_bytes())

    visits, crowds = all_of(session, Visit), all_of(session, CrowdEvent)
    assert result.counts == {
        "rows": 60,
        "accepted": result.counts["accepted"],
        "remarked": 60 - result.counts["accepted"],
        "held_back": 0,
        "already_present": 0,
    }
    assert len(visits) == 60
    assert sum(visit.persons_same_content for visit in visits) == 317
    assert all(visit.persons is None for visit in visits)
    assert (len(crowds), sum(crowd.persons for crowd in crowds)) == (15, 259)
    assert sum(visit.in_competence is True for visit in visits) == 40
    assert sum(visit.guided_to != "" for visit in visits) == 20
    assert sum(visit.by_head for visit in visits) == 2
    assert all(visit.voided_at is None and visit.petition_id and visit.case_id for visit in visits)


def test_a_second_import_of_the_same_file_adds_nothing(importing, session) -> None:
    importing(RECEPTIONS.read_bytes())
    importing(PETITIONS.read_bytes())
    before = [count(session, model) for model in (Petition, Case, CaseEvent, Party, Visit, CrowdEvent)]

    receptions = importing(RECEPTIONS.read_bytes())
    petitions = importing(PETITIONS.read_bytes())

    after = [count(session, model) for model in (Petition, Case, CaseEvent, Party, Visit, CrowdEvent)]
    assert after == before
    assert receptions.counts["already_present"] == 60
    assert petitions.counts == {
        "rows": 72,
        "accepted": 0,
        "remarked": 0,
        "held_back": 3,
        "already_present": 69,
    }


def test_the_same_register_in_another_format_adds_nothing_either(importing) -> None:
    table = register(petition_row(1), petition_row(2, name="Lê Thị Khác"))
    importing(as_xlsx(table))

    again = importing(as_text(table, ";").encode("utf-16"), filename="xuat.csv")

    assert again.counts["already_present"] == 2


def test_a_trial_run_writes_nothing_and_says_the_same(importing, session) -> None:
    trial = importing(PETITIONS.read_bytes(), dry_run=True)

    assert count(session, ImportBatch) == count(session, Petition) == count(session, AuditEntry) == 0
    assert trial.batch_id is None
    assert importing(PETITIONS.read_bytes()).counts == trial.counts


def test_a_changed_row_is_held_back_and_the_first_one_stays(importing, session) -> None:
    importing(as_xlsx(register(petition_row(1), petition_row(2, name="Lê Thị Khác"))))

    result = importing(as_xlsx(register(petition_row(1, content="Khiếu nại việc khác"), petition_row(2))))

    assert codes(result, 1) == {Code.DIFFERS_FROM_EARLIER}
    assert result.counts["held_back"] == 2
    assert count(session, Petition) == 2
    assert count(session, Petition, Petition.summary == "Khiếu nại việc khác") == 0


def test_rows_added_to_the_book_later_come_in_alone(importing) -> None:
    importing(as_xlsx(register(petition_row(1))))

    result = importing(as_xlsx(register(petition_row(1), petition_row(2, name="Lê Thị Khác"))))

    assert result.counts == {"rows": 2, "accepted": 1, "remarked": 0, "held_back": 0, "already_present": 1}


def test_another_register_with_the_same_numbers_needs_another_title(importing) -> None:
    importing(as_xlsx(register(petition_row(1))))
    other = as_xlsx(register(petition_row(1, name="Lê Thị Khác")))

    assert importing(other).counts["held_back"] == 1
    assert importing(other, title="Sổ của Trung tâm 2026").counts["accepted"] == 1


def test_a_corrected_row_that_was_held_back_comes_in(importing) -> None:
    importing(as_xlsx(register(petition_row(1, received="31/02/2026"))))

    result = importing(as_xlsx(register(petition_row(1))))

    assert result.counts["accepted"] == 1


def test_an_open_case_gets_the_clock_of_its_step_marked_as_estimated(importing, session) -> None:
    importing(
        as_xlsx(
            register(
                petition_row(1, state="Mới tiếp nhận"), petition_row(2, name="Lê Thị Khác", state="Đã thụ lý")
            )
        )
    )

    new, accepted = all_of(session, Case)
    assert (new.state, new.step, new.accepted_on) == (CaseState.NEW, Step.HANDLING, None)
    assert (accepted.state, accepted.step) == (CaseState.ACCEPTED, Step.SETTLEMENT)
    assert new.is_estimated
    assert accepted.is_estimated
    # A complaint of 2 March 2026: ten calendar days to accept (2012 law), thirty to settle.
    assert new.due_on == date(2026, 3, 12)
    assert accepted.due_on == date(2026, 4, 1)


def test_clocks_of_imported_cases_are_those_that_the_events_give(importing, session) -> None:
    importing(PETITIONS.read_bytes())
    importing(RECEPTIONS.read_bytes())
    calendar_days = session.exec(select(func.count()).select_from(Deadline)).one()

    for case in all_of(session, Case):
        course = clocks.course_of(case, clocks.events_of(session, case))
        stored = (case.state, case.outcome, case.accepted_on, case.decided_on, case.closed_on)
        assert stored == (
            course.state,
            course.outcome,
            course.accepted_on,
            course.decided_on,
            course.closed_on,
        )
        before = (case.step, case.due_on, case.target_on)
        clocks.restart_clocks(session, case, today=TODAY)
        assert (case.step, case.due_on, case.target_on) == before

    assert session.exec(select(func.count()).select_from(Deadline)).one() == calendar_days
    assert count(session, Deadline, col(Deadline.dropped_at).is_not(None)) == 0


def test_a_settled_case_is_closed_on_an_estimated_day_that_proves_no_punctuality(importing, session) -> None:
    result = importing(as_xlsx(register(petition_row(1, state="Đã giải quyết", promised=date(2026, 3, 20)))))

    (case,) = all_of(session, Case)
    assert (case.state, case.outcome) == (CaseState.CLOSED, CaseOutcome.ANSWERED)
    assert case.decided_on == case.closed_on == case.promised_on == date(2026, 3, 20)
    assert case.settled_in_time is None
    assert case.is_estimated
    assert Code.CLOSING_DAYS_ESTIMATED in {note.code for note in result.notes}


def test_a_guided_reception_is_not_of_our_competence(importing, session) -> None:
    importing(RECEPTIONS.read_bytes())

    petition = session.exec(select(Petition).where(Petition.outcome_number == "285/SCT-TTr")).one()
    assert petition.outcome is PetitionOutcome.GUIDE
    assert petition.outcome_body == "UBND phường Bến Cảng"
    assert petition.in_competence is False


def test_units_are_found_by_name_and_day(importing, session) -> None:
    result = importing(
        as_xlsx(
            register(
                petition_row(1, unit="PHÒNG QUẢN LÝ THƯƠNG MẠI"),
                petition_row(2, name="Lê Thị Hai", unit="Thanh tra Sở", received=date(2025, 6, 30)),
                petition_row(3, name="Lê Thị Ba", unit="Thanh tra Sở", received=date(2025, 7, 1)),
                petition_row(4, name="Lê Thị Tư", unit="Phòng Không Có"),
            )
        )
    )

    names = [session.get(Unit, case.unit_id).name for case in all_of(session, Case)]
    assert names == ["Phòng Quản lý thương mại", "Thanh tra Sở", "Phòng Pháp chế", "Phòng Pháp chế"]
    assert codes(result, 1) == codes(result, 2) == set()
    assert codes(result, 3) == {Code.UNIT_SUCCEEDED}
    assert codes(result, 4) == {Code.UNIT_UNKNOWN}


def test_unknown_fields_and_communes_are_left_empty_with_a_remark(importing, session) -> None:
    result = importing(
        as_xlsx(
            register(
                petition_row(1),
                petition_row(2, name="Lê Thị Hai", field="Nuôi ong", address="thôn 1, xã Không Có"),
            )
        )
    )

    known, unknown = all_of(session, Petition)
    assert known.field_id
    assert known.commune_id
    assert (unknown.field_id, unknown.commune_id) == (None, None)
    assert codes(result, 2) == {Code.FIELD_UNKNOWN, Code.COMMUNE_UNKNOWN}


CANARY = "Nguyễn Thị Canary Bí Mật"


def test_nothing_of_a_denunciation_stands_in_plain_words(importing, session) -> None:
    secret = petition_row(
        1,
        complaint=None,
        denunciation="x",
        name=CANARY,
        address=f"nhà {CANARY}, xã An Bình",
        content=f"Tố cáo {CANARY} nhận tiền",
        state=CANARY,
        unit=CANARY,
        field=CANARY,
    )
    held = petition_row(2, complaint="x", denunciation="x", name=CANARY, content=CANARY, received=CANARY)
    importing(as_xlsx(register(secret, held)))

    with database.engine().connect() as connection:
        for table in SQLModel.metadata.sorted_tables:
            for row in connection.execute(table.select()):
                assert "canary" not in str(tuple(row)).casefold(), table.name
    (petition,) = all_of(session, Petition)
    (identity,) = all_of(session, Identity)
    said = vault.unseal(petition.sealed, purpose="petition", key=petition.sealed_key)
    assert said["summary"] == f"Tố cáo {CANARY} nhận tiền"
    assert vault.unseal(identity.sealed, purpose="identity", key=petition.sealed_key)["name"] == CANARY
    assert petition.code.startswith("TC-")


def test_codes_are_one_series_and_never_given_twice(importing, session) -> None:
    importing(PETITIONS.read_bytes())

    given = sorted(code for code in session.exec(select(Petition.code)) if not code.startswith("TC-"))
    assert given == [f"2026-{number:05d}" for number in range(1, 65)]


def test_everything_of_a_batch_is_seen_by_facts_at_its_end(importing, session) -> None:
    importing(RECEPTIONS.read_bytes())

    number = changes.current(session)
    for model in (Petition, Case, Visit, CrowdEvent, Deadline):
        assert {row.changed for row in all_of(session, model)} == {number}


def test_the_trail_tells_who_imported_what(importing, session) -> None:
    result = importing(PETITIONS.read_bytes())

    (entry,) = all_of(session, AuditEntry)
    assert (entry.action, entry.subject_id) == ("import_register", result.batch_id)
    assert entry.details["counts"]["rows"] == 72


def test_the_counts_of_a_batch_add_up(importing, session) -> None:
    importing(PETITIONS.read_bytes())

    (batch,) = all_of(session, ImportBatch)
    assert batch.state is BatchState.COMPLETE
    assert batch.rows == 72 == batch.accepted + batch.remarked + batch.held_back + batch.already_present


class PowerCut(RuntimeError):
    """Stands for the end of the process in the middle of an import."""


def cut_after(rows: int) -> Callable[[int, int], None]:
    def watch(done: int, total: int) -> None:
        if done >= rows:
            raise PowerCut

    return watch


def test_an_import_that_breaks_off_leaves_nothing_that_counts(importing, session, monkeypatch) -> None:
    monkeypatch.setattr(registers, "CHUNK", 10)

    with pytest.raises(PowerCut):
        importing(PETITIONS.read_bytes(), watch=cut_after(72 + 30))

    (batch,) = all_of(session, ImportBatch)
    assert batch.state is BatchState.VOIDED
    assert count(session, Petition) == 29
    assert count(session, Petition, col(Petition.voided_at).is_(None)) == 0
    assert session.execute(visible_to(importing.actor)).all() == []
    assert importing(PETITIONS.read_bytes()).counts["already_present"] == 0


def test_a_full_disk_is_refused_in_words_and_nothing_counts(sqlite, page_build, monkeypatch) -> None:
    actor = page_build.actor(Role.INSPECTOR)
    monkeypatch.setattr(registers, "CHUNK", 10)
    with sqlite.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()

    @event.listens_for(sqlite, "checkout")
    def _small_disk(driver, record, proxy) -> None:
        driver.execute(f"PRAGMA max_page_count = {pages + 20}")

    with pytest.raises(DatabaseFull):
        registers.import_register(
            RECEPTIONS.read_bytes(), filename="so.xlsx", actor=actor, today=TODAY, now=NOW
        )

    assert count(page_build.session, Petition, col(Petition.voided_at).is_(None)) == 0
    assert count(page_build.session, ImportBatch, ImportBatch.state == BatchState.COMPLETE) == 0


def test_while_it_is_written_nobody_sees_any_of_it(importing, session, monkeypatch) -> None:
    monkeypatch.setattr(registers, "CHUNK", 10)
    seen = []

    def watch(done: int, total: int) -> None:
        with database.reading() as other:
            seen.append(len(other.execute(visible_to(importing.actor)).all()))

    importing(PETITIONS.read_bytes(), watch=watch)

    assert set(seen[:-1]) == {0}
    assert len(session.execute(visible_to(importing.actor)).all()) == 69


def test_what_a_dead_process_left_is_closed_by_the_next_import(importing, session, build) -> None:
    dead = build.add(
        ImportBatch(
            file_name="so.xlsx",
            file_sha256="0" * 64,
            layout="petition-register",
            imported_by_id=importing.actor.user_id,
            imported_at=NOW - timedelta(hours=3),
        )
    )
    session.commit()

    importing(as_xlsx(register(petition_row(1))))

    session.refresh(dead)
    assert dead.state is BatchState.VOIDED


def test_two_imports_of_the_same_rows_at_once_end_with_one(importing, session) -> None:
    data = as_xlsx(register(petition_row(1), petition_row(2, name="Lê Thị Khác")))
    started = []

    def other_comes_first(done: int, total: int) -> None:
        if not started:
            started.append(True)
            importing(data)

    with pytest.raises(ImportedMeanwhile):
        importing(data, watch=other_comes_first)

    assert count(session, Petition, col(Petition.voided_at).is_(None)) == 2


def undo(importing, batch_id: int, **options) -> None:
    options = {"reason": "nhập nhầm sổ", "actor": importing.actor, "now": NOW, **options}
    with database.transaction() as session:
        batches.undo(session, batch_id, **options)


def test_undoing_an_import_voids_its_rows_and_they_may_come_again(importing, session) -> None:
    first = importing(RECEPTIONS.read_bytes())

    undo(importing, first.batch_id)

    for model in (Petition, Case, Visit, CrowdEvent):
        rows = all_of(session, model)
        assert rows
        assert {row.void_reason for row in rows} == {"nhập nhầm sổ"}
    assert count(session, Deadline, col(Deadline.dropped_at).is_(None)) == 0
    assert session.execute(visible_to(importing.actor)).all() == []
    assert importing(RECEPTIONS.read_bytes()).counts["already_present"] == 0


def test_an_undo_needs_a_reason_and_happens_once(importing) -> None:
    batch_id = importing(as_xlsx(register(petition_row(1)))).batch_id

    with pytest.raises(FieldRequired):
        undo(importing, batch_id, reason="  ")
    undo(importing, batch_id)
    with pytest.raises(BatchNotComplete):
        undo(importing, batch_id)


def test_cases_worked_on_since_are_undone_only_when_confirmed(importing, session) -> None:
    batch_id = importing(as_xlsx(register(petition_row(1)))).batch_id
    (case,) = all_of(session, Case)
    session.add(
        CaseEvent(
            case_id=case.id,
            action="accept",
            happened_on=TODAY,
            entered_at=NOW + timedelta(hours=1),
            entered_by_id=importing.actor.user_id,
        )
    )
    session.commit()

    with pytest.raises(BatchWorkedOn):
        undo(importing, batch_id)
    undo(importing, batch_id, with_later_work=True)

    session.refresh(case)
    assert case.voided_at is not None


def test_batches_of_others_are_seen_by_those_who_see_every_unit(importing, session, build) -> None:
    batch_id = importing(as_xlsx(register(petition_row(1)))).batch_id
    officer = build.actor(Role.OFFICER, unit=build.unit(parent=build.department()))

    assert [b.id for b in batches.list_batches(session, actor=importing.actor, limit=10)] == [batch_id]
    assert batches.list_batches(session, actor=officer, limit=10) == []
    assert batches.count_batches(session, actor=officer) == 0
    with pytest.raises(NotFound):
        batches.by_id(session, batch_id, actor=officer)


def test_who_may_not_import_is_refused_before_the_file_is_read(importing, build) -> None:
    for role in (Role.DIRECTOR, Role.VIEWER, Role.ADMINISTRATOR):
        with pytest.raises(NotPermitted):
            importing(b"no file at all", actor=build.actor(role))


def test_held_back_rows_come_back_as_a_file_that_can_be_corrected_and_imported(importing, session) -> None:
    result = importing(PETITIONS.read_bytes())
    with database.transaction() as writing_session:
        data = returning.held_back_file(
            writing_session, result.batch_id, actor=importing.actor, now=NOW, say=lambda message: message
        )
    page = openpyxl.load_workbook(io.BytesIO(data)).active
    assert {entry.action for entry in all_of(session, AuditEntry)} == {
        "import_register",
        "import_held_back_read",
    }
    assert page["N12"].value == "Why it was held back"
    assert [page.cell(line, 1).value for line in (14, 15, 16)] == [23, 40, 58]
    assert page["N14"].value == "The date “31/02/2026” cannot be read. Write it as day/month/year."
    page["B14"] = date(2026, 2, 28)
    page["F15"] = None
    page["B16"] = "05/08/2026"
    corrected = io.BytesIO()
    page.parent.save(corrected)
    again = importing(corrected.getvalue(), filename="giu-lai.xlsx")
    assert again.counts["held_back"] == again.counts["already_present"] == 0
    assert count(session, Petition, col(Petition.voided_at).is_(None)) == 72
    assert importing(corrected.getvalue()).counts["already_present"] == 3


def test_cells_that_look_like_formulas_come_back_as_text(importing) -> None:
    result = importing(as_xlsx(register(petition_row(1, received="31/02/2026", name="'=1+1", content="@x"))))

    page = openpyxl.load_workbook(io.BytesIO(result.held_back_workbook(str))).active
    values = [cell.value for cell in page[3]]
    assert "@x" in values
    assert all(cell.data_type != "f" for line in page for cell in line)


def test_a_register_without_numbers_gets_its_places_back_with_the_held_back_rows(importing, session) -> None:
    headings = ["Ngày nhận", "Họ tên", "Nội dung"]
    table = [headings, ["01/03/2026", "Lê Thị Một", "Phản ánh bụi"], ["ba hôm trước", "Lê Thị Hai", "Điện"]]
    columns = {Column.RECEIVED_ON: 0, Column.NAME: 1, Column.CONTENT: 2}
    mapping = Mapping(OWN_LAYOUT, Register.PETITIONS, 2, columns, Kind.RECOMMENDATION)
    result = importing(as_xlsx(table), mapping=mapping, title="Sổ tay")
    page = openpyxl.load_workbook(io.BytesIO(result.held_back_workbook(str))).active

    page["A2"] = "02/03/2026"
    corrected = io.BytesIO()
    page.parent.save(corrected)
    again = importing(corrected.getvalue(), mapping=mapping, title="Sổ tay")

    assert (again.counts["rows"], again.counts["remarked"]) == (1, 1)
    assert sorted(row.row_number for row in all_of(session, ImportRow, col(ImportRow.petition_id) > 0)) == [
        1,
        2,
    ]


def test_a_petition_of_the_same_name_and_content_on_record_is_remarked(importing, session, build) -> None:
    row = petition_row(1, name="Trần Thị Thử")
    earlier = build.petition(summary=row[7])
    build.party(earlier, "Thử Trần Thị")
    session.commit()

    result = importing(as_xlsx(register(row, petition_row(2, name="Lê Thị Khác"))))

    assert codes(result, 1) == {Code.DUPLICATE_ON_RECORD}
    assert codes(result, 2) == set()


def test_a_missing_sheet_several_sheets_and_unknown_headings_are_refused_by_name(importing) -> None:
    table = register(petition_row(1))
    two = as_xlsx(table, sheet="Quý I", more={"Quý II": table})

    with pytest.raises(SheetMissing):
        importing(two, sheet="Quý III")
    with pytest.raises(SheetNotChosen):
        importing(two)
    with pytest.raises(LayoutUnknown):
        importing(as_xlsx([["a", "b"], ["1", "2"]]))
    assert importing(two, sheet="Quý I").counts["accepted"] == 1
    assert importing(two, sheet="Quý II").counts["remarked"] == 1


def test_a_unit_outside_ones_scope_is_refused(importing, build, session) -> None:
    clerk = build.actor(Role.RECEPTION_CLERK, unit=build.unit(parent=build.department(), code="KC"))
    session.commit()

    with pytest.raises(ImportingUnitUnknown):
        importing(as_xlsx(register(petition_row(1))), actor=clerk, unit_code="TM")
    assert importing(as_xlsx(register(petition_row(1))), actor=clerk, unit_code="KC").batch_id


def test_manage_py_imports_into_an_empty_database(engine, session) -> None:
    result = registers.import_register(
        PETITIONS.read_bytes(),
        filename="so.xlsx",
        actor=actors.system_actor("manage.py (test)"),
        today=TODAY,
        now=NOW,
    )

    assert result.counts == {
        "rows": 72,
        "accepted": 23,
        "remarked": 46,
        "held_back": 3,
        "already_present": 0,
    }
    assert {note.code for note in result.notes} >= {Code.UNITS_NOT_LISTED, Code.COMMUNES_NOT_LISTED}
    assert session.exec(select(Channel.code)).all() == ["register"]


def test_a_person_without_a_unit_is_refused(engine, build, session) -> None:
    actor = Actor(1, "Không đơn vị", Role.OFFICER, None, actors.system_actor("x").scope)

    with pytest.raises(ImportingUnitMissing):
        registers.import_register(
            as_xlsx(register(petition_row(1))), filename="so.xlsx", actor=actor, today=TODAY, now=NOW
        )


def test_the_register_title_is_kept_with_every_petition(importing, session) -> None:
    importing(as_xlsx(register(petition_row(1))))

    (petition,) = all_of(session, Petition)
    assert petition.backdate_reason == TITLE
    assert {row.result for row in all_of(session, ImportRow)} == {RowResult.ACCEPTED.value}
    assert writing.HEADING not in {row.result for row in all_of(session, ImportRow)}


def test_a_withdrawn_matter_waits_for_nothing(importing: Importing, session: Session) -> None:
    importing(as_xlsx(register(petition_row(state="Đã rút đơn"))))

    petition, case = session.exec(select(Petition)).one(), session.exec(select(Case)).one()
    assert (case.state, case.outcome) == (CaseState.CLOSED, CaseOutcome.WITHDRAWN)
    assert (petition.outcome, petition.eligible) == (PetitionOutcome.REFUSE, True)
    assert petition.handled_on is not None
    assert proof.prove(actor=actors.system_actor("test"), now=NOW).differing == 0
