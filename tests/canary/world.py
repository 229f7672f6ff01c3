"""A fictional department with one denunciation of unmistakable words per unit, made by the services."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from unittest.mock import patch

from sqlmodel import Session, col, select

from models import (
    Case,
    CaseEvent,
    Deadline,
    Delegation,
    Petition,
    PetitionCase,
    Setting,
    Unit,
    UnitHead,
    User,
)
from models.enums import DataBasis, Kind, Level, Role, UnitRoleName
from models.units import UnitRole
from services import (
    actors,
    assignments,
    attachments,
    case_actions,
    case_grants,
    clock,
    codes,
    crowds,
    directives,
    drafts,
    emergency_access,
    over_level,
    petitions,
    sign_in,
    vault,
)
from services.briefing import freezing
from services.case_forms import ActionForm, Seen
from services.clock_proof import proof
from services.crowds import CrowdInput as CrowdEntry
from services.directives import DirectiveInput
from services.documents import making
from services.documents.offering import Request
from services.documents.step import Step
from services.imports import registers
from services.over_level import OverLevelInput
from services.permissions import Actor
from services.personal_data import finding
from services.personal_data.requests import RequestInput
from services.petition_input import CrowdInput, PersonInput, PetitionInput
from services.reminders import sending
from services.statistics import official
from services.text import fold
from services.warning import backtest, running, weeks
from tests.builders import Builder
from tests.canary.tokens import Marks, identity_number, phone, word
from tests.services.imports.files import as_xlsx, petition_row, register

# A Monday, half past nine in Vietnam; the pages are told that it is now.
NOW = datetime(2026, 11, 23, 2, 30, tzinfo=UTC)
TODAY = date(2026, 11, 23)


@dataclass(frozen=True)
class Canary:
    """One denunciation: where it came in, whom it denounces, and how far its case went."""

    name: str
    unit: str
    number: int
    received_on: date
    accused: str = ""
    officer: str = ""
    closes: bool = False


CANARIES = (
    # Against the head of the department.
    Canary("root", "root", 1, date(2026, 10, 5), accused="director"),
    # Against an inspector of the focal unit.
    Canary("focal", "focal", 2, date(2026, 10, 6), accused="accused inspector"),
    # Against an officer of the unit; its term ends this week.
    Canary("alpha", "alpha", 3, date(2026, 10, 19), accused="accused officer"),
    # In a unit below another; withdrawn and closed.
    Canary("under", "under", 4, date(2026, 10, 5), closes=True),
    # Against the head of the unit; overdue.
    Canary("beta", "beta", 5, date(2026, 9, 7), accused="head of beta"),
    # Somebody works on it, somebody stands in for him, somebody verifies, somebody had it before.
    Canary("gamma", "gamma", 6, date(2026, 9, 16), officer="officer of gamma"),
    # Came in before the days that a clerk looks back on.
    Canary("delta", "delta", 7, date(2026, 7, 6)),
)
NAMES = tuple(canary.name for canary in CANARIES)
BY_NAME = {canary.name: canary for canary in CANARIES}
UNITS = ("root", "focal", "alpha", "under", "beta", "gamma", "delta")
# What is entered outside the cases: a register with a row held back, and an entry not yet saved.
REGISTER, DRAFT = "register", "draft"
DEPUTY = "denunciation.deputy"
_WITH_ACCOUNTS = {
    Role.UNIT_HEAD: "head",
    Role.OFFICER: "officer",
    Role.RECEPTION_CLERK: "clerk",
}


def code_of(canary: str) -> str:
    """The random code that a canary is given here: the same in every world."""
    return f"TC-ZZ{BY_NAME[canary].number}{canary[0].upper().replace('U', 'N')}7"


@contextmanager
def at_this_hour(now: datetime = NOW) -> Iterator[None]:
    """The clock stands still, also for the pages."""
    with patch.object(clock, "now", lambda: now):
        yield


class World:
    """The department; with the canaries that are named everything else stays the same."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.build = Builder(session)
        self.units: dict[str, Unit] = {}
        self.users: dict[str, User] = {}
        self.tokens: dict[str, str] = {}
        self.petitions: dict[str, Petition] = {}
        self.cases: dict[str, Case] = {}
        self.files: dict[str, list[int]] = {}
        self.documents: dict[str, list[int]] = {}
        self.requests: dict[str, int] = {}
        self.marks = Marks()
        with at_this_hour():
            self._units()
            self._people()
            self._plain()
            session.commit()

    def with_canaries(self, session: Session, canaries: Iterable[str]) -> "World":
        """The same department in a copy of its database, with these canaries in it."""
        world = self.within(session)
        with at_this_hour():
            world.let_in(canaries)
        return world

    def within(self, session: Session) -> "World":
        """The same people and units, in another session of the database."""
        world = copy(self)
        world.session, world.build = session, Builder(session)
        world.petitions, world.cases, world.files, world.documents = {}, {}, {}, {}
        world.requests, world.marks = {}, Marks()
        return world

    def receive_canary(self, name: str) -> None:
        """One canary comes in while the screens of the department are open."""
        with at_this_hour():
            self._canary(BY_NAME[name])
            self.session.commit()

    def receive_complaint(self, unit: str) -> None:
        """An ordinary complaint comes in and is accepted."""
        sender = PersonInput(name="Lê Văn Mới", address="Thôn 5", number="001099000999")
        entry = self._entry(
            unit, TODAY - timedelta(days=5), kind=Kind.COMPLAINT, summary="Việc chợ mới", people=[sender]
        )
        with at_this_hour():
            _petition, case = self._received(entry)
            assert case is not None
            self._step(case, "accept", TODAY - timedelta(days=3))
            self.session.commit()

    def let_in(self, canaries: Iterable[str]) -> None:
        """Put the canaries in, and let the product's own jobs run over them."""
        for canary in CANARIES:
            if canary.name in canaries:
                self._canary(canary)
        for canary in CANARIES:
            self._asked_for(canary)
        self._draft()
        self.session.commit()
        self._register()
        self._watch(canaries)

    def actor(self, reader: str, session: Session | None = None) -> Actor:
        """A reader as the services know him today."""
        return actors.actor_of(session or self.session, self.users[reader], today=TODAY)

    def _units(self) -> None:
        build = self.build
        root = build.unit("Sở Thử nghiệm", code="SO")
        parents = {"under": "alpha"}
        titles = {"focal": "Thanh tra", "alpha": "Phòng Một", "under": "Tổ Một", "beta": "Phòng Hai"}
        titles |= {"gamma": "Phòng Ba", "delta": "Phòng Bốn"}
        self.units["root"] = root
        for name in UNITS[1:]:
            parent = self.units[parents.get(name, "root")]
            self.units[name] = build.unit(titles[name], parent=parent, code=name.upper())
        build.add(
            UnitRole(
                unit_id=self.units["focal"].id, role=UnitRoleName.FOCAL_UNIT, valid_from=date(2020, 1, 1)
            )
        )
        self.fields = [build.subject_field(name) for name in ("Xăng dầu", "Chợ")]
        self.communes = [build.commune(name) for name in ("xã An Bình", "phường Hòa Lạc")]
        self.channel = build.channel()
        for key, value in (("department.superior", "UBND tỉnh Thử"), ("department.place", "Thử")):
            build.add(Setting(key=key, value=value, valid_from=date(2020, 1, 1)))

    def _people(self) -> None:
        for name in UNITS:
            for role, word_of_role in _WITH_ACCOUNTS.items():
                if name != "root" or role is not Role.UNIT_HEAD:
                    self._person(f"{word_of_role} of {name}", role, name)
        self._person("director", Role.DIRECTOR, "root", head_of="root")
        self._person("deputy", Role.DIRECTOR, "root")
        self._person("inspector", Role.INSPECTOR, "focal")
        self._person("accused inspector", Role.INSPECTOR, "focal")
        self._person("accused officer", Role.OFFICER, "alpha")
        self._person("stand-in", Role.OFFICER, "delta")
        self._person("verifier", Role.OFFICER, "beta")
        self._person("former officer", Role.OFFICER, "gamma")
        self._person("viewer", Role.VIEWER, "root")
        self._person("administrator", Role.ADMINISTRATOR, "root")
        # Who keeps a denunciation of the head of the department.
        self.build.add(Setting(key=DEPUTY, value=self.users["deputy"].username, valid_from=date(2020, 1, 1)))
        self.build.add(
            Delegation(
                from_user_id=self.users["officer of gamma"].id,
                to_user_id=self.users["stand-in"].id,
                valid_from=TODAY - timedelta(days=3),
                valid_to=TODAY + timedelta(days=10),
                created_at=NOW,
            )
        )

    def _person(self, reader: str, role: Role, unit: str, *, head_of: str = "") -> None:
        number = len(self.users) + 1
        user = self.build.user(
            role, unit=self.units[unit], username=f"nguoi{number}", name=f"Người Thứ {number:02d}"
        )
        self.users[reader] = user
        self.tokens[reader] = sign_in.open_session(self.session, user, now=NOW, second_factor_at=NOW)
        headed = head_of or (unit if role is Role.UNIT_HEAD else "")
        if headed:
            self.build.add(
                UnitHead(
                    unit_id=self.units[headed].id,
                    user_id=user.id,
                    name=user.name,
                    valid_from=date(2020, 1, 1),
                )
            )

    def _entry(self, unit: str, received_on: date, **values: object) -> PetitionInput:
        return PetitionInput(
            **{
                "received_on": received_on,
                "backdate_reason": "Sổ giấy chuyển sang",
                "channel_id": self.channel.id,
                "unit_id": self.units[unit].id,
                "field_id": self.fields[0].id,
                "commune_id": self.communes[0].id,
                **values,
            }
        )

    def _received(self, entry: PetitionInput) -> tuple[Petition, Case | None]:
        """The petition, and its case; one against the head of the department has none."""
        actor = self.actor("clerk of root")
        petition = petitions.receive(self.session, entry, actor=actor, now=NOW, today=TODAY)
        case = self.session.exec(
            select(Case)
            .join(PetitionCase, col(PetitionCase.case_id) == col(Case.id))
            .where(PetitionCase.petition_id == petition.id)
        ).one_or_none()
        return petition, case

    def _step(self, case: Case, action: str, on: date, **values: object) -> None:
        form = ActionForm(
            **{
                "happened_on": on,
                "document_number": "12/QĐ",
                "document_on": on,
                "signer": "Người Ký",
                "backdate_reason": "Nhập sau",
                **values,
            }
        )
        assert case.id is not None
        case_actions.perform(self.session, case.id, action, form=form, actor=self.actor("deputy"), now=NOW)

    def _plain(self) -> None:
        """Ordinary matters of every unit: some open, some late, some closed, some with a crowd."""
        for place, unit in enumerate(UNITS):
            first = date(2026, 8, 3) + timedelta(days=7 * place)
            for kind, days in ((Kind.COMPLAINT, 0), (Kind.RECOMMENDATION, 21)):
                sender = PersonInput(
                    name=f"Lê Văn {unit} {days}", address="Thôn 2", number=f"0010990001{place}{days % 9}"
                )
                entry = self._entry(
                    unit,
                    first + timedelta(days=days),
                    kind=kind,
                    summary=f"Việc chợ {unit} {kind}",
                    people=[sender],
                    field_id=self.fields[1].id,
                )
                _petition, case = self._received(entry)
                assert case is not None
                self._step(case, "accept", case.received_on + timedelta(days=3))
                if kind is Kind.COMPLAINT and unit != "root":
                    self._assign(case, f"officer of {unit}")
        crowd = CrowdEntry(persons=9, place="Cổng chợ", began_at=NOW - timedelta(hours=2))
        crowds.record_crowd(self.session, crowd, actor=self.actor("deputy"), now=NOW)

    def _assign(self, case: Case, officer: str, **values: str) -> None:
        assert case.id is not None
        self.session.refresh(case)
        last = self.session.exec(
            select(CaseEvent.id).where(CaseEvent.case_id == case.id).order_by(col(CaseEvent.id).desc())
        ).first()
        assignments.assign(
            self.session,
            case.id,
            officer_id=self.users[officer].id or 0,
            seen=Seen(version=case.version, last_event_id=last or 0),
            actor=self.actor("deputy"),
            now=NOW,
            **values,
        )

    def _canary(self, canary: Canary) -> None:
        """One denunciation with a word of its own in every place that takes words."""
        name = canary.name

        def w(what: str) -> str:
            return word(name, what)

        sender = PersonInput(
            name=f"Nguyễn {w('sender')}",
            address=f"Số 3 {w('address')}",
            number=identity_number(canary.number),
            phone=phone(canary.number),
            email=f"hoangyen{name}xemailzq@example.vn",
        )
        accused = self.users.get(canary.accused)
        entry = self._entry(
            canary.unit,
            canary.received_on,
            kind=Kind.DENUNCIATION,
            summary=f"Tố cáo việc {w('summary')} nhận tiền của cửa hàng",
            about=f"Việc cấp phép {w('about')}",
            people=[sender],
            respondent_name="" if accused else f"Ông {w('respondent')}",
            respondent_address=w("office"),
            respondent_user_id=accused.id if accused else None,
            not_our_staff=accused is None,
            sender_body=f"Cơ quan {w('sendingbody')}",
            sender_number=w("sendingnumber"),
            eoffice_number=w("eoffice"),
            note=f"Ghi chú {w('note')}",
            persons=14,
            over_level=True,
            addressed_level=Level.PROVINCE,
            competent_level=Level.DEPARTMENT,
            crowd=CrowdInput(place=w("intakeplace"), representatives=2, is_ongoing=True),
            commune_id=self.communes[1].id,
        )
        with patch.object(codes, "random_code", lambda: code_of(name)):
            petition, case = self._received(entry)
        self.petitions[name] = petition
        self._mark(canary)
        if case is None:
            # Nothing can be done with it but to forward it.
            return
        self.cases[name] = case
        self.marks.add(case.code, name, "code")
        self._papers(canary)
        self._course(canary)
        self._watched(canary)
        self._opened(canary)

    def _mark(self, canary: Canary) -> None:
        petition = self.petitions[canary.name]
        for text, what in (
            (petition.code, "code"),
            (identity_number(canary.number), "number"),
            (phone(canary.number), "phone"),
            (vault.number_hash(identity_number(canary.number)), "number_hash"),
            (petition.content_hash, "content_hash"),
        ):
            self.marks.add(text, canary.name, what)

    def _papers(self, canary: Canary) -> None:
        petition, case = self.petitions[canary.name], self.cases[canary.name]
        assert petition.id is not None
        assert case.id is not None
        deputy = self.actor("deputy")
        added = [
            attachments.add_to_petition(
                self.session,
                petition.id,
                name=f"{word(canary.name, 'scanname')}.pdf",
                data=scan(word(canary.name, "scan")),
                actor=deputy,
                now=NOW,
            ),
            attachments.add_to_case(
                self.session,
                case.id,
                name=f"{word(canary.name, 'filename')}.pdf",
                data=scan(word(canary.name, "file")),
                actor=deputy,
                now=NOW,
            ),
        ]
        petitions.add_note(
            self.session, petition.id, f"Ghi chú {word(canary.name, 'secondnote')}", actor=deputy, now=NOW
        )
        self.files[canary.name] = [one.id or 0 for one in added]
        for one in added:
            self.marks.add(one.sha256, canary.name, "sha256")

    def _course(self, canary: Canary) -> None:
        name, case = canary.name, self.cases[canary.name]
        accepted = canary.received_on + timedelta(days=4)
        self._step(
            case,
            "accept",
            accepted,
            document_number=word(name, "docnumber")[:60],
            signer=word(name, "signer"),
            note=f"Nhận định {word(name, 'eventnote')}",
        )
        if canary.officer:
            self._assign(case, "former officer", note=word(name, "firstnote"))
            self._assign(case, canary.officer, note=word(name, "assignnote"))
            case_grants.grant(
                self.session,
                case.id or 0,
                user_id=self.users["verifier"].id or 0,
                valid_to=TODAY + timedelta(days=20),
                reason=f"Xác minh {word(name, 'grant')}",
                actor=self.actor("deputy"),
                now=NOW,
            )
        request = Request(
            case_id=case.id,
            template="tc_quyet_dinh_gia_han",
            step=Step(action="extend", happened_on=TODAY, reason=f"Lý do {word(name, 'documentreason')}"),
            typed={"ly_do": f"Lý do {word(name, 'typed')}"},
            keep=True,
        )
        made = making.make(self.session, request, actor=self.actor("deputy"), now=NOW)
        self.documents[name] = [made.kept_id or 0]
        if canary.closes:
            self._step(case, "withdraw", TODAY - timedelta(days=4), reason=word(name, "withdrawal"))

    def _opened(self, canary: Canary) -> None:
        """An emergency access with its reason."""
        name, petition_id = canary.name, self.petitions[canary.name].id or 0
        if canary.officer:
            emergency_access.open_for(
                self.session,
                petition_id,
                hours=1,
                reason=f"Khẩn cấp {word(name, 'emergency')}",
                actor=self.actor("director"),
                now=NOW - timedelta(hours=3),
            )

    def _asked_for(self, canary: Canary) -> None:
        """A request for the data of the sender: also where there is no such petition."""
        name = canary.name
        asked = RequestInput(
            name=f"Nguyễn {word(name, 'sender')}",
            number=identity_number(canary.number),
            basis=DataBasis.HOUSE,
            asked_by="",
            document="",
            purpose=f"Rà soát {word(name, 'datapurpose')}",
            received_on=TODAY,
        )
        request, _found = finding.begin(self.session, asked, actor=self.actor("deputy"), now=NOW)
        self.requests[name] = request.id or 0

    def _watched(self, canary: Canary) -> None:
        name, deputy = canary.name, self.actor("deputy")
        code = self.cases[name].code
        directives.record_directive(
            self.session,
            DirectiveInput(
                case_code=code,
                number=word(name, "directivenumber")[:60],
                from_body=f"UBND {word(name, 'directivebody')}",
                issued_on=TODAY - timedelta(days=9),
                due_on=TODAY - timedelta(days=2),
                content=f"Kiểm tra {word(name, 'directive')}",
            ),
            actor=deputy,
            now=NOW,
        )
        crowd = CrowdEntry(
            persons=21,
            place=f"Trước trụ sở {word(name, 'place')}",
            began_at=NOW - timedelta(hours=1),
            case_code=code,
        )
        crowds.record_crowd(self.session, crowd, actor=deputy, now=NOW)
        over_level.record_over_level(
            self.session,
            OverLevelInput(
                recorded_on=TODAY - timedelta(days=3),
                level=Level.PROVINCE,
                body=f"Cơ quan {word(name, 'body')}",
                persons=3,
                case_code=code,
            ),
            actor=deputy,
            now=NOW,
        )

    def _draft(self) -> None:
        entry = {
            "kind": "denunciation",
            "summary": f"Tố cáo {word(DRAFT, 'summary')}",
            "note": word(DRAFT, "note"),
        }
        key = "c0ffee00c0ffee00"
        drafts.save(
            self.session, entry, actor=self.actor("clerk of root"), form=petitions.FORM, key=key, now=NOW
        )

    def _register(self) -> None:
        """A register of the inspector's in which one row cannot be read and is held back."""
        rows = [
            petition_row(number=1, name="Hồ Văn Sổ"),
            petition_row(
                number=2,
                name=f"Ngô {word(REGISTER, 'name')}",
                address=word(REGISTER, "address"),
                content=f"Tố cáo {word(REGISTER, 'content')}",
                complaint="x",
                denunciation="x",
            ),
        ]
        registers.import_register(
            as_xlsx(register(*rows)),
            filename="so-theo-doi.xlsx",
            actor=self.actor("inspector"),
            today=TODAY,
            now=NOW,
        )
        self.session.commit()

    def _watch(self, wanted: Iterable[str]) -> None:
        """The hourly reminders, and a stored term that does not follow from its history."""
        for name in ("beta", "alpha"):
            if name in wanted:
                clocks = select(Deadline).where(Deadline.case_id == self.cases[name].id)
                for one in self.session.exec(clocks.where(col(Deadline.met_on).is_(None))):
                    one.raw_end += timedelta(days=1)
        for quarter in ("rq2026-1", "rq2026-2", "rq2026-3"):
            official.publish(self.session, quarter, actor=self.actor("inspector"), now=NOW)
        # The last two weeks of the briefing, and the one that has just begun.
        for monday in (date(2026, 11, 9), date(2026, 11, 16), TODAY):
            freezing.freeze(self.session, monday, actor=self.actor("deputy"), now=NOW)
        self.session.commit()
        system = actors.system_actor("manage.py")
        running.run(self.session, weeks.last_whole(TODAY), actor=system, now=NOW)
        backtest.run(self.session, actor=system, now=NOW)
        self.session.commit()
        sending.run(actor=system, now=NOW)
        proof.prove(actor=system, now=NOW)


def scan(text: str) -> bytes:
    """A small PDF whose one page says a word in plain letters."""
    content = f"BT /F1 18 Tf 40 700 Td ({_ascii(text)}) Tj ET".encode("latin-1")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, one in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)


def _ascii(text: str) -> str:
    return fold(text)
