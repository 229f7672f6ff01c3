"""Every row is accepted, accepted with remarks, or held back with its reasons; nothing is guessed."""

import datetime as dt
import json
import unicodedata
from collections import Counter

import pytest

from models.enums import Kind
from services.imports.reasons import SENTENCES, Code, RowResult
from services.imports.records import Progress
from tests.services.imports.files import (
    PETITIONS,
    RECEPTIONS,
    as_text,
    as_xls,
    as_xlsx,
    judged,
    judged_row,
    petition_row,
    register,
)
from tests.services.imports.test_layouts import OLDER_HEADINGS, older_row


def codes(row) -> list[Code]:
    return [reason.code for reason in row.reasons]


def test_the_petition_register_is_counted_as_it_is() -> None:
    rows = judged(PETITIONS.read_bytes())

    found = Counter(code for row in rows for code in codes(row))
    kinds = Counter(row.kind for row in rows)
    assert len(rows) == 72
    assert (kinds[Kind.COMPLAINT], kinds[Kind.DENUNCIATION], kinds[Kind.RECOMMENDATION]) == (35, 6, 30)
    assert found[Code.ANONYMOUS] == 3
    assert found[Code.DUPLICATE_IN_FILE] == 11
    assert found[Code.DATE_AS_TEXT] == 22
    assert found[Code.DATE_UNREADABLE] == 2
    assert found[Code.BOTH_KINDS] == 1
    assert Counter(row.result for row in rows) == {
        RowResult.ACCEPTED: 23,
        RowResult.REMARKED: 46,
        RowResult.HELD_BACK: 3,
    }


def test_the_reception_register_is_counted_as_it_is() -> None:
    rows = judged(RECEPTIONS.read_bytes())

    crowds = [row.record.persons_same_content for row in rows if row.record.is_crowd]
    assert len(rows) == 60
    assert sum(row.record.persons_same_content for row in rows) == 317
    assert (len(crowds), sum(crowds)) == (15, 259)
    assert Counter(row.record.in_competence for row in rows) == {True: 40, False: 20}
    assert sum(row.record.progress is Progress.GUIDED for row in rows) == 20
    assert Counter(row.result for row in rows) == {RowResult.ACCEPTED: 45, RowResult.REMARKED: 15}


def test_a_plain_row_is_accepted_without_remarks() -> None:
    row = judged_row()

    assert row.result is RowResult.ACCEPTED
    assert row.record.received_on == dt.date(2026, 3, 2)
    assert row.record.kind is Kind.COMPLAINT
    assert row.record.commune == "xã An Bình"
    assert row.record.progress is Progress.IN_PROGRESS


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"received": "02/03/2026"}, [Code.DATE_AS_TEXT]),
        ({"received": 46083}, [Code.DATE_AS_NUMBER]),
        ({"received": "2/3/26"}, [Code.DATE_SHORT_YEAR]),
        ({"received": "02/03/2027"}, [Code.DATE_AS_TEXT, Code.DATE_IN_FUTURE]),
        ({"promised": "01/04/2026"}, [Code.PROMISED_AS_TEXT]),
        ({"promised": "01/01/1900"}, [Code.PROMISED_PLACEHOLDER]),
        ({"name": "TRẦN THỊ THỬ"}, [Code.ODD_CAPITALS]),
        ({"name": "trần thị thử"}, [Code.ODD_CAPITALS]),
        ({"name": "  Trần Thị  Thử"}, [Code.ODD_SPACES]),
        ({"address": "thôn 3,\u00a0xã An Bình "}, [Code.ODD_SPACES]),
        ({"content": "KHIẾU NẠI VIỆC THU HỒI GIẤY PHÉP"}, [Code.ODD_CAPITALS]),
        ({"name": None}, [Code.ANONYMOUS]),
        ({"name": "   "}, [Code.ANONYMOUS]),
        ({"name": "Nặc danh"}, [Code.ANONYMOUS]),
        ({"complaint": "có, xem sau"}, [Code.MARK_UNCLEAR]),
        ({"state": "xem hồ sơ"}, [Code.STATE_UNCLEAR]),
    ],
)
def test_what_was_put_right_is_remarked(changes, expected) -> None:
    row = judged_row(**changes)

    assert codes(row) == expected
    assert row.result is RowResult.REMARKED
    assert row.record.name in ("Trần Thị Thử", "")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"received": "31/02/2026"}, Code.DATE_UNREADABLE),
        ({"received": None}, Code.DATE_MISSING),
        ({"promised": "cuối tháng"}, Code.PROMISED_UNREADABLE),
        ({"denunciation": "x"}, Code.BOTH_KINDS),
        ({"content": None}, Code.NO_CONTENT),
        ({"content": "  "}, Code.NO_CONTENT),
        ({"content": "Tố cáo cán bộ nhận tiền"}, Code.KIND_CONTRADICTED),
        ({"complaint": None, "content": "Đơn tố cáo cán bộ"}, Code.KIND_CONTRADICTED),
        ({"content": "Khiếu nại đất" + " nữa" * 600}, Code.TEXT_TOO_LONG),
        ({"name": "Trần Thị" + " Thử" * 60}, Code.TEXT_TOO_LONG),
    ],
)
def test_what_a_person_must_decide_is_held_back(changes, expected) -> None:
    row = judged_row(**changes)

    assert codes(row) == [expected]
    assert row.result is RowResult.HELD_BACK


