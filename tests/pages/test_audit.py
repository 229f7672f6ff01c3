"""The page of the trail: who sees what, filters, before and after, files, seals, and one's own deeds."""

from io import BytesIO

import openpyxl
import pytest
from sqlmodel import Session, select

from models import AuditEntry, CaseExclusion
from models.enums import Kind, Role
from services import audit, clock, sign_in_tries
from services.actors import system_actor
from services.trail import night
from services.trail.reading import TrailFilter
from ui.trail import entries

OPERATOR = system_actor("manage.py (test)")


def note(build, action: str, subject: str = "", subject_id: int | None = None, **more) -> None:
    audit.write(
        build.session, action, actor=OPERATOR, now=clock.now(), subject=subject, subject_id=subject_id, **more
    )
    build.session.commit()


@pytest.fixture
def world(page_build):
    complaint, secret = page_build.case(), page_build.case(kind=Kind.DENUNCIATION)
    officer = page_build.user(name="Chuyên viên A")
    note(page_build, "case.assign", "case", complaint.id, changes={"officer_id": [None, officer.id]})
    note(page_build, "case.action", "case", secret.id, taken="accept", reason="đủ điều kiện")
    note(page_build, "set_setting", "setting", 1, key="due_soon.days", changed={"value": ["7", "10"]})
    note(page_build, "rows.export", measure="open", rows=3)
    return complaint, secret


def table(page):
    # The test sees the paper beside the screen: the same rows, as plain text.
    return page.dataframe[0].value if page.dataframe else None


def test_a_director_reads_what_was_done_and_from_what_to_what(open_page, page_build, world) -> None:
    complaint, secret = world
    page = open_page("pages/audit.py", user=page_build.user(Role.DIRECTOR))

    assert not page.exception
    rows = table(page)
    assert list(rows["What"]) == [
        "Rows exported: Open cases, up to 100 rows",
        "Value entered",
        "Step of the case recorded: Decide to accept the denunciation",
        "Case assigned",
    ]
    assert list(rows["About"]) == [
        "–",
        "Setting Days before its day on which a case is due soon",
        f"Case {secret.code}",
        f"Case {complaint.code}",
    ]
    assert rows["From → to"][3] == "Officer in charge: – → Chuyên viên A"
    assert rows["Reason"][2] == "đủ điều kiện"
    assert "1–4 of 4 entries" in [one.value for one in page.caption]


def test_an_excluded_director_finds_no_gap(open_page, page_build, world) -> None:
    _complaint, secret = world
    director = page_build.user(Role.DIRECTOR)
    page_build.add(CaseExclusion(case_id=secret.id, user_id=director.id))

    page = open_page("pages/audit.py", user=director)

    assert secret.code not in table(page).to_string()
    assert "1–3 of 3 entries" in [one.value for one in page.caption]
    page.text_input(key="trail_code").set_value(secret.code).run()
    assert not page.dataframe
    assert not page.exception


def test_an_administrator_reads_the_administration_only(open_page, page_build, world) -> None:
    page = open_page("pages/audit.py", user=page_build.user(Role.ADMINISTRATOR))

    assert not page.exception
    assert list(table(page)["What"]) == ["Value entered"]
    assert not [one for one in page.text_input if one.key == "trail_code"]


@pytest.mark.parametrize("role", [Role.UNIT_HEAD, Role.OFFICER, Role.RECEPTION_CLERK, Role.VIEWER])
def test_others_may_not_open_it(open_page, page_build, role) -> None:
    page = open_page("pages/audit.py", user=page_build.user(role))

    assert "right to open this page" in page.error[0].value


def test_filters_and_the_empty_state(open_page, page_build, world) -> None:
    complaint, _secret = world
    page = open_page("pages/audit.py", user=page_build.user(Role.INSPECTOR), query={"code": complaint.code})

    assert list(table(page)["What"]) == ["Case assigned"]
    page.text_input(key="trail_code").set_value("2026-99999").run()
    assert not page.dataframe
    assert any("no entry for this" in one.value for one in page.get("html"))


def test_what_was_typed_stays_text_on_paper(open_page, page_build) -> None:
    director = page_build.user(Role.DIRECTOR)
    note(
        page_build, "changed_user", "user", director.id, reason="![x](https://example.org/x.png) <b>=1+1</b>"
    )

    page = open_page(
        "pages/audit.py", user=director, query={"code": "x" * 500, "group": "<script>", "first": "-1"}
    )

    assert not page.exception
    assert page.text_input(key="trail_code").value == "x" * 20
    page.text_input(key="trail_code").set_value("").run()
    assert table(page)["Reason"][0].startswith("![x](https://example.org")
    assert page.table[0].value["Reason"].iloc[0].startswith("!\\[x\\]")


