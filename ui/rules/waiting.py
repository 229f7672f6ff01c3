"""Running clocks that wait for a decision: what they wait for, whom it touches, moving or keeping them."""

from collections.abc import Callable, Sequence
from datetime import date, datetime

import pandas as pd
import streamlit as st

from services import clock_moves, database, waiting_clocks
from services.clock_moves import LABEL_BASIS
from services.clock_summaries import UnitLine
from services.permissions import Actor, Permission, can
from services.rule_views import RuleLine
from services.waiting_clocks import Change, ClockIds, Group
from ui.feedback import announce, refusals_shown
from ui.i18n import _, ngettext
from ui.labels import count, word
from ui.legal_words import law
from ui.panels import nothing
from ui.plain_text import plain
from ui.rules import effects, words


def show(
    groups: Sequence[Group], lines: Sequence[RuleLine], actor: Actor, *, today: date, now: datetime
) -> None:
    """One frame per change; without any, why there is nothing to do."""
    if not groups:
        nothing(
            _("No running clock waits for a decision."),
            _("A new version of a term or a changed day that touches running clocks is listed here first."),
        )
        return
    st.caption(
        _("These clocks keep version and day until an administrator moves them or keeps them for good.")
    )
    for group in groups:
        name = group.change.rule_id or "calendar"
        with st.container(border=True, key=f"waiting_{name}_{group.change.new_version}"):
            _group(group, lines, actor, now=now)


def title(change: Change, lines: Sequence[RuleLine]) -> str:
    """What the clocks of a group wait for."""
    if change.is_calendar:
        return _("The working calendar has changed")
    versions = [one for line in lines for one in line.versions if one.rule.id == change.rule_id]
    made = next((one.rule for one in versions if one.rule.version == change.new_version), None)
    if made is None:
        return change.rule_id
    return _("{rule}, version {version}: {term} ({basis})").format(
        rule=made.id, version=made.version, term=words.term(made), basis=plain(law(made.basis))
    )


def _group(group: Group, lines: Sequence[RuleLine], actor: Actor, *, now: datetime) -> None:
    key = f"{group.change.rule_id or 'calendar'}_{group.change.new_version}"
    st.subheader(title(group.change, lines), anchor=False)
    if can(actor, Permission.RULE_EDIT):
        effects.counts(group.effect, key=key)
    else:
        st.markdown(effects.sentence(group.effect))
    if can(actor, Permission.CASE_READ):
        with database.reading() as session:
            seen, total = waiting_clocks.listed(session, group.change, actor=actor)
        if seen:
            st.dataframe(pd.DataFrame(effects.codes(seen)), hide_index=True, key=f"codes_{key}")
        st.caption(
            _("{shown} of {total} clocks within your rights").format(
                shown=count(len(seen)), total=count(total)
            )
        )
    if can(actor, Permission.RULE_EDIT):
        _decide(group, actor, key=key, now=now)


def _decide(group: Group, actor: Actor, *, key: str, now: datetime) -> None:
    by_name = {_name(line): (line.kind, line.unit_id) for line in group.effect.lines}
    picked = st.multiselect(_("For which units"), list(by_name), default=list(by_name), key=f"units_{key}")
    basis = st.text_input(_(LABEL_BASIS), key=f"basis_{key}", max_chars=300)
    chosen = [by_name[name] for name in picked]
    with st.container(horizontal=True):
        moves = st.button(_("Move to the new day"), key=f"move_{key}", type="primary", disabled=not chosen)
        keeps = st.button(_("Keep the day as it is"), key=f"keep_{key}", disabled=not chosen)
    if not (moves or keeps):
        return
    with refusals_shown():
        with database.reading() as session:
            portions = waiting_clocks.chosen(session, group.change, chosen, countable=moves, actor=actor)
        decide = clock_moves.move if moves else clock_moves.keep
        done = _in_portions(portions, decide, basis, actor, now=now)
        said = (
            ngettext("{n} clock has its new day.", "{n} clocks have their new day.", done)
            if moves
            else ngettext("{n} clock keeps its day.", "{n} clocks keep their day.", done)
        )
        announce(said.format(n=count(done)))
        st.rerun()


def _in_portions(
    portions: Sequence[ClockIds], decide: Callable[..., int], basis: str, actor: Actor, *, now: datetime
) -> int:
    """One transaction per portion, so that nobody waits long; what was decided stays decided."""
    done, total = 0, sum(len(ids) for ids in portions)
    bar = st.progress(0.0) if len(portions) > 1 else None
    for ids in portions:
        with database.transaction() as session:
            done += decide(session, ids, basis=basis, actor=actor, now=now)
        if bar is not None:
            said = _("{done} of {all} clocks").format(done=count(done), all=count(total))
            bar.progress(min(1.0, done / total), text=said)
    return done


def _name(line: UnitLine) -> str:
    return f"{effects.place(line)} · {word(line.kind)} ({count(line.clocks)})"
