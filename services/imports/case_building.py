"""The case of an imported petition: how far it is, its clocks, and the events that the register proves."""

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache

from models.enums import CaseOutcome, CaseState, Complexity, Kind
from services import case_search, vault
from services.case_clocks import ClockFields, clock_fields
from services.case_course import Happening
from services.cases import PURPOSE
from services.imports.cells import folded
from services.imports.places import Place
from services.imports.provenance import Provenance, Values
from services.imports.records import Progress, Record
from services.legal_rules import RuleTable
from services.working_days import WorkingCalendar

_WAS_ACCEPTED = frozenset({Progress.ACCEPTED, Progress.IN_PROGRESS, Progress.SETTLED})
_OUTCOMES = {
    Progress.GUIDED: CaseOutcome.GUIDED,
    Progress.FORWARDED: CaseOutcome.FORWARDED,
    Progress.WITHDRAWN: CaseOutcome.WITHDRAWN,
}
_CLOSING_ACTIONS = {
    Progress.GUIDED: "guide",
    Progress.FORWARDED: "forward",
    Progress.WITHDRAWN: "withdraw",
    Progress.SETTLED: "close",
}
_DECIDING_ACTIONS = {
    Kind.COMPLAINT: "decide",
    Kind.DENUNCIATION: "decide",
    Kind.RECOMMENDATION: "answer",
}
_STATES = {
    "receive": CaseState.NEW,
    "accept": CaseState.ACCEPTED,
    "decide": CaseState.DECIDED,
    "answer": CaseState.DECIDED,
}
NOTE_PURPOSE = "event"
# Wordings of results; the first that fits counts.
_FINDINGS = (
    ("dung mot phan", CaseOutcome.PARTLY_RIGHT),
    ("co dung co sai", CaseOutcome.PARTLY_RIGHT),
    ("to cao dung", CaseOutcome.RIGHT),
    ("khieu nai dung", CaseOutcome.RIGHT),
    ("to cao sai", CaseOutcome.WRONG),
    ("khieu nai sai", CaseOutcome.WRONG),
    ("dinh chi", CaseOutcome.TERMINATED),
)


@dataclass(slots=True)
class BuiltCase:
    """A case, its clocks and its events, still without ids; `fields` holds the clock that runs."""

    case: Values
    fields: ClockFields
    deadlines: list[Values]
    events: list[Values]


