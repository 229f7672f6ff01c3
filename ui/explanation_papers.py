"""The explanation of a legal date on paper: one A4 page to print, and some lines on the receipt."""

from collections.abc import Callable
from datetime import date

import streamlit as st

from models import Case, Petition
from models.enums import Kind
from services import database, explanation_sheets
from services.explanation_sheets import SheetFacts
from services.explanations import Explanation
from services.permissions import Actor
from ui import explaining, tables
from ui.explaining import UNVERIFIED, said, step_name
from ui.i18n import _, in_language
from ui.labels import day, word


def print_button(
    explanation: Explanation, matter: Case | Petition, *, actor: Actor, today: date, key: str
) -> None:
    """The same on one A4 page, made when it is asked for."""
    st.download_button(
        _("Print on one page"),
        _maker(explanation, matter, actor=actor, today=today),
        file_name=f"{matter.code}-{explanation.rule_id}.pdf",
        mime="application/pdf",
        icon=":material/print:",
        on_click="ignore",
        key=key,
    )


def sheet(explanation: Explanation, matter: Case | Petition, *, actor: Actor, today: date) -> bytes:
    """The A4 page, in Vietnamese whatever the screen speaks.

    Of a sealed matter it repeats no words that a person typed; nobody is named on it but
    those who signed and who made it.
    """
    with database.reading() as session:
        heading = explanation_sheets.heading(session, matter, today=today)
    sealed = matter.kind is Kind.DENUNCIATION or matter.is_protected
    with in_language("vi"):
        return explanation_sheets.pdf(
            SheetFacts(
                superior=heading.superior,
                department=heading.department,
                unit=heading.unit,
                code=heading.code,
                subject=_subject(explanation, matter),
                dates=_dates(explanation),
                sentences=[said(one) for one in explanation.sentences if not (sealed and one.is_typed)],
                extensions=[
                    tuple(row.values()) for row in explaining.extensions_table(explanation.extensions)
                ],
                pauses=[tuple(row.values()) for row in explaining.pauses_table(explanation.pauses)],
                skipped=_skipped_on_paper(explanation),
                made=_("Made on {day}").format(day=day(today)),
                maker=actor.name,
                printed=_("made on {day} by {name}").format(day=day(today), name=actor.name),
            )
        )


def in_short(explanation: Explanation) -> list[str]:
    """Vietnamese sentences for the receipt: how long from when, and the days that did not count."""
    with in_language("vi"):
        lines = [said(explanation.sentences[0])]
        days = [f"{day(one.day)} {_(one.reason)}" for one in explanation.skipped]
        if days:
            lines.append(_("Not counted: {days}.").format(days="; ".join(days)))
    return lines


def _maker(
    explanation: Explanation, matter: Case | Petition, *, actor: Actor, today: date
) -> Callable[[], bytes]:
    # Called outside the run of the page: it may use nothing of the session.
    return lambda: sheet(explanation, matter, actor=actor, today=today)


def _subject(explanation: Explanation, matter: Case | Petition) -> str:
    instance = matter.instance if isinstance(matter, Case) else 1
    kind = tables.kind_said(matter.kind, instance) if isinstance(matter, Case) else word(matter.kind)
    return f"{step_name(explanation.step)} · {kind} · {matter.code}"


def _dates(explanation: Explanation) -> list[tuple[str, str]]:
    rows = [
        (_("First day"), day(explanation.started_on)),
        (_("Bare count ends"), day(explanation.raw_end)),
        (_("Due on"), day(explanation.due_on)),
        (_("Warnings go by"), day(explanation.target_on)),
        (_("Done on"), day(explanation.met_on) if explanation.met_on else ""),
        (_("Checked"), "" if explanation.is_verified else _(UNVERIFIED)),
    ]
    return [row for row in rows if row[1]]


def _skipped_on_paper(explanation: Explanation) -> list[tuple[str, ...]]:
    """The days off; suspended days stand in their own table already."""
    return [
        (day(row.day), _(row.reason) if row.is_verified else f"{_(row.reason)} ({_(UNVERIFIED)})")
        for row in explanation.skipped
        if not row.is_pause
    ]
