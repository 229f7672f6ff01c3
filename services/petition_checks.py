"""What is wrong with an entered petition, each as a sentence that names the field and the remedy."""

from datetime import date

from sqlmodel import Session, col, or_, select

from models import Channel, Commune, SubjectField, Unit, User
from models.enums import Kind, PetitionOutcome, UnitKind
from services import crowds, thresholds, wall_checks, watching_at_intake
from services.entries import HOW_MANY_PEOPLE, MOST_PEOPLE
from services.errors import AppError, DateInFuture, FieldInvalid
from services.handling_checks import handling_problems, out_of_order, required
from services.over_level_checks import over_level_problems
from services.permissions import Actor
from services.person_checks import TooLong, people_problems
from services.petition_input import LABELS, PetitionInput
from services.text import N_
from services.walls import Accused
from services.working_days import WorkingCalendar

SUMMARY_LONGEST = 2000
LONGEST = {
    "sender_body": 200,
    "sender_number": 60,
    "eoffice_number": 60,
    "backdate_reason": 300,
    "respondent_name": 200,
    "respondent_address": 300,
    "about": 2000,
    "note": 4000,
}


class LateEntryWithoutReason(AppError):
    msgid = N_(
        "The stamp of {day} is more than {limit} working days old. Say in “{label}” why it is entered now."
    )


class AccusedNotSaid(AppError):
    msgid = N_("Say who is denounced: choose the person on our staff or the unit, or tick “Not our staff”.")


class HandledByOthers(AppError):
    msgid = N_("Leave “Result of the handling” empty: others handle this denunciation.")


class AccusedMayNotEnter(AppError):
    msgid = N_("This denunciation names you. Hand the paper unopened to another person for entry.")


def problems(
    session: Session, entry: PetitionInput, *, actor: Actor, today: date, calendar: WorkingCalendar
) -> list[AppError]:
    """Everything that stands against saving, in the order of the form; empty when it may be saved."""
    if entry.kind is None:
        return [required("kind")]
    return [
        *_dates(session, entry, today=today, calendar=calendar),
        *_channel(session, entry),
        *people_problems(entry),
        *_words(entry),
        *_lengths(entry),
        *_crowd(session, entry),
        *_respondent(session, entry, actor=actor, today=today),
        *_lists(session, entry, actor=actor),
        *handling_problems(entry.kind, entry.eligible, entry.received_on, entry.handling, today=today),
    ]


def by_field(found: list[AppError]) -> dict[str, AppError]:
    """The first thing wrong with each field, by the field's name."""
    faults: dict[str, AppError] = {}
    for refusal in found:
        faults.setdefault(refusal.field or "", refusal)
    return faults


def _dates(
    session: Session, entry: PetitionInput, *, today: date, calendar: WorkingCalendar
) -> list[AppError]:
    if entry.received_on is None:
        return [required("received_on")]
    if entry.received_on > today:
        return [DateInFuture(field="received_on", label=LABELS["received_on"])]
    found: list[AppError] = []
    late = is_late_entry(session, entry.received_on, today=today, calendar=calendar)
    if late and not entry.backdate_reason:
        found.append(
            LateEntryWithoutReason(
                field="backdate_reason",
                day=entry.received_on,
                limit=thresholds.number(session, "intake.backdate_days", today=today),
                label=LABELS["backdate_reason"],
            )
        )
    for field in ("petition_on", "sender_on"):
        day = getattr(entry, field)
        if day and day > entry.received_on:
            found.append(out_of_order(field, day, "received_on", entry.received_on))
    return found


def is_late_entry(session: Session, received_on: date, *, today: date, calendar: WorkingCalendar) -> bool:
    """Whether the stamp is older than the working days within which papers are registered."""
    if received_on >= today or received_on < calendar.first_day:
        return received_on < calendar.first_day
    limit = thresholds.number(session, "intake.backdate_days", today=today)
    return received_on < calendar.add_working_days(today, -limit)


def _channel(session: Session, entry: PetitionInput) -> list[AppError]:
    if entry.channel_id is None:
        return [required("channel_id")]
    channel = session.get(Channel, entry.channel_id)
    day = entry.received_on or date.max
    if channel is None or channel.valid_from > day or (channel.valid_to and channel.valid_to < day):
        return [_choose("channel_id")]
    if channel.from_body and not entry.sender_body:
        return [required("sender_body")]
    return []


