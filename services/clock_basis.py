"""Which findings and extensions count for a term: those decided while it still ran."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from models.enums import Step
from services.case_course import Course, Finding
from services.clock_choice import CaseFacts, ClockTable
from services.deadlines import ClockResult

OUT_OF_COMPETENCE = "out_of_competence"
Pauses = tuple[tuple[date, date], ...]
Dates = Callable[[CaseFacts, int, Pauses], ClockResult | None]


@dataclass(frozen=True, slots=True)
class Basis:
    """What a term is counted with; `late` holds the days of what was decided when it had run out."""

    facts: CaseFacts
    extensions: int = 0
    pauses: Pauses = ()
    late: tuple[date, ...] = ()


@lru_cache(maxsize=4_096)
def with_finding(facts: CaseFacts, finding: Finding) -> CaseFacts:
    """The facts after a finding; a case out of our competence keeps the term of those."""
    variant = finding.variant if finding.variant is not None else facts.variant
    return replace(
        facts,
        complexity=facts.complexity if finding.complexity is None else finding.complexity,
        remote=facts.remote if finding.remote is None else finding.remote,
        variant=OUT_OF_COMPETENCE if facts.variant == OUT_OF_COMPETENCE else variant,
    )


def facts_on(facts: CaseFacts, course: Course, on: date) -> CaseFacts:
    """The facts as they were known on a day."""
    for day, finding in course.findings:
        if day <= on:
            facts = with_finding(facts, finding)
    return facts


def basis(step: str, facts: CaseFacts, course: Course, clocks: ClockTable, dates: Dates) -> Basis:
    """Go through findings and extensions by their days, and see which ones the term took in.

    The term of a variant is its total from the same start. A finding or an extension decided
    after the term had run out, or after it was met, changes nothing: being late is not healed
    afterwards. A finding before the start simply holds.
    """
    started_on, met_on = course.started[step], course.met.get(step)
    settles = step == Step.SETTLEMENT
    changes: list[tuple[date, Finding | None]] = [*course.findings]
    if settles:
        changes += [(on, None) for on in course.extended_on]
        changes.sort(key=lambda change: (change[0], change[1] is None))
    extensions, late = 0, []
    for on, finding in changes:
        changed = facts if finding is None else with_finding(facts, finding)
        if on > started_on and (finding is None or clocks.clock(step, changed) != clocks.clock(step, facts)):
            if met_on is not None and on > met_on:
                continue
            so_far = dates(facts, extensions, _pauses_until(course, on) if settles else ())
            if so_far is not None and on > so_far.due_on:
                late.append(on)
                continue
        facts = changed
        extensions += finding is None
    return Basis(facts, extensions, tuple(course.pauses) if settles else (), tuple(late))


def _pauses_until(course: Course, on: date) -> Pauses:
    """The pauses as they stood on a day; one that has not ended lasts until then."""
    begun = [(first, min(last, on)) for first, last in course.pauses if first <= on]
    if course.paused_since is not None and course.paused_since <= on:
        begun.append((course.paused_since, on))
    return tuple(begun)
