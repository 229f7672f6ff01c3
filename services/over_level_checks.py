"""Whether what a petition says of over-level holds by the definition of the day of receipt."""

from models.enums import Kind
from services.errors import AppError
from services.over_level_rule import NOT_ABOVE, NotOverLevel, definition_on
from services.petition_input import LABELS, PetitionInput
from services.text import N_


class LevelNotBelow(AppError):
    msgid = N_("Over-level means that a lower level is competent. Choose it in “{label}”.")


def over_level_problems(entry: PetitionInput) -> list[AppError]:
    """Nothing where it is not said, LevelNotBelow without a lower competent level, else NotOverLevel."""
    if not entry.over_level or entry.received_on is None:
        return []
    unfit = LevelNotBelow(field="competent_level", label=LABELS["competent_level"])
    if entry.competent_level is None:
        return [unfit]
    against = definition_on(entry.received_on).against(
        entry.addressed_level,
        entry.competent_level,
        # A second complaint comes after the first decision or after its term.
        lower_had_its_turn=entry.kind is Kind.COMPLAINT and entry.instance > 1,
    )
    if against is None:
        return []
    return [unfit] if against == NOT_ABOVE else [NotOverLevel(field="over_level", why=against)]
