"""Every document of every step: made with all it needs, refused by name without, and betraying nobody."""

import zipfile
from datetime import date
from io import BytesIO

import pytest
from sqlmodel import select

from models import AuditEntry, Case, Setting, UnitHead
from models.enums import Kind, Role, UnitKind
from services import case_actions, cases, thresholds
from services.case_forms import Seen
from services.deadlines import TooManyExtensions
from services.documents import making, offering, values
from services.documents.fields import FIELDS, IDENTITY
from services.documents.offering import DocumentNotOffered
from services.documents.step import SignedAs, Step
from services.documents.table import DocumentRow, IdentityUse, shipped_documents
from services.documents.values import DocumentFieldMissing
from services.errors import FieldRequired, NotFound, NotPermitted
from services.permissions import ALLOWED, Permission
from tests.services.documents.world import (
    ADDRESS,
    CONTENT,
    DENOUNCED,
    HEAD,
    NOW,
    SENDER,
    TODAY,
    TYPED,
    asked,
    has_case,
    outcome_of,
    recorded,
    request,
    required,
    text_of,
)

ROWS = shipped_documents().rows


def name(row: DocumentRow) -> str:
    return f"{row.kind}-{row.action}-{row.template}"


def row_of(template: str, kind: Kind | None = None) -> DocumentRow:
    return next(row for row in ROWS if row.template == template and kind in (None, row.kind))


def make(session, asking, actor) -> making.Document:
    return making.make(session, asking, actor=actor, now=NOW)


def trail(session, action: str) -> list[AuditEntry]:
    return list(session.exec(select(AuditEntry).where(AuditEntry.action == action)))


def subject(world, row: DocumentRow) -> dict:
    """The case, or for petitions without one the petition, that a request of a row names."""
    if has_case(row):
        return {"case_id": world.before(row).id}
    return {"petition_id": world.returned(row.kind).id}


@pytest.mark.parametrize("row", ROWS, ids=name)
def test_every_document_of_every_step_is_made_before_and_after_it(session, world, director, row) -> None:
    opening = {"with_names": True, "purpose": "Gửi thông báo"} if row.kind is Kind.DENUNCIATION else {}
    event_id = None
    if has_case(row):
        case = world.before(row)
        draft = text_of(make(session, request(case, row, **opening), director))
        outcome = outcome_of(row)
        event_id = world.take(case, row.action, TODAY, number="55/QĐ-SCT", outcome=outcome)
        asking = request(case, row, step=recorded(row, event_id), **opening)
        assert "DỰ THẢO" in draft
        assert "55/QĐ-SCT" not in draft
        assert "ngày …… tháng …… năm 2026" in draft
    else:
        petition = world.returned(row.kind)
        asking = request(None, row, petition_id=petition.id, **opening)

    document = make(session, asking, director)

    text = text_of(document)
    code = session.get(Case, asking.case_id).code if asking.case_id else petition.code
    slug = "" if row.kind is Kind.DENUNCIATION else row.template.replace("_", "-") + "-"
    assert document.name == f"{slug}{code}.docx"
    assert "{{" not in text
    assert "{%" not in text
    assert "None" not in text
    assert "DỰ THẢO" not in text
    for words in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "UBND TỈNH BÌNH MINH",
        "SỞ CÔNG THƯƠNG",
        "Số: 55/QĐ-SCT" if event_id else "Số: 40/TB-SCT",
        "Bình Minh, ngày 23 tháng 11 năm 2026" if event_id else "ngày 20 tháng 11 năm 2026",
        "Căn cứ Luật",
        "Nơi nhận:",
        "GIÁM ĐỐC",
        HEAD,
    ):
        assert words in text
    for token in row.required:
        for line in TYPED.get(token, "").splitlines():
            assert line in text
    if "noi_dung" in row.required:
        assert CONTENT in text
    if "nguoi_gui" in row.required:
        assert SENDER in text
    if "ket_qua_giai_quyet" in row.required:
        assert ("giữ nguyên" if row.instance == 2 else "đúng một phần") in text


