"""From a frozen week to words: the deck of slides in the reader's language, Vietnamese on paper."""

from datetime import date
from typing import Any

from models.enums import BriefingSection
from services.briefing import sentences, weeks
from services.briefing.content import FIGURES
from services.briefing.deck import Deck, DeckFigure, DeckLine, DeckSlide
from services.briefing.sentences import Sentence
from services.statistics import MEASURES
from ui import figures, formats
from ui.briefing import alarm_lines, charts, tables, words
from ui.briefing.reading import Material
from ui.i18n import _
from ui.labels import count, instant


def make(material: Material) -> Deck:
    """The slides of a week with what was said beside them."""
    briefing = material.briefing
    return Deck(
        snapshot_id=briefing.snapshot_id,
        monday=briefing.monday,
        version=briefing.version,
        superior=material.superior,
        department=material.department,
        title=_("Weekly briefing on petitions and reception"),
        week=words.week(briefing.monday),
        notes=notes(material),
        slides=tuple(
            _slide(material, section, number) for number, section in enumerate(BriefingSection, start=1)
        ),
        words={
            "comment": _("Comment"),
            "before": _("week before"),
            "year": _("same week of last year"),
            "figure": _("Figure"),
            "this_week": _("this week"),
            "code": _("code"),
        },
    )


def notes(material: Material) -> tuple[str, ...]:
    """What the figures are: when they were frozen, up to which day, without what."""
    briefing = material.briefing
    frozen = _("Frozen at {at}, version {version}; later entries do not change it.").format(
        at=instant(briefing.frozen_at), version=briefing.version
    )
    found = [
        frozen,
        _("Whole department, without denunciations: their totals are published by quarter only."),
    ]
    if not briefing.is_whole_week:
        day = formats.day(briefing.day)
        found.append(_("The week was not over: counted up to {day}.").format(day=day))
    elif briefing.frozen_at.date() > weeks.sunday(briefing.monday) + 7 * date.resolution:
        found.append(_("Frozen late: counted from the dated history as it was entered by then."))
    return tuple(found)


def _slide(material: Material, section: BriefingSection, number: int) -> DeckSlide:
    said = material.comments.get(section)
    table, empty = tables.of_section(material, section)
    return DeckSlide(
        section=section,
        number=number,
        title=_(words.TITLES[section]),
        lines=(
            *(_line(material, one) for one in sentences.of_section(material.briefing, section)),
            *(alarm_lines.of(material) if section is BriefingSection.HOT else ()),
        ),
        figures=_figures(material) if section is BriefingSection.OVERVIEW else (),
        chart=charts.of_section(material, section),
        table=table,
        empty=empty,
        comment=said.text if said else "",
    )


def _figures(material: Material) -> tuple[DeckFigure, ...]:
    found = material.briefing.figures
    return tuple(
        DeckFigure(
            name,
            _(MEASURES[name].label),
            *(
                figures.value(MEASURES[name], value)
                for value in (found[name].value, found[name].week_before, found[name].year_before)
            ),
        )
        for name in FIGURES
        if name in found
    )


def _line(material: Material, sentence: Sentence) -> DeckLine:
    values = {name: _said(material, name, value) for name, value in sentence.values.items()}
    return DeckLine(_(sentence.msgid).format(**values), sentence.list, sentence.number, sentence.measure)


def _said(material: Material, name: str, value: Any) -> str:
    if name == "unit":
        return material.names["unit"].get(value, "?")
    if isinstance(value, date):
        return formats.day(value)
    return count(value)
