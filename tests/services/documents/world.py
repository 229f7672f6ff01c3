"""A fictional department with cases that stand before each step that offers a document."""

from datetime import UTC, date, datetime
from io import BytesIO

import docx
from sqlmodel import Session

from models import Case, Identity, Party, Petition, Setting, UnitHead
from models.enums import CaseOutcome, Complexity, Kind, PartyRole, PetitionOutcome, PetitionState
from services import case_actions, cases, clocks, first_decisions, petition_handling, vault
from services.case_forms import ActionForm
from services.documents import making
from services.documents.fields import FIELDS
from services.documents.offering import Request
from services.documents.step import Step
from services.documents.table import DocumentRow
from services.first_decisions import FirstDecision
from services.permissions import Actor
from services.petition_input import HandlingInput
from services.text import fold, sorted_words
from tests.builders import Builder

NOW = datetime(2026, 11, 23, 2, 30, tzinfo=UTC)
TODAY = date(2026, 11, 23)
SENDER, ADDRESS = "Trần Thị Thử", "Thôn 3, xã An Bình"
DENOUNCED = "Phạm Văn Bị"
CONTENT = "Cửa hàng xăng dầu bán sai giá niêm yết"
HEAD = "Trần Hải Đăng"

# The steps that bring a case to where an action is possible, with their days.
WAYS: dict[str, tuple[str, ...]] = {
    "assign_verification": ("accept",),
    "notify": ("accept",),
    "extend": ("accept",),
    "suspend": ("accept",),
    "terminate": ("accept",),
    "resume": ("accept", "suspend"),
    "decide": ("accept", "assign_verification"),
    "answer": ("accept",),
}
DAYS = {"accept": 5, "assign_verification": 9, "suspend": 10, "hold_dialogue": 12}
# What a person fills in for the fields that a document asks.
TYPED = {
    "co_quan_nhan": "Ủy ban nhân dân xã An Bình",
    "nguoi_xac_minh": "Ông Vũ Minh, Thanh tra viên, Tổ trưởng\nBà Lê Hà, chuyên viên, thành viên",
    "noi_dung_xac_minh": "Giá bán trong tháng 10/2026",
    "thoi_han_xac_minh": "15 ngày kể từ ngày ký",
    "ket_qua_xac_minh": "Đã đối chiếu hóa đơn.\nGiá bán đúng niêm yết.",
    "ket_qua_doi_thoai": "Hai bên thống nhất",
    "nhan_dinh_can_cu": "Không vi phạm Nghị định về kinh doanh xăng dầu",
    "noi_dung_quyet_dinh": "Yêu cầu cửa hàng niêm yết lại",
    "noi_dung_tra_loi": "Sở ghi nhận và sẽ kiểm tra trong quý",
    "so_quyet_dinh_lan_dau": "11/QĐ-TTKC ngày 02/9/2026",
    "han_bao_cao": "trước ngày 15/12/2026",
    "tai_lieu_kem_theo": "01 đơn, 03 ảnh",
    "ly_do": "Chờ kết quả giám định",
    "nguoi_bi": DENOUNCED,
    "dia_chi_nguoi_bi": "Phòng Quản lý thương mại",
}