@pytest.mark.parametrize("row", ROWS, ids=name)
def test_each_required_field_is_refused_by_name_with_the_remedy(
    session, world, director, row, monkeypatch
) -> None:
    asking = request(None, row, typed={}, **subject(world, row))
    collect = values.collected
    known, issuer = collect(
        session,
        offering.subject_of(session, asking, actor=director),
        row,
        asking.step,
        now=NOW,
    )
    full = {token: value or "có" for token, value in known.items()}
    assert (
        making.problems(session, asking.model_copy(update={"typed": asked(row)}), actor=director, now=NOW)
        == []
    )

    for token in required(row):
        if token in IDENTITY and row.kind is Kind.DENUNCIATION:
            # Of a sealed matter dots stand in the place of a name that nobody opened.
            continue
        without = full | {token: ""}
        monkeypatch.setattr(values, "collected", lambda *args, w=without, **more: (w, issuer))
        with pytest.raises(DocumentFieldMissing) as refused:
            make(session, asking, director)
        assert refused.value.field == token
        assert refused.value.values["label"] == FIELDS[token].label
        assert refused.value.values["remedy"]

    assert trail(session, "document.make") == []


@pytest.mark.parametrize(
    ("key", "token"), [("department.superior", "co_quan_cap_tren"), ("department.place", "dia_danh")]
)
def test_what_only_an_administrator_can_enter_is_named_with_the_page(
    session, world, director, key, token
) -> None:
    row = row_of("kn_thong_bao_thu_ly")
    case = world.before(row)
    session.delete(session.exec(select(Setting).where(Setting.key == key)).one())
    session.flush()

    with pytest.raises(DocumentFieldMissing) as refused:
        make(session, request(case, row), director)

    assert refused.value.field == token
    assert "An administrator enters it in Settings" in str(refused.value)


def test_everything_missing_is_said_at_once(session, world, director) -> None:
    row = row_of("kn_quyet_dinh_giao_xac_minh")
    case = world.before(row, sender="")

    found = making.problems(session, request(case, row, typed={}), actor=director, now=NOW)

    assert [refusal.field for refusal in found] == ["nguoi_gui", "nguoi_xac_minh", "thoi_han_xac_minh"]


def test_the_law_of_the_day_stands_in_the_head(session, world, director) -> None:
    row = row_of("kn_thong_bao_thu_ly")
    case = world.before(row, received_on=date(2026, 6, 1))
    before = Step(action="accept", happened_on=date(2026, 6, 30))
    after = Step(action="accept", happened_on=date(2026, 7, 1))

    old, new = (text_of(make(session, request(case, row, step=step), director)) for step in (before, after))

    assert "Nghị định số 124/2020/NĐ-CP" in old
    assert "136/2025/QH15" not in old
    assert "155/2026/NĐ-CP" not in old
    assert "Luật số 136/2025/QH15" in new
    assert "Nghị định số 155/2026/NĐ-CP" in new


def test_the_department_adds_bases_of_its_own(session, world, director) -> None:
    session.add(
        Setting(
            key="documents.own_bases",
            value="Quyết định số 7/QĐ-UBND quy định chức năng của Sở; Quy chế tiếp công dân",
            valid_from=date(2026, 1, 1),
        )
    )
    row = row_of("kn_thong_bao_thu_ly")

    text = text_of(make(session, request(world.before(row), row), director))

    assert "Căn cứ Quyết định số 7/QĐ-UBND quy định chức năng của Sở;" in text
    assert "Căn cứ Quy chế tiếp công dân;" in text
    assert thresholds.shipped()["documents.own_bases"].value == ""


def test_the_terms_on_a_paper_are_those_of_the_clocks(session, world, director) -> None:
    accept, extend = row_of("tc_quyet_dinh_thu_ly"), row_of("tc_quyet_dinh_gia_han")
    case = world.before(accept)
    planned = text_of(
        make(
            session,
            request(case, accept, step=Step(action="accept", happened_on=date(2026, 11, 5))),
            director,
        )
    )
    event_id = world.take(case, "accept", date(2026, 11, 5), number="20/QĐ-SCT")
    draft = text_of(make(session, request(case, extend), director))
    first = world.take(case, "extend", date(2026, 11, 20), number="21/QĐ-SCT")
    world.take(case, "extend", date(2026, 11, 21), number="22/QĐ-SCT")

    # 30 days after 05/11/2026 end on a Saturday; then once and twice 30 more.
    assert "30 ngày kể từ ngày thụ lý, đến hết ngày 07/12/2026" in planned
    accepted = text_of(make(session, request(case, accept, step=recorded(accept, event_id)), director))
    assert "30 ngày kể từ ngày thụ lý, đến hết ngày 07/12/2026" in accepted
    assert "(lần 1)" in draft
    again = text_of(make(session, request(case, extend, step=recorded(extend, first)), director))
    assert "Thời gian gia hạn: 30 ngày." in again
    assert "đến hết ngày 07/12/2026; sau khi gia hạn đến hết ngày 04/01/2027" in again
    assert case.due_on == date(2027, 2, 3)
    with pytest.raises(TooManyExtensions):
        make(session, request(case, extend), director)


