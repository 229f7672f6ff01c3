"""The page of one case: what it shows to whom, its next steps, two people at once, protected identities."""

import sqlite3
from datetime import timedelta

import pytest
from sqlalchemy import event
from sqlmodel import select

from models import AuditEntry, Case, CaseEvent, CaseExclusion, Identity, Note, Party
from models.enums import CaseState, Kind, PartyRole, PetitionState, Role
from services import actors, case_actions, case_corrections, cases, clock, database, sign_in, vault
from services.case_corrections import Correction
from services.case_forms import ActionForm
from services.errors import DatabaseBusy, DatabaseFull

PAGE = "pages/case.py"


@pytest.fixture
def now():
    return clock.now()


@pytest.fixture
def today(now):
    return clock.local_date(now)


@pytest.fixture
def director(page_build):
    return page_build.user(Role.DIRECTOR, name="Giám đốc Minh")


def opened(page_build, director, now, today, **petition) -> Case:
    """A case opened from a petition of today, as intake would."""
    petition = {"received_on": today, "eligible": True, "state": PetitionState.CLASSIFIED, **petition}
    row = page_build.petition(**petition)
    with database.transaction() as session:
        actor = actors.actor_of(session, director, today=today)
        return cases.open_case(session, row, actor=actor, now=now, today=today)


def texts(page) -> str:
    blocks = [*page.markdown, *page.caption, *page.title, *page.info]
    return "\n".join([*(block.value for block in blocks), *(html.proto.body for html in page.get("html"))])


def test_the_page_tells_where_a_case_stands(open_page, page_build, director, now, today) -> None:
    case = opened(page_build, director, now, today, summary="Chợ thu phí sai")

    page = open_page(PAGE, user=director, query={"code": case.code})

    assert not page.exception
    shown = texts(page)
    assert f"{case.code} · First complaint" in shown
    assert "Chợ thu phí sai" in shown
    assert "9 days left" in shown or "days left" in shown
    assert "◐ Newly received" in shown
    assert "Receive the complaint" in shown
    assert "Rule KN-ACC1, version 2: 7 working days" in shown


def test_the_due_day_explains_itself_in_the_head_and_beside_each_clock(
    open_page, page_build, director, now, today
) -> None:
    case = opened(page_build, director, now, today)

    page = open_page(PAGE, user=director, query={"code": case.code})

    assert not page.exception
    assert texts(page).count(f"The term began on {today:%d/%m/%Y}, the day of the receipt stamp.") == 2
    labels = [button.proto.label for button in page.get("download_button")]
    assert labels == ["Print on one page", "Print on one page"]


@pytest.mark.parametrize("code", ["2026-99999", "", "x'; DROP TABLE cases"])
def test_a_missing_case_is_not_found(open_page, director, code) -> None:
    page = open_page(PAGE, user=director, query={"code": code})

    assert not page.exception
    assert page.error[0].value == "This record does not exist, or you may not see it."


def test_a_forbidden_case_looks_like_a_missing_one(open_page, page_build, director, now, today) -> None:
    case = opened(page_build, director, now, today)
    stranger = page_build.user(Role.UNIT_HEAD, unit=page_build.unit(parent=page_build.department()))
    walled = page_build.user(Role.DIRECTOR)
    page_build.add(CaseExclusion(case_id=case.id, user_id=walled.id))

    pages = [open_page(PAGE, user=user, query={"code": case.code}) for user in (stranger, walled)]
    missing = open_page(PAGE, user=stranger, query={"code": "2026-99999"})

    for page in pages:
        assert [error.value for error in page.error] == [error.value for error in missing.error]
        assert texts(page) == texts(missing)


def test_a_step_is_taken_with_its_paper(open_page, page_build, director, now, today) -> None:
    case = opened(page_build, director, now, today)
    page = open_page(PAGE, user=director, query={"code": case.code})

    page.button(key="do_accept").click().run()
    page.button(key="step_save").click().run()
    assert "“Number of the document” is empty" in page.error[0].value

    key = f"case_{case.code}_accept_{{}}_0"
    page.text_input(key=key.format("document_number")).set_value("12/TB-SCT")
    page.text_input(key=key.format("signer")).set_value("Nguyễn Văn Giám")
    page.button(key="step_save").click().run()

    assert not page.exception
    assert not page.error
    page_build.session.expire_all()
    stored = page_build.session.get(Case, case.id)
    assert (stored.state, stored.accepted_on) == (CaseState.ACCEPTED, today)
    assert "document 12/TB-SCT" in texts(page).replace("\\", "")