def _choose(field: str) -> FieldInvalid:
    return FieldInvalid(field=field, label=LABELS[field], remedy=N_("choose one from the list."))


def _lengths(entry: PetitionInput) -> list[AppError]:
    found: list[AppError] = [
        TooLong(field=field, label=LABELS[field], length=len(getattr(entry, field)), limit=limit)
        for field, limit in LONGEST.items()
        if len(getattr(entry, field)) > limit
    ]
    for field in ("signatories", "persons", "persons_same_content"):
        count = getattr(entry, field)
        least = 1 if field == "signatories" else 0
        if count is not None and not least <= count <= MOST_PEOPLE:
            found.append(FieldInvalid(field=field, label=LABELS[field], remedy=HOW_MANY_PEOPLE))
    return found


def _words(entry: PetitionInput) -> list[AppError]:
    if not entry.summary:
        return [required("summary")]
    if len(entry.summary) > SUMMARY_LONGEST:
        length = len(entry.summary)
        return [TooLong(field="summary", label=LABELS["summary"], length=length, limit=SUMMARY_LONGEST)]
    return []


def _crowd(session: Session, entry: PetitionInput) -> list[AppError]:
    """A group names as many representatives as the law of the day lets it."""
    asked, on = entry.crowd.representatives, entry.received_on
    if asked is None or on is None or not watching_at_intake.is_crowd(session, entry.persons, on=on):
        return []
    most = crowds.most_representatives(session, entry.persons, today=on)
    if 1 <= asked <= most:
        return []
    return [crowds.TooManyRepresentatives(field="crowd_representatives", persons=entry.persons, most=most)]


def _respondent(session: Session, entry: PetitionInput, *, actor: Actor, today: date) -> list[AppError]:
    if entry.kind is not Kind.DENUNCIATION:
        return []
    people, units = entry.accused_user_ids, entry.accused_unit_ids
    found: list[AppError] = []
    if entry.respondent_user_id is not None and session.get(User, entry.respondent_user_id) is None:
        found.append(_choose("respondent_user_id"))
    if any(session.get(User, user_id) is None for user_id in entry.also_denounced_ids):
        found.append(_choose("also_denounced_ids"))
    if units - accused_units(session):
        found.append(_choose("respondent_unit_id"))
    if found:
        return found
    if not (people or units or entry.not_our_staff):
        return [AccusedNotSaid(field="respondent_user_id")]
    wall = wall_checks.wall_of_entry(
        session, Accused(people, units), received_on=entry.received_on, today=today
    )
    if actor.user_id in wall.accused:
        return [AccusedMayNotEnter(field="respondent_user_id")]
    if entry.handling is None:
        return []
    others = wall.closes and entry.handling.outcome is not PetitionOutcome.FORWARD
    return [HandledByOthers(field="outcome")] if others or wall_checks.loses_sight(wall, actor) else []


def accused_units(session: Session) -> frozenset[int]:
    """The units that may be named as denounced: all of ours, ended ones among them."""
    found = session.exec(select(Unit.id).where(Unit.kind != UnitKind.OUTSIDE))
    return frozenset(unit for unit in found if unit is not None)


def _lists(session: Session, entry: PetitionInput, *, actor: Actor) -> list[AppError]:
    found: list[AppError] = []
    for field, model in (("field_id", SubjectField), ("commune_id", Commune)):
        chosen = getattr(entry, field)
        if chosen is not None and session.get(model, chosen) is None:
            found.append(_choose(field))
    if entry.unit_id not in {unit.id for unit in units_of(session, actor)}:
        found.append(_choose("unit_id"))
    found.extend(over_level_problems(entry))
    if entry.instance not in (1, 2):
        found.append(_choose("instance"))
    return found


def units_of(session: Session, actor: Actor) -> list[Unit]:
    """The units in whose name the actor may receive a petition: his own, or any inside his scope."""
    inside = col(Unit.kind) != UnitKind.OUTSIDE
    ids = actor.scope.unit_ids
    if ids is not None:
        inside = inside & or_(col(Unit.id).in_(ids), col(Unit.id) == (actor.unit_id or 0))
    return list(session.exec(select(Unit).where(inside).order_by(col(Unit.path))))
