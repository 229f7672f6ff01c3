"""What is wrong with a result of the handling of a petition, by the rules of each kind."""

from datetime import date

from models.enums import Kind, PetitionOutcome
from services.errors import AppError, DateInFuture, FieldRequired
from services.petition_input import LABELS, HandlingInput
from services.text import N_


class DateOutOfOrder(AppError):
    msgid = N_("“{label}” ({day}) lies after “{other}” ({other_day}). Correct one of the two.")


class ComplaintNotForwarded(AppError):
    msgid = N_(
        "A complaint is not forwarded. Guide the citizen to the competent body, or return it to the sender."
    )


class EligibleNotReturned(AppError):
    msgid = N_("Only a petition that is not eligible is returned or filed. First mark it as not eligible.")


class NotEligibleCannotGoOn(AppError):
    msgid = N_("A petition that is not eligible can only be returned or filed.")


def handling_problems(
    kind: Kind,
    eligible: bool | None,
    received_on: date | None,
    handling: HandlingInput | None,
    *,
    today: date,
) -> list[AppError]:
    """What stands against a result of the handling, by the rules of each kind."""
    if handling is None:
        return []
    found: list[AppError] = []
    ends = (PetitionOutcome.RETURN, PetitionOutcome.FILE)
    if handling.outcome is PetitionOutcome.FORWARD and kind is Kind.COMPLAINT:
        found.append(ComplaintNotForwarded(field="outcome"))
    elif handling.outcome in ends and eligible is not False:
        found.append(EligibleNotReturned(field="outcome"))
    elif handling.outcome not in ends and eligible is False:
        found.append(NotEligibleCannotGoOn(field="outcome"))
    elsewhere = (PetitionOutcome.GUIDE, PetitionOutcome.FORWARD, PetitionOutcome.URGE)
    if handling.outcome in elsewhere and not handling.body:
        found.append(required("outcome_body"))
    if handling.handled_on > today:
        found.append(DateInFuture(field="handled_on", label=LABELS["handled_on"]))
    elif received_on and handling.handled_on < received_on:
        found.append(out_of_order("received_on", received_on, "handled_on", handling.handled_on))
    return found


def required(field: str) -> FieldRequired:
    """The refusal of an empty field."""
    return FieldRequired(field=field, label=LABELS[field])


def out_of_order(field: str, day: date, other: str, other_day: date) -> DateOutOfOrder:
    """The refusal of two dates that stand the wrong way round."""
    return DateOutOfOrder(field=field, label=LABELS[field], day=day, other=LABELS[other], other_day=other_day)
