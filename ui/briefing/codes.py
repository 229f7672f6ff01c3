"""Codes for the figures of a frozen week: the frozen value beside what the same question counts today."""

from dataclasses import replace
from datetime import date, datetime

from services import database, passports
from services.briefing.content import FIGURES, Briefing
from services.briefing.deck import Deck
from services.passports import Asked
from services.permissions import Actor
from ui import figure_codes
from ui.briefing.drawer import days_of


def printed(deck: Deck, briefing: Briefing, *, actor: Actor, today: date, now: datetime) -> Deck:
    """The deck of a file: its figures with the codes under which they open, for the same readers."""
    if actor.figures.unit_ids is not None:
        return deck
    asked = [
        Asked(name, days_of(briefing), {}, briefing.figures[name].value)
        for name in FIGURES
        if name in briefing.figures
    ]
    with database.transaction() as session:
        codes = passports.codes(session, asked, actor=actor, today=today, now=now)
    known = {one.measure: code for one, code in zip(asked, codes, strict=True)}
    return replace(
        deck,
        slides=tuple(
            replace(
                slide,
                figures=tuple(replace(one, code=known.get(one.name, "")) for one in slide.figures),
                # A sentence about another number has its rows; its code would tell of today alone.
                lines=tuple(replace(one, code=known.get(one.measure, "")) for one in slide.lines),
            )
            for slide in deck.slides
        ),
    )


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
