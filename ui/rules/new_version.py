"""The form of a new version of a term, and what it would touch before it is saved."""

from datetime import date, datetime
from typing import Any

import pandas as pd
import streamlit as st

from services import database, rule_edits
from services.legal_rules import TermUnit
from services.permissions import Actor
from services.rule_edits import Preview
from services.rule_entry import LABEL_BASIS, LABEL_CONDITION, UNITS, VersionEntry
from services.rule_views import RuleLine
from ui.feedback import announce, refusals_shown
from ui.i18n import _, ngettext, said
from ui.labels import count
from ui.plain_text import plain
from ui.rules import effects, words

_LOOKED = "_rule_previewed"
# Laws of the last century may still be cited; the form refuses what the rule does not allow.
_RANGE: Any = {"min_value": date(1945, 1, 1), "max_value": date(2199, 12, 31)}


def form(line: RuleLine, actor: Actor, *, today: date, now: datetime) -> None:
    """The fields as they stand now; first the preview, then the button that saves."""
    entry = _fields(line, today=today)
    if st.button(_("Preview the effect"), key=f"preview_{line.rule.id}", icon=":material/visibility:"):
        st.session_state[_LOOKED] = entry
    if st.session_state.get(_LOOKED) != entry:
        return
    with refusals_shown():
        with database.reading() as session:
            preview = rule_edits.preview(session, entry, actor=actor, today=today)
        _preview(preview)
        if st.button(_("Save the new version"), key=f"save_{line.rule.id}", type="primary"):
            with database.transaction() as session:
                row, waiting = rule_edits.add(session, entry, actor=actor, now=now)
            del st.session_state[_LOOKED]
            announce(saved(row.rule_id, row.version, waiting))
            st.rerun()


def saved(rule_id: str, version: int, waiting: int) -> str:
    """What is said after a version was entered or ended."""
    done = _("Rule {rule}, version {version} is saved.").format(rule=rule_id, version=version)
    if not waiting:
        return done
    more = ngettext(
        "{n} running clock keeps its day until you decide about it in “To decide”.",
        "{n} running clocks keep their day until you decide about them in “To decide”.",
        waiting,
    )
    return f"{done} {more.format(n=count(waiting))}"


def _fields(line: RuleLine, *, today: date) -> VersionEntry:
    rule, key = line.rule, line.rule.id
    one, two = st.columns(2)
    first = one.date_input(
        _("In force from"), value=today, format="DD/MM/YYYY", key=f"new_from_{key}", **_RANGE
    )
    last = two.date_input(
        _("Last day (empty: without an end)"), value=None, format="DD/MM/YYYY", key=f"new_to_{key}", **_RANGE
    )
    one, two = st.columns(2)
    n = one.number_input(_("Number"), value=rule.n, step=1, key=f"new_n_{key}")
    units = {unit.value: _(words.UNITS[unit]) for unit in UNITS[rule.nature]}
    unit = two.selectbox(
        _("Unit of measure"),
        list(units),
        index=list(units).index(rule.unit.value),
        format_func=units.get,
        key=f"new_unit_{key}",
    )
    if rule.n < 0:
        st.caption(_("A number below zero is counted backward from the day."))
    days, most = 0, 0
    if rule.nature.gives_date:
        one, two = st.columns(2)
        days = one.number_input(
            _("Days of one extension"), value=rule.extension_days, min_value=0, step=1, key=f"new_days_{key}"
        )
        most = two.number_input(
            _("Most extensions"), value=rule.max_extensions, min_value=0, step=1, key=f"new_most_{key}"
        )
    told = words.condition(rule)
    condition = st.text_input(_(LABEL_CONDITION), value=told, key=f"new_condition_{key}", max_chars=300)
    basis = st.text_input(
        _(LABEL_BASIS),
        key=f"new_basis_{key}",
        max_chars=300,
        placeholder=_("Law or decree with its article"),
    )
    return VersionEntry(
        rule_id=key,
        n=int(n),
        unit=TermUnit(unit),
        extension_days=int(days),
        max_extensions=int(most),
        # What came with the product is kept in its own words, whatever language it was read in.
        condition=rule.condition if condition == told else condition,
        basis=basis,
        effective_from=first,
        effective_to=last,
    )


def _preview(preview: Preview) -> None:
    made = preview.rule
    st.markdown(
        _("**Version {version}**: {term}, {validity}.").format(
            version=made.version,
            term=words.term(made),
            validity=words.period(made.effective_from, made.effective_to),
        )
    )
    for warning in preview.warnings:
        st.warning(plain(said(warning)), icon=":material/warning:")
    if not preview.effect.total:
        st.info(_("No running clock is touched: the version holds for what begins from its first day on."))
        return
    effects.counts(preview.effect, key="new_version")
    if preview.seen:
        st.dataframe(pd.DataFrame(effects.codes(preview.seen)), hide_index=True, key="new_version_codes")
        st.caption(f"{count(len(preview.seen))} / {count(preview.total_seen)}")
    st.caption(
        _("Nothing moves when you save: each running clock keeps its day until you decide in “To decide”.")
    )
