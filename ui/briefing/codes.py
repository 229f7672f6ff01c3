"""Codes for the figures of a frozen week: the frozen value beside what the same question counts today."""

from datetime import date

from services.briefing.content import FIGURES, Briefing
from services.permissions import Actor
from ui import figure_codes
from ui.briefing.drawer import days_of


def control(briefing: Briefing, *, actor: Actor, today: date) -> None:
    """The button that lists the codes; for readers whose own figures are of the whole department.

    To others the same question counts their units: its answer would look like a changed value.
    """
    if actor.figures.unit_ids is not None:
        return
    figure_codes.begin()
    for name in FIGURES:
        if name in briefing.figures:
            figure_codes.note(name, days_of(briefing), briefing.figures[name].value)
    figure_codes.control(actor, today=today)
