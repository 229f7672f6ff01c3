"""Says which column of a sheet holds what, for registers of a form that nobody knows yet."""

from datetime import datetime

import streamlit as st

from models.enums import Kind
from services.database import reading, transaction
from services.imports import mappings
from services.imports.columns import LABELS, OWN_LAYOUT, Column, Mapping
from services.permissions import Actor
from ui import feedback
from ui.feedback import refusals_shown
from ui.i18n import _
from ui.imports import words
from ui.imports.source import SheetView
from ui.labels import words_of

ACROSS = 3


def choose(view: SheetView, actor: Actor, *, now: datetime) -> Mapping | None:
    """The mapping saved before or put together here; None while something is missing."""
    with reading() as session:
        saved = mappings.names(session, actor=actor)
    start = view.suggested
    if saved:
        name = st.selectbox(
            _("Saved mapping"),
            saved,
            index=None,
            placeholder=_("none: choose the columns below"),
            key="import_saved_mapping",
        )
        if name:
            with refusals_shown(), reading() as session:
                return mappings.by_name(session, name, actor=actor)
            return None
    chosen = _form(view, start)
    complete: Mapping | None = None
    with refusals_shown():
        chosen.check()
        complete = chosen
    if complete is not None:
        _save(complete, actor, now=now)
    return complete


def _form(view: SheetView, start: Mapping) -> Mapping:
    left, middle, right = st.columns(ACROSS)
    registers = {one: _(text) for one, text in words.REGISTERS.items()}
    register = left.selectbox(
        _("What the register holds"),
        list(registers),
        index=list(registers).index(start.register),
        format_func=registers.get,
        key="import_register",
    )
    first_row = middle.number_input(
        _("First line with data"), min_value=1, value=start.first_row, step=1, key="import_first_row"
    )
    kinds: dict[Kind | None, str] = {None: _("hold such rows back"), **words_of(Kind)}
    kind = right.selectbox(
        _("Kind of rows whose kind is not told"),
        list(kinds),
        format_func=kinds.get,
        key="import_unmarked_kind",
    )
    suggested = {position: column for column, position in start.columns.items()}
    meanings: dict[Column | None, str] = {
        None: _(words.UNUSED),
        **{column: _(LABELS[column]) for column in Column},
    }
    chosen: list[tuple[int, Column]] = []
    grid = st.columns(ACROSS)
    for position, name in enumerate(view.columns):
        column = grid[position % ACROSS].selectbox(
            name,
            list(meanings),
            index=list(meanings).index(suggested.get(position)),
            format_func=meanings.get,
            key=f"import_column_{position}",
        )
        if column is not None:
            chosen.append((position, column))
    headings = start.headings if first_row == start.first_row else {}
    columns: dict[Column, int] = {}
    doubled = False
    for position, column in chosen:
        doubled |= column in columns
        columns[column] = position
    if doubled:
        st.warning(
            _("One meaning is chosen for two columns; the one further right counts."),
            icon=":material/warning:",
        )
    return Mapping(
        layout=OWN_LAYOUT,
        register=register,
        first_row=int(first_row),
        columns=columns,
        unmarked_kind=kind,
        headings={c: text for c, text in headings.items() if columns.get(c) == start.columns.get(c)},
    )


def _save(mapping: Mapping, actor: Actor, *, now: datetime) -> None:
    left, right = st.columns([3, 1], vertical_alignment="bottom")
    name = left.text_input(_("Save the mapping under the name"), key="import_mapping_name", max_chars=120)
    if right.button(_("Save the mapping"), key="import_mapping_save"):
        with refusals_shown():
            with transaction() as session:
                mappings.save(session, name, mapping=mapping, actor=actor, now=now)
            feedback.announce(_("The mapping is saved."))
            st.rerun()
