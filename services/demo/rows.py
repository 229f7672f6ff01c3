"""The rows of one matter: petitions, people, case, events, and what leaders watch."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import numpy as np

from models import (
    Case,
    CaseEvent,
    CrowdEvent,
    Decision,
    Directive,
    Identity,
    Obligation,
    OverLevelRecord,
    Party,
    Petition,
    PetitionCase,
    Visit,
)
from models.enums import CaseState, Kind, Level, PetitionState
from services import vault
from services.codes import format_code, random_code
from services.demo import words
from services.demo.history import Happening, happenings
from services.demo.places import Places
from services.demo.story import Matter
from services.text import fold, sorted_words

CHANNELS = ("desk", "post", "online", "forwarded")
CHANNEL_SHARES = (0.38, 0.34, 0.18, 0.10)
BODIES = ("UBND tỉnh Bình Minh", "Thanh tra tỉnh Bình Minh", "Đoàn đại biểu Quốc hội tỉnh Bình Minh")


@dataclass
class Rows:
    """Rows by table, with the next free id of each."""

    ids: dict[type, int]
    rows: dict[type, list[dict[str, Any]]] = field(default_factory=dict)
    events_of: dict[int, list[Happening]] = field(default_factory=dict)

    def add(self, model: type, **values: Any) -> int:
        """Keep a row; returns its id."""
        values["id"] = self.ids[model]
        self.ids[model] += 1
        self.rows.setdefault(model, []).append(values)
        return int(values["id"])


@dataclass
class Maker:
    """Turns matters into rows; `numbers` gives the next number of each year's series."""

    rng: np.random.Generator
    places: Places
    rows: Rows
    numbers: dict[int, int]
    now: datetime
    today: date

    def make(self, one: Matter) -> None:
        """All rows of one matter."""
        petition_id = self._petition(one, one.received_on, first=None)
        for day in one.repeats:
            self._petition(one, day, first=petition_id)
        if not one.eligible:
            return
        case_id = self._case(one, petition_id)
        self.rows.rows.setdefault(PetitionCase, []).append(
            {"petition_id": petition_id, "case_id": case_id, "part": 1}
        )
        self._watched(one, case_id, petition_id)

    def _code(self, kind: Kind, year: int) -> str:
        if kind is Kind.DENUNCIATION:
            # From our own generator, so that the same seed gives the same code.
            return random_code(lambda letters: str(self.rng.choice(list(letters))))
        self.numbers[year] = self.numbers.get(year, 0) + 1
        return format_code(year, self.numbers[year])

    def _instant(self, day: date) -> datetime:
        minutes = int(self.rng.integers(0, 470))
        return datetime.combine(day, time(0, 40), tzinfo=UTC) + timedelta(minutes=minutes)

    def _words(self, kind: Kind, text: str, purpose: str, key: bytes) -> dict[str, Any]:
        if kind is Kind.DENUNCIATION:
            sealed = vault.seal({"summary": text}, purpose=purpose, key=key)
            return {"summary": "", "search": "", "sealed": sealed}
        return {"summary": text, "search": fold(text), "sealed": None}

    def _petition(self, one: Matter, day: date, *, first: int | None) -> int:
        channel = str(self.rng.choice(CHANNELS, p=CHANNEL_SHARES))
        text = words.matter(self.rng, one.topic, one.kind, one.commune, about=one.about)
        anonymous = one.kind is not Kind.COMPLAINT and self.rng.random() < 0.04
        key = vault.new_key()
        values: dict[str, Any] = {
            **self._words(one.kind, text, "petition", key),
            "sealed_key": key,
            **self._handling(one, day, first),
            "code": self._code(one.kind, day.year),
            "kind": one.kind,
            "received_on": day,
            "entered_at": self._instant(day),
            "entered_by_id": self.places.accounts["vanthu"],
            "channel_id": self.places.channels[channel],
            "sender_body": str(self.rng.choice(BODIES)) if channel == "forwarded" else "",
            "is_anonymous": anonymous,
            "unit_id": self.places.units[one.unit],
            "field_id": self.places.fields[one.topic],
            "commune_id": self.places.communes[one.commune],
            "persons": one.persons,
            "signatories": one.persons,
            "over_level": None if self.rng.random() < 0.15 else any(d >= day for d, _ in one.over_level[:1]),
            "duplicate_of_id": first,
        }
        if one.kind is Kind.DENUNCIATION:
            values["content_hash"] = vault.content_hash(text)
        petition_id = self.rows.add(Petition, **values)
        if not anonymous:
            self._person(one, petition_id, key)
        if channel == "desk":
            self._visit(one, day, petition_id)
        return petition_id

    def _handling(self, one: Matter, day: date, first: int | None) -> dict[str, Any]:
        """State and outcome of the petition; a repeated one is filed with the first."""
        if first is not None:
            handled = min(day + timedelta(days=2), self.today)
            return {
                "state": PetitionState.HANDLED,
                "eligible": False,
                "in_competence": True,
                "outcome": "file",
                "handled_on": handled,
            }
        done = one.handled_on is not None
        return {
            "state": PetitionState.HANDLED if done else PetitionState.CLASSIFIED,
            "eligible": one.eligible,
            "in_competence": one.in_competence,
            "outcome": one.route if done else None,
            "handled_on": one.handled_on,
        }

    def _person(self, one: Matter, petition_id: int, key: bytes) -> None:
        name = words.person(self.rng)
        home = words.address(self.rng, one.commune)
        number = words.identity_number(self.rng)
        sealed = one.kind is Kind.DENUNCIATION
        party_id = self.rows.add(
            Party,
            petition_id=petition_id,
            is_protected=sealed,
            name="" if sealed else name,
            folded="" if sealed else fold(name),
            address="" if sealed else home,
            name_key="" if sealed else sorted_words(name),
        )
        self.rows.add(
            Identity,
            party_id=party_id,
            sealed=vault.seal({"name": name, "address": home, "number": number}, purpose="identity", key=key),
            number_hash=vault.number_hash(number),
            name_hash=vault.name_hash(name) if sealed else "",
        )

    def _visit(self, one: Matter, day: date, petition_id: int) -> None:
        self.rows.add(
            Visit,
            received_on=day,
            kind=one.kind,
            persons=one.persons,
            in_competence=one.in_competence,
            petition_id=petition_id,
            unit_id=self.places.units[one.unit],
            field_id=self.places.fields[one.topic],
            commune_id=self.places.communes[one.commune],
            entered_by_id=self.places.accounts["vanthu"],
            entered_at=self._instant(day),
        )

    def _case(self, one: Matter, petition_id: int) -> int:
        petition = self.rows.rows[Petition][petition_id - self.rows.rows[Petition][0]["id"]]
        events = happenings(self.rng, one)
        last, before = events[-1], events[-2] if len(events) > 1 else events[-1]
        closed = last.to_state is CaseState.CLOSED
        outcomes = {"guide": "guided", "forward": "forwarded", "refuse": "refused"}
        officers = self.places.officers[one.unit]
        recent = (self.today - one.received_on).days < 12
        officer = None if recent and self.rng.random() < 0.5 else int(self.rng.choice(officers))
        case_id = self.rows.add(
            Case,
            **{name: petition[name] for name in ("code", "kind", "field_id", "commune_id", "unit_id")},
            **_words_of_case(petition),
            instance=one.instance,
            state=last.to_state,
            state_before=before.to_state if last.to_state is CaseState.SUSPENDED else None,
            outcome=(outcomes.get(one.route) if closed else None) if one.route != "accept" else _found(one),
            officer_id=officer,
            over_level=bool(one.over_level) if petition["over_level"] is not None else None,
            complexity="complex" if one.complex else "plain",
            remote=one.commune in self.places.remote,
            persons=max([one.persons, *(size for _, size, _ in one.crowds)]),
            received_on=one.received_on,
            accepted_on=one.handled_on if one.route == "accept" else None,
            decided_on=next((e.on for e in events if e.action in ("decide", "answer")), None),
            closed_on=last.on if closed else None,
        )
        self.rows.events_of[case_id] = events
        for number, event in enumerate(events):
            self._event(one, case_id, event, events[number - 1].to_state if number else None)
        return case_id

    def _event(self, one: Matter, case_id: int, event: Happening, from_state: CaseState | None) -> None:
        clerk = self.places.accounts["vanthu"] if event.action == "receive" else None
        number = f"{self.rng.integers(10, 990)}/{event.document}-SCT" if event.document else ""
        self.rows.add(
            CaseEvent,
            case_id=case_id,
            action=event.action,
            from_state=from_state,
            to_state=event.to_state,
            outcome=_found(one) if event.action == "decide" else None,
            complexity=("complex" if one.complex else "plain") if event.action == "receive" else None,
            remote=one.commune in self.places.remote if event.action == "receive" else None,
            happened_on=event.on,
            entered_at=self._instant(event.on),
            entered_by_id=clerk or int(self.rng.choice(self.places.officers[one.unit])),
            document_number=number,
            document_on=event.on if number else None,
            signer="Trần Hải Đăng" if number else "",
        )

    def _watched(self, one: Matter, case_id: int, petition_id: int) -> None:
        """Crowds, over-level records, directives, the decision and its obligations."""
        common = {
            "case_id": case_id,
            "unit_id": self.places.units[one.unit],
            "entered_by_id": self.places.accounts["vanthu"],
        }
        place = {
            "field_id": self.places.fields[one.topic],
            "commune_id": self.places.communes[one.commune],
        }
        for day, size, level in one.crowds:
            self.rows.add(
                CrowdEvent,
                **common,
                **place,
                gathered_on=day,
                level=level,
                persons=size,
                place=_gathering_place(level, one.commune),
                has_banners=bool(size >= 15),
                representatives=min(5, 2 if size < 10 else 5),
                is_ongoing=False,
                entered_at=self._instant(day),
            )
        for day, level in one.over_level:
            self.rows.add(
                OverLevelRecord,
                **common,
                **place,
                recorded_on=day,
                level=level,
                body=BODIES[0] if level is Level.PROVINCE else "Ban Tiếp công dân Trung ương",
                petition_id=petition_id,
                persons=one.persons,
                entered_at=self._instant(day),
            )
        if one.directive:
            issued, due, answered = one.directive
            self.rows.add(
                Directive,
                case_id=case_id,
                number=f"{self.rng.integers(100, 5000)}/UBND-TCD",
                from_body=BODIES[0],
                issued_on=issued,
                due_on=due,
                answered_on=answered,
                answer_number=f"{self.rng.integers(10, 900)}/SCT-PCTD" if answered else "",
                entered_by_id=common["entered_by_id"],
                entered_at=self._instant(issued),
            )
        self._decision(one, case_id, common)

    def _decision(self, one: Matter, case_id: int, common: dict[str, Any]) -> None:
        if one.decided_on is None or one.kind is Kind.RECOMMENDATION:
            return
        days = {event.action: event.on for event in self.rows.events_of[case_id]}
        events = self.rows.rows[CaseEvent]
        paper = next(e for e in reversed(events) if e["case_id"] == case_id and e["action"] == "decide")
        decision_id = self.rows.add(
            Decision,
            case_id=case_id,
            kind=one.kind,
            number=paper["document_number"],
            signer=paper["signer"],
            outcome=one.outcome,
            decided_on=one.decided_on,
            served_on=days.get("serve"),
            effective_on=None,
            is_effect_provisional=True,
            published_on=days.get("publish"),
            enforced_on=days.get("enforce"),
            entered_by_id=common["entered_by_id"],
            entered_at=self._instant(one.decided_on),
        )
        if one.outcome in ("right", "partly_right", "changed"):
            due = one.decided_on + timedelta(days=60)
            self.rows.add(
                Obligation,
                **common,
                decision_id=decision_id,
                task="Thực hiện nội dung đã kết luận và báo cáo kết quả",
                amount=int(self.rng.integers(5, 400)) * 1_000_000 if self.rng.random() < 0.4 else None,
                due_on=due,
                done_on=one.closed_on,
                entered_at=self._instant(one.decided_on),
            )


def _words_of_case(petition: dict[str, Any]) -> dict[str, Any]:
    """The case says what its petition says, sealed with a key of its own where that is sealed."""
    key = vault.new_key()
    found: dict[str, Any] = {"summary": petition["summary"], "search": petition["search"], "sealed_key": key}
    if petition["sealed"] is None:
        return {**found, "sealed": None}
    said = vault.unseal(petition["sealed"], purpose="petition", key=petition["sealed_key"])
    return {**found, "sealed": vault.seal(said, purpose="case", key=key)}


def _found(one: Matter) -> str | None:
    """What the decision found; nothing before there is one."""
    return one.outcome if one.decided_on else None


def _gathering_place(level: Level, commune: str) -> str:
    names = {Level.PROVINCE: "Trụ sở Tiếp công dân tỉnh", Level.CENTRE: "Trụ sở Tiếp công dân Trung ương"}
    return names.get(
        level, "Trụ sở Sở Công Thương" if level is Level.DEPARTMENT else f"Trụ sở UBND {commune}"
    )
