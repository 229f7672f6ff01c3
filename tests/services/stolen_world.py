"""A small department in whose protected matters every word is one that stands nowhere else."""

import base64
import json
import unicodedata
from datetime import date, timedelta

from sqlmodel import Session, select

from models import Petition, PetitionCase, Setting
from models.cases import Case
from models.enums import DataBasis, Kind, PartyRole, Role
from services import (
    attachments,
    case_actions,
    case_grants,
    crowds,
    directives,
    drafts,
    emergency_access,
    identity,
    identity_grants,
    notes,
    petition_protection,
    petition_voiding,
    petitions,
)
from services.case_forms import ActionForm
from services.checklists import marking
from services.directives import DirectiveInput
from services.documents import making
from services.documents.table import shipped_documents
from services.part_input import PartInput
from services.personal_data import requests
from services.personal_data.requests import RequestInput
from services.petition_input import PersonInput
from services.petition_splitting import split
from services.text import fold
from tests.builders import Builder
from tests.conftest import NOW, TODAY
from tests.services.documents.world import asked, request
from tests.services.imports.files import as_xlsx, petition_row, register
from tests.services.intake_entries import entry
from tests.services.intake_files import picture

# Who sent, who is denounced, where they live, how they are reached, and what was said.
SENDER = "Khuyềnh Thị Tượmbạc"
DENOUNCED = "Ngoẵng Văn Xuýpđen"
ADDRESS = "Ấp Quẩnghồ, xã Trườmsa"
NUMBER = "079188123457"
PHONE = "0987123457"
EMAIL = "tuombac.kh@vidu.example"
SAID = "Nhận phong bì ở Khoắmlũng rồi bỏ qua Lượmthuật"
SECRETS = (SENDER, DENOUNCED, ADDRESS, NUMBER, PHONE, EMAIL, SAID)
# Each of these words alone would tell.
WORDS = ("Khuyềnh", "Tượmbạc", "Ngoẵng", "Xuýpđen", "Quẩnghồ", "Trườmsa", "Khoắmlũng", "Lượmthuật")
# The control: a plain complaint, which is found where it is looked for.
OPEN_NAME = "Vượngđào Thị Sángtỏ"
OPEN_WORDS = "Khiếu nại giá thuê quầy ở chợ Mườnghoa"
PERSON = PersonInput(name=SENDER, address=ADDRESS, number=NUMBER, phone=PHONE, email=EMAIL)