def test_resuming_says_until_when_the_term_runs_now(session, world, director) -> None:
    row = row_of("kn_quyet_dinh_tiep_tuc")
    case = world.before(row)
    step = Step(action="resume", happened_on=date(2026, 11, 20))

    text = text_of(make(session, request(case, row, step=step), director))
    world.take(case, "resume", date(2026, 11, 20), number="30/QĐ-SCT")

    # Ten days stood still: 05/12 becomes 15/12.
    assert case.due_on == date(2026, 12, 15)
    assert "tính từ ngày 20/11/2026, đến hết ngày 15/12/2026" in text
    assert "số 21/QĐ-SCT ngày 10/11/2026" in text


@pytest.mark.parametrize(
    ("step", "lines"),
    [
        ({"signer": HEAD}, ["GIÁM ĐỐC", HEAD]),
        ({"signer": "trần hải đăng"}, ["GIÁM ĐỐC"]),
        ({"signer": "Ngô Thị Phó"}, ["KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC", "Ngô Thị Phó"]),
        (
            {
                "signer": "Vũ Chánh",
                "signed_as": SignedAs.BY_ORDER,
                "signer_title": "Trưởng phòng Quản lý thương mại",
            },
            ["TL. GIÁM ĐỐC", "TRƯỞNG PHÒNG QUẢN LÝ THƯƠNG MẠI", "Vũ Chánh"],
        ),
    ],
)
def test_the_signature_says_in_what_capacity_somebody_signs(session, world, director, step, lines) -> None:
    row = row_of("kn_thong_bao_thu_ly")
    case = world.before(row)

    text = text_of(
        make(session, request(case, row, step=Step(action="accept", happened_on=TODAY, **step)), director)
    )

    block = [line for line in text.split("Nơi nhận:")[1].splitlines() if line and not line.startswith("- ")]
    assert block[: len(lines)] == lines


def test_by_order_needs_the_title_of_the_signer(session, world, director) -> None:
    row = row_of("kn_thong_bao_thu_ly")
    step = Step(action="accept", happened_on=TODAY, signer="Vũ Chánh", signed_as=SignedAs.BY_ORDER)

    with pytest.raises(DocumentFieldMissing) as refused:
        make(session, request(world.before(row), row, step=step), director)

    assert refused.value.field == "quyen_han_ky"


def test_a_subordinate_unit_issues_in_its_own_name(session, world, build, director) -> None:
    centre = build.unit(
        "Trung tâm Khuyến công", parent=build.department(), kind=UnitKind.SUBORDINATE, code="TTKC"
    )
    session.add(
        UnitHead(unit_id=centre.id, name="Đỗ Văn Trưởng", title="Giám đốc", valid_from=date(2024, 1, 1))
    )
    row = row_of("kn_thong_bao_thu_ly")
    case = world.before(row, unit=centre)

    text = text_of(make(session, request(case, row), director))

    assert text.splitlines()[:2] == ["SỞ CÔNG THƯƠNG", "TRUNG TÂM KHUYẾN CÔNG"]
    assert "Số: ……/TB-TTKC" in text
    assert "Đỗ Văn Trưởng" in text


def test_names_come_out_in_word_as_they_are_written(session, world, director) -> None:
    row = row_of("kn_thong_bao_khong_thu_ly")
    sender = 'Công ty "A & B" <Hà Nội>'
    case = world.before(row, sender=sender, signatories=4)
    typed = {
        "noi_dung": "Dòng một\r\nDòng hai: {{ ten_co_quan }} {% if %} {_{ =SUM(A1) \x07\x0b\ufffe",
        "ly_do": "Nguye\u0302\u0303n Va\u0306n Tha\u0309o & <b>không</b>\tđúng",
    }

    text = text_of(make(session, request(case, row, typed=typed), director))

    assert f"{sender} và 3 người khác" in text
    assert "Dòng một\nDòng hai: {{ ten_co_quan }} {% if %} {_\u2060{ =SUM(A1)" in text
    assert "Nguyễn Văn Thảo & <b>không</b>\tđúng" in text


