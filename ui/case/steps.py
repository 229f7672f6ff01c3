"""What may be done next in a case, as buttons; the chosen one stands in the URL as `do`."""

from collections.abc import Sequence

import streamlit as st

from services.case_view import CaseView
from services.permissions import Actor, Permission, can
from services.transitions import Transition
from ui.case import seen
from ui.i18n import _

ASSIGN, CORRECT, UNDO, RECEIPT = "assign", "correct", "undo", "receipt"
AMEND, LATE = "amend", "late"
# The event that is being corrected, in the URL.
EVENT = "event"


def bar(view: CaseView, *, actor: Actor, further: Sequence[tuple[str, str]] = ()) -> str:
    """The next actions, the one that ends the running term first; returns what is chosen.

    `further` are (action, label) of what other forms do with the case; they stand last.
    """
    chosen = st.query_params.get("do", "")
    if not chosen:
        seen.forget()
    ordered = sorted(view.allowed, key=lambda step: not _ends_term(step, view))
    # The way on stands open; what ends or stops a case, and corrections, are one click further.
    on = [step for step in ordered if not step.needs_reason][:3]
    rest = [(step.action, _(step.label)) for step in ordered if step not in on]
    others = [*_others(view, actor), *further]
    with st.container(horizontal=True, key="steps"):
        for place, step in enumerate(on):
            _button(step.action, _(step.label), chosen, main=place == 0 and _ends_term(step, view))
        for action, label in others[:1]:
            _button(action, label, chosen, main=False)
        if rest or others[1:]:
            with st.popover(_("Other steps"), icon=":material/more_horiz:", key="steps_more"):
                for action, label in [*rest, *others[1:]]:
                    _button(action, label, chosen, main=False)
    if not ordered and not others:
        st.caption(_("There is nothing for you to do in this case now."))
    return chosen


def close() -> None:
    """Leave the form; nothing typed there is wanted any more."""
    seen.forget()
    for name in ("do", EVENT):
        if name in st.query_params:
            del st.query_params[name]


def open_form(action: str, *, event: int | None = None) -> None:
    """Open the form of an action on the next run; `event` is the one it is about."""
    close()
    st.query_params["do"] = action
    if event is not None:
        st.query_params[EVENT] = str(event)
    st.rerun()


def may_confirm(view: CaseView, actor: Actor) -> bool:
    """Whether this person may say that the receipt date of an imported case is right."""
    return view.register is not None and view.case.is_open and can(actor, Permission.CASE_WORK)


def _button(action: str, label: str, chosen: str, *, main: bool) -> None:
    kind = "primary" if main and not chosen else "secondary"
    icon = ":material/arrow_drop_down:" if action == chosen else None
    if st.button(label, key=f"do_{action}", type=kind, icon=icon):
        open_form(action)


def _ends_term(step: Transition, view: CaseView) -> bool:
    return view.case.step in step.clocks_met and not step.needs_reason


def _others(view: CaseView, actor: Actor) -> list[tuple[str, str]]:
    found = []
    if view.case.is_open and can(actor, Permission.CASE_ASSIGN):
        found.append((ASSIGN, _("Assign")))
    if view.case.is_open and can(actor, Permission.CASE_WORK):
        found.append((CORRECT, _("Correct particulars")))
    if view.undoable is not None:
        found.append((UNDO, _("Undo the last step")))
    if may_confirm(view, actor) and not view.case.is_estimated:
        found.append((RECEIPT, _("Correct the receipt date")))
    if can(actor, Permission.CASE_WORK):
        found.append((LATE, _("Enter a forgotten step")))
    return found
