"""“Create a document”: which one, what is still to be filled in, what is missing, and the file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import streamlit as st

from models.enums import CaseOutcome
from services import database
from services.documents import keeping, making
from services.documents.fields import FIELDS, Origin
from services.documents.making import Document, Prepared
from services.documents.offering import Request
from services.documents.step import Step
from services.documents.table import DocumentRow
from services.permissions import Actor, Permission, can
from ui.feedback import refusals_shown
from ui.i18n import _, said
from ui.labels import day
from ui.papers import asking
from ui.plain_text import plain

PEOPLE = frozenset(token for token, field in FIELDS.items() if field.origin is Origin.PERSON)


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
        step = asking.step_of(chosen.step, chosen.outcomes, key) if chosen.asks_step else chosen.step
        step = asking.signing(step, key)
        request = Request(
            case_id=matter.case_id, petition_id=matter.petition_id, template=chosen.row.template, step=step
        )
        prepared: Prepared | None = None
        with refusals_shown(), database.reading() as session:
            prepared = making.prepare(session, request, actor=actor, now=now)
            before = keeping.typed_before(
                session,
                case_id=matter.case_id,
                petition_id=matter.petition_id,
                template=chosen.row.template,
                actor=actor,
            )
        if prepared is None:
            return
        typed_before = {token: text for token, text in before.items() if text}
        known = {**prepared.known, **typed_before, **(defaults or {})}
        request.typed = asking.typed_fields(prepared, known, matter.code, key)
        asking.names(prepared, request, key)
        request.keep = st.checkbox(
            _("Keep it with the file of the matter"),
            value=prepared.step.is_recorded,
            key=f"{key}_{chosen.row.template}_keep_{prepared.step.is_recorded}",
        )
        if st.button(_("Create the document"), key=f"{key}_make", icon=":material/description:"):
            _make(request, key, actor=actor, now=now)


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
        st.markdown(f"**{plain(choices[0].label)}**")
        return choices[0]
    labels = [choice.label for choice in choices]
    place = st.selectbox(
        _("Document"), range(len(choices)), format_func=labels.__getitem__, key=f"{key}_which"
    )
    return choices[place or 0]


def _make(request: Request, key: str, *, actor: Actor, now: datetime) -> None:
    """Say everything that is missing at once; else make the file and offer it."""
    made: Document | None = None
    with refusals_shown():
        with database.reading() as session:
            found = making.problems(session, request, actor=actor, now=now)
        # Names that are about to be opened are not missing yet.
        missing = [one for one in found if not (request.with_names and one.field in PEOPLE)]
        if missing:
            lines = [plain(said(one)) for one in missing]
            text = lines[0] if len(lines) == 1 else "\n".join(f"- {line}" for line in lines)
            st.error(text, icon=":material/error:")
            return
        with database.transaction() as session:
            made = making.make(session, request, actor=actor, now=now)
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
