"""The live panel beside the form: draft mark, handling term, likely duplicates."""

from datetime import date

import streamlit as st

from services import duplicates, explanations
from services.database import reading
from services.handling_clock import HandlingTerm
from services.permissions import Actor
from services.petition_input import PetitionInput
from ui import explaining, formats, labels
from ui.i18n import _, ngettext, said
from ui.intake import comparison
from ui.intake.form import PREFIX, IntakeForm
from ui.legal_words import law
from ui.plain_text import plain

# The panel stays beside the field in hand, however far down the form that is; two contents fit
# side by side; needed fields carry our star instead of Streamlit's English word.
_STYLE = """
<style>
[data-testid="stColumn"]:has(.st-key-intake_side) {
  position: sticky; top: 4rem; align-self: flex-start; max-height: calc(100vh - 5rem); overflow-y: auto; }
.st-key-intake_side table { font-size: 0.85rem; }
.st-key-intake_side td, .st-key-intake_side th { padding: 0.2rem 0.4rem; vertical-align: top; }
[data-testid="stWidgetLabelRequired"],
[data-testid="stFileUploaderDropzoneInstructions"] { display: none; }
</style>
"""


_ANSWER = "_intake_likely"


def draft_mark(form: IntakeForm) -> None:
    """When the draft was last kept, or why it could not be."""
    st.html(_STYLE)
    if form.not_kept is not None:
        st.warning(plain(said(form.not_kept)), icon=":material/cloud_off:")
        st.caption(_("What you typed stays on this page; it is kept as soon as the database answers."))
    elif form.saved_at is not None:
        at = formats.time(form.saved_at)
        st.caption(f":material/cloud_done: {_('Draft kept {at}').format(at=at)}")
    else:
        st.caption(_("A draft is kept from the first field on."))


def problems(form: IntakeForm) -> None:
    """What still stands against saving, each as a sentence."""
    for refusal in form.problems.values():
        st.error(plain(said(refusal)), icon=":material/error:")


def term(found: HandlingTerm | None) -> None:
    """By when the petition has to be handled, and by which rule."""
    with st.container(border=True, key="intake_term"):
        st.markdown(f"**:material/event: {_('Handling term')}**")
        if found is None:
            st.caption(_("Choose the kind and the date of the stamp."))
            return
        st.markdown(f"### {labels.day(found.result.due_on)}")
        basis = plain(law(found.rule.basis))
        st.caption(
            _("Rule {rule}, version {version}: {basis}").format(
                rule=found.result.rule_id, version=found.result.version, basis=basis
            )
        )
        if found.result.unverified:
            days = ", ".join(labels.day(one) for one in found.result.unverified)
            st.caption(f":orange-badge[{_('not yet verified by an official')}] {days}")
        with st.expander(_("Why this date?"), key="intake_why"):
            explaining.show(explanations.of_term(found), key="intake_term")


def likely(form: IntakeForm, entry: PetitionInput, actor: Actor, *, today: date) -> None:
    """Earlier petitions that may be the same, with enough shown to judge; linked or dismissed."""
    with st.container(border=True, key="intake_duplicates"):
        st.markdown(f"**:material/content_copy: {_('May be the same')}**")
        if form.kind is None:
            st.caption(_("Compared while you type: names, identity numbers, content."))
            return
        question = duplicates.Question(
            kind=form.kind,
            names=tuple(person.name for person in entry.named_people),
            numbers=tuple(person.number for person in entry.named_people if person.number),
            summary=entry.summary,
            commune_id=entry.commune_id,
            field_id=entry.field_id,
        )
        found = _found(question, actor, today=today)
        dismissed = set(form.get("dismissed_ids", []))
        shown = [one for one in found.suggestions if one.petition.id not in dismissed]
        if found.elsewhere:
            st.info(_("A similar petition exists. Ask the focal unit."), icon=":material/info:")
        if not shown:
            st.caption(_("Nothing alike so far."))
        for one in shown:
            _suggestion(form, one, entry, actor)
        if found.more:
            more = ngettext("{count} more is alike.", "{count} more are alike.", found.more)
            st.caption(more.format(count=labels.count(found.more)))


def _found(question: duplicates.Question, actor: Actor, *, today: date) -> duplicates.Found:
    """The answer to a question, looked up once: most commits change nothing that is compared."""
    asked = (question, actor.user_id, actor.scope)
    known = st.session_state.get(_ANSWER)
    if known is not None and known[0] == asked:
        return known[1]
    with reading() as session:
        found = duplicates.find(session, question, actor=actor, today=today)
    st.session_state[_ANSWER] = (asked, found)
    return found


def _suggestion(form: IntakeForm, one: duplicates.Suggestion, entry: PetitionInput, actor: Actor) -> None:
    petition = one.petition
    is_linked = form.get("duplicate_of_id") == petition.id
    with st.container(border=True, key=f"intake_likely_{petition.id}"):
        st.markdown(
            f"**{petition.code}** · {labels.word(petition.kind)} · {labels.day(petition.received_on)}"
        )
        st.caption(" · ".join(comparison.reasons(one)))
        names = [person.name for person in entry.named_people]
        comparison.side_by_side(
            one, names=names, summary=entry.summary, state=_("being entered"), actor=actor
        )
        if is_linked:
            st.success(_("Linked: this petition joins the case of {code}.").format(code=petition.code))
            st.button(_("Undo the link"), key=f"intake_unlink_{petition.id}", on_click=_link, args=(None,))
            return
        # Side by side where both labels fit, else one below the other: neither is cut off.
        row = st.container(horizontal=True)
        row.button(
            _("Same matter: link"),
            key=f"intake_link_{petition.id}",
            on_click=_link,
            args=(petition.id,),
            disabled=petition.kind is not form.kind,
        )
        row.button(
            _("Another matter"),
            key=f"intake_dismiss_{petition.id}",
            on_click=_dismiss,
            args=(form.get("dismissed_ids", []), petition.id),
        )


def _link(petition_id: int | None) -> None:
    st.session_state[f"{PREFIX}duplicate_of_id"] = petition_id


def _dismiss(known: list[int], petition_id: int) -> None:
    st.session_state[f"{PREFIX}dismissed_ids"] = [*known, petition_id]
