"""Giving a case to somebody, and correcting its particulars."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import streamlit as st

from models.enums import Complexity
from services import assignments, case_corrections, database, officers
from services.case_corrections import Correction
from services.case_forms import LABELS
from services.case_view import CaseView
from services.entries import MOST_PEOPLE
from services.permissions import Actor
from services.text import N_
from ui import remembered
from ui.case import finding, seen, steps, transfers, typed
from ui.feedback import announce
from ui.i18n import _
from ui.labels import count, word, words_of
from ui.panels import plain

# The particulars that can be corrected, by the names of the record.
FIELDS = {
    "summary": LABELS["summary"],
    "field_id": N_("Field"),
    "commune_id": N_("Commune"),
    "complexity": N_("Complexity"),
    "persons": N_("People"),
    "remote": N_("Remote area with hard travel"),
}


def assign_form(view: CaseView, *, actor: Actor, now: datetime, today: date) -> None:
    """Who gets the case; shows how many open cases each has."""
    pinned = seen.pinned(view, steps.ASSIGN)
    with database.reading() as session:
        reachable = officers.reachable_for(session, view.case.id or 0, actor=actor, today=today)
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
        units = {one.id: one.unit_id for one in reachable}
        return_reason = transfers.ask_reason(
            view, units.get(officer_id or 0), key=typed.key(steps.ASSIGN, view.case.code, "return")
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
                        return_reason=return_reason,
                    )
                announce(_("The case is assigned."))
                typed.renew(steps.ASSIGN)
                steps.close()
                st.rerun()


def correct_form(view: CaseView, *, actor: Actor, now: datetime, today: date) -> None:
    """The particulars as they stand, to be corrected; the clocks are recomputed."""
    pinned = seen.pinned(view, steps.CORRECT)
    case, names = view.case, remembered.names()

    def key(field: str) -> str:
        return typed.key(steps.CORRECT, case.code, field)

    others = _follow(view, key)
    with st.container(border=True, key="correct_form"):
        st.subheader(_("Correct particulars"))
        summary = st.text_area(_(FIELDS["summary"]), key=key("summary"), max_chars=2000)
        left, right = st.columns(2)
        with left:
            field_id = _choice(_(FIELDS["field_id"]), names["field"], key("field_id"))
            complexity = st.selectbox(
                _(FIELDS["complexity"]),
                list(Complexity),
                format_func=words_of(Complexity).get,
                key=key("complexity"),
            )
        with right:
            commune_id = _choice(_(FIELDS["commune_id"]), names["commune"], key("commune_id"))
            persons = st.number_input(
                _(FIELDS["persons"]), min_value=1, max_value=MOST_PEOPLE, key=key("persons")
            )
        remote = st.checkbox(_(FIELDS["remote"]), key=key("remote"))
        found = finding.fields(view, key, today)
        reason = st.text_input(
            _("Reason (needed where a legal term changes)"), key=key("reason"), max_chars=1000
        )
        if found["found_on"]:
            finding.effect(view, {**found, "complexity": complexity, "remote": remote}, actor=actor, now=now)
        save, cancel = _buttons("correct")
        if cancel:
            typed.renew(steps.CORRECT)
            steps.close()
            st.rerun()
        if save:
            with seen.guarded(view, steps.CORRECT, differences=others):
                entry = Correction(
                    summary=summary,
                    field_id=field_id,
                    commune_id=commune_id,
                    complexity=complexity,
                    remote=remote,
                    persons=int(persons),
                    reason=reason,
                    **found,
                    seen=pinned,
                )
                with database.transaction() as session:
                    case_corrections.correct(session, case.id or 0, entry, actor=actor, now=now)
                announce(_("The particulars are corrected."))
                typed.renew(steps.CORRECT)
                steps.close()
                st.rerun()


def _follow(view: CaseView, key: Callable[[str], str]) -> list[str]:
    """Fill the form from the record; returns what others have changed of it since it was opened.

    A field that nobody touched follows the record, so that saving what was typed in another one
    does not take back what a colleague has saved meanwhile.
    """
    state, standing = st.session_state, _standing(view)
    if key("summary") not in state:
        state[key("opened")], state[key("shown")] = dict(standing), dict(standing)
    opened, shown = state[key("opened")], state[key("shown")]
    for name, value in standing.items():
        if state.get(key(name), shown[name]) == shown[name]:
            state[key(name)] = shown[name] = value
    return [
        f"{_(FIELDS[name])}: {_told(name, opened[name])} → **{_told(name, value)}**"
        for name, value in standing.items()
        if value != opened[name]
    ]


def _standing(view: CaseView) -> dict[str, Any]:
    case, names = view.case, remembered.names()
    return {
        "summary": view.summary,
        "field_id": case.field_id if case.field_id in names["field"] else None,
        "commune_id": case.commune_id if case.commune_id in names["commune"] else None,
        "complexity": case.complexity,
        "persons": case.persons,
        "remote": case.remote,
    }


def _told(name: str, value: Any) -> str:
    if name == "remote":
        return _("yes") if value else _("no")
    if name == "complexity":
        return word(value)
    if name in ("field_id", "commune_id"):
        return plain(remembered.names()[name.removesuffix("_id")].get(value, "–"))
    return count(value) if name == "persons" else plain(value)


def _choice(label: str, names: dict[int, str], key: str) -> int | None:
    found: int | None = st.selectbox(
        label, [None, *names], format_func=lambda one: names.get(one, "–") if one else "–", key=key
    )
    return found


def _buttons(name: str) -> tuple[bool, bool]:
    with st.container(horizontal=True):
        save = st.button(_("Save"), key=f"{name}_save", type="primary")
        cancel = st.button(_("Cancel"), key=f"{name}_cancel")
    return save, cancel
