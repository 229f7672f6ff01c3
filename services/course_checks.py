"""Whether a case could have gone as its events say: the whole course is checked, not the last step alone."""

from collections.abc import Collection, Iterable
from datetime import date

from models import CaseEvent
from models.enums import CaseState, Complexity
from services.case_course import RECEIVE, Course, Fault, Placed
from services.case_forms import COMPLEXITY_WORDS, LABELS, STATE_WORDS, BeforeReceipt
from services.clock_basis import facts_on
from services.clock_choice import CaseFacts, shipped_clocks
from services.errors import AppError
from services.legal_rules import RuleTable
from services.text import N_
from services.transitions import ActionComesTooEarly, ClockEffect


class ActionNotNow(AppError):
    msgid = N_("“{action}” is not possible while the case is “{state}”. Look at the steps offered.")


class ActionNotThen(AppError):
    msgid = N_(
        "“{action}” was not possible on {day}: the case was “{state}” then. "
        "Correct the day, or enter the missing step first."
    )


class NothingWaitsForIt(AppError):
    msgid = N_("Nothing waits for “{action}” now; perhaps it is recorded already. Look at the history.")


class ActionTooEarlyThen(AppError):
    msgid = N_("“{action}” of {day} needs another step before it: {missing}. Correct the day.")


class LaterStepBroken(AppError):
    msgid = N_(
        "“{action}” of {day} would no longer be possible: the case would be “{state}” then. "
        "Correct or undo that step first."
    )


class SuspensionsWouldOverlap(AppError):
    msgid = N_(
        "Two suspensions would overlap: “{action}” of {day} falls into the suspension that began on {since}. "
        "Correct the days."
    )


class StepBeforeReceipt(AppError):
    msgid = N_("“{action}” of {day} would lie before the receipt of {received}. Correct the day of receipt.")


class ExtensionNotAllowed(AppError):
    msgid = N_(
        "A case that is “{complexity}” on {day} may be extended {limit} times ({basis}). "
        "If it was more complex, record that first."
    )


def check_course(
    before: Course,
    after: Course,
    entered: Iterable[CaseEvent],
    *,
    facts: CaseFacts,
    labels: dict[str, str],
    rules: RuleTable,
) -> None:
    """Refuse a course that the workflow or the law does not allow, naming what stands against it.

    What was already irregular in `before` (an imported register knows only some steps) is no
    reason to refuse: only faults that the `entered` events bring, in themselves or in others.
    """
    mine = {id(event) for event in entered}
    _check_receipt(after, mine, labels)
    known = [fault.one for fault in before.faults]
    for fault in after.faults:
        if fault.one in known:
            known.remove(fault.one)
        else:
            raise _refusal(fault, after, mine, labels)
    _check_extensions(before, after, facts, rules)


def extension_limit(facts: CaseFacts, accepted_on: date, rules: RuleTable) -> tuple[int, str]:
    """How often a case of that complexity may be extended by the law of that day, and the law's name."""
    clock = shipped_clocks().clock("settlement", facts)
    if clock is None:
        return 0, ""
    base = rules.version_on(clock.rule_id, accepted_on)
    for rule_id in rules.ids():
        for rule in rules.versions(rule_id):
            if (
                rule.variant_of == base.id
                and rule.variant == facts.complexity
                and rule.in_force_on(accepted_on)
            ):
                return rule.max_extensions, rule.basis
    return base.max_extensions, base.basis


def _check_receipt(after: Course, mine: Collection[int], labels: dict[str, str]) -> None:
    received_on = next((placed.one.on for placed in after.path if placed.one.action == RECEIVE), None)
    for placed in after.path:
        one = placed.one
        if received_on is None or one.on >= received_on:
            continue
        said = {"day": f"{one.on:%d/%m/%Y}", "received": f"{received_on:%d/%m/%Y}"}
        if id(one.event) in mine:
            raise BeforeReceipt(field="happened_on", label=LABELS["happened_on"], **said)
        raise StepBeforeReceipt(field="happened_on", action=labels.get(one.action, one.action), **said)


def _refusal(fault: Fault, after: Course, mine: Collection[int], labels: dict[str, str]) -> AppError:
    """The sentence for one fault, in words that fit whether it is the entered step or another one."""
    action, day = labels[fault.one.action], f"{fault.one.on:%d/%m/%Y}"
    state = STATE_WORDS[fault.state]
    if fault.transition.effect is ClockEffect.PAUSE and fault.state is CaseState.SUSPENDED:
        since = max(
            p.one.on for p in after.path if p.transition.effect is ClockEffect.PAUSE and _before(p, fault)
        )
        return SuspensionsWouldOverlap(field="happened_on", action=action, day=day, since=f"{since:%d/%m/%Y}")
    if id(fault.one.event) not in mine:
        return LaterStepBroken(field="happened_on", action=action, day=day, state=state)
    missing = " / ".join(labels[name] for name in fault.missing)
    if _moved_on_after(fault, after):
        if missing:
            return ActionTooEarlyThen(field="happened_on", action=action, day=day, missing=missing)
        return ActionNotThen(field="happened_on", action=action, day=day, state=state)
    if missing:
        return ActionComesTooEarly(action=action, missing=missing)
    if fault.answers_nothing:
        return NothingWaitsForIt(action=action)
    return ActionNotNow(action=action, state=state)


def _before(placed: Placed, fault: Fault) -> bool:
    return placed.one.event is not fault.one.event and placed.one.on <= fault.one.on


def _moved_on_after(fault: Fault, after: Course) -> bool:
    """Whether the case went on after the step: then it is a matter of its day, not of now."""
    place = next(i for i, placed in enumerate(after.path) if placed.one is fault.one)
    return any(placed.from_state is not placed.to_state for placed in after.path[place + 1 :])


def _check_extensions(before: Course, after: Course, facts: CaseFacts, rules: RuleTable) -> None:
    """No more extensions than the complexity known on their day allows, by the law of the acceptance."""
    known = [on for on, _, _ in _too_many(before, facts, rules)]
    for on, complexity, (limit, basis) in _too_many(after, facts, rules):
        if on in known:
            known.remove(on)
            continue
        raise ExtensionNotAllowed(
            complexity=COMPLEXITY_WORDS[complexity], day=f"{on:%d/%m/%Y}", limit=limit, basis=basis
        )


def _too_many(
    course: Course, facts: CaseFacts, rules: RuleTable
) -> list[tuple[date, Complexity, tuple[int, str]]]:
    found = []
    for number, on in enumerate(course.extended_on, start=1):
        then = facts_on(facts, course, on)
        allowed = extension_limit(then, course.accepted_on or on, rules)
        if number > allowed[0]:
            found.append((on, Complexity(then.complexity), allowed))
    return found
