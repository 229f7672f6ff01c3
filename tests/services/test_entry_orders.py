"""Through the services: whatever was entered late, wrongly and corrected, or undone, leaves the same."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from sqlmodel import Session

from models import Case
from models.enums import CaseState, Complexity, Kind, Role
from services import (
    case_actions,
    case_amendments,
    case_corrections,
    case_petitions,
    case_undoing,
    cases,
    clocks,
    first_decisions,
)
from services.case_corrections import Correction
from services.case_course import Happening, standing
from services.case_forms import ActionForm, Seen
from services.case_replay import replay
from services.case_steps import note_of
from services.checklists.table import shipped_checklists
from services.first_decisions import FirstDecision
from services.permissions import Actor
from tests.builders import Builder
from tests.conftest import NOW, TODAY
from tests.services.case_histories import History, histories
from tests.services.case_world import PAPER, picture

MANY = [pytest.param(12, id="short"), pytest.param(400, id="proof", marks=pytest.mark.proof)]
COMPLETE = {**PAPER, "reason": "Có căn cứ", "backdate_reason": "Nhập bù"}


def opened(session: Session, build, actor: Actor, history: History) -> Case:
    first = history.happened[0]
    petition = build.petition(
        kind=history.kind, received_on=first.on, eligible=True, state="classified", in_competence=True
    )
    flags = {"disciplinary": history.facts.disciplinary, "further": history.facts.further}
    case = cases.open_case(
        session,
        petition,
        actor=actor,
        now=NOW,
        today=TODAY,
        instance=history.facts.instance,
        complexity=first.finding.complexity,
        **flags,
    )
    case_petitions.follow_clock(session, case, clocks.explained(session, case))
    # What closing and accepting ask for besides the day: here only the order matters.
    items = {item.code for item in shipped_checklists().items if item.kind is history.kind}
    build.papers(case, *sorted(items))
    if history.facts.instance == 2:
        first_decision = FirstDecision(decision_number="1/QĐ", decided_on=first.on, decided_by="Chi cục")
        first_decisions.record(session, case.id, first_decision, actor=actor, now=NOW)
    return case


def enter(session: Session, case: Case, actor: Actor, one: Happening) -> None:
    """One step or one finding, by its form."""
    if one.action != "correct":
        file = (
            Builder(session).file(case, uploaded_by_id=actor.user_id).id
            if one.action == "terminate"
            else None
        )
        entry = ActionForm(happened_on=one.on, outcome=one.outcome, attachment_id=file, **COMPLETE)
        case_actions.perform(session, case.id, one.action, form=entry, actor=actor, now=NOW)
        return
    wanted = {"complexity": case.complexity, "remote": case.remote}
    for name in wanted:
        if getattr(one.finding, name) is not None:
            wanted[name] = getattr(one.finding, name)
    entry = Correction(
        summary=cases.summary_of(case), found_on=one.on, reason="Biên bản", persons=case.persons, **wanted
    )
    case_corrections.correct(session, case.id, entry, actor=actor, now=NOW)


def possible(history: History, happened: list[Happening]) -> bool:
    return not replay(history.kind, history.facts.instance, happened).faults


def told(draw: st.DrawFn, history: History) -> list[tuple[str, Happening, Happening | None]]:
    """How each step is entered: right, on a wrong day and then corrected, or after all the others."""
    steps = [one for one in history.happened[1:] if one.action != "correct"]
    plan, late = [], []
    for one in steps:
        how = draw(st.sampled_from(["right", "right", "wrong", "late"]))
        # By identity: a step may have happened twice on one day.
        put_off = {id(one), *map(id, late)}
        others = [other for other in history.happened if id(other) not in put_off]
        if how == "late" and possible(history, others):
            late.append(one)
            continue
        wrong = Happening(one.action, one.on + timedelta(days=draw(st.integers(-4, 4))), one.outcome)
        so_far = [history.happened[0], *(p[1] for p in plan)]
        fits = history.happened[0].on <= wrong.on <= TODAY and possible(history, [*so_far, wrong])
        plan.append(
            ("wrong", one, wrong) if how == "wrong" and fits and wrong.on != one.on else ("right", one, None)
        )
    return [*plan, *(("right", one, None) for one in late)]


@pytest.mark.parametrize("examples", MANY)
def test_the_same_is_left_however_a_history_was_entered(session, build, examples) -> None:
    actor = build.actor(Role.DIRECTOR)
    quiet = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]

    @settings(max_examples=examples, deadline=None, suppress_health_check=quiet)
    @given(data=st.data())
    def holds(data: st.DataObject) -> None:
        history = data.draw(histories(longest=9))
        # Which cases an action is for is asked elsewhere.
        assume(not history.facts.disciplinary)
        assume(history.facts.further or "not_resettle" not in {one.action for one in history.happened})
        history = past(history)
        plan = data.draw(st.composite(lambda draw: told(draw, history))())
        right, other = (opened(session, build, actor, history) for _ in range(2))
        for one in history.happened[1:]:
            if one.action != "correct":
                enter(session, right, actor, one)

        for how, one, wrong in plan:
            enter(session, other, actor, wrong if how == "wrong" else one)
            if how == "wrong":
                event = next(
                    e
                    for e in reversed(standing(clocks.events_of(session, other)))
                    if (e.action, e.happened_on) == (one.action, wrong.on)
                )
                entry = ActionForm(
                    **case_amendments.form_of(event, note_of(other, event))
                    | {"happened_on": one.on, "document_on": one.on}
                )
                case_amendments.amend(
                    session, other.id, event.id, entry, reason="Gõ nhầm", actor=actor, now=NOW
                )
        if other.state is not CaseState.CLOSED and data.draw(st.booleans()):
            steps = case_actions.allowed(session, other, actor=actor)
            step = data.draw(st.sampled_from(steps)) if steps else None
            if step is not None and step.effect != "extend":
                enter(session, other, actor, Happening(step.action, TODAY, next(iter(step.outcomes), None)))
                last = max(clocks.events_of(session, other), key=lambda e: e.id)
                case_undoing.undo(
                    session, other.id, event_id=last.id, reason="Nhầm", seen=Seen(), actor=actor, now=NOW
                )

        assert picture(session, other) == picture(session, right)

    holds()


def past(history: History) -> History:
    """Up to today, and extensions only where the case is complex enough from the start."""
    first = history.happened[0]
    if history.kind is Kind.DENUNCIATION:
        finding = type(first.finding)(Complexity.ESPECIALLY_COMPLEX, False, "")
    else:
        finding = type(first.finding)(first.finding.complexity, False, "")
    receipt = Happening(first.action, first.on, finding=finding)
    kept = [one for one in history.happened[1:] if one.on <= TODAY and one.action != "correct"]
    return History(history.facts, (receipt, *kept))