# --- identity -----------------------------------------------------------------------------------------


def nowhere(document: making.Document) -> None:
    """Neither name, address nor numbers of the denouncer are in the file, packed or unpacked."""
    parts = [document.name.encode(), document.data]
    with zipfile.ZipFile(BytesIO(document.data)) as package:
        parts += [package.read(part) for part in package.namelist()]
    for part in parts:
        for secret in (SENDER, ADDRESS, "001299000123", "0912345678"):
            assert secret.encode() not in part


SEALED = [row for row in ROWS if row.kind is Kind.DENUNCIATION]


@pytest.mark.parametrize("row", [r for r in SEALED if r.identity is IdentityUse.NEVER], ids=name)
def test_no_paper_but_those_to_the_denouncer_names_him(session, world, director, row) -> None:
    case = world.before(row)
    asking = request(case, row, with_names=True, purpose="Lập văn bản")
    asking.typed |= {"nguoi_gui": SENDER, "dia_chi_nguoi_gui": ADDRESS}

    nowhere(make(session, asking, director))


def test_a_transfer_slip_of_a_denunciation_reads_the_denounced_person_only(session, world, director) -> None:
    row = row_of("tc_phieu_chuyen_don")
    case = world.before(row)
    typed = {"co_quan_nhan": "UBND xã An Bình"}

    document = make(session, request(case, row, typed=typed, with_names=True, purpose="Chuyển đơn"), director)

    nowhere(document)
    assert DENOUNCED in text_of(document)
    entry = trail(session, "identity.read")[0]
    assert (entry.reason, entry.details["roles"]) == ("Chuyển đơn", ["respondent"])
    assert trail(session, "document.make")[0].details["names"] is False


def test_a_notice_to_the_denouncer_names_him_after_a_purpose(session, world, director) -> None:
    row = row_of("tc_thong_bao_nguoi_to_cao")
    case = world.before(row)

    without = make(session, request(case, row), director)
    with pytest.raises(FieldRequired):
        make(session, request(case, row, with_names=True, purpose="  "), director)
    named = make(session, request(case, row, with_names=True, purpose="Gửi thông báo"), director)

    nowhere(without)
    assert "Kính gửi: Ông (bà) ……" in text_of(without)
    assert f"Kính gửi: Ông (bà) {SENDER}" in text_of(named)
    assert named.name == without.name == f"{case.code}.docx"
    assert [entry.reason for entry in trail(session, "identity.read")] == ["Gửi thông báo"]
    assert [entry.details["names"] for entry in trail(session, "document.make")] == [False, True]


def test_an_officer_makes_the_paper_but_not_with_the_name(session, world, build) -> None:
    row = row_of("tc_thong_bao_nguoi_to_cao")
    case = world.before(row)
    officer_user = build.user(Role.OFFICER)
    case.officer_id = officer_user.id
    session.flush()
    officer = build.actor_of(officer_user)

    nowhere(make(session, request(case, row), officer))
    asking = request(case, row, with_names=True, purpose="Gửi thông báo", typed={"nguoi_gui": SENDER})
    with pytest.raises(NotPermitted):
        make(session, asking, officer)

    assert trail(session, "identity.read") == []
    assert making.prepare(session, asking, actor=officer, now=NOW).asks_names is False


def test_a_protected_complainant_stays_unnamed_until_opened(session, world, director) -> None:
    urge, notice = row_of("cong_van_don_doc"), row_of("kn_thong_bao_thu_ly")
    case = world.before(notice, is_protected=True)

    letter = make(session, request(case, urge, with_names=True, purpose="Đôn đốc"), director)
    closed = make(session, request(case, notice), director)
    opened = make(session, request(case, notice, with_names=True, purpose="Gửi thông báo"), director)

    nowhere(letter)
    nowhere(closed)
    assert "(thông tin được giữ bí mật theo quy định)" in text_of(letter)
    assert SENDER in text_of(opened)


def test_the_content_must_not_name_the_denouncer_on_other_papers(session, world, build, director) -> None:
    row = row_of("tc_phieu_chuyen_don")
    case = world.before(row, summary="Tôi là TRAN THI THU, tố cáo ông Bị nhận tiền")
    officer_user = build.user(Role.OFFICER)
    case.officer_id = officer_user.id
    session.flush()

    for actor in (director, build.actor_of(officer_user)):
        with pytest.raises(making.PaperNamesSender) as refused:
            make(session, request(case, row), actor)
        assert refused.value.field == "noi_dung"
        assert SENDER not in str(refused.value)


