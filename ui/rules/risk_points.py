"""The points of hot spots: versions, what one changed, and the grid in which the next one is made."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pandas as pd
import streamlit as st

from services import database
from services.hotspots import point_checks, point_versions
from services.hotspots.point_versions import VersionLine
from services.hotspots.points import Band
from services.permissions import Actor, Permission, can
from ui import hot_list
from ui.feedback import announce, refusals_shown
from ui.i18n import _, ngettext, said
from ui.labels import count, day, instant
from ui.plain_text import plain
from ui.rules import point_preview

_TURN = "_risk_points_turn"
# What has no values from and to of its own.
_BARE = {*point_checks.LEVELS, point_checks.TREND, "cap.crowd", "cap.time"}


def show(actor: Actor, *, today: date, now: datetime) -> None:
    """One version with what it changed; for whoever may, the grid of the next."""
    with database.reading() as session:
        versions = point_versions.versions(session, actor=actor)
    current = max(place for place, one in enumerate(versions) if place == 0 or one.first_day <= today)
    names = {place: _named(one) for place, one in enumerate(versions)}
    chosen = st.selectbox(
        _("Version"),
        list(names)[::-1],
        index=len(names) - 1 - current,
        format_func=names.get,
        key="points_of",
        width=360,
    )
    one = versions[chosen]
    st.caption(hot_list.alarms_said(today=today))
    if one.published_at is not None:
        told = _("Published by {who} on {day}: {basis}")
        st.caption(
            told.format(who=plain(one.published_by), day=instant(one.published_at), basis=plain(one.basis))
        )
    if chosen:
        st.markdown(f"**{_('Difference to the version before')}**")
        _difference(versions[chosen - 1].table.lines(), one.table.lines(), key="points_before")
    if can(actor, Permission.RISK_POINTS_EDIT):
        if one.published_at is not None and one.first_day > today:
            _withdraw(one, actor, now=now)
        _edit(one, actor, today=today, now=now)
    else:
        base = frame_of(_own_notes(one))
        st.dataframe(
            base.assign(factor=base["factor"].map(_word)),
            key="points_table",
            column_config=_columns(),
            height=640,
            placeholder="",
        )


def frame_of(lines: Sequence[Band]) -> pd.DataFrame:
    """The grid before anything is typed; its index is the number of the line."""
    table = pd.DataFrame(
        {
            "factor": [one.factor for one in lines],
            "low": [None if one.factor in _BARE else one.low for one in lines],
            "high": [one.high for one in lines],
            "days": [one.window_days for one in lines],
            "points": [one.points for one in lines],
            "note": [one.note for one in lines],
        },
        index=pd.RangeIndex(1, len(lines) + 1),
    )
    return table.astype({name: "Int64" for name in ("low", "high", "days", "points")})


def lines_of(edited: pd.DataFrame) -> list[tuple[int, Band]]:
    """The lines of the grid with their numbers; a row without a factor is none."""
    found = []
    for number, row in zip(edited.index, edited.to_dict("records"), strict=True):
        if isinstance(row["factor"], str) and row["factor"]:
            note = row["note"] if isinstance(row["note"], str) else ""
            low, high, days, points = (_whole(row[name]) for name in ("low", "high", "days", "points"))
            band = Band(row["factor"], low or 0, high, days, points or 0, "D", note)
            found.append((int(number), band))
    return found


def _edit(one: VersionLine, actor: Actor, *, today: date, now: datetime) -> None:
    """The grid, what differs, what is wrong, and the button that publishes the whole table."""
    st.markdown(f"**{_('Table of the next version')}**")
    turn = st.session_state.setdefault(_TURN, 0)
    edited = st.data_editor(
        frame_of(_own_notes(one)),
        key=f"points_grid_{turn}_{one.version}",
        num_rows="dynamic",
        hide_index=False,
        height=640,
        column_config=_columns(editable=True),
        placeholder="",
    )
    lines = lines_of(edited)
    bands = [band for _number, band in lines]
    faults = point_versions.faults(lines)
    for fault in faults:
        st.error(plain(said(fault)), icon=":material/error:")
    if not point_versions.difference(one.table.lines(), bands):
        st.caption(
            _("Change a line, add one below or remove one; nothing is in force before it is published.")
        )
        return
    _difference(one.table.lines(), bands, key="points_now")
    left, right = st.columns([1, 3])
    first = left.date_input(_("In force from"), value=today, format="DD/MM/YYYY", key=f"points_from_{turn}")
    basis = right.text_input(_(point_versions.LABEL_BASIS), key=f"points_basis_{turn}", max_chars=300)
    previewed = "" if faults else point_preview.show(bands, first, actor=actor, now=now)
    if not previewed:
        return
    if st.button(_("Publish the table"), type="primary", key="points_publish"):
        with refusals_shown():
            with database.transaction() as session:
                row = point_versions.publish(
                    session,
                    bands,
                    effective_from=first,
                    basis=basis,
                    previewed=previewed,
                    actor=actor,
                    now=now,
                )
            st.session_state[_TURN] = turn + 1
            point_preview.forget()
            st.session_state.pop("points_of", None)
            announce(_("Version {version} of the points is published.").format(version=row.version))
            st.rerun()


def _withdraw(one: VersionLine, actor: Actor, *, now: datetime) -> None:
    """For a version that has not begun: what holds before it holds on."""
    with st.expander(_("Withdraw this version"), icon=":material/undo:", key="points_withdraw_open"):
        told = _(
            "It has not begun yet. The points that hold before {day} hold on; this version stays to be read."
        )
        st.caption(told.format(day=day(one.first_day)))
        basis = st.text_input(
            _(point_versions.LABEL_BASIS), key=f"points_withdraw_{one.table.version}", max_chars=300
        )
        if st.button(_("Withdraw this version"), key="points_withdraw"):
            with refusals_shown():
                with database.transaction() as session:
                    row = point_versions.withdraw(
                        session, one.table.version, basis=basis, actor=actor, now=now
                    )
                st.session_state.pop("points_of", None)
                announce(_("Version {version} of the points is published.").format(version=row.version))
                st.rerun()


def _own_notes(one: VersionLine) -> list[Band]:
    """The lines of a version; what the product notes about its own is for whoever keeps the file."""
    lines = one.table.lines()
    return lines if one.published_at is not None else [replace(line, note="") for line in lines]


def _difference(before: Sequence[Band], after: Sequence[Band], *, key: str) -> None:
    rows = [
        {_("Factor"): _word(one.factor), _("Before"): _line(one.before), _("Afterwards"): _line(one.after)}
        for one in point_versions.difference(before, after)
    ]
    st.dataframe(pd.DataFrame(rows), hide_index=True, key=key)


def _line(band: Band | None) -> str:
    """ "5–9 · 8 points · looks back 90 days"; a dash for a line that is not there."""
    if band is None:
        return "–"
    values = f"{count(band.low)}+" if band.high is None else f"{count(band.low)}–{count(band.high)}"
    points = ngettext("{n} point", "{n} points", band.points).format(n=count(band.points))
    parts = [points] if band.factor in _BARE else [values, points]
    if band.window_days is not None:
        back = ngettext("looks back {n} day", "looks back {n} days", band.window_days)
        parts.append(back.format(n=count(band.window_days)))
    return " · ".join(parts)


def _columns(*, editable: bool = False) -> dict[str, Any]:
    column = st.column_config
    number = {"step": 1, "width": 90}
    factor: Any = column.TextColumn(_("Factor"), width=380)
    if editable:
        factor = column.SelectboxColumn(
            _("Factor"), options=list(point_checks.KNOWN), format_func=_word, required=True, width=380
        )
    return {
        "_index": column.NumberColumn(_("Line"), width=60),
        "factor": factor,
        "low": column.NumberColumn(_("From value"), **number),
        "high": column.NumberColumn(_("To value"), **number),
        "days": column.NumberColumn(_("Looks back (days)"), step=1, width=150),
        "points": column.NumberColumn(_("Points"), required=editable, **number),
        "note": column.TextColumn(_("Note"), max_chars=200),
    }


def _named(one: VersionLine) -> str:
    return _("Version {version}, from {day}").format(version=one.version, day=day(one.first_day))


def _word(factor: str) -> str:
    return _(point_checks.WORDS.get(factor, factor))


def _whole(value: Any) -> int | None:
    return None if pd.isna(value) else int(value)
