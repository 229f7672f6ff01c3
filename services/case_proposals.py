"""New events set into the history of a case, and checked with all of it, before anything is written."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session

from models import Case, CaseEvent
from services import case_effects, clock_keeping, clocks, rule_versions
from services.case_course import Course
from services.case_effects import TermChange
from services.case_steps import complete, labels_of, placed
from services.course_checks import check_course
from services.permissions import Actor, Permission, require
from services.transitions import Transition


@dataclass(frozen=True, slots=True)
class Proposal:
    """The events as they are, what is to be entered, and the course before and after."""

    case: Case
    events: list[CaseEvent]
    new: list[CaseEvent]
    before: Course
    after: Course

    @property
    def together(self) -> list[CaseEvent]:
        """All events, the new ones last."""
        return [*self.events, *self.new]

    def step(self, event: CaseEvent) -> Transition | None:
        """The transition that one of the new events takes."""
        found = placed(self.after, event)
        return found.transition if found else None

    def effect(self, session: Session) -> list[TermChange]:
        """What it would do to the terms."""
        return case_effects.of_events(session, self.case, self.events, self.together)


def propose(
    session: Session,
    case: Case,
    events: Sequence[CaseEvent],
    new: Sequence[CaseEvent],
    *,
    actor: Actor,
) -> Proposal:
    """Check new events against the rights of the actor and the whole course; nothing is written.

    Raises NotPermitted and the refusals of `course_checks`.
    """
    before = clocks.course_of(case, events)
    after = clocks.course_of(case, [*events, *new])
    found = Proposal(case, list(events), list(new), before, after)
    for event in new:
        step = found.step(event)
        if step is not None:
            require(actor, Permission(step.permission))
    check_course(
        before,
        after,
        new,
        facts=clocks.facts_of(session, case),
        labels=labels_of(case),
        rules=clock_keeping.terms_for_extending(
            rule_versions.entered(session), clocks.deadlines_of(session, case), events
        ),
    )
    complete(after, new)
    return found
