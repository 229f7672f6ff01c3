"""The receipt says what the citizen needs and betrays nobody."""

from datetime import date
from io import BytesIO

import pytest
from pypdf import PdfReader

from models.enums import Kind, Role
from services import petitions, receipts
from services.errors import NotFound
from tests.conftest import NOW, TODAY
from tests.services.intake_entries import entry
from ui.intake.saved import sheet

# A5 in points, rounded.
A5 = (420, 595)


def receive(session, build, actor, **values):
    return petitions.receive(session, entry(build, **values), actor=actor, now=NOW, today=TODAY)


def read(facts) -> tuple[str, tuple[int, int], int]:
    reader = PdfReader(BytesIO(receipts.pdf(facts)))
    box = reader.pages[0].mediabox
    text = " ".join(reader.pages[0].extract_text().split())
    return text, (round(box.width), round(box.height)), len(reader.pages)


def test_a_receipt_is_one_a5_sheet_with_code_day_and_law(session, build) -> None:
    clerk = build.actor(Role.RECEPTION_CLERK)
    petition = receive(session, build, clerk, signatories=3, eoffice_number="88/VBĐ")

    text, size, pages = read(receipts.facts_of(session, petition, today=TODAY))

    assert (size, pages) == (A5, 1)
    for words in (
        "SỞ CÔNG THƯƠNG",
        "2026-00001",
        "Ngày nhận: 23/11/2026",
        "Loại đơn: Đơn khiếu nại",
        "Người gửi: Trần Thị Thử",
        "Số người ký: 3",
        "Số văn bản đến: 88/VBĐ",
        "Bản quét kèm theo: 0",
        f"Người nhận: {clerk.name}",
        "Hạn xử lý đơn: 03/12/2026",
        "KN-ACC1",
    ):
        assert words in text


@pytest.mark.parametrize(
    "values", [{"kind": Kind.DENUNCIATION}, {"kind": Kind.COMPLAINT, "is_protected": True}]
)
def test_the_receipt_of_a_protected_petition_has_code_and_days_only(session, build, values) -> None:
    clerk = build.actor(Role.RECEPTION_CLERK)
    petition = receive(session, build, clerk, respondent_name="Lê Văn Bị", **values)

    text, _size, _pages = read(receipts.facts_of(session, petition, today=TODAY))

    assert petition.code in text
    assert "23/11/2026" in text
    for secret in ("Thử", "Bị", "tố cáo", "khiếu nại", clerk.name, "TC-INI", "LTC"):
        assert secret not in text.replace(petition.code, "")


def test_a_long_name_and_markup_stay_on_one_sheet(session, build) -> None:
    clerk = build.actor(Role.RECEPTION_CLERK)
    petition = receive(session, build, clerk)
    facts = receipts.facts_of(session, petition, today=TODAY)

    text, _size, pages = read(
        receipts.ReceiptFacts(**{**vars(facts), "sender": "#panic() *[Ưỡng]* $x$ " + "Nguyễn " * 25})
    )

    assert pages == 1
    assert "#panic() *[Ưỡng]* $x$" in text


def test_a_receipt_is_printed_again_by_whoever_sees_the_petition(session, build) -> None:
    clerk = build.actor(Role.RECEPTION_CLERK)
    petition = receive(session, build, clerk, kind=Kind.DENUNCIATION)

    assert receipts.again(session, petition.code, actor=clerk, today=TODAY).code == petition.code
    with pytest.raises(NotFound):
        receipts.again(session, petition.code, actor=build.actor(Role.OFFICER), today=TODAY)


def test_the_receipt_tells_how_its_day_was_counted(session, build) -> None:
    """Counted from Friday 20 November: two weekends and the 24th did not count."""
    clerk = build.actor(Role.RECEPTION_CLERK)
    petition = receive(
        session, build, clerk, received_on=date(2026, 11, 20), backdate_reason="Mất điện", signatories=3
    )

    reader = PdfReader(BytesIO(sheet(receipts.facts_of(session, petition, today=TODAY))))

    text = " ".join(reader.pages[0].extract_text().split())
    assert len(reader.pages) == 1
    assert "Hạn xử lý đơn: 02/12/2026" in text
    assert "7 ngày làm việc" in text
    assert "Không tính: 21/11/2026 Thứ Bảy (nghỉ hằng tuần); 22/11/2026" in text
    assert "24/11/2026 Ngày Văn hóa Việt Nam" in text
