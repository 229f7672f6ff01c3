"""One widget per kind of field: label from the field's name, value from the draft, its fault below it."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import streamlit as st

from services.petition_input import LABELS
from ui.i18n import _, said
from ui.intake.form import PREFIX, VALUES, IntakeForm
from ui.plain_text import plain


def prepare(form: IntakeForm, name: str, default: Any = None) -> str:
    """The widget's key; its value comes from the draft when the widget is not on the page yet."""
    key = PREFIX + name
    # A default is not an entry: it must not make a draft of an untouched form.
    st.session_state[VALUES].setdefault(name, default)
    if key not in st.session_state:
        st.session_state[key] = form.values.get(name, default)
    return key


def mark(form: IntakeForm, name: str) -> None:
    """What is wrong with a field, right below it."""
    if name in form.problems:
        st.caption(f":red[:material/error: {plain(said(form.problems[name]))}]")


def label_of(name: str, *, is_needed: bool = False) -> str:
    """The label of a field; needed ones carry a star."""
    parts = name.split("_")
    known = parts[2] if name.startswith("person_") else name
    return _(LABELS[known]) + (" *" if is_needed else "")


def text(form: IntakeForm, name: str, *, is_needed: bool = False, live: bool = False) -> None:
    """One line of text; live ones commit while typing, for what is looked up meanwhile."""
    st.text_input(
        label_of(name, is_needed=is_needed),
        key=prepare(form, name, ""),
        live="500ms" if live else False,
        autocomplete="off",
    )
    mark(form, name)


def paragraph(form: IntakeForm, name: str, *, is_needed: bool = False, height: int = 120) -> None:
    """Several lines of text."""
    st.text_area(label_of(name, is_needed=is_needed), key=prepare(form, name, ""), height=height)
    mark(form, name)


def day(form: IntakeForm, name: str, *, latest: date, is_needed: bool = False) -> None:
    """A date up to today."""
    key = prepare(form, name)
    if isinstance(st.session_state[key], str):
        st.session_state[key] = date.fromisoformat(st.session_state[key])
    st.date_input(
        label_of(name, is_needed=is_needed),
        key=key,
        format="DD/MM/YYYY",
        min_value=date(1990, 1, 1),
        max_value=latest,
    )
    mark(form, name)


def choice(
    form: IntakeForm,
    name: str,
    options: Sequence[Any],
    words: Callable[[Any], str],
    *,
    label: str = "",
    is_needed: bool = False,
    default: Any = None,
    placeholder: str = "",
) -> None:
    """One of a list, empty at first unless a default is given."""
    key = prepare(form, name, default)
    if st.session_state[key] is not None and st.session_state[key] not in options:
        st.session_state[key] = default
    # Words are looked up once, here: a function of the widget would run outside the reader's session.
    shown = {option: words(option) for option in options}
    st.selectbox(
        label or label_of(name, is_needed=is_needed),
        options,
        key=key,
        index=None,
        # Such a field is never emptied again, and has no button for that on the way of the Tab key.
        required=is_needed or default is not None,
        format_func=lambda option: shown.get(option, str(option)),
        filter_mode="contains",
        placeholder=placeholder or _("Choose"),
    )
    mark(form, name)


def several(form: IntakeForm, name: str, options: dict[int, str]) -> None:
    """Any number of a list."""
    key = prepare(form, name, [])
    st.session_state[key] = [one for one in st.session_state[key] or [] if one in options]
    st.multiselect(
        label_of(name),
        list(options),
        key=key,
        format_func=options.get,
        placeholder=_("Nobody"),
    )
    mark(form, name)


def tick(form: IntakeForm, name: str, *, default: bool = False) -> None:
    """Yes or no."""
    st.checkbox(label_of(name), key=prepare(form, name, default))
    mark(form, name)


def count(form: IntakeForm, name: str, *, least: int, default: int | None) -> None:
    """A number of people."""
    st.number_input(
        label_of(name), key=prepare(form, name, default), min_value=least, max_value=100_000, step=1
    )
    mark(form, name)
