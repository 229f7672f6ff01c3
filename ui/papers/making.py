"""“Create a document”: which one, what is still to be filled in, what is missing, and the file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import streamlit as st

from models.enums import CaseOutcome
from services import database
from services.documents import keeping, making
from services.documents.fields import FIELDS, Origin, Shape
from services.documents.making import Document, Prepared
from services.documents.offering import Request
from services.documents.step import SignedAs, Step
from services.documents.table import DocumentRow, IdentityUse
from services.permissions import Actor, Permission, can
from services.text import N_
from ui.feedback import refusals_shown
from ui.i18n import _, said
from ui.labels import day, word

BY_NAME = "by_name"
CAPACITIES: dict[str, str] = {
    BY_NAME: N_("By the name: the head, or for the head"),
    SignedAs.HEAD: N_("The head"),
    SignedAs.FOR_HEAD: N_("For the head (KT.)"),
    SignedAs.BY_ORDER: N_("By order of the head (TL.)"),
}
PEOPLE = frozenset(token for token, field in FIELDS.items() if field.origin is Origin.PERSON)
# As long as an event keeps them.
LONGEST_NAME, LONGEST_REASON = 120, 1000
_TYPED = "_papers_typed"


@dataclass(frozen=True)
class Choice:
    """One document that may be made, with its step; `outcomes` are asked where no form asks them."""

    row: DocumentRow
    step: Step
    label: str
    outcomes: tuple[CaseOutcome, ...] = ()
    asks_step: bool = False


@dataclass(frozen=True)
class Matter:
    """The case or petition the documents belong to."""

    code: str
    case_id: int | None = None
    petition_id: int | None = None


def maker(
    choices: Sequence[Choice],
    matter: Matter,
    *,
    key: str,
    actor: Actor,
    now: datetime,
    defaults: Mapping[str, str] | None = None,
) -> None:
    """The switch that opens the form, and the form: nothing is asked before somebody wants a document."""
    if not choices or not can(actor, Permission.CASE_WORK):
        return
    if not st.toggle(_("Create a document"), key=f"{key}_wanted"):
        return
    with st.container(border=True, key=f"{key}_papers"):
        chosen = _chosen(choices, key)
        step = _step(chosen, key) if chosen.asks_step else chosen.step
        step = _signing(step, key)
        asking = Request(
            case_id=matter.case_id, petition_id=matter.petition_id, template=chosen.row.template, step=step
        )
        prepared: Prepared | None = None
        with refusals_shown(), database.reading() as session:
            prepared = making.prepare(session, asking, actor=actor, now=now)
            before = keeping.typed_before(
                session,
                case_id=matter.case_id,
                petition_id=matter.petition_id,
                template=chosen.row.template,
            )
        if prepared is None:
            return
        typed_before = {token: text for token, text in before.items() if text}
        known = {**prepared.known, **typed_before, **(defaults or {})}
        asking.typed = _typed(prepared, known, matter, key)
        _names(prepared, asking, key)
        asking.keep = st.checkbox(
            _("Keep it with the file of the matter"),
            value=prepared.step.is_recorded,
            key=f"{key}_{chosen.row.template}_keep_{prepared.step.is_recorded}",
        )
        if st.button(_("Create the document"), key=f"{key}_make", icon=":material/description:"):
            _make(asking, key, actor=actor, now=now)


def draft_of(row: DocumentRow, step: Step, **more: Any) -> Choice:
    """The choice of a draft."""
    return Choice(row, step, _("{title} (draft)").format(title=_(row.title)), **more)


def recorded_of(row: DocumentRow, step: Step, number: str) -> Choice:
    """The choice of the paper of a recorded step."""
    label = _("{title}, {number} of {day}").format(
        title=_(row.title), number=number, day=day(step.dated_on or step.happened_on)
    )
    return Choice(row, step, label)


def _chosen(choices: Sequence[Choice], key: str) -> Choice:
    if len(choices) == 1:
        st.markdown(f"**{choices[0].label}**")
        return choices[0]
    labels = [choice.label for choice in choices]
    place = st.selectbox(
        _("Document"), range(len(choices)), format_func=labels.__getitem__, key=f"{key}_which"
    )
    return choices[place or 0]


def _step(chosen: Choice, key: str) -> Step:
    """Day, signer and result of a step that no form asks now."""
    left, right = st.columns(2)
    step = chosen.step
    on = left.date_input(_("Day of the step"), value=step.happened_on, format="DD/MM/YYYY", key=f"{key}_day")
    signer = right.text_input(_("Signed by"), value=step.signer, key=f"{key}_signer")
    outcome = step.outcome
    if len(chosen.outcomes) > 1:
        outcome = st.radio(
            _("Result"),
            list(chosen.outcomes),
            index=None,
            format_func=word,
            horizontal=True,
            key=f"{key}_{chosen.row.action}_outcome",
        )
    told: dict[str, Any] = {"happened_on": on or step.happened_on, "outcome": outcome}
    return step.model_copy(update={**told, "signer": signer[:LONGEST_NAME]})


def _signing(step: Step, key: str) -> Step:
    """In what capacity the signer signs, and his title where that is not the head's."""
    left, right = st.columns(2)
    words = {capacity: _(text) for capacity, text in CAPACITIES.items()}
    how = left.selectbox(_("Signs as"), list(words), format_func=words.__getitem__, key=f"{key}_capacity")
    title = ""
    if how in (SignedAs.FOR_HEAD, SignedAs.BY_ORDER):
        title = right.text_input(_("Title of the signer"), key=f"{key}_title")
    said_how = None if how == BY_NAME else SignedAs(how)
    return step.model_copy(update={"signed_as": said_how, "signer_title": title[:LONGEST_NAME]})


