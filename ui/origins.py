"""From which row of a register a petition came, and what the import remarked there."""

import streamlit as st

from services import clock
from services.imports.origins import Origin
from services.imports.reasons import sentence
from ui.i18n import _
from ui.labels import day
from ui.panels import plain


def where(origin: Origin) -> str:
    """The register in words: title, year, row."""
    parts = [_("Register “{title}”").format(title=plain(origin.title))]
    if origin.year is not None and str(origin.year) not in origin.title:
        parts.append(_("year {year}").format(year=origin.year))
    if origin.row_number is not None:
        parts.append(_("row {number}").format(number=origin.row_number))
    return ", ".join(parts)


def show(origin: Origin) -> None:
    """Where the petition stood in the book, and each remark as a sentence."""
    imported = _("imported on {day}").format(day=day(clock.local_date(origin.imported_at)))
    lines = [f":material/menu_book: {where(origin)} · {imported}"]
    lines += [f"- {plain(sentence(reason, _))}" for reason in origin.remarks]
    st.caption("\n".join(lines))