def test_the_files_hold_what_is_filtered_and_are_noted(page_build, world) -> None:
    director = page_build.actor_of(page_build.user(Role.DIRECTOR))
    asked = TrailFilter(action="case.assign")

    made = {
        form: entries.made_on_demand(asked, form, actor=director, now=clock.now())()
        for form in ("xlsx", "csv")
    }

    sheet = openpyxl.load_workbook(BytesIO(made["xlsx"])).active
    assert sheet["A2"].value.endswith("1 / 1")
    assert "Chuyên viên A" in str(sheet["E5"].value)
    assert "Chuyên viên A" in made["csv"].decode("utf-8-sig")
    page_build.session.rollback()
    noted = page_build.session.exec(select(AuditEntry).where(AuditEntry.action == "audit.export")).all()
    assert [one.details["form"] for one in noted] == ["xlsx", "csv"]


def test_seals_stand_with_their_state_and_without_counts(open_page, page_build, world) -> None:
    director = page_build.user(Role.DIRECTOR)
    page = open_page("pages/audit.py", user=director)
    assert any("Nothing is sealed yet" in one.value for one in page.get("html"))
    night.run(actor=OPERATOR, now=clock.now())

    page.run()

    assert not page.exception
    assert "nothing was changed" in page.success[0].value
    seals = page.dataframe[1].value
    assert list(seals.columns) == ["Seal", "Sealed at", "State of the seal", "Digits of the seal"]
    assert list(seals["State of the seal"]) == ["holds"]


def test_more_pages_than_one(open_page, page_build, monkeypatch) -> None:
    for number in range(55):
        note(page_build, "signed_in", "user", number)
    page = open_page("pages/audit.py", user=page_build.user(Role.ADMINISTRATOR))
    assert "1–50 of 55 entries" in [one.value for one in page.caption]

    page.button(key="trail_after").click().run()

    assert "51–55 of 55 entries" in [one.value for one in page.caption]


def test_everybody_reads_what_he_did_himself(open_page, page_build) -> None:
    officer, other = page_build.user(Role.OFFICER), page_build.user(Role.OFFICER)
    for user in (officer, other):
        actor = page_build.actor_of(user)
        audit.write(
            page_build.session, "signed_in", actor=actor, now=clock.now(), subject="user", subject_id=user.id
        )
    page_build.session.commit()

    page = open_page("pages/account.py", user=officer)

    assert not page.exception
    assert "1–1 of 1 entries" in [one.value for one in page.caption]


@pytest.mark.parametrize(("path", "kind"), [("pages/case.py", "case"), ("pages/petition.py", "petition")])
def test_opening_a_sealed_matter_is_on_the_trail(open_page, page_build, sqlite, path, kind) -> None:
    petition = page_build.petition(kind=Kind.DENUNCIATION)
    case = page_build.case(kind=Kind.DENUNCIATION, petition=petition)
    code = case.code if kind == "case" else petition.code

    page = open_page(path, user=page_build.user(Role.INSPECTOR), query={"code": code})
    page.run()

    assert not page.exception
    with Session(sqlite) as session:
        noted = session.exec(select(AuditEntry).where(AuditEntry.action == f"{kind}.open_sealed")).all()
    assert [one.subject_id for one in noted] == [case.id if kind == "case" else petition.id]


def test_a_sealed_content_shown_beside_another_is_on_the_trail_too(open_page, page_build, sqlite) -> None:
    content = "Tố cáo việc nhận tiền khi kiểm tra cửa hàng bán lẻ xăng dầu tại xã An Bình"
    one, two = (page_build.petition(kind=Kind.DENUNCIATION, summary=content) for _number in range(2))

    page = open_page("pages/petition.py", user=page_build.user(Role.INSPECTOR), query={"code": two.code})

    assert not page.exception
    assert any(content[:40] in element.value for element in page.markdown)
    with Session(sqlite) as session:
        noted = session.exec(select(AuditEntry).where(AuditEntry.action == "petition.open_sealed")).all()
    assert {entry.subject_id for entry in noted} == {one.id, two.id}


def test_a_locked_account_is_told_in_the_words_of_the_reader(open_page, page_build) -> None:
    user = page_build.user(name="Lê Thị Thư", username="thu.lt")
    for _try in range(5):
        sign_in_tries.count(page_build.session, "thu.lt", now=clock.now())
    page_build.session.commit()

    rows = table(open_page("pages/audit.py", user=page_build.user(Role.DIRECTOR), language="vi"))

    assert list(rows.iloc[0])[1:4] == [
        "Máy chủ",
        "Tài khoản bị khóa do nhập sai nhiều lần",
        f"Tài khoản {user.name}",
    ]
