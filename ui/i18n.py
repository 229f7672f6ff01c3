"""Words in the reader's language: English msgids, Vietnamese from locales/vi/*.po, read once at start."""

import gettext
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from io import BytesIO
from pathlib import Path

import streamlit as st
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from services.errors import AppError

LOCALES = Path(__file__).resolve().parent.parent / "locales"
DEFAULT = "vi"
LANGUAGES = ("vi", "en")

# Set by routes and documents, which run outside a Streamlit session.
_fixed: ContextVar[str | None] = ContextVar("language", default=None)


@lru_cache
def catalogue(language: str) -> gettext.NullTranslations:
    """All .po files of a language as one catalogue; English needs none."""
    files = sorted((LOCALES / language).glob("*.po"))
    if not files:
        return gettext.NullTranslations()
    merged = Catalog(locale=language)
    for path in files:
        with path.open("rb") as file:
            for message in read_po(file, locale=language):
                if message.id:
                    merged.add(message.id, message.string, context=message.context)
    compiled = BytesIO()
    write_mo(compiled, merged)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def language() -> str:
    """The language of the reader: fixed by a route, else chosen in the session, else Vietnamese."""
    fixed = _fixed.get()
    if fixed is not None:
        return fixed
    return str(st.session_state.get("_language", DEFAULT))


@contextmanager
def in_language(code: str) -> Iterator[None]:
    """Speak a language for a while: for routes, documents and tests."""
    token = _fixed.set(code if code in LANGUAGES else DEFAULT)
    try:
        yield
    finally:
        _fixed.reset(token)


def _(message: str) -> str:
    """The message in the reader's language."""
    return catalogue(language()).gettext(message) if message else ""


def ngettext(one: str, many: str, count: int) -> str:
    """The message for a count; Vietnamese has one form."""
    return catalogue(language()).ngettext(one, many, count)


def pgettext(context: str, message: str) -> str:
    """A short word whose meaning depends on where it stands."""
    return catalogue(language()).pgettext(context, message)


def said(error: AppError) -> str:
    """A refusal as one sentence in the reader's language; msgids among its values are translated too."""
    values = {name: _(value) if isinstance(value, str) else value for name, value in error.values.items()}
    return _(error.msgid).format(**values)