def test_an_officer_is_offered_only_what_he_may_do(open_page, page_build, director, now, today) -> None:
    case = opened(page_build, director, now, today)
    officer = page_build.user(Role.OFFICER)

    page = open_page(PAGE, user=officer, query={"code": case.code})

    keys = {button.key for button in page.button}
    assert "do_guide" in keys
    assert not keys & {"do_accept", "do_refuse", "do_assign"}


def test_the_second_of_two_people_sees_what_changed_and_keeps_the_text(
    open_page, page_build, director, now, today
) -> None:
    case = opened(page_build, director, now, today)
    other = page_build.user(Role.DIRECTOR, name="Phó giám đốc Lan")
    page = open_page(PAGE, user=director, query={"code": case.code, "do": "guide"})
    key = f"case_{case.code}_guide_{{}}_0"
    page.text_input(key=key.format("document_number")).set_value("77/HD-SCT").run()
    with database.transaction() as session:
        form = ActionForm(happened_on=today, document_number="12/TB", signer="Lan")
        actor = actors.actor_of(session, other, today=today)
        case_actions.perform(session, case.id, "accept", form=form, actor=actor, now=now)

    page.text_input(key=key.format("signer")).set_value("Minh")
    page.button(key="step_save").click().run()

    assert not page.exception
    assert "Phó giám đốc Lan changed this record" in page.warning[0].value
    assert any("Accept the complaint for settlement" in text.value for text in page.markdown)
    assert page.text_input(key=key.format("document_number")).value == "77/HD-SCT"

    page.button(key="step_save").click().run()

    assert "is not possible while the case is “Accepted”" in page.error[0].value
    assert page.text_input(key=key.format("document_number")).value == "77/HD-SCT"


def test_the_second_to_correct_sees_the_first_ones_fields_and_takes_none_of_them_back(
    open_page, page_build, director, now, today
) -> None:
    case = opened(page_build, director, now, today)
    commune = page_build.commune("xã Phú Mỹ")
    other = page_build.user(Role.DIRECTOR, name="Phó giám đốc Lan")
    page = open_page(PAGE, user=director, query={"code": case.code, "do": "correct"})
    key = f"case_{case.code}_correct_{{}}_0"
    page.text_area(key=key.format("summary")).set_value("Lời của người thứ hai").run()
    with database.transaction() as session:
        actor = actors.actor_of(session, other, today=today)
        entry = Correction(summary="Lời của người thứ nhất", commune_id=commune.id, persons=1_200)
        case_corrections.correct(session, case.id, entry, actor=actor, now=now)

    page.button(key="correct_save").click().run()

    told = " ".join(text.value for text in page.markdown)
    assert "Phó giám đốc Lan changed this record" in page.warning[0].value
    assert "Commune: – → **xã Phú Mỹ**" in told
    assert "→ **Lời của người thứ nhất**" in told
    assert "People: 1 → **1,200**" in told
    assert page.text_area(key=key.format("summary")).value == "Lời của người thứ hai"

    page.button(key="correct_save").click().run()

    assert not page.exception
    page_build.session.expire_all()
    stored = page_build.session.get(Case, case.id)
    # His own words on top of what he was shown, and the other fields as the first one left them.
    assert (stored.summary, stored.commune_id, stored.persons) == (
        "Lời của người thứ hai",
        commune.id,
        1_200,
    )


def correcting(open_page, page_build, director, now, today):
    """The form of a case in which somebody has typed more than is saved, and the key of that field."""
    case = opened(page_build, director, now, today)
    page = open_page(PAGE, user=director, query={"code": case.code, "do": "correct"})
    key = f"case_{case.code}_correct_summary_0"
    page.text_area(key=key).set_value("Lời mới. " * 200).run()
    page_build.session.rollback()
    return case, page, key


def test_a_locked_database_is_said_in_words_and_keeps_what_was_typed(
    open_page, page_build, director, now, today, sqlite, monkeypatch
) -> None:
    case, page, key = correcting(open_page, page_build, director, now, today)
    # The session's last use would be written now too; that it cannot be is nobody's business.
    monkeypatch.setattr(sign_in, "SEEN_EVERY", timedelta(seconds=-1))
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.2)
    blocker = sqlite3.connect(sqlite.url.database)
    blocker.execute("BEGIN IMMEDIATE")

    page.button(key="correct_save").click().run()
    refused, typed = page.error[0].value, page.text_area(key=key).value
    blocker.close()
    page.button(key="correct_save").click().run()

    assert not page.exception
    assert refused == DatabaseBusy.msgid
    assert typed == "Lời mới. " * 200
    page_build.session.expire_all()
    assert page_build.session.get(Case, case.id).summary == typed.strip()


