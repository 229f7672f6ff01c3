"""What a person enters about the parts of a mixed petition, and what stands against splitting it so."""

from collections.abc import Sequence

from sqlmodel import Session

from models import Petition, SubjectField, User
from models.enums import Kind
from services import petition_records, walls
from services.errors import AppError, FieldInvalid, FieldRequired
from services.permissions import Actor
from services.person_checks import TooLong
from services.petition_checks import (
    LONGEST,
    SUMMARY_LONGEST,
    AccusedMayNotEnter,
    AccusedNotSaid,
    accused_units,
)
from services.petition_input import LABELS, Entry
from services.petition_parts import Part
from services.text import N_, fold
from services.walls import Accused


class OnePartOnly(AppError):
    msgid = N_("A petition is split into at least two parts. Add a part, or cancel.")


class WordsOfTheWhole(AppError):
    msgid = N_(
        "Part {part} still says everything that the petition says. "
        "Leave in it only what belongs to it: the denunciation is read by others."
    )


class PartsAlike(AppError):
    msgid = N_("Parts {part} and {other} say the same. Reword one of them, or take it out.")


class PartInput(Entry):
    """One part: a case that stands for it already (`case_id`), or what its own case is opened with."""

    case_id: int | None = None
    kind: Kind | None = None
    instance: int = 1
    disciplinary: bool = False
    further: bool = False
    summary: str = ""
    field_id: int | None = None
    respondent_name: str = ""
    respondent_address: str = ""
    respondent_user_id: int | None = None
    respondent_unit_id: int | None = None
    not_our_staff: bool = False

    @property
    def accused(self) -> Accused:
        """Whom of us the part denounces."""
        found = Accused.named(self.respondent_user_id, self.respondent_unit_id)
        return found if self.denounces else Accused()

    @property
    def denounces(self) -> bool:
        return self.kind is Kind.DENUNCIATION


def name_of(place: int, field: str) -> str:
    """How a field of a part is called in refusals and on the form; places count from 1."""
    return f"part_{place}_{field}"


def problems(
    session: Session,
    petition: Petition,
    parts: Sequence[PartInput],
    standing: Sequence[Part],
    *,
    actor: Actor,
) -> list[AppError]:
    """Everything that stands against splitting, in the order of the form; empty when it may be done.

    `standing` are the parts that the actor sees already; new ones come after them.
    """
    found: list[AppError] = []
    known = {part.case.id for part in standing}
    if len(parts) < 2 or all(part.case_id in known for part in parts):
        found.append(OnePartOnly())
    for place, part in enumerate(parts, start=1):
        found += _part(session, petition, part, place, actor=actor)
    return found + _words(petition, parts)


def _part(
    session: Session, petition: Petition, part: PartInput, place: int, *, actor: Actor
) -> list[AppError]:
    found: list[AppError] = []
    if part.kind is None:
        found.append(FieldRequired(field=name_of(place, "kind"), label=LABELS["kind"]))
    if not part.summary:
        found.append(FieldRequired(field=name_of(place, "summary"), label=LABELS["summary"]))
    limits = {"summary": SUMMARY_LONGEST} | {
        name: LONGEST[name] for name in ("respondent_name", "respondent_address")
    }
    for name, limit in limits.items():
        length = len(getattr(part, name))
        if length > limit:
            found.append(TooLong(field=name_of(place, name), label=LABELS[name], length=length, limit=limit))
    if part.field_id is not None and session.get(SubjectField, part.field_id) is None:
        found.append(_choose(place, "field_id"))
    if part.instance not in (1, 2):
        found.append(_choose(place, "instance"))
    if part.denounces and part.case_id is None:
        found += _accused(session, petition, part, place, actor=actor)
    return found


def _accused(
    session: Session, petition: Petition, part: PartInput, place: int, *, actor: Actor
) -> list[AppError]:
    """Whom a new denunciation names has to be said, as at intake."""
    field = name_of(place, "respondent_user_id")
    user_id, unit_id = part.respondent_user_id, part.respondent_unit_id
    if user_id is None and unit_id is None:
        return [] if part.not_our_staff else [AccusedNotSaid(field=field)]
    if user_id is not None and session.get(User, user_id) is None:
        return [_choose(place, "respondent_user_id")]
    if unit_id is not None and unit_id not in accused_units(session):
        return [_choose(place, "respondent_unit_id")]
    wall = walls.of(session, part.accused, days=(petition.received_on,))
    return [AccusedMayNotEnter(field=field)] if actor.user_id in wall.accused else []


def _words(petition: Petition, parts: Sequence[PartInput]) -> list[AppError]:
    """Each part says its own; beside a denunciation no other part repeats the whole petition."""
    found: list[AppError] = []
    said = [fold(part.summary) for part in parts]
    whole = fold(petition_records.whole_words(petition))
    with_secret = any(part.denounces for part in parts)
    for place, part in enumerate(parts, start=1):
        field = name_of(place, "summary")
        if with_secret and whole and not part.denounces and whole in said[place - 1]:
            found.append(WordsOfTheWhole(field=field, part=place))
        earlier = said.index(said[place - 1]) + 1
        if said[place - 1] and earlier < place:
            found.append(PartsAlike(field=field, part=earlier, other=place))
    return found


def _choose(place: int, field: str) -> FieldInvalid:
    remedy = N_("choose one from the list.")
    return FieldInvalid(field=name_of(place, field), label=LABELS[field], remedy=remedy)