def test_no_mark_in_the_petition_register_means_a_recommendation() -> None:
    assert judged_row(complaint=None, content="Kiến nghị nâng trạm").record.kind is Kind.RECOMMENDATION


@pytest.mark.parametrize("no_mark", ["0", "không", "-", 0, False])
def test_a_sign_for_no_is_no_mark(no_mark: object) -> None:
    assert judged_row(denunciation=no_mark).record.kind is Kind.COMPLAINT


@pytest.mark.parametrize("mark", ["x", "X", "v", "✓", "×", 1, True, "Có"])
def test_the_usual_signs_are_marks(mark: object) -> None:
    row = judged_row(complaint=None, denunciation=mark)

    assert row.record.kind is Kind.DENUNCIATION
    assert row.result is RowResult.ACCEPTED


def test_a_placeholder_date_of_receipt_is_emptied_and_the_neighbour_stands_in() -> None:
    before = petition_row(number=1, received=dt.date(2026, 3, 2))
    empty = petition_row(number=2, received="01/01/1970", name="Lê Thị Khác")

    row = judged(as_xlsx(register(before, empty)))[1]

    assert codes(row) == [Code.DATE_PLACEHOLDER, Code.DATE_ESTIMATED]
    assert row.result is RowResult.REMARKED
    assert row.record.received_on == dt.date(2026, 3, 2)
    assert row.record.received_is_estimated


def test_a_placeholder_date_with_no_neighbour_is_held_back() -> None:
    assert judged_row(received="01/01/1900").result is RowResult.HELD_BACK


@pytest.mark.parametrize(
    ("second", "is_like"),
    [
        ({}, True),
        ({"name": "TRẦN THỊ THỬ"}, True),
        ({"name": "Bà Trần Thị Thử"}, True),
        ({"name": "Thử Trần Thị"}, True),
        ({"name": "Trần Thi Thu"}, True),
        ({"content": "Khiếu nại việc thu hồi giấy phép bán lẻ xăng dầu tại xã An Bình"}, True),
        ({"content": "Khiếu nại việc thu hồi giấy phép bán lẻ xăng dâu"}, True),
        ({"content": "Khiếu nại kết quả kiểm tra việc nổ mìn"}, False),
        ({"name": "Trần Thị Khác"}, False),
    ],
)
def test_the_same_name_with_the_same_or_nearly_the_same_content_is_a_likely_duplicate(
    second, is_like
) -> None:
    rows = judged(as_xlsx(register(petition_row(number=1), petition_row(number=2, **second))))

    likes = [reason.values for reason in rows[1].reasons if reason.code is Code.DUPLICATE_IN_FILE]
    assert likes == ([{"row": 1}] if is_like else [])


def test_two_anonymous_petitions_are_not_likely_duplicates() -> None:
    rows = judged(as_xlsx(register(petition_row(1, name=None), petition_row(2, name="nặc danh"))))

    assert codes(rows[1]) == [Code.ANONYMOUS]


@pytest.mark.parametrize(
    ("kind", "expected", "persons"),
    [
        ("KN", Kind.COMPLAINT, None),
        ("KN/12 người", Kind.COMPLAINT, 12),
        ("TC (05 người)", Kind.DENUNCIATION, 5),
        ("KN/PA - 3", Kind.RECOMMENDATION, 3),
        ("Phản ánh", Kind.RECOMMENDATION, None),
        ("Kiến nghị", Kind.RECOMMENDATION, None),
    ],
)
def test_the_older_form_tells_kind_and_people_in_one_cell(kind, expected, persons) -> None:
    content = "Tố cáo" if expected is Kind.DENUNCIATION else "Ngừng cấp điện"

    (row,) = judged(as_xlsx([*OLDER_HEADINGS, older_row(kind, content=content)]))

    assert row.record.kind is expected
    assert row.record.persons_same_content == persons
    assert row.record.is_crowd == bool(persons and persons >= 5)


