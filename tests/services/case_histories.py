"""Random histories of cases that the workflow allows, and the same histories entered in some other way."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from models import CaseEvent
from models.enums import CaseState, Complexity, Kind
from services.case_course import Finding, Happening
from services.case_replay import answers_nothing, replay
from services.clock_choice import CaseFacts
from services.transitions import ClockEffect, Transition
from services.workflow_rules import shipped_workflow

ENTERED = datetime(2026, 11, 23, 2, 30, tzinfo=UTC)
FIRST, LAST = date(2025, 1, 2), date(2027, 3, 31)
WORKFLOW = shipped_workflow()


@dataclass(frozen=True)
class History:
    """What a case is, and what happened in it, in the order in which it happened."""

    facts: CaseFacts
    happened: tuple[Happening, ...]

    @property
    def kind(self) -> Kind:
        return Kind(self.facts.kind)


@st.composite
def histories(draw: st.DrawFn, *, longest: int = 14) -> History:
    """A case of any kind walked through its workflow with findings on the way; steps may share a day."""
    kind = draw(st.sampled_from(list(Kind)))
    complains = kind is Kind.COMPLAINT
    facts = CaseFacts(
        kind,
        instance=draw(st.integers(1, 2)) if complains else 1,
        disciplinary=complains and draw(st.booleans()),
        further=kind is Kind.DENUNCIATION and draw(st.booleans()),
    )
    day = draw(st.dates(FIRST, date(2026, 9, 30)))
    found = Finding(draw(st.sampled_from(list(Complexity))), draw(st.booleans()), "")
    happened = [Happening("receive", day, finding=found)]
    for _ in range(draw(st.integers(0, longest))):
        day += timedelta(days=draw(st.sampled_from([0, 0, 1, 1, 2, 3, 5, 8, 13, 21])))
        if day > LAST:
            break
        step = _next(draw, facts, happened)
        if step is None:
            break
        if draw(st.integers(0, 9)) == 0 and not any(one.finding and one.on == day for one in happened):
            happened.append(Happening("correct", day, finding=_finding(draw)))
        outcome = draw(st.sampled_from(step.outcomes)) if len(step.outcomes) > 1 else None
        happened.append(Happening(step.action, day, outcome))
    return History(facts, tuple(happened))


def _next(draw: st.DrawFn, facts: CaseFacts, happened: list[Happening]) -> Transition | None:
    """A step that the workflow allows now, seldom one that ends the case."""
    course = replay(Kind(facts.kind), facts.instance, happened)
    steps = [
        step
        for step in WORKFLOW.allowed(
            Kind(facts.kind), course.state, instance=facts.instance, done=course.done
        )
        if not answers_nothing(step, course)
        and not (step.effect is ClockEffect.EXTEND and course.extensions >= 2)
    ]
    going_on = [step for step in steps if step.to_state is not CaseState.CLOSED]
    if going_on and draw(st.integers(0, 9)):
        steps = going_on
    return draw(st.sampled_from(steps)) if steps else None


def _finding(draw: st.DrawFn) -> Finding:
    return draw(
        st.sampled_from(
            [
                Finding(complexity=Complexity.COMPLEX),
                Finding(complexity=Complexity.PLAIN),
                Finding(complexity=Complexity.ESPECIALLY_COMPLEX),
                Finding(remote=True),
                Finding(remote=False, complexity=Complexity.COMPLEX),
            ]
        )
    )


def events_of(history: History) -> list[CaseEvent]:
    """The history as somebody enters it who makes no mistake and is never late."""
    return [_event(place, one) for place, one in enumerate(history.happened, start=1)]


@st.composite
def entered_otherwise(draw: st.DrawFn, history: History) -> list[CaseEvent]:
    """The same history entered in any order, with wrong days corrected and steps that were undone."""
    order = draw(st.permutations(history.happened))
    events: list[CaseEvent] = []

    def enter(one: Happening, **values: Any) -> CaseEvent:
        event = _event(len(events) + 1, one)
        for name, value in values.items():
            setattr(event, name, value)
        events.append(event)
        return event

    for one in order:
        how = draw(st.sampled_from(["right", "right", "right", "wrong day", "wrong twice", "undone"]))
        wrong = replace(one, on=one.on + timedelta(days=draw(st.integers(-9, 9))))
        last = None
        if how != "right":
            last = enter(wrong)
        if how == "wrong twice":
            last = enter(replace(one, on=one.on + timedelta(days=1)), undoes_id=last.id)
        if how == "undone":
            enter(Happening("undo", LAST), undoes_id=last.id)
            last = None
        enter(one, undoes_id=last.id if last else None)
    if draw(st.booleans()):
        # A step that was taken and taken back: as if it had never been there.
        stray = enter(Happening(draw(st.sampled_from(["suspend", "decide", "withdraw", "accept"])), FIRST))
        enter(Happening("undo", LAST), undoes_id=stray.id)
    enter(Happening("assign", LAST), from_unit_id=1, to_unit_id=2)
    return events


def _event(number: int, one: Happening) -> CaseEvent:
    finding = one.finding or Finding()
    return CaseEvent(
        id=number,
        case_id=1,
        action=one.action,
        happened_on=one.on,
        outcome=one.outcome,
        complexity=finding.complexity,
        remote=finding.remote,
        variant=finding.variant,
        entered_at=ENTERED,
        entered_by_id=1,
    )