def _typed(prepared: Prepared, known: Mapping[str, str], matter: Matter, key: str) -> dict[str, str]:
    """The fields that a person may fill in; what was typed for the draft is there again afterwards."""
    template = prepared.row.template
    kept: dict[str, str] = st.session_state.setdefault(_TYPED, {}).setdefault((matter.code, template), {})
    typed = {}
    for token in prepared.asked:
        field = FIELDS[token]
        label = _(field.label) + (" *" if token in prepared.row.required else "")
        value, name = kept.get(token, known.get(token, "")), f"{key}_{template}_{token}"
        if field.shape is Shape.LINE:
            typed[token] = st.text_input(label, value=value, key=name)
        else:
            typed[token] = st.text_area(label, value=value, key=name, height=90)
    kept.update({token: text for token, text in typed.items() if text != known.get(token, "")})
    return typed


def _names(prepared: Prepared, asking: Request, key: str) -> None:
    """Protected names: filled in for a purpose by whoever may read them, else left open."""
    if not prepared.is_sealed:
        return
    if prepared.asks_names:
        is_carried = prepared.row.identity is IdentityUse.CARRIED
        label = (
            _("Fill in the protected names that this paper carries")
            if is_carried
            else _("Take the name of the denounced person from the file")
        )
        asking.with_names = st.checkbox(label, key=f"{key}_names")
        if asking.with_names:
            asking.purpose = st.text_input(
                _("For what purpose? The reading is recorded."), key=f"{key}_purpose"
            )
    elif prepared.row.identity is IdentityUse.CARRIED:
        st.caption(_("The place of the protected name stays open; who may read identities fills it in."))
    if prepared.row.identity is not IdentityUse.CARRIED:
        st.caption(_("This paper never names who sent the petition."))


def _make(asking: Request, key: str, *, actor: Actor, now: datetime) -> None:
    """Say everything that is missing at once; else make the file and offer it."""
    made: Document | None = None
    with refusals_shown():
        with database.reading() as session:
            found = making.problems(session, asking, actor=actor, now=now)
        # Names that are about to be opened are not missing yet.
        missing = [one for one in found if not (asking.with_names and one.field in PEOPLE)]
        if missing:
            lines = [said(one) for one in missing]
            text = lines[0] if len(lines) == 1 else "\n".join(f"- {line}" for line in lines)
            st.error(text, icon=":material/error:")
            return
        with database.transaction() as session:
            made = making.make(session, asking, actor=actor, now=now)
    if made is None:
        return
    st.success(_("The document is ready. It is a Word file to be checked before it is signed."))
    st.download_button(
        _("Save the file"),
        made.data,
        file_name=made.name,
        mime=made.media_type,
        key=f"{key}_save",
        icon=":material/download:",
        on_click="ignore",
    )
