"""From a matter to its events: actions, states and documents in the order of the workflow table."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from models.enums import CaseState, Kind
from services.demo.story import Matter


@dataclass(frozen=True)
class Happening:
    """One event of a case's history."""

    action: str
    on: date
    to_state: CaseState
    document: str = ""


def happenings(rng: np.random.Generator, one: Matter) -> list[Happening]:
    """The events of a matter up to today, oldest first."""
    found = [Happening("receive", one.received_on, CaseState.NEW)]
    if one.handled_on is None:
        return found
    if one.route != "accept":
        state = CaseState.NEW if one.route == "urge" else CaseState.CLOSED
        return [*found, Happening(one.route, one.handled_on, state, "CV")]
    found.append(Happening("accept", one.handled_on, CaseState.ACCEPTED, "TB"))
    settle = _answer if one.kind is Kind.RECOMMENDATION else _decision
    return found + _with_suspension(settle(rng, one), one)


def _answer(rng: np.random.Generator, one: Matter) -> list[Happening]:
    found = []
    accepted, decided = one.handled_on or one.received_on, one.decided_on
    until = decided or accepted + timedelta(days=9)
    if (until - accepted).days > 3 and (decided or rng.random() < 0.6):
        found.append(Happening("study", accepted + timedelta(days=2), CaseState.VERIFYING))
    if decided:
        found.append(Happening("answer", decided, CaseState.DECIDED, "CV"))
    if one.closed_on:
        found.append(Happening("close", one.closed_on, CaseState.CLOSED))
    return found


def _decision(rng: np.random.Generator, one: Matter) -> list[Happening]:
    accepted, decided = one.handled_on or one.received_on, one.decided_on
    found = [Happening("assign_verification", accepted + timedelta(days=1), CaseState.VERIFYING, "QĐ")]
    needs_dialogue = one.kind is Kind.COMPLAINT and (one.instance == 2 or rng.random() < 0.55)
    if decided is None:
        return found if rng.random() < 0.9 else []
    if needs_dialogue:
        day = accepted + (decided - accepted) * 2 // 3
        found.append(Happening("hold_dialogue", day, CaseState.DIALOGUE, "BB"))
    document = "KL" if one.kind is Kind.DENUNCIATION else "QĐ"
    found.append(Happening("decide", decided, CaseState.DECIDED, document))
    return found + _after_decision(one)


def _after_decision(one: Matter) -> list[Happening]:
    """Sending and service keep the state; publication and enforcement move it on, by their days."""
    steps = []
    if one.published_on:
        steps.append(Happening("publish", one.published_on, CaseState.PUBLISHED))
    if one.published_on and one.enforced_on:
        day = max(one.enforced_on, one.published_on)
        steps.append(Happening("enforce", day, CaseState.ENFORCING, "CV"))
        if one.closed_on:
            steps.append(Happening("close", max(one.closed_on, day), CaseState.CLOSED))
    moves = list(steps)
    for action, on, document in (("send", one.sent_on, "CV"), ("serve", one.served_on, "BB")):
        if on is None or (one.closed_on and on > one.closed_on):
            continue
        state = next((step.to_state for step in reversed(moves) if step.on < on), CaseState.DECIDED)
        steps.append(Happening(action, on, state, document))
    order = ("send", "serve", "publish", "enforce", "close")
    return sorted(steps, key=lambda step: (step.on, order.index(step.action)))


def _with_suspension(found: list[Happening], one: Matter) -> list[Happening]:
    """A pause between acceptance and decision, with its resumption where it has ended."""
    if one.suspended is None or one.kind is Kind.RECOMMENDATION:
        return found
    began, ended = one.suspended
    before = [step for step in found if step.on <= began]
    after = [step for step in found if step.on > began]
    if any(step.on < (ended or date.max) for step in after):
        return found
    state = before[-1].to_state if before else CaseState.ACCEPTED
    pause = [Happening("suspend", began, CaseState.SUSPENDED, "QĐ")]
    if ended:
        pause.append(Happening("resume", ended, state, "QĐ"))
    return before + pause + after
