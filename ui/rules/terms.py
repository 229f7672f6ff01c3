"""All legal terms in words: filter, search without accents, and the rule that is looked at."""

from collections.abc import Sequence
from functools import partial

import pandas as pd
import streamlit as st

from services.legal_rules import Nature
from services.rule_views import RuleLine, VersionState
from services.text import fold, words
from ui.i18n import _
from ui.labels import count, day
from ui.legal_words import law
from ui.rules import words as said

CHOSEN = "rule_chosen"
ALL = ""


def choose(lines: Sequence[RuleLine]) -> RuleLine | None:
    """The filters, the table with "n / N", and the rule that was clicked or chosen by keyboard."""
    shown = _filtered(lines)
    st.caption(f"{count(len(shown))} / {count(len(lines))}")
    if not shown:
        st.info(_("No term fits. Search with fewer words, or choose another kind."))
        return None
    ids = [line.rule.id for line in shown]
    if st.session_state.get(CHOSEN) not in ids:
        st.session_state[CHOSEN] = ids[0]
    st.dataframe(
        frame(shown),
        hide_index=True,
        key="rule_table",
        height=min(66 * len(shown) + 38, 580),
        row_height=66,
        on_select=partial(_choose, "rule_table", ids),
        selection_mode="single-row",
        column_config={
            _("Code"): st.column_config.TextColumn(pinned=True, width=104),
            _("What has to be done"): st.column_config.TextColumn(width=240),
            _("Term"): st.column_config.TextColumn(width=112),
            _("Validity"): st.column_config.TextColumn(width=138),
        },
        alt=_("The legal terms; choose a row to read it and its versions"),
    )
    names = {line.rule.id: f"{line.rule.id} · {said.step(line.rule)}" for line in shown}
    chosen = st.selectbox(_("Rule to look at"), ids, format_func=names.get, key=CHOSEN)
    return next(line for line in shown if line.rule.id == chosen)


def frame(lines: Sequence[RuleLine]) -> pd.DataFrame:
    """The terms as a table in the reader's words."""
    return pd.DataFrame(
        [
            {
                _("Code"): line.rule.id,
                _("What has to be done"): f"{said.step(line.rule)} ({said.kind(line.rule)})",
                _("Term"): _term(line),
                _("Validity"): f"{_validity(line)} · {said.checked(line.current)}",
            }
            for line in lines
        ]
    )


def full_frame(lines: Sequence[RuleLine]) -> pd.DataFrame:
    """Every version of every term with all its columns, for the workbook."""
    return pd.DataFrame(
        [
            {
                _("Code"): one.rule.id,
                _("Version"): one.rule.version,
                _("Kind"): said.kind(one.rule),
                _("What it is"): _(said.NATURES[one.rule.nature]),
                _("What has to be done"): said.step(one.rule),
                _("Counted from"): said.trigger(one.rule),
                _("Term"): said.term(one.rule),
                _("Extensions"): said.extensions(one.rule),
                _("Condition"): said.condition(one.rule),
                _("Basis in law"): law(one.rule.basis),
                _("Validity"): said.periods(one),
                _("State"): _(said.STATES[one.state]),
                _("Check"): said.checked(one),
                _("Document that confirms it"): one.row.verified_document,
                _("Source"): _(said.SOURCES[one.row.source]),
            }
            for line in lines
            for one in line.versions
        ]
    )


def _term(line: RuleLine) -> str:
    now = said.term(line.rule)
    if line.planned is None:
        return now
    return _("{now}; from {day}: {then}").format(
        now=now, day=day(line.planned.periods[0][0]), then=said.term(line.planned.rule)
    )


def _validity(line: RuleLine) -> str:
    if line.current.state is VersionState.IN_FORCE:
        return _("since {day}").format(day=day(line.current.periods[0][0]))
    return _(said.STATES[line.current.state])


def _filtered(lines: Sequence[RuleLine]) -> list[RuleLine]:
    one, two, three = st.columns([5, 4, 4], vertical_alignment="bottom")
    asked = one.text_input(
        _("Search"),
        key="rule_search",
        placeholder=_("Code, words of the step, article; accents not needed"),
        icon=":material/search:",
    )
    kinds = {ALL: _("All"), **{name: _(text) for name, text in said.KINDS.items()}}
    kind = two.selectbox(_("Kind"), list(kinds), format_func=kinds.get, key="rule_kind")
    natures = {ALL: _("All"), **{nature.value: _(text) for nature, text in said.NATURES.items()}}
    nature = three.selectbox(_("What it is"), list(natures), format_func=natures.get, key="rule_nature")
    unverified = st.toggle(_("Unverified only"), key="rule_unverified")
    wanted = words(asked)
    return [
        line
        for line in lines
        if kind in (ALL, line.rule.kind)
        and (nature == ALL or line.rule.nature is Nature(nature))
        and not (unverified and line.current.is_verified)
        and _fits(line, wanted)
    ]


def _fits(line: RuleLine, wanted: Sequence[str]) -> bool:
    """Whether each word begins a word of what the rule says in any of its versions."""
    if not wanted:
        return True
    texts = [line.rule.id, line.rule.id.replace("-", ""), said.step(line.rule), said.kind(line.rule)]
    texts += [said.trigger(line.rule), said.condition(line.rule), said.term(line.rule)]
    texts += [law(one.rule.basis) for one in line.versions]
    held = fold(" ".join(texts)).split()
    return all(any(one.startswith(word) for one in held) for word in wanted)


def _choose(key: str, ids: Sequence[str]) -> None:
    state = st.session_state.get(key)
    rows = state["selection"]["rows"] if state else []
    if rows and rows[0] < len(ids):
        st.session_state[CHOSEN] = ids[rows[0]]
