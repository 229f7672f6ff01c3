"""What is wrong with the people of an entered petition."""

import re

from services.errors import AppError, FieldInvalid, FieldRequired
from services.petition_input import LABELS, PersonInput, PetitionInput
from services.text import N_

PERSON_LONGEST = {"name": 200, "address": 300, "number": 20, "phone": 40, "email": 200}

_NUMBER = re.compile(r"[0-9A-Za-z]{6,20}")
_PHONE = re.compile(r"\+?[0-9]{8,15}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


class TooLong(AppError):
    msgid = N_("“{label}” has {length} characters; shorten it to at most {limit}.")


class SenderMissing(AppError):
    msgid = N_("Nobody is named as sender. Enter a full name, or mark the petition as anonymous.")


class AnonymousWithName(AppError):
    msgid = N_("The petition is marked as anonymous, but people are named. Clear the names or the mark.")


class SignatoriesTooFew(AppError):
    msgid = N_("{named} people are named, but “{label}” says {count}. Correct the number or the names.")


def people_problems(entry: PetitionInput) -> list[AppError]:
    written = [person for person in entry.people if not person.is_blank]
    """Everything that stands against the names, addresses and numbers, in the order of the form."""
    if entry.is_anonymous:
        return [AnonymousWithName(field="is_anonymous")] if written else []
    if not any(person.name for person in written):
        return [SenderMissing(field="person_1_name")]
    found: list[AppError] = []
    for place, person in enumerate(entry.people, start=1):
        if not person.is_blank:
            found += person_problems(person, place)
    if 1 <= entry.signatories < len(written):
        label = LABELS["signatories"]
        found.append(
            SignatoriesTooFew(field="signatories", named=len(written), label=label, count=entry.signatories)
        )
    return found


def person_problems(person: PersonInput, place: int) -> list[AppError]:
    """What stands against one person, the `place`-th of the form."""
    found: list[AppError] = []
    if not person.name:
        found.append(FieldRequired(field=f"person_{place}_name", label=LABELS["name"]))
    for field, limit in PERSON_LONGEST.items():
        length = len(getattr(person, field))
        if length > limit:
            found.append(
                TooLong(field=f"person_{place}_{field}", label=LABELS[field], length=length, limit=limit)
            )
    shapes = (
        ("number", re.sub(r"[\s.\-]", "", person.number), _NUMBER, N_("6 to 20 digits and letters.")),
        ("phone", re.sub(r"[\s.\-()]", "", person.phone), _PHONE, N_("8 to 15 digits.")),
        ("email", person.email, _EMAIL, N_("write it like name@example.org.")),
    )
    for field, text, shape, remedy in shapes:
        if text and not shape.fullmatch(text):
            found.append(FieldInvalid(field=f"person_{place}_{field}", label=LABELS[field], remedy=remedy))
    return found
