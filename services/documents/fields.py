"""Every field a Word template may use: its name in the template, its label, where its value comes from.

The names are what an administrator writes between {{ and }} in Word, so they are Vietnamese
without marks; each holds an underscore, which no ordinary word does.
"""

from dataclasses import dataclass
from enum import StrEnum

from services.text import N_


class Origin(StrEnum):
    """Where a value comes from; it decides what a refusal tells the person to do."""

    SETTING = "setting"
    STEP = "step"
    MATTER = "matter"
    PERSON = "person"
    TERM = "term"
    HISTORY = "history"
    LAW = "law"
    TYPED = "typed"


class Shape(StrEnum):
    """One line, some lines, or a list that a template repeats."""

    LINE = "line"
    TEXT = "text"
    LIST = "list"


REMEDIES = {
    Origin.SETTING: N_("An administrator enters it in Settings, “Sign-in screen, receipts, documents”."),
    Origin.STEP: N_("Fill it in in the form of the step."),
    Origin.MATTER: N_("Fill it in above the button, or correct the particulars of the case."),
    Origin.PERSON: N_("Fill it in above the button; the petition does not name it."),
    Origin.TERM: N_("The legal term behind it does not run; look at the legal terms of the case."),
    Origin.HISTORY: N_("Record the earlier step with its document first."),
    Origin.LAW: N_("No legal basis is in force on that day; correct the day of the document."),
    Origin.TYPED: N_("Fill it in above the button."),
}


@dataclass(frozen=True, slots=True)
class Field:
    """One field; `is_identity` marks what tells who sent the petition."""

    token: str
    label: str
    origin: Origin
    shape: Shape = Shape.LINE
    is_identity: bool = False


_O, _S = Origin, Shape
_ALL = (
    Field("co_quan_cap_tren", N_("Superior body"), _O.SETTING),
    Field("ten_co_quan", N_("Issuing body"), _O.SETTING),
    Field("dia_danh", N_("Place of issue"), _O.SETTING),
    Field("so_ky_hieu", N_("Number of the document"), _O.STEP),
    Field("ngay_ban_hanh", N_("Date of the document"), _O.STEP),
    Field("dong_du_thao", N_("Mark of a draft"), _O.STEP),
    Field("tham_quyen_ban_hanh", N_("Authority that issues"), _O.SETTING),
    Field("nguoi_dung_dau", N_("Head of the issuing body"), _O.SETTING),
    Field("can_cu_phap_ly", N_("Legal bases"), _O.LAW, _S.LIST),
    Field("quyen_han_ky", N_("Capacity of the signer"), _O.STEP, _S.LIST),
    Field("nguoi_ky", N_("Signed by"), _O.STEP),
    Field("noi_luu", N_("Unit that keeps the file"), _O.MATTER),
    Field("ma_vu_viec", N_("Code of the case"), _O.MATTER),
    Field("loai_don", N_("Kind of petition"), _O.MATTER),
    Field("don_vi_giai_quyet", N_("Unit in charge"), _O.MATTER),
    Field("ngay_nhan_don", N_("Date of the receipt stamp"), _O.MATTER),
    Field("ngay_viet_don", N_("Date on the petition"), _O.MATTER),
    Field("noi_dung", N_("Content in short"), _O.MATTER, _S.TEXT),
    Field("doi_tuong_khieu_nai", N_("What is complained of"), _O.MATTER),
    Field("nguoi_gui", N_("Sender of the petition"), _O.PERSON, is_identity=True),
    Field("dia_chi_nguoi_gui", N_("Address of the sender"), _O.PERSON, is_identity=True),
    Field("nguoi_bi", N_("Respondent or denounced person"), _O.PERSON),
    Field("dia_chi_nguoi_bi", N_("Office or address of that person"), _O.PERSON),
    Field("ngay_thuc_hien", N_("Day it happened"), _O.STEP),
    Field("ket_qua_giai_quyet", N_("Result"), _O.STEP),
    Field("ly_do", N_("Reason"), _O.TYPED, _S.TEXT),
    Field("so_ngay_giai_quyet", N_("Length of the settlement term"), _O.TERM),
    Field("han_giai_quyet", N_("Last day of the settlement term"), _O.TERM),
    Field("lan_gia_han", N_("Which extension it is"), _O.TERM),
    Field("so_ngay_gia_han", N_("Length of the extension"), _O.TERM),
    Field("han_cu", N_("Last day before this step"), _O.TERM),
    Field("han_moi", N_("Last day after this step"), _O.TERM),
    Field("so_thu_ly", N_("Number of the acceptance"), _O.HISTORY),
    Field("ngay_thu_ly", N_("Date of the acceptance"), _O.HISTORY),
    Field("so_giao_xac_minh", N_("Number of the assignment of verification"), _O.HISTORY),
    Field("ngay_giao_xac_minh", N_("Date of the assignment of verification"), _O.HISTORY),
    Field("so_tam_dinh_chi", N_("Number of the suspension"), _O.HISTORY),
    Field("ngay_tam_dinh_chi", N_("Date of the suspension"), _O.HISTORY),
    Field("ngay_doi_thoai", N_("Day of the dialogue"), _O.HISTORY),
    Field("so_quyet_dinh_lan_dau", N_("Number and date of the first decision"), _O.TYPED),
    Field("co_quan_nhan", N_("Body or unit it goes to"), _O.TYPED),
    Field("nguoi_xac_minh", N_("Who verifies, one per line"), _O.TYPED, _S.LIST),
    Field("noi_dung_xac_minh", N_("What is to be verified"), _O.TYPED, _S.TEXT),
    Field("thoi_han_xac_minh", N_("Time for the verification"), _O.TYPED),
    Field("ket_qua_xac_minh", N_("Result of the verification"), _O.TYPED, _S.TEXT),
    Field("ket_qua_doi_thoai", N_("Result of the dialogue"), _O.TYPED, _S.TEXT),
    Field("nhan_dinh_can_cu", N_("Assessment and its grounds in law"), _O.TYPED, _S.TEXT),
    Field("noi_dung_quyet_dinh", N_("What is decided or asked"), _O.TYPED, _S.TEXT),
    Field("noi_dung_tra_loi", N_("Text of the answer"), _O.TYPED, _S.TEXT),
    Field("han_bao_cao", N_("When a report is asked for"), _O.TYPED),
    Field("tai_lieu_kem_theo", N_("Papers enclosed"), _O.TYPED, _S.TEXT),
)
FIELDS: dict[str, Field] = {field.token: field for field in _ALL}
# No document of a state body is complete without these; a draft needs no number and no date.
ALWAYS_NEEDED = ("co_quan_cap_tren", "ten_co_quan", "dia_danh", "can_cu_phap_ly", "nguoi_ky")
RECORDED_NEED = ("so_ky_hieu",)
IDENTITY = frozenset(field.token for field in _ALL if field.is_identity)
