"""The cases of a petition: of a mixed one, each part with its number, and undoing a wrong split."""

from datetime import datetime

import streamlit as st

from models.enums import CaseState
from services import part_voiding
from services.database import transaction
from services.permissions import Actor, Permission, can
from services.petition_input import LABELS
from services.petition_parts import Part
from services.petition_view import PetitionView
from ui import navigation, tables
from ui.i18n import _
from ui.labels import count, day, word
from ui.panels import plain
from ui.petition import seen, split

SHOWN = 120


def cases(view: PetitionView, actor: Actor, *, now: datetime) -> None:
    """The cases the petition became, the petitions it repeats or that repeat it, and splitting it."""
    standing = [part for part in view.parts if part.stands]
    for part in view.parts:
        if part.stands:
            _part(part, actor, is_mixed=len(view.parts) > 1)
        else:
            code, reason = part.case.code, plain(_(part.case.void_reason))
            said = _("Part {n} · {code} · voided: {reason}")
            st.caption(said.format(n=count(part.number), code=code, reason=reason))
    if not standing:
        st.caption(_("No case belongs to this petition."))
    for other in view.related:
        repeats = other.id == view.petition.duplicate_of_id
        text = _("Repeats {code}") if repeats else _("Repeated by {code}")
        label = f"{text.format(code=other.code)} · {day(other.received_on)}"
        navigation.link("petition", label, icon=":material/content_copy:", code=other.code)
    if split.offered(view, actor) and not view.is_closed:
        label = _("Split into parts")
        help_ = _("For a paper with several matters: complaint, denunciation, recommendation")
        if st.button(label, key="petition_split", icon=":material/call_split:", help=help_):
            st.query_params["do"] = split.DO
            st.rerun()
    untouched = [part for part in standing if part.case.state is CaseState.NEW]
    if len(standing) > 1 and untouched and not view.is_closed and can(actor, Permission.PETITION_VOID):
        _void(view, untouched, actor, now=now)


def _part(part: Part, actor: Actor, *, is_mixed: bool) -> None:
    case = part.case
    label = f"{case.code} · {word(case.state)}"
    if is_mixed:
        kind = tables.kind_said(case.kind, case.instance)
        label = f"**{_('Part {n}').format(n=count(part.number))}** · {case.code} · {kind}"
    navigation.link("case", label, icon=":material/folder:", code=case.code)
    if is_mixed:
        words = part.summary if len(part.summary) <= SHOWN else f"{part.summary[: SHOWN - 1].rstrip()}…"
        st.caption(f"{word(case.state)} · {plain(words)}")
    if case.is_estimated and case.is_open and can(actor, Permission.CASE_WORK):
        confirm = _("Confirm the receipt date")
        navigation.link("case", confirm, icon=":material/event_available:", code=case.code, do="receipt")


def _void(view: PetitionView, untouched: list[Part], actor: Actor, *, now: datetime) -> None:
    """A part that was split off wrongly; its case stays in the trail."""
    with st.expander(_("A part was split off wrongly"), icon=":material/undo:", key="part_void_box"):
        st.caption(_("Its case is voided and stays in the trail; the other parts stay as they are."))
        words = {
            part.number: f"{_('Part {n}').format(n=count(part.number))} · {part.case.code}"
            for part in untouched
        }
        number = st.selectbox(
            _("Part"),
            list(words),
            index=None,
            format_func=words.get,
            placeholder=_("Choose"),
            key=seen.key("part_number"),
        )
        reason = st.text_input(_(LABELS["reason"]), key=seen.key("part_reason"), max_chars=300)
        if st.button(_("Void the part"), key="part_void", disabled=number is None):
            with seen.guarded(view):
                with transaction() as session:
                    part_voiding.void_part(
                        session,
                        view.petition.id or 0,
                        number or 0,
                        reason=reason,
                        actor=actor,
                        now=now,
                        seen=seen.pinned(view),
                    )
                seen.done(_("The part is voided."))
