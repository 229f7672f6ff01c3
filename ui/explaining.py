"""“Why this date?”: the explanation of a legal date in the reader's words, as sentences and tables."""

from collections.abc import Callable, Iterable
from datetime import date

import pandas as pd
import streamlit as st

from models.enums import Step
from services.explanation_events import DaysNotCounted, ExtensionRow, Paper, PauseRow
from services.explanation_words import Sentence, Source, Value, Words
from services.explanations import Explanation
from services.text import N_
from ui.i18n import _, pgettext
from ui.labels import day, word
from ui.legal_words import law
from ui.panels import plain

# Clocks that never make a case overdue.
SIDE_STEPS = {
    "effect": N_("Legal effect"),
    "appeal": N_("Second complaint or lawsuit"),
    "notice": N_("Notice to the denouncer and the denounced person"),
    "suspension_notice": N_("Notice of the suspension"),
    "dialogue_notice": N_("Notice of the dialogue"),
}
UNVERIFIED = N_("not yet verified by an official")


def step_name(step: str) -> str:
    """The name of a clock, mandatory or not."""
    return word(Step(step)) if step in set(Step) else _(SIDE_STEPS.get(step, step))


def said(sentence: Sentence, *, quote: Callable[[str], str] = str) -> str:
    """A sentence of an explanation in the reader's language; `quote` is done to what people typed."""
    values = {name: _value(value, quote) for name, value in sentence.values.items()}
    return _(sentence.msgid).format(**values)


def show(explanation: Explanation, *, key: str) -> None:
    """The sentences, then the papers and days behind them."""
    if not explanation.is_verified:
        st.markdown(f":orange-badge[{_(UNVERIFIED)}]")
    st.markdown("\n".join(f"- {said(sentence, quote=_for_markdown)}" for sentence in explanation.sentences))
    if explanation.extensions:
        st.caption(_("Extensions"))
        _table(extensions_table(explanation.extensions), key=f"{key}_extensions")
    if explanation.pauses:
        st.caption(_("Suspensions, first and last day included"))
        _table(pauses_table(explanation.pauses), key=f"{key}_pauses")
    if explanation.skipped:
        st.caption(_("Days that were not counted"))
        _table(_skipped(explanation.skipped), key=f"{key}_skipped")


def extensions_table(rows: Iterable[ExtensionRow]) -> list[dict[str, str]]:
    return [
        {
            _("Day"): day(row.decided_on),
            _("Decision"): _paper(row.paper),
            _("Signed by"): row.paper.signer or "–",
            _("Days"): str(row.days),
        }
        for row in rows
    ]


def pauses_table(rows: Iterable[PauseRow]) -> list[dict[str, str]]:
    return [
        {
            _("From"): day(row.first_on),
            _("To"): day(row.last_on) if row.last_on else _("still lasts"),
            _("Suspended by"): _paper(row.suspended_by),
            _("Resumed by"): _paper(row.resumed_by) if row.resumed_by else "–",
            _("Moves the end by"): _moved(row),
        }
        for row in rows
    ]


def _moved(row: PauseRow) -> str:
    if row.is_late:
        return _("nothing: the term had run out")
    return _("{n} days").format(n=row.days) if row.last_on else "…"


def _skipped(rows: Iterable[DaysNotCounted]) -> list[dict[str, str]]:
    return [
        {
            _("Day"): day(row.day),
            _("Reason"): _(row.reason),
            _("Checked"): "" if row.is_verified else _(UNVERIFIED),
        }
        for row in rows
    ]


def _paper(paper: Paper) -> str:
    if not paper.number:
        return "–"
    return _("{number} of {day}").format(number=paper.number, day=day(paper.dated_on))


def _table(rows: list[dict[str, str]], *, key: str) -> None:
    st.dataframe(pd.DataFrame(rows), hide_index=True, key=key)


def _for_markdown(text: str) -> str:
    """What people typed as it stands; a single word such as KN-ACC1 means nothing to Markdown."""
    return text if text.replace("-", "").isalnum() else plain(text)


def _value(value: Value, quote: Callable[[str], str]) -> str:
    if isinstance(value, Words):
        return pgettext(value.context, value.msgid) if value.context else _(value.msgid)
    if isinstance(value, Source):
        return quote(law(value.basis))
    return day(value) if isinstance(value, date) else quote(str(value))
