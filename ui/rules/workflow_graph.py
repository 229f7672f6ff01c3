"""The workflow of a kind of case: its graph on screen and the table of its actions."""

from collections.abc import Sequence
from textwrap import wrap

import pandas as pd
import streamlit as st

from models.enums import CaseState, Kind
from services.text import N_
from services.transitions import ClockEffect, Transition, targets
from services.workflow_rules import shipped_workflow
from ui import tables, theme
from ui.case.clocks import step_name
from ui.i18n import _
from ui.labels import count, word
from ui.rules import words
from ui.theme import Palette

# What can be drawn: each kind, complaints by their instance.
FLOWS: dict[str, tuple[Kind, int]] = {
    "complaint-1": (Kind.COMPLAINT, 1),
    "complaint-2": (Kind.COMPLAINT, 2),
    "denunciation": (Kind.DENUNCIATION, 1),
    "recommendation": (Kind.RECOMMENDATION, 1),
}
EFFECTS = {
    ClockEffect.EXTEND: N_("extends the settlement"),
    ClockEffect.PAUSE: N_("stops the settlement"),
    ClockEffect.RESUME: N_("lets the settlement run again"),
}
FONT = "Be Vietnam Pro"
# Letters of an edge's label in one line; Vietnamese words are short.
LINE = 17


def show() -> None:
    """Choice of the kind, the graph, and beside it what each action needs and does."""
    names = {name: tables.kind_said(*flow) for name, flow in FLOWS.items()}
    chosen = st.segmented_control(
        _("Kind of case"),
        list(names),
        format_func=names.get,
        default="complaint-1",
        required=True,
        key="workflow_kind",
        label_visibility="collapsed",
    )
    kind, instance = FLOWS[chosen or "complaint-1"]
    steps = shipped_workflow().of(kind, instance)
    left, right = st.columns([11, 9], gap="medium")
    with left:
        colours = theme.palette(st.context.theme.type == "dark")
        st.graphviz_chart(
            dot(steps, colours),
            alt=_("The states of “{kind}” and the actions between them").format(kind=names[chosen]),
        )
        st.caption(_("The numbers are those of the table. Dashed: early end, suspension and return."))
    with right:
        rows = frame(steps)
        st.dataframe(
            rows,
            hide_index=True,
            key="workflow_rows",
            height=min(66 * len(rows) + 40, 720),
            row_height=66,
            column_config={
                _("No."): st.column_config.NumberColumn(width=40, pinned=True),
                _("Action"): st.column_config.TextColumn(width=190, pinned=True),
                _("From → to"): st.column_config.TextColumn(width=170),
                _("Who may do it"): st.column_config.TextColumn(width=260),
                _("Needs"): st.column_config.TextColumn(width=200),
            },
        )
        st.caption(f"{count(len(rows))} / {count(len(rows))}")


def dot(steps: Sequence[Transition], colours: Palette) -> str:
    """The graph in Graphviz' words: states in boxes, one arrow per pair of states with its actions."""
    lines = [
        'digraph { rankdir=TB; bgcolor="transparent"; nodesep=0.2; ranksep=0.3;',
        f'node [shape=box, style="rounded,filled", fontname="{FONT}", fontsize=15, margin="0.18,0.09",'
        f' color="{colours.accent}", fillcolor="{colours.surface}", fontcolor="{colours.ink}"];',
        f'edge [fontname="{FONT}", fontsize=14, color="{colours.muted}", fontcolor="{colours.ink}",'
        " arrowsize=0.7];",
    ]
    used = {state for step in steps for state in (step.from_state, step.to_state) if state is not None}
    for state in CaseState:
        if state in used:
            marked = f', color="{colours.ink}", penwidth=2' if state is CaseState.CLOSED else ""
            lines.append(f'{state.value} [label="{_quoted(word(state))}"{marked}];')
    lines += _arrow_lines(steps)
    return "\n".join([*lines, "}"])


