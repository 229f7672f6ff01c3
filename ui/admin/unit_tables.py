"""Units as tables: the tree, the terms of the focal role, the history of one unit."""

from collections.abc import Sequence
from datetime import date, datetime

import pandas as pd
import streamlit as st

from services import database, unit_terms
from services.permissions import Actor
from services.unit_views import UnitLine
from ui.admin import changes, choosing, unit_forms, words
from ui.feedback import announce, refusals_shown
from ui.i18n import _
from ui.labels import day, word


def tree(lines: Sequence[UnitLine], *, key: str, chosen_key: str) -> None:
    """The tree with heads, people and terms; a click chooses a unit."""
    rows = [
        {
            _("Unit"): "\u2003" * line.depth + line.unit.name + (" ⚑" if line.is_focal else ""),
            _("Code"): line.unit.code,
            _("Kind"): word(line.unit.kind),
            _("Head"): line.head or "–",
            _("People"): line.users,
            _("In force"): words.term(line.unit.valid_from, line.unit.valid_to),
            _("Successor"): line.successor_name or "–",
        }
        for line in lines
    ]
    ids = [line.unit.id or 0 for line in lines]
    choosing.table(pd.DataFrame(rows), ids, key=key, chosen_key=chosen_key)
    if any(line.is_focal for line in lines):
        st.caption(_("⚑ the focal unit of today"))


def focal(lines: Sequence[UnitLine], actor: Actor, *, today: date, now: datetime) -> None:
    """Which unit holds the focal role from when to when, and the form that passes it on."""
    st.caption(
        _("Inspectors of the focal unit see the whole department. The role is dated, not tied to one unit.")
    )
    with database.reading() as session:
        terms = unit_terms.focal_terms(session, actor=actor)
    if terms:
        rows = [
            {_("Unit"): name, _("Valid from"): day(role.valid_from), _("Valid to"): day(role.valid_to)}
            for role, name in terms
        ]
        st.dataframe(pd.DataFrame(rows), hide_index=True, key="focal_terms")
    else:
        st.info(_("No unit has been given the focal role."))
    one, two = st.columns(2)
    inside = [line.unit.id for line in lines if line.unit.kind in unit_forms.INSIDE]
    unit_id = one.selectbox(
        _("Unit"), inside, index=None, format_func=unit_forms.names_of(lines).get, key="focal_unit"
    )
    first = two.date_input(
        _("Valid from"), value=today, format="DD/MM/YYYY", key="focal_from", min_value=date(1945, 1, 1)
    )
    if st.button(_("Give the focal role"), key="focal_save", type="primary", disabled=unit_id is None):
        with refusals_shown():
            with database.transaction() as session:
                unit_terms.set_focal_unit(session, unit_id or 0, valid_from=first, actor=actor, now=now)
            announce(_("The focal role is given."))
            st.rerun()
    if terms:
        names = {role.id: f"{name} ({day(role.valid_from)})" for role, name in terms}
        with st.popover(_("Take one back"), icon=":material/undo:", type="tertiary", key="undo_focal"):
            wrong = st.selectbox(
                _("Entered by mistake"), list(names), format_func=names.get, key="wrong_focal"
            )
            if st.button(_("Take it back"), key="remove_focal"):
                with refusals_shown():
                    with database.transaction() as session:
                        unit_terms.remove_focal_term(session, wrong or 0, actor=actor, now=now)
                    announce(_("The role is taken back; the unit before holds it on."))
                    st.rerun()


def history(unit_id: int, lines: Sequence[UnitLine], actor: Actor) -> None:
    """What happened to the unit, with the names of the units it was moved to."""
    names = {line.unit.id: line.unit.name for line in lines}

    def named(unit: object) -> str:
        return str(names.get(unit, "–"))  # type: ignore[call-overload]

    trail = {"parent_id": named, "successor_id": named, "unit_id": named, "user_id": lambda _id: "✓"}
    changes.history(actor, "unit", subject_id=unit_id, key=f"unit_{unit_id}", names=trail)
