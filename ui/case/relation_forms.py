"""Merging a case, splitting one, and saying which first decision it comes back to."""

from datetime import date, datetime

import streamlit as st

from services import case_merging, case_splitting, cases, database, first_decisions
from services.case_forms import LABELS
from services.case_view import CaseView
from services.errors import NotFound
from services.first_decisions import FirstDecision
from services.permissions import Actor, Permission, can
from ui import tables
from ui.case import seen, steps, typed
from ui.feedback import announce
from ui.i18n import _
from ui.labels import day
from ui.panels import plain

MERGE, SPLIT, FIRST = "merge", "split", "first"


def offered(view: CaseView, *, actor: Actor) -> list[tuple[str, str]]:
    """Which of the three this actor may do with this case now."""
    found = []
    undecided = view.case.state in case_merging.UNDECIDED
    if undecided and can(actor, Permission.CASE_ASSIGN):
        found.append((MERGE, _("Merge into an earlier case")))
        if len(view.petitions) > 1:
            found.append((SPLIT, _("Split off a case")))
    if first_decisions.relation_of(view.case) is not None and can(actor, Permission.CASE_WORK):
        found.append((FIRST, _("Record the first decision")))
    return found


def show(view: CaseView, doing: str, *, actor: Actor, now: datetime, today: date) -> bool:
    """The form that was asked for; False where it is none of these."""
    if doing == MERGE:
        _merge(view, actor=actor, now=now)
    elif doing == SPLIT:
        _split(view, actor=actor, now=now)
    elif doing == FIRST:
        _first(view, actor=actor, now=now, today=today)
    else:
        return False
    return True


def _merge(view: CaseView, *, actor: Actor, now: datetime) -> None:
    pinned = seen.pinned(view, MERGE)
    with st.container(border=True, key="merge_form"):
        st.subheader(_("Merge into an earlier case"))
        st.markdown(
            _(
                "Petitions, crowds, directives, files and notes go along. The earlier case keeps its term. "
                "It can be taken back."
            )
        )
        left, right = st.columns(2)
        code = left.text_input(
            _(case_merging.LABEL_INTO), key=typed.key(MERGE, view.case.code, "into"), placeholder="2026-00042"
        )
        reason = right.text_input(_(LABELS["reason"]), key=typed.key(MERGE, view.case.code, "reason"))
        _beside(code, actor=actor)
        if _saved(MERGE):
            with seen.guarded(view, MERGE):
                with database.transaction() as session:
                    kept = case_merging.merge(
                        session, view.case.id or 0, code, reason=reason, seen=pinned, actor=actor, now=now
                    )
                announce(_("Merged into {code}.").format(code=kept.code))
                _done(MERGE, open_code=kept.code)


def _beside(code: str, *, actor: Actor) -> None:
    """What the other case is about, to be sure before saving."""
    if not code.strip():
        return
    try:
        with database.reading() as session:
            other = cases.by_code(session, code, actor=actor)
            words = cases.summary_of(other)
    except NotFound:
        st.caption(_("No case of yours has this code."))
        return
    kind = tables.kind_said(other.kind, other.instance)
    received = _("received on {day}").format(day=day(other.received_on))
    st.info(f"**{other.code}** · {kind} · {received} · {plain(words)}", icon=":material/folder:")


def _split(view: CaseView, *, actor: Actor, now: datetime) -> None:
    pinned = seen.pinned(view, SPLIT)
    names = {
        one.petition.id or 0: " · ".join(
            [
                one.petition.code,
                day(one.petition.received_on),
                *(party.name for party in one.people[:2] if party.name),
            ]
        )
        for one in view.petitions
    }
    with st.container(border=True, key="split_form"):
        st.subheader(_("Split off a case"))
        chosen = st.multiselect(
            _(case_splitting.LABEL_PETITIONS),
            list(names),
            format_func=names.get,
            key=typed.key(SPLIT, view.case.code, "petitions"),
            placeholder=_("Choose"),
        )
        summary = st.text_area(
            _(LABELS["summary"]), key=typed.key(SPLIT, view.case.code, "summary"), height=80, max_chars=2000
        )
        keeps = st.checkbox(
            _("It was part of what has been done so far: keep the steps and their days"),
            key=typed.key(SPLIT, view.case.code, "keeps"),
            help=_("Otherwise the new case begins with the handling of its earliest petition."),
        )
        reason = st.text_input(_(LABELS["reason"]), key=typed.key(SPLIT, view.case.code, "reason"))
        if _saved(SPLIT):
            with seen.guarded(view, SPLIT):
                with database.transaction() as session:
                    opened = case_splitting.split(
                        session,
                        view.case.id or 0,
                        chosen,
                        summary=summary,
                        keeps_steps=keeps,
                        reason=reason,
                        seen=pinned,
                        actor=actor,
                        now=now,
                    )
                announce(_("Split off: {code}.").format(code=opened.code))
                _done(SPLIT)


def _first(view: CaseView, *, actor: Actor, now: datetime, today: date) -> None:
    pinned = seen.pinned(view, FIRST)
    labels = first_decisions.LABELS

    def key(field: str) -> str:
        return typed.key(FIRST, view.case.code, field)

    with st.container(border=True, key="first_form"):
        st.subheader(_("Record the first decision"))
        left, right = st.columns(2)
        code = left.text_input(
            _(labels["first_code"]), key=key("code"), help=_("Empty where another body decided.")
        )
        served_on = right.date_input(
            _(labels["served_on"]), value=None, max_value=today, format="DD/MM/YYYY", key=key("served")
        )
        number, body, decided_on = "", "", None
        if not code:
            one, two, three = st.columns(3)
            number = one.text_input(_(labels["decision_number"]), key=key("number"), max_chars=60)
            decided_on = two.date_input(
                _(labels["decided_on"]), value=None, max_value=today, format="DD/MM/YYYY", key=key("decided")
            )
            body = three.text_input(_(labels["decided_by"]), key=key("body"), max_chars=200)
        if _saved(FIRST):
            with seen.guarded(view, FIRST):
                entry = FirstDecision(
                    first_code=code,
                    decision_number=number,
                    decided_on=decided_on,
                    decided_by=body,
                    served_on=served_on,
                    seen=pinned,
                )
                with database.transaction() as session:
                    first_decisions.record(session, view.case.id or 0, entry, actor=actor, now=now)
                announce(_("The first decision is recorded."))
                _done(FIRST)


def _saved(name: str) -> bool:
    """Whether saving was clicked; cancelling leaves the form."""
    with st.container(horizontal=True):
        save = st.button(_("Save"), key=f"{name}_save", type="primary")
        cancel = st.button(_("Cancel"), key=f"{name}_cancel")
    if cancel:
        typed.renew(name)
        steps.close()
        st.rerun()
    return save


def _done(name: str, *, open_code: str = "") -> None:
    typed.renew(name)
    steps.close()
    if open_code:
        st.query_params["code"] = open_code
    st.rerun()