def test_a_full_database_is_said_in_words_and_keeps_what_was_typed(
    open_page, page_build, director, now, today, sqlite
) -> None:
    case, page, key = correcting(open_page, page_build, director, now, today)
    before = case.summary

    def no_room(connection) -> None:
        driver = connection.connection.driver_connection
        (pages,) = driver.execute("PRAGMA page_count").fetchone()
        driver.execute(f"PRAGMA max_page_count = {pages}")

    event.listen(database.engine(), "begin", no_room)
    page.button(key="correct_save").click().run()
    refused, typed = page.error[0].value, page.text_area(key=key).value
    page_build.session.expire_all()
    unchanged = page_build.session.get(Case, case.id).summary
    events = page_build.session.exec(select(CaseEvent.action)).all()

    assert not page.exception
    assert refused == DatabaseFull.msgid
    assert typed == "Lời mới. " * 200
    assert (unchanged, events) == (before, ["receive"])


def test_the_last_step_is_undone_with_a_reason(open_page, page_build, director, now, today) -> None:
    case = opened(page_build, director, now, today)
    with database.transaction() as session:
        form = ActionForm(happened_on=today, document_number="12/TB", signer="Lan")
        actor = actors.actor_of(session, director, today=today)
        case_actions.perform(session, case.id, "accept", form=form, actor=actor, now=now)
    page = open_page(PAGE, user=director, query={"code": case.code, "do": "undo"})

    page.text_input(key=f"case_{case.code}_undo_reason_0").set_value("Nhập nhầm vụ việc")
    page.button(key="undo_save").click().run()

    assert not page.exception
    page_build.session.expire_all()
    assert page_build.session.get(Case, case.id).state is CaseState.NEW
    assert "~~Accept the complaint for settlement~~" in texts(page)


def test_particulars_are_corrected_and_the_term_follows(open_page, page_build, director, now, today) -> None:
    case = opened(page_build, director, now, today)
    page = open_page(PAGE, user=director, query={"code": case.code, "do": "correct"})
    key = f"case_{case.code}_correct_{{}}_0"

    page.text_area(key=key.format("summary")).set_value("Nội dung đúng").run()
    page.button(key="correct_save").click().run()

    assert not page.exception
    page_build.session.expire_all()
    assert page_build.session.get(Case, case.id).summary == "Nội dung đúng"


def test_a_case_is_assigned_from_its_page(open_page, page_build, director, now, today) -> None:
    case = opened(page_build, director, now, today)
    officer = page_build.user(Role.OFFICER, name="Trần Thị Hòa")
    page = open_page(PAGE, user=director, query={"code": case.code, "do": "assign"})

    page.selectbox(key=f"case_{case.code}_assign_officer_0").set_value(officer.id).run()
    page.button(key="assign_save").click().run()

    assert not page.exception
    page_build.session.expire_all()
    assert page_build.session.get(Case, case.id).officer_id == officer.id


def denounced(page_build, director, now, today) -> Case:
    case = opened(page_build, director, now, today, kind=Kind.DENUNCIATION, summary="Bà Y nhận tiền")
    petition_id = page_build.session.exec(select(Party.petition_id)).first()
    assert petition_id is None
    from models import PetitionCase

    petition_id = page_build.session.exec(
        select(PetitionCase.petition_id).where(PetitionCase.case_id == case.id)
    ).one()
    party = page_build.add(Party(petition_id=petition_id, role=PartyRole.PETITIONER, is_protected=True))
    secret = {"name": "Lê Thị Bí Mật", "number": "012345678901", "address": "xã An Bình"}
    page_build.add(Identity(party_id=party.id, sealed=vault.seal(secret, purpose="identity")))
    return case


