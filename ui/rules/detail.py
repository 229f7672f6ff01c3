"""One rule beside the list: what it says, its versions over time, its history, and what may be done."""

from datetime import date, datetime, timedelta

import pandas as pd
import streamlit as st

from services import database, rule_edits
from services.clock_choice import shipped_clocks
from services.permissions import Actor, Permission, can
from services.rule_views import RuleLine, VersionLine, VersionState
from ui.admin import changes
from ui.case.clocks import step_name
from ui.feedback import announce, refusals_shown
from ui.i18n import _
from ui.labels import instant
from ui.legal_words import law
from ui.panels import plain
from ui.rules import new_version
from ui.rules import words as said


def show(line: RuleLine, actor: Actor, *, today: date, now: datetime) -> None:
    """Everything about one rule."""
    rule = line.rule
    st.subheader(f"{rule.id} · {plain(said.step(rule))}", anchor=False)
    with st.container(horizontal=True, gap="small"):
        in_force = line.current.state is VersionState.IN_FORCE
        st.badge(_(said.STATES[line.current.state]), color="green" if in_force else "gray")
        checked = line.current.is_verified
        st.badge(
            said.checked(line.current),
            icon=":material/verified:" if checked else ":material/help:",
            color="green" if checked else "orange",
        )
    facts = [
        (_("Kind"), f"{said.kind(rule)} · {_(said.NATURES[rule.nature])}"),
        (_("Term"), f"**{said.term(rule)}**"),
        (_("Counted from"), plain(said.trigger(rule))),
        (_("Extensions"), said.extensions(rule)),
        (_("Condition"), plain(said.condition(rule))),
        (_("Basis in law"), plain(law(rule.basis))),
        (_("Clock of the step"), _steps(rule.id)),
    ]
    st.markdown("  \n".join(f"{name}: {text}" for name, text in facts if text and text != "–"))
    if line.current.row.verified_document:
        row = line.current.row
        st.caption(
            _("Verified by {who} at {when} with: {document}").format(
                who=plain(row.verified_by),
                when=instant(row.verified_at),
                document=plain(row.verified_document),
            )
        )
    st.markdown(f"**{_('Versions over time')}**")
    st.dataframe(
        versions(line),
        hide_index=True,
        key=f"rule_versions_{rule.id}",
        row_height=66,
        column_config={
            _("Version"): st.column_config.NumberColumn(width=50, format="%d"),
            _("Validity"): st.column_config.TextColumn(width=120),
            _("Term"): st.column_config.TextColumn(width=88),
            _("State"): st.column_config.TextColumn(width=140),
            _("Basis in law"): st.column_config.TextColumn(width=170),
        },
    )
    if can(actor, Permission.RULE_EDIT):
        _edit(line, actor, today=today, now=now)
    with st.expander(_("History"), icon=":material/history:", key=f"rule_history_{rule.id}"):
        changes.history(actor, "rule", setting=rule.id, key=f"rule_{rule.id}")


def versions(line: RuleLine) -> pd.DataFrame:
    """The versions of a rule, oldest first."""
    return pd.DataFrame(
        [
            {
                _("Version"): one.rule.version,
                _("Validity"): said.periods(one),
                _("Term"): said.term(one.rule),
                _("State"): f"{_(said.STATES[one.state])}, {said.checked(one)}",
                _("Basis in law"): law(one.rule.basis),
                _("Source"): _source(one),
            }
            for one in line.versions
        ]
    )


def _source(one: VersionLine) -> str:
    if not one.is_own:
        return _(said.SOURCES[one.row.source])
    return f"{_(said.SOURCES[one.row.source])}: {one.row.entered_by}, {instant(one.row.entered_at)}"


def _steps(rule_id: str) -> str:
    steps = dict.fromkeys(clock.step for clock in shipped_clocks().clocks if clock.rule_id == rule_id)
    return ", ".join(step_name(step) for step in steps)


def _edit(line: RuleLine, actor: Actor, *, today: date, now: datetime) -> None:
    rule_id = line.rule.id
    with st.expander(_("New version from a day on"), icon=":material/add:", key=f"rule_new_{rule_id}"):
        new_version.form(line, actor, today=today, now=now)
    open_ones = [one for one in line.versions if not one.is_verified]
    if open_ones:
        with st.expander(_("Confirm as verified"), icon=":material/verified:", key=f"rule_verify_{rule_id}"):
            _verify(rule_id, open_ones, actor, now=now)
    own = [one for one in line.versions if one.is_own and one.row.withdrawn_at is None]
    if own:
        with st.expander(
            _("Undo or end a version entered here"), icon=":material/undo:", key=f"rule_own_{rule_id}"
        ):
            _take_back(rule_id, own, actor, today=today, now=now)


def _verify(rule_id: str, found: list[VersionLine], actor: Actor, *, now: datetime) -> None:
    names = {one.rule.version: _name(one) for one in found}
    version = st.selectbox(_("Version"), list(names), format_func=names.get, key=f"verify_version_{rule_id}")
    document = st.text_input(
        _("Document that confirms it"),
        key=f"verify_document_{rule_id}",
        max_chars=300,
        placeholder=_("Number, date and article of the text it was compared with"),
    )
    if st.button(_("Verified"), key=f"verify_{rule_id}", type="primary"):
        with refusals_shown():
            with database.transaction() as session:
                rule_edits.verify(session, rule_id, version, document=document, actor=actor, now=now)
            announce(_("Rule {rule}, version {version} is verified.").format(rule=rule_id, version=version))
            st.rerun()


def _take_back(rule_id: str, own: list[VersionLine], actor: Actor, *, today: date, now: datetime) -> None:
    names = {one.rule.version: _name(one) for one in own}
    version = st.selectbox(_("Version"), list(names), format_func=names.get, key=f"own_version_{rule_id}")
    st.caption(_("A version that no clock was counted with can be undone; any other one can end."))
    if st.button(_("Undo: it was entered by mistake"), key=f"undo_{rule_id}", icon=":material/undo:"):
        with refusals_shown():
            with database.transaction() as session:
                rule_edits.undo(session, rule_id, version, actor=actor, now=now)
            announce(_("Rule {rule}, version {version} is undone.").format(rule=rule_id, version=version))
            st.rerun()
    one, two = st.columns([1, 2], vertical_alignment="bottom")
    last = one.date_input(
        _("Last day"), value=today - timedelta(days=1), format="DD/MM/YYYY", key=f"end_day_{rule_id}"
    )
    reason = two.text_input(_("Reason"), key=f"end_reason_{rule_id}", max_chars=300)
    if st.button(_("Let it end"), key=f"end_{rule_id}"):
        with refusals_shown():
            with database.transaction() as session:
                waiting = rule_edits.end(
                    session, rule_id, version, last_day=last, reason=reason, actor=actor, now=now
                )
            announce(new_version.saved(rule_id, version, waiting))
            st.rerun()


def _name(one: VersionLine) -> str:
    return _("version {version} ({validity})").format(version=one.rule.version, validity=said.periods(one))
