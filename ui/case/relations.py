"""How a case stands to others: what is on record, and taking a merge or a split back."""

from datetime import date, datetime

import streamlit as st

from models.enums import RelationKind
from services import case_merging, case_splitting, database, first_decisions
from services.case_forms import LABELS
from services.case_relations import Related
from services.case_view import CaseView
from services.permissions import Actor, Permission, can
from services.text import N_
from ui import navigation
from ui.case import typed
from ui.feedback import announce, refusals_shown
from ui.i18n import _
from ui.labels import day
from ui.panels import plain

# (relation, whether the other case came first) -> what is said of it; {code} is the other case.
SAID = {
    (RelationKind.MERGED_INTO, False): N_("Case {code} was merged into this one."),
    (RelationKind.SPLIT_FROM, True): N_("Split off from case {code}."),
    (RelationKind.SPLIT_FROM, False): N_("Case {code} was split off from this one."),
    (RelationKind.SECOND_OF, True): N_("Second complaint against the first decision of case {code}."),
    (RelationKind.SECOND_OF, False): N_("Complained about a second time: case {code}."),
    (RelationKind.FURTHER_OF, True): N_("Further denunciation after the conclusion of case {code}."),
    (RelationKind.FURTHER_OF, False): N_("Denounced further: case {code}."),
}
OUTSIDE = {
    RelationKind.SECOND_OF: N_("Second complaint against decision {number} of {day}, {body}."),
    RelationKind.FURTHER_OF: N_("Further denunciation after conclusion {number} of {day}, {body}."),
}
TAKEN_BACK = (RelationKind.MERGED_INTO, RelationKind.SPLIT_FROM)


def lines(view: CaseView) -> None:
    """One line each, with the way to the other case as far as it is the reader's."""
    for one in view.related:
        with st.container(horizontal=True, vertical_alignment="center", key=f"relation_{one.id}"):
            st.markdown(f":material/link: {_sentence(one)}")
            if one.code and one.relation is not RelationKind.MERGED_INTO:
                label = _("Open {code}").format(code=one.code)
                navigation.link("case", label, icon=":material/folder_open:", code=one.code)
        _citizens_term(view, one)
    relation = first_decisions.relation_of(view.case)
    if relation is not None and not any(one.relation is relation and one.is_origin for one in view.related):
        st.info(_("Which decision this case comes back to is not recorded yet."), icon=":material/link_off:")


def undoing(view: CaseView, *, actor: Actor, now: datetime) -> None:
    """Taking back merges and splits, each with its reason."""
    if not can(actor, Permission.CASE_ASSIGN):
        return
    for one in view.related:
        if one.relation not in TAKEN_BACK:
            continue
        label = _("Take back the merge of {code}") if _is_merge(one) else _("Take back the split of {code}")
        with st.expander(label.format(code=one.code or "…"), icon=":material/undo:", key=f"undoing_{one.id}"):
            reason = st.text_input(
                _(LABELS["reason"]), key=typed.key("relation", view.case.code, f"reason_{one.id}")
            )
            if st.button(_("Take back"), key=f"take_back_{one.id}"):
                with refusals_shown():
                    act = case_merging.unmerge if _is_merge(one) else case_splitting.unsplit
                    with database.transaction() as session:
                        act(session, one.id, reason=reason, actor=actor, now=now)
                    announce(_("Taken back. Both cases stand as before."))
                    typed.renew("relation")
                    st.rerun()


def _is_merge(one: Related) -> bool:
    return one.relation is RelationKind.MERGED_INTO


def _sentence(one: Related) -> str:
    if not one.code and one.decision_number and one.is_origin:
        return _(OUTSIDE[one.relation]).format(
            number=plain(one.decision_number),
            day=day(one.decided_on),
            body=plain(one.decided_by) or _("body not recorded"),
        )
    return _(SAID[one.relation, one.is_origin]).format(code=one.code or _("that is not yours to see"))


def _citizens_term(view: CaseView, one: Related) -> None:
    """Whether the second complaint came within the citizen’s own term; nobody is overdue by it."""
    if one.relation is not RelationKind.SECOND_OF or not one.is_origin:
        return
    if one.served_on is None:
        st.caption(
            _("When the citizen received the first decision is not recorded: his time limit is unknown.")
        )
        return
    with database.reading() as session:
        term = first_decisions.citizens_term(session, view.case, one.served_on)
    if term is not None:
        st.caption(_limit(view.case.received_on, term.due_on))


def _limit(received_on: date, last_day: date) -> str:
    inside = received_on <= last_day
    said = (
        _("Time limit of the citizen: until {day}. The complaint came in time.")
        if inside
        else _("Time limit of the citizen: until {day}. The complaint came later; look for a good reason.")
    )
    return said.format(day=day(last_day))
