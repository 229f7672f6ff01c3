"""Giving a case to somebody, and correcting its particulars."""

from datetime import date, datetime

import streamlit as st

from models.enums import Complexity
from services import assignments, case_corrections, database, officers
from services.case_corrections import Correction
from services.case_forms import LABELS
from services.case_view import CaseView
from services.permissions import Actor
from ui import remembered
from ui.case import seen, steps, typed
from ui.feedback import announce
from ui.i18n import _
from ui.labels import count, words_of


def assign_form(view: CaseView, *, actor: Actor, now: datetime, today: date) -> None:
    """Who gets the case; shows how many open cases each has."""
    pinned = seen.pinned(view, steps.ASSIGN)
    with database.reading() as session:
        reachable = officers.reachable(session, actor=actor, today=today)
    names = {
        one.id: _("{name} · {unit} · {n} open cases").format(
            name=one.name, unit=one.unit, n=count(one.open_cases)
        )
        for one in reachable
        if one.id != view.case.officer_id
    }
    with st.container(border=True, key="assign_form"):
        st.subheader(_("Assign"))
        officer_id = st.selectbox(
            _(LABELS["officer_id"]),
            list(names),
            index=None,
            format_func=names.get,
            key=typed.key(steps.ASSIGN, view.case.code, "officer"),
            placeholder=_("Choose"),
        )
        note = st.text_input(
            _("Note for the file"), key=typed.key(steps.ASSIGN, view.case.code, "note"), max_chars=1000
        )
        save, cancel = _buttons("assign")
        if cancel:
            steps.close()
            st.rerun()
        if save:
            with seen.guarded(view, steps.ASSIGN):
                with database.transaction() as session:
                    assignments.assign(
                        session,
                        view.case.id or 0,
                        officer_id=officer_id or 0,
                        seen=pinned,
                        actor=actor,
                        now=now,
                        note=note,
                    )
                announce(_("The case is assigned."))
                typed.renew(steps.ASSIGN)
                steps.close()
                st.rerun()


def correct_form(view: CaseView, *, actor: Actor, now: datetime) -> None:
    """The particulars as they stand, to be corrected; the clocks are recomputed."""
    pinned = seen.pinned(view, steps.CORRECT)
    case, names = view.case, remembered.names()

    def key(field: str) -> str:
        return typed.key(steps.CORRECT, case.code, field)

    with st.container(border=True, key="correct_form"):
        st.subheader(_("Correct particulars"))
        summary = st.text_area(_(LABELS["summary"]), value=view.summary, key=key("summary"), max_chars=2000)
        left, right = st.columns(2)
        with left:
            field_id = _choice(_("Field"), names["field"], case.field_id, key("field"))
            complexity = st.selectbox(
                _("Complexity"),
                list(Complexity),
                index=list(Complexity).index(case.complexity),
                format_func=words_of(Complexity).get,
                key=key("complexity"),
            )
        with right:
            commune_id = _choice(_("Commune"), names["commune"], case.commune_id, key("commune"))
            persons = st.number_input(_("People"), min_value=1, value=case.persons, key=key("persons"))
        remote = st.checkbox(_("Remote area with hard travel"), value=case.remote, key=key("remote"))
        reason = st.text_input(
            _("Reason (needed where a legal term changes)"), key=key("reason"), max_chars=1000
        )
        number = st.text_input(_(LABELS["document_number"]), key=key("number"), max_chars=60)
        save, cancel = _buttons("correct")
        if cancel:
            typed.renew(steps.CORRECT)
            steps.close()
            st.rerun()
        if save:
            with seen.guarded(view, steps.CORRECT):
                entry = Correction(
                    summary=summary,
                    field_id=field_id,
                    commune_id=commune_id,
                    complexity=complexity,
                    remote=remote,
                    persons=int(persons),
                    reason=reason,
                    document_number=number,
                    seen=pinned,
                )
                with database.transaction() as session:
                    case_corrections.correct(session, case.id or 0, entry, actor=actor, now=now)
                announce(_("The particulars are corrected."))
                typed.renew(steps.CORRECT)
                steps.close()
                st.rerun()


def _choice(label: str, names: dict[int, str], chosen: int | None, key: str) -> int | None:
    options: list[int | None] = [None, *names]
    found: int | None = st.selectbox(
        label,
        options,
        index=options.index(chosen) if chosen in options else 0,
        format_func=lambda one: names.get(one, "–") if one else "–",
        key=key,
    )
    return found


def _buttons(name: str) -> tuple[bool, bool]:
    with st.container(horizontal=True):
        save = st.button(_("Save"), key=f"{name}_save", type="primary")
        cancel = st.button(_("Cancel"), key=f"{name}_cancel")
    return save, cancel
