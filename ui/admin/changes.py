"""The preview of a change and the history of a row, drawn the same way on every administration screen."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from services import database, histories
from services.catalogues import Plan, RowChange
from services.permissions import Actor
from ui.admin import words
from ui.i18n import _, ngettext, said
from ui.labels import count, instant
from ui.plain_text import plain

# Turns the id in a field of the trail into a name; fields without an entry stay as they are.
Names = Mapping[str, Callable[[Any], str]]


def difference(fields: Mapping[str, Sequence[Any]], names: Names | None = None) -> str:
    """One line: "Name: old → new; ..."."""
    parts = []
    for field, pair in fields.items():
        show = (names or {}).get(field, words.value)
        before, after = (show(value) if value is not None else "–" for value in pair)
        parts.append(f"{words.column(field)}: {before} → {after}")
    return "; ".join(parts)


def preview(plan: Plan, *, key: str, names: Names | None = None) -> None:
    """What saving the grid would do, with the open work that each row touches; or what is wrong."""
    for line, problem in plan.problems:
        where = _("Row {number}: ").format(number=line) if line else ""
        st.error(where + plain(said(problem)), icon=":material/error:")
    if not plan.changes:
        return
    st.markdown(f"**{_('Preview of the effect')}**")
    st.dataframe(
        pd.DataFrame([_change_line(change, names) for change in plan.changes]),
        hide_index=True,
        key=f"preview_{key}",
    )
    touched = sum(change.open_cases + change.open_petitions for change in plan.changes)
    if touched:
        note = ngettext(
            "{n} open case or petition is filed under these rows; it keeps its entry.",
            "{n} open cases and petitions are filed under these rows; they keep their entry.",
            touched,
        )
        st.info(note.format(n=count(touched)), icon=":material/info:")


def history(
    actor: Actor,
    subject: str,
    *,
    subject_id: int | None = None,
    setting: str = "",
    key: str,
    names: Names | None = None,
) -> None:
    """Who changed what, from what to what, newest first."""
    with database.reading() as session:
        lines = histories.of(session, subject, subject_id=subject_id, key=setting, actor=actor)
    if not lines:
        st.caption(_("Nothing has been changed here yet."))
        return
    rows = [
        {
            _("When"): instant(line.at),
            _("Who"): words.who(line.who),
            _("What"): _(words.ACTIONS.get(line.action, line.action)),
            _("From → to"): difference(line.changed, names) or "–",
            _("Reason"): line.reason or "–",
        }
        for line in lines
    ]
    st.dataframe(pd.DataFrame(rows), hide_index=True, key=f"history_{key}")


def _change_line(change: RowChange, names: Names | None) -> dict[str, str]:
    return {
        _("What"): _(words.DEEDS[change.deed]),
        _("Row"): f"{change.code} · {change.name}",
        _("From → to"): difference(change.fields, names),
        _("Open cases"): count(change.open_cases),
        _("Petitions to handle"): count(change.open_petitions),
    }
