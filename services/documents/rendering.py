"""Filling a template: values made fit for Word, the template rendered, its properties made anonymous."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from io import BytesIO

from jinja2 import UndefinedError

from services.documents.fields import FIELDS, Shape
from services.documents.language import TemplateFieldUnknown, environment, opened
from services.text import nfc

Value = str | Sequence[str]
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
# XML 1.0 knows no control characters but tab and newline, and neither half pairs nor non-characters.
_NOT_XML = re.compile("[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
NEW_PARAGRAPH = "\a"
# Signs that docxtpl would take for an escaped field of its own.
_ESCAPED = re.compile(r"(?<=[{}%])_(?=[{}%])")


def render(template: bytes, values: Mapping[str, Value], *, title: str, now: datetime) -> bytes:
    """The document as bytes.

    Every field has a value (the caller has seen to that); text is escaped, so that names with
    "<" or "&" come out as they are written, and line breaks stay line breaks.
    """
    document = opened(template)
    context = {name: _fit(name, values[name]) for name in values}
    try:
        document.render(context, environment())
    except UndefinedError as fault:
        raise TemplateFieldUnknown(name=str(fault).split("'")[1] if "'" in str(fault) else "?") from fault
    # Neither the author of the template nor who made the document stands in the file.
    # (get_docx() would open the template anew.)
    about = document.docx.core_properties
    about.author = about.last_modified_by = about.comments = about.subject = about.keywords = ""
    about.title = title
    about.created = about.modified = now
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def clean(text: str) -> str:
    """Text as Word can hold it: NFC, Unix line ends, no control characters."""
    text = nfc(text).replace("\r\n", "\n").replace("\r", "\n")
    return _ESCAPED.sub("_\u2060", _NOT_XML.sub("", text))


def _fit(name: str, value: Value) -> Value:
    if FIELDS[name].shape is Shape.LIST:
        return [clean(one) for one in ([value] if isinstance(value, str) else value)]
    text = clean(value if isinstance(value, str) else " ".join(value))
    if FIELDS[name].shape is Shape.TEXT:
        # docxtpl's sign for a new paragraph: a mere line break would be stretched to the margin.
        return text.replace("\n", NEW_PARAGRAPH)
    return " ".join(text.split())
