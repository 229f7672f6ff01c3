"""The fields of one part of a mixed petition, and the case and term that come of it."""

import streamlit as st

from models.enums import Kind
from services import petition_splitting, walls
from services.database import reading
from services.intake_lists import IntakeLists
from services.part_input import PartInput
from services.permissions import Actor
from services.petition_input import LABELS
from services.petition_parts import Part
from services.petition_view import PetitionView
from ui import tables
from ui.i18n import _, said
from ui.intake.sections import named
from ui.labels import day, word
from ui.petition import wall_words
from ui.petition.split_form import SplitForm, change_rows, name_of, prepare
from ui.plain_text import plain


def standing(typed: SplitForm, part: Part, row: str, place: int) -> None:
    """A part that has its case already: only its words are narrowed to what belongs to it."""
    case = part.case
    due = f" · {_('due on {due}').format(due=day(case.due_on))}" if case.due_on else ""
    kind = tables.kind_said(case.kind, case.instance)
    st.markdown(f"**{_('Part {n}').format(n=place)} · {case.code} · {kind}** · {word(case.state)}{due}")
    _words(typed, row, part.summary)


def new(
    view: PetitionView,
    typed: SplitForm,
    part: PartInput,
    row: str,
    place: int,
    lists: IntakeLists,
    actor: Actor,
) -> None:
    """A part that is to be opened."""
    title, remove = st.columns([3, 1], vertical_alignment="center")
    title.markdown(f"**{_('Part {n}').format(n=place)} · {_('new')}**")
    number = int(row.removeprefix("new_"))
    others = [one for one in typed.rows if one != number]
    remove.button(
        _("Remove"),
        key=f"split_remove_{number}",
        icon=":material/close:",
        on_click=change_rows,
        args=(others,),
        disabled=not others,
        width="stretch",
    )
    words = {kind.value: word(kind) for kind in Kind}
    name = name_of(row, "kind")
    st.segmented_control(
        _(LABELS["kind"]),
        list(words),
        key=prepare(typed, name),
        format_func=words.__getitem__,
        width="stretch",
    )
    _mark(typed, name)
    if part.kind is Kind.COMPLAINT:
        _complaint(typed, row)
    elif part.denounces:
        _denunciation(typed, row, lists)
        with reading() as session:
            wall = walls.of(session, part.accused, days=(view.petition.received_on,))
        wall_words.before_saving(wall, actor, key=f"split_wall_{number}")
    _words(typed, row, "")
    fields = {one: named(lists.fields[one]) for one in lists.fields}
    _choice(typed, name_of(row, "field_id"), _(LABELS["field_id"]), fields)
    _term(view, part)


def _complaint(typed: SplitForm, row: str) -> None:
    left, right = st.columns(2, vertical_alignment="bottom")
    words = {1: _("First instance"), 2: _("Second instance")}
    with left:
        key = prepare(typed, name_of(row, "instance"), 1)
        st.selectbox(_(LABELS["instance"]), list(words), key=key, format_func=words.get)
    with right:
        st.checkbox(_(LABELS["disciplinary"]), key=prepare(typed, name_of(row, "disciplinary"), False))


def _denunciation(typed: SplitForm, row: str, lists: IntakeLists) -> None:
    """Who is denounced, linked to our staff or said to be nobody of ours, as at intake."""
    for column, name in zip(st.columns(2), ("respondent_name", "respondent_address"), strict=True):
        with column:
            field = name_of(row, name)
            st.text_input(_(LABELS[name]), key=prepare(typed, field, ""), autocomplete="off")
            _mark(typed, field)
    with st.container(horizontal=True):
        st.checkbox(_(LABELS["not_our_staff"]), key=prepare(typed, name_of(row, "not_our_staff"), False))
        st.checkbox(_(LABELS["further"]), key=prepare(typed, name_of(row, "further"), False))
    if not typed.get(name_of(row, "not_our_staff")):
        _choice(typed, name_of(row, "respondent_user_id"), _(LABELS["respondent_user_id"]), lists.staff)
        name = name_of(row, "respondent_unit_id")
        _choice(typed, name, _(LABELS["respondent_unit_id"]), lists.accused_units)


def _words(typed: SplitForm, row: str, known: str) -> None:
    name = name_of(row, "summary")
    st.text_area(_(LABELS["summary"]), key=prepare(typed, name, known), height=100)
    _mark(typed, name)


def _choice(typed: SplitForm, name: str, label: str, options: dict[int, str]) -> None:
    key = prepare(typed, name)
    if st.session_state[key] not in options:
        st.session_state[key] = None
    st.selectbox(
        label,
        list(options),
        key=key,
        index=None,
        format_func=lambda one: options.get(one, str(one)),
        filter_mode="contains",
        placeholder=_("Choose"),
    )
    _mark(typed, name)


def _term(view: PetitionView, part: PartInput) -> None:
    """What will be opened, and by when its first step is due."""
    if part.kind is None:
        st.caption(_("Choose the kind: then its first term is shown here."))
        return
    with reading() as session:
        term = petition_splitting.first_term(session, view.petition, part)
    opens = _("Opens a case with the next code of the year.")
    if part.denounces:
        opens = _("Opens a case with a random code.")
    text = _("To be handled by **{day}**.").format(day=day(term.due_on)) if term else _("No term runs.")
    st.markdown(f":material/event: {opens} {text}")


def _mark(typed: SplitForm, name: str) -> None:
    if name in typed.problems:
        st.caption(f":red[:material/error: {plain(said(typed.problems[name]))}]")
