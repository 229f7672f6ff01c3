"""Words in the reader's language: English msgids, Vietnamese from locales/vi/*.po, read once at start."""

import gettext
from collections.abc import Mapping
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from services.errors import AppError
from ui import formats
from ui.language import LANGUAGES as LANGUAGES
from ui.language import in_language as in_language
from ui.language import language as language

# Numbers under these names say which, not how many: the year 2026 has no thousands mark.
IDENTIFIERS = frozenset({"year", "last", "next", "line", "row", "version", "first", "second"})
LOCALES = Path(__file__).resolve().parent.parent / "locales"


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
    """A refusal as one sentence in the reader's language."""
    return filled(error.msgid, error.values)


def filled(msgid: str, values: Mapping[str, Any]) -> str:
    """A message with its values: msgids among them translated, numbers and days in the reader's way."""
    return _(msgid).format(**{name: _filling(name, value) for name, value in values.items()})


def _filling(name: str, value: Any) -> Any:
    if isinstance(value, str):
        return _(value)
    if isinstance(value, tuple):
        return ", ".join(_(one) for one in value)
    return str(value) if name in IDENTIFIERS and isinstance(value, int) else formats.written(value)
