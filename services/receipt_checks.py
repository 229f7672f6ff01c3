"""What stands against a day of receipt or of acceptance, by what happened in the case since."""

from collections.abc import Sequence
from datetime import date

from models import Case, CaseEvent
from services.case_actions import labels_of
from services.case_course import RECEIVE
from services.errors import AppError, DateInFuture
from services.handling_checks import DateOutOfOrder
from services.text import N_

LABELS = {"received_on": N_("Receipt date"), "accepted_on": N_("Day of acceptance")}


class AfterLaterStep(AppError):
    msgid = N_(
        "“{label}” ({day}) lies after “{step}” of {later} in case {code}. "
        "Correct the day, or undo that step first."
    )


def check(
    case: Case,
    events: Sequence[CaseEvent],
    received_on: date,
    accepted_on: date | None,
    *,
    today: date,
) -> None:
    """Refuse days in the future, in the wrong order, or after a step that followed; `events` are standing.

    `accepted_on` is None where the acceptance is no day of the register, and stands as it is.
    """
    for field, on in (("received_on", received_on), ("accepted_on", accepted_on)):
        if on is not None and on > today:
            raise DateInFuture(field=field, label=LABELS[field])
    if accepted_on is not None and accepted_on < received_on:
        raise DateOutOfOrder(
            field="accepted_on",
            label=LABELS["received_on"],
            day=f"{received_on:%d/%m/%Y}",
            other=LABELS["accepted_on"],
            other_day=f"{accepted_on:%d/%m/%Y}",
        )
    labels = labels_of(case)
    told = {RECEIVE} if accepted_on is None else {RECEIVE, "accept"}
    field, last = ("received_on", received_on) if accepted_on is None else ("accepted_on", accepted_on)
    for event in events:
        if event.action in labels and event.action not in told and event.happened_on < last:
            raise AfterLaterStep(
                field=field,
                label=LABELS[field],
                day=f"{last:%d/%m/%Y}",
                step=labels[event.action],
                later=f"{event.happened_on:%d/%m/%Y}",
                code=case.code,
            )
