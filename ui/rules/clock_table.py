"""Which rule is the clock of which step, for which cases, in words."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from models.enums import Complexity, Kind
from services.clock_choice import ANY, Clock, shipped_clocks
from services.rule_views import RuleLine
from ui.case.clocks import step_name
from ui.i18n import _
from ui.labels import count, word, words_of
from ui.rules import words

# The facts of a clock in the order of its row: instance, discipline, further, complexity, remoteness.
_YES, _NO = "true", "false"


def show(lines: Sequence[RuleLine]) -> None:
    """The clocks of the chosen kind in the order in which they run."""
    kinds = words_of(Kind)
    chosen = st.segmented_control(
        _("Kind of case"),
        list(kinds),
        format_func=kinds.get,
        default=Kind.COMPLAINT,
        required=True,
        key="clock_kind",
        label_visibility="collapsed",
    )
    clocks = [clock for clock in shipped_clocks().clocks if clock.kind == (chosen or Kind.COMPLAINT)]
    by_id = {line.rule.id: line for line in lines}
    st.dataframe(
        frame(clocks, by_id),
        hide_index=True,
        key="clock_rows",
        height=35 * len(clocks) + 40,
        column_config={
            _("Step"): st.column_config.TextColumn(pinned=True, width=150),
            _("For which cases"): st.column_config.TextColumn(width=300),
            _("Rule"): st.column_config.TextColumn(width=100),
            _("Term"): st.column_config.TextColumn(width=120),
            _("Counted from"): st.column_config.TextColumn(width=170),
        },
    )
    st.caption(
        count(len(clocks))
        + " / "
        + count(len(clocks))
        + " · "
        + _("Only mandatory clocks make a case overdue; the others are late steps or terms of the citizen.")
    )


def frame(clocks: Sequence[Clock], by_id: dict[str, RuleLine]) -> pd.DataFrame:
    """The clocks in words, with the term that holds today."""
    rows = []
    for clock in clocks:
        line = by_id.get(clock.rule_id)
        rows.append(
            {
                _("Step"): step_name(clock.step),
                _("For which cases"): facts(clock),
                _("Rule"): clock.rule_id,
                _("Term"): words.term(line.rule) if line else "–",
                _("Counted from"): started_by(clock, line),
                _("How it runs"): _manner(clock),
            }
        )
    return pd.DataFrame(rows)


def facts(clock: Clock) -> str:
    """The cases whose clock it is: "first instance, complex or especially complex, remote area"."""
    instance, disciplinary, further, complexity, remote = clock.accepts
    parts = [
        _accepted(instance, {"1": _("first instance"), "2": _("second instance")}),
        _accepted(disciplinary, {_YES: _("disciplinary decision"), _NO: ""}),
        _accepted(further, {_YES: _("further denunciation"), _NO: ""}),
        _accepted(complexity, {one.value: word(one).lower() for one in Complexity}),
        _accepted(remote, {_YES: _("remote area"), _NO: _("not remote")}),
        _(words.VARIANTS[clock.variant]) if clock.variant in words.VARIANTS else clock.variant,
    ]
    told = ", ".join(part for part in parts if part)
    return words.sentence(told) if told else _("all")


def started_by(clock: Clock, line: RuleLine | None) -> str:
    """What starts the clock: the end of another one, or the event its rule names."""
    if clock.trigger_step:
        return step_name(clock.trigger_step)
    return words.trigger(line.rule) if line else "–"


def _manner(clock: Clock) -> str:
    """Whether the clock makes a case overdue, stops, and may be extended."""
    parts = [_("makes overdue") if clock.mandatory else _("late step or term of the citizen")]
    parts += [_("stops when suspended")] if clock.pauses else []
    parts += [_("takes extensions")] if clock.extends else []
    return ", ".join(parts)


def _accepted(values: frozenset[str], names: dict[str, str]) -> str:
    if ANY in values:
        return ""
    return _(" or ").join(name for value, name in names.items() if value in values and name)