def test_the_check_cannot_be_used_to_guess_who_denounced(session, world, build, director) -> None:
    """An officer typing names one after the other learns nothing; who may read identities is stopped."""
    row = row_of("tc_phieu_chuyen_don")
    case = world.before(row)
    officer_user = build.user(Role.OFFICER)
    case.officer_id = officer_user.id
    session.flush()
    asking = request(case, row, typed=asked(row, noi_dung=f"{SENDER} tố cáo"))

    make(session, asking, build.actor_of(officer_user))
    with pytest.raises(making.PaperNamesSender):
        make(session, asking, director)


# --- rights and the trail -----------------------------------------------------------------------------


@pytest.mark.parametrize("role", list(Role))
def test_who_may_work_on_cases_may_make_documents(session, world, build, role) -> None:
    row = row_of("kn_thong_bao_thu_ly")
    case = world.before(row)
    actor = build.actor(role)
    if Permission.CASE_WORK in ALLOWED[role]:
        assert make(session, request(case, row), actor).data
        assert offering.offers(session, case.id, actor=actor)
        return

    for deed in (
        lambda: make(session, request(case, row), actor),
        lambda: making.prepare(session, request(case, row), actor=actor, now=NOW),
        lambda: making.problems(session, request(case, row), actor=actor, now=NOW),
        lambda: offering.offers(session, case.id, actor=actor),
    ):
        with pytest.raises(NotPermitted):
            deed()

    assert trail(session, "document.make") == []


def test_a_forbidden_case_looks_like_a_missing_one(session, world, build) -> None:
    row = row_of("kn_thong_bao_thu_ly")
    case = world.before(row)
    stranger = build.actor(Role.UNIT_HEAD, unit=build.unit(parent=build.department()))
    missing = request(case, row).model_copy(update={"case_id": 99_999})

    for asking in (request(case, row), missing):
        with pytest.raises(NotFound):
            make(session, asking, stranger)


def test_a_document_needs_a_step_that_is_possible_or_recorded(session, world, director) -> None:
    accept, decide = row_of("kn_thong_bao_thu_ly"), row_of("kn_quyet_dinh_lan_dau")
    case = world.before(accept)
    with pytest.raises(DocumentNotOffered):
        make(session, request(case, decide), director)
    event_id = world.take(case, "accept", TODAY, number="20/TB-SCT")
    with pytest.raises(DocumentNotOffered):
        make(session, request(case, accept), director)
    with pytest.raises(DocumentNotOffered):
        make(session, request(case, decide, step=recorded(decide, event_id)), director)
    assert make(session, request(case, accept, step=recorded(accept, event_id)), director).data

    case_actions.undo(session, case.id, reason="Nhầm", seen=Seen(), actor=director, now=NOW)

    with pytest.raises(DocumentNotOffered):
        make(session, request(case, accept, step=recorded(accept, event_id)), director)


def test_a_draft_never_bears_a_number(session, world, director) -> None:
    row = row_of("kn_thong_bao_thu_ly")
    step = Step(action="accept", happened_on=TODAY, number="99/TB-SCT", dated_on=TODAY)

    text = text_of(make(session, request(world.before(row), row, step=step), director))

    assert "99/TB-SCT" not in text
    assert "Số: ……/TB-SCT" in text


def test_drafts_come_before_the_papers_of_recorded_steps(session, world, director) -> None:
    case = world.case(steps=("accept",))

    found = offering.offers(session, case.id, actor=director)

    assert [(offer.row.action, offer.event is None) for offer in found] == [
        ("assign_verification", True),
        ("decide", True),
        ("suspend", True),
        ("terminate", True),
        ("accept", False),
    ]


def test_the_trail_tells_what_was_made_and_no_words_of_it(session, world, director) -> None:
    row = row_of("tc_quyet_dinh_thu_ly")
    case = world.before(row)

    make(session, request(case, row), director)

    entry = trail(session, "document.make")[0]
    assert (entry.subject, entry.subject_id, entry.user_id) == ("case", case.id, director.user_id)
    assert entry.details == {
        "template": "tc_quyet_dinh_thu_ly",
        "version": None,
        "event_id": None,
        "draft": True,
        "names": False,
        "kept": None,
    }
    assert cases.summary_of(case) == CONTENT
