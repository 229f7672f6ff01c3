"""Vietnamese words for the command line, without the second that the screens' catalogue takes to load."""

from datetime import date
from functools import lru_cache
from pathlib import Path

from services.errors import AppError

LOCALES = Path(__file__).resolve().parent.parent / "locales" / "vi"


def said(error: AppError) -> str:
    """A refusal as one Vietnamese sentence; messages among its values are translated, days written."""
    words = _messages("*.po")
    values = dict(error.values)
    for name, value in values.items():
        if isinstance(value, str):
            values[name] = words.get(value, value)
        elif isinstance(value, tuple):
            values[name] = ", ".join(words.get(one, one) for one in value)
        elif isinstance(value, date):
            values[name] = f"{value:%d/%m/%Y}"
    return words.get(error.msgid, error.msgid).format(**values)


def rule_word(msgid: str) -> str:
    """A word of the legal terms and calendar in Vietnamese; a text without translation stays as it is."""
    return _messages("rules.po").get(msgid, msgid)


def word(msgid: str) -> str:
    """Any message in Vietnamese; a text without translation stays as it is."""
    return _messages("*.po").get(msgid, msgid)


@lru_cache
def _messages(pattern: str) -> dict[str, str]:
    from babel.messages.pofile import read_po

    found: dict[str, str] = {}
    for path in sorted(LOCALES.glob(pattern)):
        with path.open("rb") as file:
            for message in read_po(file, locale="vi"):
                if isinstance(message.id, str) and message.id and not message.context:
                    found[message.id] = str(message.string)
    return found
