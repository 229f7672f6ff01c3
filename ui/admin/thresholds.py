"""Thresholds as a grid: new value, first day and basis beside the value in force; effect before saving."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pandas as pd
import streamlit as st

from services import database, setting_values
from services.permissions import Actor
from services.setting_values import SettingLine
from ui.admin import changes, words
from ui.feedback import announce, refusals_shown
from ui.i18n import _
from ui.labels import count, day


@dataclass(frozen=True)
class NewValue:
    """A row that somebody filled: the value from a day on, with its basis."""

    key: str
    value: str
    valid_from: date
    basis: str


def edit(lines: Sequence[SettingLine], actor: Actor, *, today: date, now: datetime) -> None:
    """The grid, what it would change, one button; below it the history of one threshold."""
    unverified = sum(1 for line in lines if not line.is_verified)
    if unverified:
        st.warning(
            _("{n} thresholds are unverified: enter the basis of a value to confirm it.").format(
                n=unverified
            ),
            icon=":material/help:",
        )
    turn = st.session_state.setdefault("_threshold_turn", 0)
    base = frame_of(lines, today=today)
    edited = st.data_editor(
        base,
        hide_index=True,
        key=f"threshold_grid_{turn}",
        disabled=["name", "unit", "since", "state", "planned"],
        column_order=["name", "value", "unit", "state", "first", "basis", "since", "planned"],
        column_config=_columns(),
        height=640,
        placeholder="",
    )
    asked = asked_for(lines, edited)
    if asked:
        _preview(asked, lines, actor, now=now)
        if st.button(_("Save the thresholds"), type="primary", key="save_thresholds"):
            with refusals_shown():
                with database.transaction() as session:
                    for one in asked:
                        setting_values.set_value(
                            session,
                            one.key,
                            one.value,
                            valid_from=one.valid_from,
                            basis=one.basis,
                            actor=actor,
                            now=now,
                        )
                st.session_state["_threshold_turn"] = turn + 1
                announce(_("The thresholds are saved."))
                st.rerun()
    _history([line.key for line in lines], actor, now=now)


def frame_of(lines: Sequence[SettingLine], *, today: date) -> pd.DataFrame:
    """The grid before anything is typed: the value in force, today as the first day, no basis."""
    return pd.DataFrame(
        {
            "key": [line.key for line in lines],
            "name": [words.setting(line.key) for line in lines],
            "value": [line.value for line in lines],
            "unit": [words.unit_of(line.unit) for line in lines],
            "first": pd.to_datetime([today] * len(lines)),
            "basis": [""] * len(lines),
            "since": [day(line.valid_from) for line in lines],
            "state": [_("confirmed") if line.is_verified else _("unverified") for line in lines],
            "planned": [_planned(line) for line in lines],
        }
    )


def asked_for(lines: Sequence[SettingLine], edited: pd.DataFrame) -> list[NewValue]:
    """The rows with another value or with a basis, which confirms the value as it stands."""
    present = {line.key: line.value for line in lines}
    asked = []
    for row in edited.to_dict("records"):
        value, basis = _text(row["value"]), _text(row["basis"])
        if value != present[str(row["key"])] or basis:
            first = row["first"]
            first_day = first.date() if isinstance(first, pd.Timestamp) else first
            asked.append(NewValue(str(row["key"]), value, first_day, basis))
    return asked


def _preview(asked: Sequence[NewValue], lines: Sequence[SettingLine], actor: Actor, *, now: datetime) -> None:
    present = {line.key: line.value for line in lines}
    rows = []
    with database.reading() as session:
        for one in asked:
            touched = setting_values.effect(session, one.key, one.value, actor=actor, now=now)
            effect = _("acts on what comes")
            if touched is not None:
                effect = f"{count(touched.before)} → {count(touched.after)} {_(touched.counted)}"
            rows.append(
                {
                    _("Setting"): words.setting(one.key),
                    _("From → to"): f"{present[one.key]} → {one.value}",
                    _("Valid from"): day(one.valid_from),
                    _("Basis (document)"): one.basis or _("missing"),
                    _("Effect today"): effect,
                }
            )
    st.markdown(f"**{_('Preview of the effect')}**")
    st.dataframe(pd.DataFrame(rows), hide_index=True, key="threshold_preview")


def _history(keys: Sequence[str], actor: Actor, *, now: datetime) -> None:
    with st.expander(_("History of a threshold"), icon=":material/history:", key="threshold_history"):
        names = {key: words.setting(key) for key in keys}
        chosen = st.selectbox(
            _("Setting"),
            list(names),
            index=None,
            format_func=names.get,
            placeholder=_("Choose a row"),
            key="history_setting",
        )
        if chosen is None:
            return
        with database.reading() as session:
            versions = setting_values.versions(session, chosen, actor=actor)
        rows = [
            {
                _("Value"): version.value,
                _("Valid from"): day(version.valid_from),
                _("Basis (document)"): version.basis if version.row_id else _("as shipped"),
            }
            for version in versions
        ]
        st.dataframe(pd.DataFrame(rows), hide_index=True, key="setting_versions")
        own = {version.row_id: version for version in versions if version.row_id is not None}
        if own:
            wrong = st.selectbox(
                _("Entered by mistake"),
                list(own),
                format_func=lambda i: f"{own[i].value} ({day(own[i].valid_from)})",
                key="wrong_setting",
            )
            if st.button(_("Take it back"), key="remove_setting", icon=":material/undo:"):
                with refusals_shown():
                    with database.transaction() as session:
                        setting_values.remove_value(session, wrong, actor=actor, now=now)
                    announce(_("The value is taken back; the one before holds on."))
                    st.rerun()
        changes.history(actor, "setting", setting=chosen, key="setting")


def _columns() -> dict[str, Any]:
    config = st.column_config
    return {
        "key": None,
        "name": config.TextColumn(_("Setting"), pinned=True, width=330),
        "value": config.TextColumn(_("Value"), required=True, width=120),
        "unit": config.TextColumn(_("Unit of measure"), width=110),
        "first": config.DateColumn(_("New value from"), required=True, format="DD/MM/YYYY", width=130),
        "basis": config.TextColumn(_("Basis (document)"), max_chars=300, width="medium"),
        "since": config.TextColumn(_("In force since")),
        "state": config.TextColumn(_("State"), width=125),
        "planned": config.TextColumn(_("Planned")),
    }


def _planned(line: SettingLine) -> str:
    return f"{line.planned.value} ({day(line.planned.valid_from)})" if line.planned else ""


def _text(value: Any) -> str:
    return "" if value is None or pd.isna(value) else str(value).strip()