class World:
    """The department, its head, and matters as the tests need them."""

    def __init__(self, session: Session, build: Builder, director: Actor) -> None:
        self.session, self.build, self.director = session, build, director
        settings = {"department.superior": "UBND tỉnh Bình Minh", "department.place": "Bình Minh"}
        for key, value in settings.items():
            session.add(Setting(key=key, value=value, valid_from=date(2020, 1, 1)))
        root = build.department()
        session.add(UnitHead(unit_id=root.id, name=HEAD, title="Giám đốc Sở", valid_from=date(2023, 1, 1)))
        session.flush()

    def petition(self, kind: Kind = Kind.COMPLAINT, **values) -> Petition:
        """A petition with its sender and the person it is about; sealed where the kind asks it."""
        sender = values.pop("sender", SENDER)
        sealed = kind is Kind.DENUNCIATION or values.get("is_protected", False)
        values = {"summary": CONTENT, "received_on": date(2026, 11, 2), "eligible": True, **values}
        petition = self.build.petition(kind=kind, state=PetitionState.CLASSIFIED, **values)
        people = [(PartyRole.PETITIONER, sender, ADDRESS), (PartyRole.RESPONDENT, DENOUNCED, "Chợ An Bình")]
        for place, (role, name, address) in enumerate(people, start=1):
            if not name:
                continue
            plain = {"name": name, "folded": fold(name), "name_key": sorted_words(name), "address": address}
            party = self.build.add(
                _party(petition.id, role, place, {} if sealed else plain, is_protected=sealed)
            )
            if sealed:
                secret = {"name": name, "address": address, "number": "001299000123", "phone": "0912345678"}
                self.build.add(Identity(party_id=party.id, sealed=vault.seal(secret, purpose="identity")))
        return petition

    def case(self, kind: Kind = Kind.COMPLAINT, *, steps: tuple[str, ...] = (), **values) -> Case:
        """A case of a petition, after some steps."""
        instance = values.pop("instance", 1)
        petition = self.petition(kind, **values)
        case = cases.open_case(
            self.session,
            petition,
            actor=self.director,
            now=NOW,
            today=TODAY,
            instance=instance,
            complexity=Complexity.ESPECIALLY_COMPLEX if kind is Kind.DENUNCIATION else Complexity.PLAIN,
        )
        if instance == 2:
            first = FirstDecision(
                decision_number="11/QĐ-CC", decided_on=date(2026, 10, 1), decided_by="Chi cục thử"
            )
            first_decisions.record(self.session, case.id, first, actor=self.director, now=NOW)
        for place, action in enumerate(steps, start=20):
            self.take(case, action, date(2026, 11, DAYS[action]), number=f"{place}/QĐ-SCT")
        return case

    def before(self, row: DocumentRow, **values) -> Case:
        """A case in which the step of a document is possible next."""
        steps = WAYS.get(row.action, ())
        if row.instance == 2:
            steps = (*steps, "hold_dialogue")
        return self.case(row.kind, steps=steps, instance=row.instance or 1, **values)

    def take(self, case: Case, action: str, on: date, *, number: str, **values) -> int:
        """Record a step; returns its event."""
        if action == "terminate":
            values["attachment_id"] = self.build.file(case).id
        form = ActionForm(
            happened_on=on,
            document_number=number,
            signer=values.pop("signer", HEAD),
            reason="Chờ kết quả giám định",
            backdate_reason="Nhập bù",
            **values,
        )
        case_actions.perform(self.session, case.id, action, form=form, actor=self.director, now=NOW)
        return clocks.events_of(self.session, case)[-1].id

    def returned(self, kind: Kind) -> Petition:
        """A petition that is not eligible and was sent back: it has no case."""
        petition = self.petition(kind, eligible=False)
        handling = HandlingInput(
            outcome=PetitionOutcome.RETURN,
            number="40/TB-SCT",
            signer=HEAD,
            handled_on=date(2026, 11, 20),
            reason="Đơn không ghi ngày",
            backdate_reason="Nhập bù",
        )
        return petition_handling.handle(
            self.session, petition.id, handling, actor=self.director, now=NOW, today=TODAY
        )


def _party(petition_id: int, role: PartyRole, place: int, plain: dict, *, is_protected: bool) -> Party:
    return Party(petition_id=petition_id, role=role, ordinal=place, is_protected=is_protected, **plain)


def has_case(row: DocumentRow) -> bool:
    """Whether the step of a document is one of a case; other returns are those of petitions."""
    return row.action != "return" or row.kind is Kind.COMPLAINT


def outcome_of(row: DocumentRow) -> CaseOutcome | None:
    if row.action != "decide":
        return None
    return CaseOutcome.UPHELD if row.instance == 2 else CaseOutcome.PARTLY_RIGHT


def asked(row: DocumentRow, **typed: str) -> dict[str, str]:
    """What a person types for a document: everything it asks that is not on record."""
    return {token: TYPED[token] for token in row.asked if token in TYPED} | typed


def request(case: Case | None, row: DocumentRow, **values) -> Request:
    """A request for a draft, complete."""
    step = values.pop("step", None) or Step(
        action=row.action, happened_on=TODAY, signer=values.pop("signer", ""), outcome=outcome_of(row)
    )
    values.setdefault("typed", asked(row))
    if case is not None:
        values["case_id"] = case.id
    return Request(template=row.template, step=step, **values)


def recorded(row: DocumentRow, event_id: int | None) -> Step:
    return Step(action=row.action, happened_on=TODAY, event_id=event_id)


def text_of(document: making.Document) -> str:
    """Everything a person reads in Word, table cells included, one paragraph per line."""
    opened = docx.Document(BytesIO(document.data))
    body = opened.element.body
    lines = []
    for paragraph in body.iter("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}p"):
        parts = []
        for node in paragraph.iter():
            name = node.tag.rsplit("}", 1)[-1]
            signs = {"t": node.text or "", "br": "\n", "tab": "\t"}
            parts.append(signs.get(name, ""))
        lines.append("".join(parts))
    return "\n".join(lines)


def required(row: DocumentRow) -> list[str]:
    return [token for token in FIELDS if token in row.required]