def _arrow_lines(steps: Sequence[Transition]) -> list[str]:
    """One line per arrow, its actions written out with their numbers.

    What several arrows to one state share is written on the first of them; a suspension and its
    end are one arrow with two heads; early ends come from one note that names where from.
    """
    numbers, found = numbered(steps), arrows(steps)
    labels = {step.action: _(step.label) for step in steps}
    lines: list[str] = []
    written: set[tuple[CaseState, tuple[str, ...]]] = set()
    early: dict[tuple[str, ...], list[CaseState]] = {}
    for (start, end), actions in found.items():
        if start is CaseState.SUSPENDED and (end, start) in found:
            continue
        if _is_early_end(start, end):
            early.setdefault(tuple(actions), []).append(start)
            continue
        marks = ["penwidth=1.6"]
        if end is CaseState.SUSPENDED:
            marks = ["style=dashed", "dir=both"] if (end, start) in found else ["style=dashed"]
            actions = [*actions, *found.get((end, start), [])]
        if (end, tuple(actions)) not in written:
            told = [f"{numbers[action]}. {labels[action]}" for action in actions]
            marks.append(f'label="{_left([line for one in told for line in wrap(one, LINE)])}"')
            written.add((end, tuple(actions)))
        lines.append(f"{start.value} -> {end.value} [{', '.join(marks)}];")
    told = []
    for actions, starts in early.items():
        told.append(", ".join(str(numbers[action]) for action in actions))
        told += wrap(_("from: {states}").format(states=", ".join(word(state) for state in starts)), LINE)
    if told:
        lines.append(f'early [shape=note, style=dashed, fontsize=14, label="{_left(told)}"];')
        lines.append(f"early -> {CaseState.CLOSED.value} [style=dashed];")
    return lines


def _left(lines: Sequence[str]) -> str:
    """Lines of a label, each from the left."""
    # A blank that does not break keeps the words off the arrow.
    return "".join("\u00a0" + line.replace('"', '\\"') + "\\l" for line in lines)


def numbered(steps: Sequence[Transition]) -> dict[str, int]:
    """The number of each action, as the table beside the graph has it."""
    return {action: number for number, action in enumerate(dict.fromkeys(s.action for s in steps), start=1)}


def arrows(steps: Sequence[Transition]) -> dict[tuple[CaseState, CaseState], list[str]]:
    """The actions between two states, in the order of the table; what keeps the state is left out."""
    found: dict[tuple[CaseState, CaseState], list[str]] = {}
    for step in steps:
        if step.from_state is None or step.stays:
            continue
        for end in targets(step, steps):
            actions = found.setdefault((step.from_state, end), [])
            if step.action not in actions:
                actions.append(step.action)
    return found


def frame(steps: Sequence[Transition]) -> pd.DataFrame:
    """One row per action: who may do it, what it needs, which clocks it starts and ends."""
    numbers = numbered(steps)
    labels = {step.action: step.label for step in steps}
    by_action = {action: [step for step in steps if step.action == action] for action in numbers}
    return pd.DataFrame([_row(numbers[action], members, labels) for action, members in by_action.items()])


def _row(number: int, members: Sequence[Transition], labels: dict[str, str]) -> dict[str, str | int]:
    step = members[0]
    needs = [_("document: number, date, signer")] if step.needs_document else []
    needs += [_("reason")] if step.needs_reason else []
    needs += [_("result")] if len(step.outcomes) > 1 else []
    needs += [
        _("first: {actions}").format(actions=_(" or ").join(_(labels[name]) for name in group))
        for group in step.after
    ]
    return {
        _("No."): number,
        _("Action"): _(step.label),
        _("From → to"): _way(members),
        _("Who may do it"): words.roles(step.permission),
        _("Needs"): "; ".join(needs) or "–",
        _("Starts"): _clocks(step.clocks_started + step.side_clocks_started),
        _("Ends"): _clocks(step.clocks_met + step.side_clocks_met),
        _("Effect"): _(EFFECTS.get(step.effect, "")) or "–",
        _("Results"): ", ".join(word(outcome) for outcome in step.outcomes) or "–",
    }


def _way(members: Sequence[Transition]) -> str:
    starts = [word(step.from_state) if step.from_state else _("receipt") for step in members]
    if members[0].stays:
        end = _("unchanged")
    else:
        end = word(members[0].to_state) if members[0].to_state else _("the state before")
    return f"{', '.join(dict.fromkeys(starts))} → {end}"


def _clocks(names: Sequence[str]) -> str:
    return ", ".join(step_name(name) for name in names) or "–"


def _is_early_end(start: CaseState, end: CaseState) -> bool:
    """Ways that leave the main one: an end before there is a decision."""
    late = (CaseState.PUBLISHED, CaseState.ENFORCING, CaseState.DECIDED)
    return end is CaseState.CLOSED and start not in late


def _quoted(text: str) -> str:
    return text.replace('"', '\\"')