@pytest.mark.parametrize(("kind", "code"), [("KN/TC", Code.BOTH_KINDS), ("khác", Code.KIND_UNKNOWN)])
def test_an_unknown_type_text_is_held_back(kind: str, code: Code) -> None:
    (row,) = judged(as_xlsx([*OLDER_HEADINGS, older_row(kind)]))

    assert codes(row) == [code]


@pytest.mark.parametrize(
    ("changes", "progress", "body", "number"),
    [
        ({"accepted": "x"}, Progress.RECEIVED, "", ""),
        ({"returned": "UBND xã An Bình, VB số 61/SCT-TTr"}, Progress.GUIDED, "UBND xã An Bình", "61/SCT-TTr"),
        (
            {"kind": "PA/1", "forwarded": "Công an tỉnh; CV số: 7/SCT"},
            Progress.FORWARDED,
            "Công an tỉnh",
            "7/SCT",
        ),
        ({"forwarded": "x"}, Progress.GUIDED, "", ""),
        ({"accepted": "x", "result": "Đã trả lời ngày 20/05/2025"}, Progress.SETTLED, "", ""),
        ({"result": "Đang xác minh"}, Progress.IN_PROGRESS, "", ""),
        ({"result": "Rút đơn"}, Progress.WITHDRAWN, "", ""),
    ],
)
def test_progress_is_read_from_what_was_done(changes, progress, body, number) -> None:
    (row,) = judged(as_xlsx([*OLDER_HEADINGS, older_row(**changes)]))

    record = row.record
    assert (record.progress, record.outcome_body, record.outcome_number) == (progress, body, number)


def test_the_day_of_settlement_is_taken_from_the_result_where_it_is_told() -> None:
    (row,) = judged(as_xlsx([*OLDER_HEADINGS, older_row(result="Đã trả lời, VB số 9 ngày 20/05/2025")]))

    assert row.record.settled_on == dt.date(2025, 5, 20)


def test_a_complaint_is_never_forwarded() -> None:
    (row,) = judged(as_xlsx([*OLDER_HEADINGS, older_row("KN", forwarded="Sở Xây dựng")]))

    assert row.record.progress is Progress.GUIDED
    assert codes(row) == [Code.FORWARD_OF_COMPLAINT]


def test_an_identity_number_that_lost_its_zeros_gets_them_back() -> None:
    (row,) = judged(as_xlsx([*OLDER_HEADINGS, older_row(paper=85940427286)]))

    assert row.record.identity_number == "085940427286"
    assert codes(row) == [Code.IDENTITY_PADDED]


def test_place_and_hash_do_not_depend_on_the_way_the_file_was_saved() -> None:
    plain = register(petition_row(content="Khiếu nại việc huỷ thầu"))
    decomposed = [[unicodedata.normalize("NFD", c) if isinstance(c, str) else c for c in r] for r in plain]
    files = [
        (as_xlsx(plain), "a.xlsx"),
        (as_xls(plain), "b.xls"),
        (as_text(plain).encode("utf-16"), "c.csv"),
        (as_xlsx(decomposed), "d.xlsx"),
    ]

    found = {(row.place, row.content_hash) for data, name in files for row in judged(data, name)}

    assert len(found) == 1


def test_a_changed_cell_changes_the_hash_but_not_the_place() -> None:
    before, after = judged_row(), judged_row(state="Đã giải quyết")

    assert before.place == after.place
    assert before.content_hash != after.content_hash


def test_a_number_used_twice_gives_two_places() -> None:
    rows = judged(as_xlsx(register(petition_row(number=1), petition_row(number=1, name="Lê Thị Khác"))))

    assert rows[0].place != rows[1].place


def test_reasons_never_repeat_a_narrative() -> None:
    secret = "Tố cáo ông Lê Bí Mật nhận tiền 20"
    changes = {"received": secret, "promised": secret, "denunciation": secret, "state": secret}

    reasons = judged_row(complaint=None, **changes).reasons

    assert "Bí Mật" not in json.dumps([reason.values for reason in reasons], ensure_ascii=False)


def test_every_code_has_its_sentence() -> None:
    assert set(SENTENCES) == set(Code)
