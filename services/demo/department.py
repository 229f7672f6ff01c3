"""Builds the demonstration department in an empty database: same seed and day, same data."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import numpy as np
from sqlmodel import Session, col, select

from models import (
    Case,
    CaseEvent,
    CodeCounter,
    CrowdEvent,
    Deadline,
    Decision,
    Directive,
    Identity,
    InboxItem,
    Obligation,
    OverLevelRecord,
    Party,
    Petition,
    PetitionCase,
    Setting,
    Visit,
)
from models.enums import Complexity, Kind
from services import audit, first_run, rule_versions
from services.bulk import add_rows, next_id
from services.case_clocks import clock_fields
from services.case_course import Happening as ClockHappening
from services.clocks import calendar
from services.demo import places as demo_places
from services.demo import watching
from services.demo.rows import Maker, Rows
from services.demo.story import matters
from services.errors import AppError
from services.legal_rules import RuleTable
from services.permissions import Actor, Permission, require
from services.text import N_
from services.working_days import WorkingCalendar

# In the order in which foreign keys allow them.
TABLES: tuple[type, ...] = (
    Petition,
    Party,
    Identity,
    Case,
    PetitionCase,
    CaseEvent,
    Deadline,
    Decision,
    Obligation,
    CrowdEvent,
    OverLevelRecord,
    Directive,
    Visit,
)
TEXTS = {
    "department.name": "Sở Công Thương tỉnh Bình Minh",
    "department.superior": "UBND tỉnh Bình Minh",
    "department.place": "Bình Minh",
    "department.address": "Số 1 đường Hữu Nghị, phường Trung Tâm, tỉnh Bình Minh",
    "sign_in.title": "Sở Công Thương tỉnh Bình Minh",
    # Most units of the demonstration have a head without an account.
    "reminder.fallback": "dauviec",
}


class DatabaseNotEmpty(AppError):
    msgid = N_("The database already holds petitions. The demonstration is built only in an empty one.")


def build(
    session: Session,
    *,
    cases: int,
    seed: int,
    actor: Actor,
    now: datetime,
    today: date,
    progress: Callable[[float], None] = lambda share: None,
) -> dict[str, int]:
    """Write the department; returns the number of rows per table. Raises DatabaseNotEmpty."""
    require(actor, Permission.SETTING_EDIT)
    if session.exec(select(Petition.id).limit(1)).first() is not None:
        raise DatabaseNotEmpty()
    first_run.load_shipped_lists(session, actor=actor, now=now)
    rng = np.random.default_rng(seed)
    places = demo_places.build(session, rng, now=now)
    working = calendar(session)
    rows = Rows({table: next_id(session, table) for table in TABLES if table is not PetitionCase})
    maker = Maker(rng, places, rows, {}, now, today)
    found = matters(cases, seed, today=today, calendar=working)
    for number, one in enumerate(found):
        maker.make(one)
        if number % 200 == 0:
            progress(0.6 * number / len(found))
    _run_clocks(rows, working, rule_versions.table(session))
    for number, table in enumerate(TABLES):
        add_rows(session, table, rows.rows.get(table, []))
        progress(0.65 + 0.35 * (number + 1) / len(TABLES))
    session.add_all(CodeCounter(year=year, last=last) for year, last in maker.numbers.items())
    session.add_all(Setting(key=k, value=v, valid_from=date(2020, 1, 1)) for k, v in TEXTS.items())
    _inbox(session, rows, places.accounts["chuyenvien"], now)
    session.flush()
    watched = watching.watch(session, places.accounts["giamdoc"], now=now, today=today)
    counts = {str(table.__tablename__): len(rows.rows.get(table, [])) for table in TABLES}  # type: ignore[attr-defined]
    counts |= watched
    audit.write(session, "built_demonstration", actor=actor, now=now, subject="database", rows=counts)
    session.flush()
    return counts


def _run_clocks(rows: Rows, working: WorkingCalendar, rules: RuleTable) -> None:
    """Deadlines of every case from its events; the current one is copied to the case."""
    petitions = {row["id"]: row for row in rows.rows[Petition]}
    decision_of = {row["case_id"]: row for row in rows.rows[Decision]}
    main_of = {row["case_id"]: petitions[row["petition_id"]] for row in rows.rows[PetitionCase]}
    for case in rows.rows[Case]:
        events = rows.events_of[case["id"]]
        petition = main_of[case["id"]]
        fields = clock_fields(
            Kind(case["kind"]),
            [ClockHappening(event.action, event.on) for event in events],
            working,
            instance=case["instance"],
            complexity=Complexity(case["complexity"]),
            remote=case["remote"],
            in_competence=petition["in_competence"],
            rules=rules,
        )
        case.update(
            step=fields.step,
            due_on=fields.due_on,
            target_on=fields.target_on,
            settled_in_time=fields.settled_in_time,
        )
        if fields.effect and case["id"] in decision_of:
            decision_of[case["id"]]["effective_on"] = fields.effect.effective_on
            decision_of[case["id"]]["is_effect_provisional"] = fields.effect.is_provisional
        for row in fields.rows:
            if row.mandatory:
                _deadline(rows, case["id"], row)
            if row.step == "handling":
                petition["handling_due_on"] = row.dates.due_on
                petition["handling_target_on"] = row.dates.target_on
                petition["handling_rule_id"] = row.dates.rule_id
                petition["handling_rule_version"] = row.dates.version
    _run_handling(rows.rows[Petition], working, rules)


def _run_handling(petitions: list[dict[str, Any]], working: WorkingCalendar, rules: RuleTable) -> None:
    """Petitions that have no case have their days of handling too."""
    for petition in petitions:
        if petition.get("handling_due_on") is None:
            received = [ClockHappening("receive", petition["received_on"])]
            fields = clock_fields(
                Kind(petition["kind"]),
                received,
                working,
                in_competence=petition["in_competence"],
                rules=rules,
            )
            petition["handling_due_on"], petition["handling_target_on"] = fields.due_on, fields.target_on
            for row in fields.rows:
                petition["handling_rule_id"] = row.dates.rule_id
                petition["handling_rule_version"] = row.dates.version


def _deadline(rows: Rows, case_id: int, row: Any) -> None:
    rows.add(
        Deadline,
        case_id=case_id,
        step=row.step,
        rule_id=row.dates.rule_id,
        rule_version=row.dates.version,
        started_on=row.dates.started_on,
        raw_end=row.dates.raw_end,
        due_on=row.dates.due_on,
        target_on=row.dates.target_on,
        paused_days=row.dates.paused_days,
        extensions=row.dates.extensions,
        met_on=row.met_on,
    )


def _inbox(session: Session, rows: Rows, user_id: int, now: datetime) -> None:
    """A few cases came back to the sample officer."""
    mine = [row for row in rows.rows[Case] if row["officer_id"] == user_id and row["closed_on"] is None]
    known = set(session.exec(select(Case.id).where(col(Case.id).in_([row["id"] for row in mine[:3]]))))
    for row in mine[:3]:
        if row["id"] in known:
            session.add(
                InboxItem(
                    user_id=user_id,
                    topic="returned",
                    values={"code": row["code"]},
                    case_id=row["id"],
                    created_at=now,
                )
            )
