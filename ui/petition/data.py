"""What a petition says and how it came: read-only."""

from datetime import date

import streamlit as st

from models.enums import Kind
from services.permissions import Actor
from services.petition_input import LABELS
from services.petition_view import PetitionView
from ui import explaining, explanation_papers, origins
from ui.i18n import _, ngettext
from ui.labels import count, day, instant, word
from ui.plain_text import one_line, plain


def head(view: PetitionView, *, today: date) -> None:
    """Code, kind, where its handling stands, and how near its day is."""
    petition = view.petition
    st.title(f"{petition.code} · {word(petition.kind)}")
    if petition.voided_at is not None:
        reason = plain(_(petition.void_reason))
        st.error(
            _("Voided on {at}: {reason}").format(at=instant(petition.voided_at), reason=reason),
            icon=":material/block:",
        )
        return
    parts = [word(petition.state)]
    if petition.outcome is not None:
        parts.append(f"{word(petition.outcome)}, {day(petition.handled_on)}")
    elif petition.handling_due_on is not None:
        late = petition.handling_due_on < today
        text = _("To be handled by {day}").format(day=day(petition.handling_due_on))
        parts.append(f":red[:material/alarm: {text}]" if late else f":material/event: {text}")
    several = sum(part.stands for part in view.parts)
    if several > 1:
        parts.append(f":blue-badge[{ngettext('{n} part', '{n} parts', several).format(n=several)}]")
    if petition.is_estimated:
        parts.append(f":orange-badge[{_('estimated')}]")
    st.markdown(" · ".join(parts))


def term(view: PetitionView, actor: Actor, *, today: date) -> None:
    """Why the day by which the petition must be handled is what it is."""
    if view.term is None or view.petition.voided_at is not None:
        return
    label = _("Due on {day}: why this date?").format(day=day(view.term.due_on))
    with st.popover(label, icon=":material/help:", key="petition_why"):
        st.markdown(f"**{explaining.step_name(view.term.step)} · {day(view.term.due_on)}**")
        explaining.show(view.term, key="petition_term")
        explanation_papers.print_button(
            view.term, view.petition, actor=actor, today=today, key="petition_print"
        )


def particulars(view: PetitionView) -> None:
    """Words first, then how it came and what was recorded about it."""
    petition, words = view.petition, view.words
    st.markdown(plain(words.summary).replace("\n", "  \n"))
    lines = [
        ("received_on", day(petition.received_on)),
        ("backdate_reason", _(petition.backdate_reason) if petition.backdate_reason else ""),
        ("channel_id", view.channel),
        ("sender_body", petition.sender_body),
        ("sender_number", petition.sender_number),
        ("sender_on", day(petition.sender_on) if petition.sender_on else ""),
        ("petition_on", day(petition.petition_on) if petition.petition_on else ""),
        ("eoffice_number", petition.eoffice_number),
        ("about", words.about),
        ("instance", _instance(view)),
        ("disciplinary", _("Yes") if words.disciplinary else ""),
        ("further", _("Yes") if words.further else ""),
        ("field_id", view.field),
        ("commune_id", view.commune),
        ("unit_id", view.unit),
        ("signatories", count(petition.signatories)),
        ("persons", count(petition.persons)),
        ("persons_same_content", count(petition.persons_same_content)),
        ("addressed_level", word(petition.addressed_level)),
        ("over_level", _yes_no(petition.over_level, _("Not recorded"))),
        ("eligible", _yes_no(petition.eligible, _("To be decided"))),
        ("in_competence", _yes_no(petition.in_competence, _("To be decided"))),
        ("outcome_number", petition.outcome_number),
        ("outcome_body", petition.outcome_body),
    ]
    table = [f"| {_('Particulars')} | |", "|---|---|"]
    table += [f"| {_(LABELS[name])} | {one_line(text)} |" for name, text in lines if text not in ("", "–")]
    st.markdown("\n".join(table))
    entered = _("Entered by {name}, {at}").format(
        name=plain(view.entered_by), at=instant(petition.entered_at)
    )
    st.caption(entered)
    if view.origin:
        origins.show(view.origin)


def _instance(view: PetitionView) -> str:
    if view.petition.kind is not Kind.COMPLAINT:
        return ""
    return _("Second instance") if view.words.instance == 2 else _("First instance")


def _yes_no(value: bool | None, unknown: str) -> str:
    return unknown if value is None else _("Yes") if value else _("No")