def test_a_denouncer_is_shown_only_with_the_right_and_a_purpose(
    open_page, page_build, director, now, today
) -> None:
    case = denounced(page_build, director, now, today)
    page = open_page(PAGE, user=director, query={"code": case.code})
    assert "identity protected" in texts(page)
    assert "Bí Mật" not in texts(page)
    key = next(str(b.key) for b in page.button if str(b.key).startswith("identity_")).removesuffix("_show")

    page.button(key=f"{key}_show").click().run()
    assert "“Reason” is empty" in page.error[0].value
    assert "Bí Mật" not in texts(page)

    page.text_input(key=f"{key}_purpose").set_value("Mời làm việc").run()
    page.button(key=f"{key}_show").click().run()

    assert "Lê Thị Bí Mật" in texts(page)
    entry = page_build.session.exec(select(AuditEntry).where(AuditEntry.action == "identity.read")).one()
    assert (entry.user_id, entry.reason) == (director.id, "Mời làm việc")


def test_an_officer_with_the_case_may_only_ask_who_denounces(
    open_page, page_build, director, now, today
) -> None:
    case = denounced(page_build, director, now, today)
    officer = page_build.user(Role.OFFICER)
    with database.transaction() as session:
        session.get(Case, case.id).officer_id = officer.id

    page = open_page(PAGE, user=officer, query={"code": case.code})

    assert not page.exception
    assert "Bà Y nhận tiền" in texts(page)
    offered = [str(button.key) for button in page.button if str(button.key).startswith("identity_")]
    assert [key.split("_", 2)[2] for key in offered] == ["ask"]


def test_a_note_is_kept_encrypted_and_shown(open_page, page_build, director, now, today) -> None:
    case = opened(page_build, director, now, today)
    page = open_page(PAGE, user=director, query={"code": case.code})

    page.text_area(key=f"case_{case.code}_note_text_0").set_value("Đã gọi điện hẹn gặp").run()
    page.button(key="note_keep").click().run()

    assert not page.exception
    assert "Đã gọi điện hẹn gặp" in texts(page)
    note = page_build.session.exec(select(Note)).one()
    assert "Đã gọi".encode() not in note.sealed


def test_the_history_has_when_it_happened_and_when_it_was_entered(
    open_page, page_build, director, now, today
) -> None:
    case = opened(page_build, director, now, today, received_on=today - timedelta(days=3))
    with database.transaction() as session:
        actor = actors.actor_of(session, director, today=today)
        form = ActionForm(
            happened_on=today - timedelta(days=3),
            document_number="9/TB",
            signer="Lan",
            backdate_reason="Mất điện",
        )
        case_actions.perform(session, case.id, "accept", form=form, actor=actor, now=now)

    shown = texts(open_page(PAGE, user=director, query={"code": case.code}))

    assert f"{today - timedelta(days=3):%d/%m/%Y} · **Accept the complaint for settlement**" in shown
    assert "Entered late: Mất điện" in shown
    assert page_build.session.exec(select(CaseEvent).where(CaseEvent.action == "accept")).one().entered_at


def test_a_case_that_was_sent_round_says_so_and_a_return_asks_for_its_reason(
    open_page, page_build, director, now, today
) -> None:
    units = {name: page_build.unit(f"Phòng {name}", parent=page_build.department()) for name in "AB"}
    officers = {
        name: page_build.user(Role.OFFICER, unit=unit, name=f"Cán bộ {name}") for name, unit in units.items()
    }
    inspector = page_build.user(
        Role.INSPECTOR, unit=page_build.unit("Đầu mối", parent=page_build.department())
    )
    case = opened(page_build, director, now, today, unit=units["A"])

    def assign(page, to: str):
        page.selectbox(key=f"case_{case.code}_assign_officer_{to[1]}").set_value(officers[to[0]].id).run()
        return page

    page = open_page(PAGE, user=inspector, query={"code": case.code, "do": "assign"})
    assign(page, "B0").button(key="assign_save").click().run()
    page = open_page(PAGE, user=inspector, query={"code": case.code, "do": "assign"})
    assign(page, "A0").button(key="assign_save").click().run()
    assert "“Phòng A” had this case before" in page.error[0].value

    page.text_input(key=f"case_{case.code}_assign_return_0").set_value("Đúng lĩnh vực").run()
    page.button(key="assign_save").click().run()

    assert not page.exception
    page_build.session.rollback()
    assert page_build.session.get(Case, case.id).unit_id == units["A"].id
    shown = texts(open_page(PAGE, user=inspector, query={"code": case.code}))
    assert "move 2 between units · :material/u_turn_left: back to a unit that had it" in shown
    warned = open_page(PAGE, user=inspector, query={"code": case.code}).warning[0].value
    assert warned.startswith("This case has changed units 2 times: Phòng A → Phòng B → Phòng A.")