def forms_of(text: str) -> dict[str, bytes]:
    """How a text may lie in a file: composed or not, folded, in capitals, in other encodings."""
    found = {}
    for form in ("NFC", "NFD"):
        plain = unicodedata.normalize(form, text)
        for name, said in ((form, plain), (f"{form} upper", plain.upper()), (f"{form} lower", plain.lower())):
            found[name] = said.encode()
        found[f"{form} utf-16-le"] = plain.encode("utf-16-le")
        found[f"{form} utf-16-be"] = plain.encode("utf-16-be")
        found[f"{form} hex"] = plain.encode().hex().encode()
        found[f"{form} json"] = json.dumps(plain).strip('"').encode()
        for shift in range(3):
            # Whatever stands before it, one of three alignments; without the signs its neighbours touch.
            coded = base64.b64encode(b"\0" * shift + plain.encode())
            found[f"{form} base64 {shift}"] = coded[4 if shift else 0 : len(coded) // 4 * 4 - 4]
    found["folded"] = fold(text).encode()
    return {name: needle for name, needle in found.items() if len(needle) >= 6}


def leaks(stolen: dict[str, bytes], secrets=(*SECRETS, *WORDS)) -> list[str]:
    """Which secret lies in which form in which file."""
    return [
        f"{secret} as {form} in {place}"
        for secret in secrets
        for form, needle in forms_of(secret).items()
        for place, data in stolen.items()
        if needle in data
    ]


def received(session: Session, build: Builder, actor, **values) -> tuple[Petition, Case]:
    """A petition with its scan, from a draft as a clerk makes it."""
    key = drafts.new_key()
    values = {"people": [PERSON], "summary": SAID, "respondent_name": DENOUNCED, **values}
    draft = drafts.save(session, {"summary": SAID}, actor=actor, form=petitions.FORM, key=key, now=NOW)
    name = f"don cua {SENDER}.png"
    attachments.add_to_draft(session, draft, name=name, data=picture("PNG", side=32), actor=actor, now=NOW)
    written = entry(build, draft_key=key, **values)
    petition = petitions.receive(session, written, actor=actor, now=NOW, today=TODAY)
    linked = select(PetitionCase.case_id).where(PetitionCase.petition_id == petition.id)
    return petition, session.exec(select(Case).where(Case.id.in_(linked))).first()


def build_world(session: Session, build: Builder) -> dict[str, object]:
    """Denunciation, protected complaint, mixed petition, one protected later, and the work on them."""
    director = build.actor(Role.DIRECTOR)
    officer_user = build.user(Role.OFFICER, name="Cán bộ Thử")
    open_person = PersonInput(name=OPEN_NAME, address="Phố chợ", phone="0900000001")
    received(session, build, director, people=[open_person], summary=OPEN_WORDS, respondent_name="")
    late = {"received_on": date(2026, 11, 2), "backdate_reason": f"Chờ {SENDER} xác nhận"}
    secret, case = received(session, build, director, kind=Kind.DENUNCIATION, note=SAID, **late)
    asks, _case = received(session, build, director, is_protected=True, summary=f"{SAID} lần hai")
    mixed, first = received(
        session, build, director, summary=f"Khiếu nại giá điện; tố cáo: {SAID}", people=[PERSON]
    )
    parts = [
        PartInput(case_id=first.id, summary="Khiếu nại giá điện"),
        PartInput(kind=Kind.DENUNCIATION, summary=SAID, respondent_name=DENOUNCED, not_our_staff=True),
    ]
    split(session, mixed.id, parts, actor=director, now=NOW, today=TODAY)
    later, _other = received(session, build, director, summary=f"{SAID} lần ba")
    session.commit()
    petition_protection.protect(session, later.id, actor=director, now=NOW)
    void, _gone = received(session, build, director, kind=Kind.DENUNCIATION, summary=f"{SAID} lần bốn")
    petition_voiding.void(session, void.id, reason=f"{SENDER} rút đơn", actor=director, now=NOW)
    _work(session, build, secret, case, officer_user, director)
    session.commit()
    return {"director": director, "secret": secret, "case": case, "asks": asks, "officer": officer_user}


def _work(session: Session, build: Builder, secret: Petition, case: Case, officer_user, director) -> None:
    """What is written about the denunciation from day to day."""
    form = ActionForm(
        happened_on=date(2026, 11, 4),
        document_number="1/TB",
        signer="A",
        note=SAID,
        backdate_reason=f"{SENDER} đi vắng",
    )
    case_actions.perform(session, case.id, "accept", form=form, actor=director, now=NOW)
    case.officer_id = secret.officer_id = officer_user.id
    session.flush()
    officer = build.actor_of(officer_user)
    notes.write(session, case.id, f"Gọi {SENDER}, {PHONE}", actor=officer, now=NOW)
    petitions.add_note(session, secret.id, f"Gặp {DENOUNCED}", actor=director, now=NOW)
    attachments.add_to_case(
        session, case.id, name=f"{DENOUNCED}.png", data=picture("PNG", side=24), actor=officer, now=NOW
    )
    order = DirectiveInput(case.code, "15/CV", "UBND tỉnh", TODAY, content=SAID)
    directives.record_directive(session, order, actor=director, now=NOW)
    marking.waive(session, case.id, "tc_redacted", reason=f"{SENDER} đồng ý", actor=director, now=NOW)
    entered = crowds.CrowdInput(
        persons=9, place="Trụ sở", began_at=NOW - timedelta(hours=1), case_code=case.code
    )
    crowd = crowds.record_crowd(session, entered, actor=director, now=NOW)
    crowds.end_crowd(session, crowd.id, ended_at=NOW, result=SAID, actor=director, now=NOW)
    grant = identity_grants.ask(session, secret.id, purpose=f"Mời {SENDER}", actor=officer, now=NOW)
    identity_grants.answer(session, grant.id, granted=True, grounds=f"Vì {SENDER}", actor=director, now=NOW)
    identity.read(session, secret.id, actor=officer, now=NOW)
    identity.read(session, secret.id, actor=director, purpose="Mời làm việc", now=NOW)
    emergency_access.open_for(
        session, secret.id, hours=1, reason=f"{SENDER} bị đe dọa", actor=director, now=NOW
    )
    verifier = build.user(Role.OFFICER, unit=build.unit(parent=build.department()))
    case_grants.grant(
        session,
        case.id,
        user_id=verifier.id,
        reason=f"Xác minh {DENOUNCED}",
        valid_to=TODAY,
        actor=director,
        now=NOW,
    )
    wanted = RequestInput(
        name=SENDER,
        number=NUMBER,
        basis=DataBasis.PERSON,
        asked_by=SENDER,
        document="",
        purpose=SAID,
        received_on=TODAY,
    )
    requests.open_request(session, wanted, actor=director, now=NOW)
    for key in ("department.superior", "department.place"):
        build.add(Setting(key=key, value="UBND tỉnh Bình Minh", valid_from=date(2020, 1, 1)))
    papers = {"tc_thong_bao_nguoi_to_cao": {}, "tc_quyet_dinh_to_xac_minh": {"noi_dung_xac_minh": SAID}}
    for row in shipped_documents().rows:
        if row.template in papers:
            paper = request(
                case,
                row,
                with_names=True,
                purpose="Gửi thông báo",
                keep=True,
                signer="A",
                typed=asked(row, **papers[row.template]),
            )
            making.make(session, paper, actor=director, now=NOW)
    drafts.save(
        session,
        {"summary": SAID, "people": [PERSON.model_dump(mode="json")], "role": PartyRole.PETITIONER},
        actor=officer,
        form=petitions.FORM,
        key="open",
        now=NOW,
    )


def register_file() -> bytes:
    """A register with a denunciation, and a row that is held back because it is marked as two kinds."""
    secret = petition_row(1, complaint=None, denunciation="x", name=SENDER, address=ADDRESS, content=SAID)
    held = petition_row(2, complaint="x", denunciation="x", name=SENDER, content=SAID, received=SENDER)
    return as_xlsx(register(secret, held))
