"""A few cases and entries that the tests of legal terms and of the calendar start from."""

from datetime import UTC, date, datetime

from models import CaseEvent, Deadline
from models.enums import CaseOutcome, CaseState, Kind, Role
from services import clocks
from services.legal_rules import TermUnit
from services.rule_entry import VersionEntry
from tests.builders import NOW

TODAY = date(2026, 11, 23)
LATER = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)


def entry(**values) -> VersionEntry:
    """KN-ACC1 with 5 working days from 01/10/2026, unless told otherwise."""
    values = {
        "rule_id": "KN-ACC1",
        "n": 5,
        "unit": TermUnit.WORKING_DAY,
        "basis": "Nghị định thử 1/2026/NĐ-CP",
        "condition": "none of the grounds of LKN art.11",
        "effective_from": date(2026, 10, 1),
        **values,
    }
    return VersionEntry(**values)


def running_case(build, *, received_on=date(2026, 11, 16), officer=None, kind=Kind.COMPLAINT, **values):
    """A case that was received and waits for its handling, with its stored clock."""
    petition = build.petition(kind=kind, received_on=received_on, unit=values.get("unit"))
    if officer is not None:
        values["officer_id"] = officer.id
    case = build.case(kind=kind, petition=petition, received_on=received_on, **values)
    event(build, case, "receive", received_on, to_state=CaseState.NEW)
    clocks.restart_clocks(build.session, case, today=TODAY)
    dates = handling(build.session, case)
    petition.handling_due_on, petition.handling_target_on = dates.due_on, dates.target_on
    petition.handling_rule_id, petition.handling_rule_version = dates.rule_id, dates.rule_version
    keep(build)
    return case


def event(build, case, action: str, on: date, *, entered_at=NOW, **values) -> CaseEvent:
    return build.add(
        CaseEvent(
            case_id=case.id,
            action=action,
            happened_on=on,
            entered_at=entered_at,
            entered_by_id=build.clerk().id,
            **values,
        )
    )


def closed_case(build, *, received_on=date(2026, 11, 2), on=date(2026, 11, 12)):
    """A case that was refused in time."""
    case = running_case(build, received_on=received_on)
    event(build, case, "refuse", on, from_state=CaseState.NEW, to_state=CaseState.CLOSED, outcome="refused")
    case.state, case.closed_on, case.outcome = CaseState.CLOSED, on, CaseOutcome.REFUSED
    clocks.restart_clocks(build.session, case, today=TODAY)
    keep(build)
    return case


def handling(session, case) -> Deadline:
    """The stored handling clock of a case."""
    return next(one for one in clocks.deadlines_of(session, case) if one.step == "handling")


def keep(build) -> None:
    build.session.flush()
    if build.commit:
        build.session.commit()


def administrator(build):
    return build.actor(Role.ADMINISTRATOR)
