"""The table of documents and the legal bases are read and checked before anyone works with them."""

from datetime import date

import pytest

from models.enums import Kind
from services.documents.bases import BasisRowInvalid, load_bases, shipped_bases
from services.documents.fields import FIELDS, REMEDIES, Origin
from services.documents.table import (
    DocumentNeedsIdentity,
    DocumentRowInvalid,
    DocumentTwice,
    IdentityUse,
    load_documents,
    shipped_documents,
)
from services.documents.words import dated, has
from services.workflow_rules import shipped_workflow

HEADER = "kind,instance,action,template,title,symbol,bases,identity,required,asked,confidence\n"
ROW = "complaint,,accept,x,Notice,TB,complaint,carried,nguoi_gui,noi_dung,M\n"


def table(tmp_path, *rows: str):
    path = tmp_path / "documents.csv"
    path.write_text(HEADER + "".join(rows), encoding="utf-8")
    return load_documents(path)


def test_a_step_offers_the_documents_of_its_kind_and_instance() -> None:
    documents = shipped_documents()

    assert [row.template for row in documents.of(Kind.COMPLAINT, "decide", instance=1)] == [
        "kn_quyet_dinh_lan_dau"
    ]
    assert [row.template for row in documents.of(Kind.COMPLAINT, "decide", instance=2)] == [
        "kn_quyet_dinh_lan_hai"
    ]
    assert [row.template for row in documents.of(Kind.DENUNCIATION, "notify")] == [
        "tc_thong_bao_nguoi_to_cao",
        "tc_thong_bao_nguoi_bi_to_cao",
    ]
    assert documents.of(Kind.RECOMMENDATION, "extend") == []


def test_only_papers_to_the_denouncer_himself_carry_his_name() -> None:
    carried = {
        row.template
        for row in shipped_documents().rows
        if row.kind is Kind.DENUNCIATION and row.identity is not IdentityUse.NEVER
    }

    assert carried == {"tc_thong_bao_khong_thu_ly", "tc_thong_bao_nguoi_to_cao", "phieu_tra_don"}


def test_every_result_of_a_decision_has_its_words_for_paper() -> None:
    for step in shipped_workflow().transitions:
        if step.action == "decide":
            for outcome in step.outcomes:
                assert has(f"outcome.{step.kind}.{outcome}")


def test_every_field_has_a_remedy_and_a_name_that_no_ordinary_word_has() -> None:
    assert set(REMEDIES) == set(Origin)
    for token in FIELDS:
        assert "_" in token
        assert token.isascii()


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (ROW.replace("complaint,,", "appeal,,"), "kind"),
        (ROW.replace("accept", "dance"), "action"),
        (ROW.replace("TB,complaint,", "TB,constitution,"), "bases"),
        (ROW.replace("carried", "sometimes"), "identity"),
        (ROW.replace("nguoi_gui", "ten_nguoi"), "required"),
        (ROW.replace("noi_dung", "noi dung"), "asked"),
        (ROW.replace(",x,", ",,"), "template"),
        (ROW.replace("complaint,,accept", "complaint,one,accept"), "instance"),
    ],
)
def test_a_wrong_cell_is_refused_with_line_and_column(tmp_path, row, column) -> None:
    with pytest.raises(DocumentRowInvalid) as refused:
        table(tmp_path, ROW.replace(",x,", ",first,"), row)

    assert (refused.value.values["line"], refused.value.values["column"]) == (3, column)


def test_a_row_twice_and_a_name_on_a_nameless_paper_are_refused(tmp_path) -> None:
    with pytest.raises(DocumentTwice):
        table(tmp_path, ROW, ROW)
    with pytest.raises(DocumentNeedsIdentity):
        table(tmp_path, ROW.replace("carried", "never"))


def texts(group: str, day: date) -> str:
    return "\n".join(basis.text for basis in shipped_bases().on([group], day))


def test_bases_are_those_in_force_on_the_day() -> None:
    assert "75/2012/NĐ-CP" in texts("complaint", date(2020, 12, 9))
    assert "75/2012/NĐ-CP" not in texts("complaint", date(2020, 12, 10))
    assert "124/2020/NĐ-CP" in texts("complaint", date(2020, 12, 10))
    assert "Luật Tố cáo ngày 11 tháng 11 năm 2011" in texts("denunciation", date(2018, 12, 31))
    assert "Luật Tố cáo ngày 12 tháng 6 năm 2018" in texts("denunciation", date(2019, 1, 1))
    assert "156/2026/NĐ-CP" not in texts("denunciation", date(2026, 6, 30))
    assert "156/2026/NĐ-CP" in texts("denunciation", date(2026, 7, 1))


def test_a_law_of_two_groups_is_cited_once() -> None:
    found = shipped_bases().on(["handling", "denunciation"], date(2026, 11, 23))

    assert sum("136/2025/QH15" in basis.text for basis in found) == 1


@pytest.mark.parametrize(
    "row",
    [
        "complaint,,2020-01-01,,F",
        ",Luật,2020-01-01,,F",
        "complaint,Luật,hôm nay,,F",
        "x,y,2020-01-02,2020-01-01,F",
    ],
)
def test_a_wrong_basis_is_refused_with_its_line(tmp_path, row) -> None:
    path = tmp_path / "bases.csv"
    path.write_text(f"group,text,effective_from,effective_to,confidence\n{row}\n", encoding="utf-8")

    with pytest.raises(BasisRowInvalid) as refused:
        load_bases(path)

    assert refused.value.values["line"] == 2


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (date(2026, 2, 5), "ngày 05 tháng 02 năm 2026"),
        (date(2026, 3, 10), "ngày 10 tháng 3 năm 2026"),
        (date(2026, 12, 31), "ngày 31 tháng 12 năm 2026"),
    ],
)
def test_dates_are_written_as_official_documents_write_them(day, text) -> None:
    assert dated(day) == text