class CaseBuilder:
    """Builds the cases of one import."""

    def __init__(self, provenance: Provenance, calendar: WorkingCalendar, rules: RuleTable) -> None:
        self._from = provenance
        self._calendar = calendar
        self._rules = rules
        # Many rows share kind, days and outcome, and then their clocks.
        self._known_clocks = lru_cache(maxsize=20_000)(self._run_clocks)

    def build(self, record: Record, place: Place, code: str) -> BuiltCase:
        """The case of a record; all its days but those in the register are estimates and marked so."""
        accepted_on = record.received_on if record.progress in _WAS_ACCEPTED else None
        outcome = _outcome(record)
        closed_on = self._closing_day(record) if outcome else None
        decided_on = closed_on if record.progress is Progress.SETTLED else None
        happened = _happened(record, accepted_on, decided_on, closed_on, outcome)
        fields = self._known_clocks(record.kind, happened, place.is_remote, record.in_competence)
        key = vault.new_key()
        case = {
            "code": code,
            "kind": record.kind,
            "state": CaseState.CLOSED if outcome else CaseState.ACCEPTED if accepted_on else CaseState.NEW,
            "outcome": outcome,
            **_words(record, key),
            "sealed_key": key,
            "unit_id": place.unit_id,
            "field_id": place.field_id,
            "commune_id": place.commune_id,
            "remote": place.is_remote,
            "persons": record.persons_present or record.persons_same_content or 1,
            "received_on": record.received_on,
            "accepted_on": accepted_on,
            "decided_on": decided_on,
            "closed_on": closed_on,
            # An estimated day of settlement proves nothing about the term.
            "settled_in_time": fields.settled_in_time if record.settled_on else None,
            "step": fields.step,
            "due_on": fields.due_on,
            "target_on": fields.target_on,
            "promised_on": record.promised_on,
            "is_estimated": True,
            **self._from.staged(),
        }
        events = self._events(record, place, happened, key)
        return BuiltCase(case, fields, self._deadlines(fields), events)

    def _closing_day(self, record: Record) -> dt.date:
        """The day told in the result, else the promised day (an estimate), else the day of receipt."""
        if record.progress in (Progress.GUIDED, Progress.FORWARDED):
            return record.received_on
        promised = record.promised_on
        if record.settled_on or promised is None:
            return record.settled_on or record.received_on
        return promised if record.received_on <= promised <= self._from.today else record.received_on

    def _run_clocks(
        self, kind: Kind, happened: tuple[Happening, ...], remote: bool, in_competence: bool | None
    ) -> ClockFields:
        if not self._calendar.first_day <= happened[0].on <= self._calendar.last_day:
            # Outside the calendar no term can be told, which is better than a wrong one.
            return ClockFields(None, None, None, None, ())
        return clock_fields(
            kind, happened, self._calendar, remote=remote, in_competence=in_competence, rules=self._rules
        )

    def _deadlines(self, fields: ClockFields) -> list[Values]:
        return [
            {
                "step": row.step,
                "rule_id": row.dates.rule_id,
                "rule_version": row.dates.version,
                "started_on": row.dates.started_on,
                "raw_end": row.dates.raw_end,
                "due_on": row.dates.due_on,
                "target_on": row.dates.target_on,
                "met_on": row.met_on,
                "dropped_at": self._from.now,
            }
            for row in fields.rows
            if row.mandatory
        ]

    def _events(
        self, record: Record, place: Place, happened: tuple[Happening, ...], key: bytes
    ) -> list[Values]:
        """The steps behind the days; the words of the register go with the last of them."""
        events: list[Values] = []
        for one in happened:
            state = _STATES.get(one.action, CaseState.CLOSED)
            events.append(
                {
                    "action": one.action,
                    "from_state": events[-1]["to_state"] if events else None,
                    "to_state": state,
                    "outcome": one.outcome,
                    "happened_on": one.on,
                    **self._from.entered(),
                    "backdate_reason": self._from.title[:300],
                    "document_number": record.outcome_number if state is CaseState.CLOSED else "",
                    "to_unit_id": place.unit_id if one.action == "receive" else None,
                    "complexity": Complexity.PLAIN if one.action == "receive" else None,
                    "remote": place.is_remote if one.action == "receive" else None,
                    "sealed_note": None,
                }
            )
        note = " · ".join(filter(None, (record.result, record.note)))
        if note:
            events[-1]["sealed_note"] = vault.seal(note, purpose=NOTE_PURPOSE, key=key)
        return events


def _outcome(record: Record) -> CaseOutcome | None:
    if record.progress is Progress.SETTLED:
        result = folded(record.result)
        return next((found for wording, found in _FINDINGS if wording in result), CaseOutcome.ANSWERED)
    return _OUTCOMES.get(record.progress)


def _happened(
    record: Record,
    accepted_on: dt.date | None,
    decided_on: dt.date | None,
    closed_on: dt.date | None,
    outcome: CaseOutcome | None,
) -> tuple[Happening, ...]:
    """The actions of the workflow that the register proves, oldest first."""
    happened = [Happening("receive", record.received_on)]
    if accepted_on:
        happened.append(Happening("accept", accepted_on))
    if decided_on:
        happened.append(Happening(_DECIDING_ACTIONS[record.kind], decided_on, outcome))
    if closed_on:
        action = _CLOSING_ACTIONS[record.progress]
        if action == "guide" and record.kind is Kind.DENUNCIATION:
            # Denunciations out of competence are forwarded; the outcome keeps the register's word.
            action = "forward"
        happened.append(Happening(action, closed_on, outcome))
    return tuple(happened)


def _words(record: Record, key: bytes) -> Values:
    """The content: encrypted for a denunciation, else plain and searchable."""
    if record.kind is Kind.DENUNCIATION:
        sealed = vault.seal({"summary": record.content}, purpose=PURPOSE, key=key)
        return {"summary": "", "search": "", "sealed": sealed}
    search = case_search.tokens(record.content, record.name)
    return {"summary": record.content, "search": search, "sealed": None}
