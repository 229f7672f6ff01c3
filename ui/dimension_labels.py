"""Words for what figures are broken down by, and for the values of each."""

from datetime import date
from typing import Any

import pandas as pd

from models.enums import CaseOutcome, CaseState, Kind, Level, PetitionOutcome, PetitionState
from services.text import N_
from ui import remembered
from ui.formats import month
from ui.i18n import _
from ui.labels import day, word

DIMENSION_NAMES = {
    "month": N_("Month"),
    "week": N_("Week"),
    "kind": N_("Kind"),
    "field": N_("Field"),
    "unit": N_("Unit"),
    "commune": N_("Commune"),
    "channel": N_("Way it came"),
    "state": N_("State"),
    "age_band": N_("Days"),
    "due": N_("Due on"),
    "level": N_("Level"),
    "outcome": N_("Outcome"),
    "officer": N_("Officer"),
}


def name(by: str) -> str:
    """A dimension in words."""
    return _(DIMENSION_NAMES[by])


def value_name(by: str, value: Any) -> str:
    """A value of a dimension in words; "none" in a link is what is not recorded."""
    if pd.isna(value) or value == "none":
        return _("Not recorded")
    if by in ("unit", "field", "commune", "channel", "officer"):
        # A column with gaps comes as numbers with a decimal point; a link may hold anything.
        number = str(value).removesuffix(".0")
        is_id = number.isascii() and number.isdigit() and len(number) <= 9
        return remembered.names()[by].get(int(number), "?") if is_id else number
    if by == "month":
        return _month_said(str(value))
    if by in ("week", "due"):
        # One day stands once.
        return " – ".join(dict.fromkeys(_day_said(part) for part in str(value).split("..")))
    return _worded_value(by, str(value))


def _day_said(text: str) -> str:
    try:
        return day(date.fromisoformat(text[:10]))
    except ValueError:
        return text


def _month_said(text: str) -> str:
    try:
        return month(date.fromisoformat(text[:10]))
    except ValueError:
        return text


def _worded_value(by: str, value: str) -> str:
    for enum in {
        "kind": (Kind,),
        "state": (CaseState, PetitionState),
        "level": (Level,),
        "outcome": (CaseOutcome, PetitionOutcome),
    }.get(by, ()):
        if value in set(enum):
            return word(enum(value))
    return value
