"""Reminders: the bands around the days of a term with who is told, and the person for missing supervisors."""

from collections.abc import Sequence
from datetime import date, datetime

import pandas as pd
import streamlit as st

from models.enums import Recipient
from services import database
from services.permissions import Actor
from services.reminders import band_editing
from services.reminders.band_editing import LABELS, PREVIEW_DAYS, BandLine, BandVersion
from services.reminders.bands import NAMED, PREFIX, Anchor, Band, BandUnit
from services.reminders.messages import CAPACITY_WORDS
from services.setting_values import LABEL_BASIS, SettingLine
from services.text import N_
from ui.admin import changes
from ui.admin.named_person import Words, choose
from ui.feedback import announce, refusals_shown
from ui.i18n import _, ngettext
from ui.labels import count, day

ANCHORS = {Anchor.TARGET: N_("target day"), Anchor.DUE: N_("due day")}
UNITS = {BandUnit.WORKING_DAY: N_("working days"), BandUnit.CALENDAR_DAY: N_("calendar days")}


def edit(people: Sequence[SettingLine], actor: Actor, *, today: date, now: datetime) -> None:
    """The bands, changing one or adding one, and who stands in for a missing supervisor."""
    with database.reading() as session:
        lines = band_editing.lines(session, actor=actor, today=today)
    unverified = sum(1 for line in lines if not line.is_verified)
    if unverified:
        st.warning(
            _("{n} bands are unverified: enter the basis of a band to confirm it.").format(n=unverified),
            icon=":material/help:",
        )
    st.dataframe(_frame(lines), hide_index=True, key="band_table")
    st.caption(
        _("Nobody is told outside working hours, and of each band of a clock once.")
        + " "
        + _("The target day is the last working day on which the term is still kept.")
    )
    left, right = st.columns([3, 2], gap="large")
    with left:
        _change(lines, actor, today=today, now=now)
    with right:
        for line in people:
            _fallback(line, actor, today=today, now=now)


def said(band: Band | None) -> str:
    """ "5 working days before the target day" for a band; that it is switched off for none."""
    if band is None:
        return _("switched off")
    anchor = _(ANCHORS[band.anchor])
    if not band.offset:
        return _("On the {day}").format(day=anchor)
    words = {
        (BandUnit.WORKING_DAY, True): ngettext(
            "{n} working day before the {day}", "{n} working days before the {day}", -band.offset
        ),
        (BandUnit.WORKING_DAY, False): ngettext(
            "{n} working day after the {day}", "{n} working days after the {day}", band.offset
        ),
        (BandUnit.CALENDAR_DAY, True): ngettext(
            "{n} calendar day before the {day}", "{n} calendar days before the {day}", -band.offset
        ),
        (BandUnit.CALENDAR_DAY, False): ngettext(
            "{n} calendar day after the {day}", "{n} calendar days after the {day}", band.offset
        ),
    }
    return words[band.unit, band.offset < 0].format(n=abs(band.offset), day=anchor)


def told(band: Band | None) -> str:
    """In which capacities people are told in a band."""
    return ", ".join(_(CAPACITY_WORDS[one]) for one in band.recipients) if band else "–"


def _frame(lines: Sequence[BandLine]) -> pd.DataFrame:
    now = [line.now for line in lines]
    return pd.DataFrame(
        {
            _("When"): [said(one.band if one else None) for one in now],
            _("Who is told"): [told(one.band if one else None) for one in now],
            _("In force since"): [day(one.valid_from) if one else "–" for one in now],
            _("State"): [_("confirmed") if line.is_verified else _("unverified") for line in lines],
            _("Planned"): [_planned(line.planned) for line in lines],
        }
    )


def _planned(version: BandVersion | None) -> str:
    if version is None:
        return ""
    return f"{said(version.band)}: {told(version.band)} ({day(version.valid_from)})"


def _change(lines: Sequence[BandLine], actor: Actor, *, today: date, now: datetime) -> None:
    known = {line.code: line for line in lines}
    turn = st.session_state.get("_band_turn", 0)
    st.markdown(f"**{_('Change a band or add one')}**")
    names = {"": _("A new band")} | {code: _name(line) for code, line in known.items()}
    chosen = st.selectbox(_("Band"), list(names), format_func=names.get, key=f"band_code_{turn}")
    current = known[chosen].now or known[chosen].planned if chosen else None
    band = current.band if current else None

    def key(field: str) -> str:
        # Another band begins with its own values.
        return f"band_{field}_{chosen}_{turn}"

    one, two, three = st.columns([3, 4, 3], vertical_alignment="bottom")
    anchor = one.selectbox(
        _("Counts from"),
        list(ANCHORS),
        index=list(ANCHORS).index(band.anchor) if band else 0,
        format_func={value: _(text) for value, text in ANCHORS.items()}.get,
        key=key("anchor"),
    )
    offset = two.number_input(
        _(LABELS["offset"]), value=band.offset if band else -1, step=1, key=key("offset")
    )
    unit = three.selectbox(
        _("Unit of measure"),
        list(UNITS),
        index=list(UNITS).index(band.unit) if band else 0,
        format_func={value: _(text) for value, text in UNITS.items()}.get,
        key=key("unit"),
    )
    recipients = st.multiselect(
        _(LABELS["recipients"]),
        list(NAMED),
        default=list(band.recipients) if band else [Recipient.OFFICER],
        format_func={value: _(text) for value, text in CAPACITY_WORDS.items()}.get,
        key=key("recipients"),
        placeholder=_("Choose"),
    )
    first, basis_side = st.columns([1, 2])
    valid_from = first.date_input(_("Valid from"), value=today, format="DD/MM/YYYY", key=key("from"))
    basis = basis_side.text_input(_(LABEL_BASIS), key=key("basis"), max_chars=300)
    wanted = Band(chosen or _new_code(known), anchor, int(offset), unit, tuple(recipients))
    with database.reading() as session:
        reached = band_editing.effect(session, wanted, actor=actor, today=today)
    st.caption(
        _("Preview of the effect: {n} running terms reach this band within {days} days.").format(
            n=count(reached), days=PREVIEW_DAYS
        )
    )
    with st.container(horizontal=True):
        save = st.button(_("Save the band"), key="band_save", type="primary")
        off = bool(chosen) and st.button(_("Switch the band off"), key="band_off")
    if save or off:
        with refusals_shown():
            with database.transaction() as session:
                if off:
                    band_editing.switch_off(
                        session, wanted.code, valid_from=valid_from, basis=basis, actor=actor, now=now
                    )
                else:
                    band_editing.set_band(
                        session, wanted, valid_from=valid_from, basis=basis, actor=actor, now=now
                    )
            st.session_state["_band_turn"] = turn + 1
            announce(_("The reminders are saved."))
            st.rerun()
    if chosen:
        _history(chosen, actor, now=now)


def _history(code: str, actor: Actor, *, now: datetime) -> None:
    with st.expander(_("History"), icon=":material/history:", key=f"band_history_{code}"):
        with database.reading() as session:
            versions = band_editing.versions(session, code, actor=actor)
        own = {one.row_id: one for one in versions if one.row_id is not None}
        if own:
            mistakes = {i: f"{said(one.band)} ({day(one.valid_from)})" for i, one in own.items()}
            wrong = st.selectbox(
                _("Entered by mistake"), list(own), format_func=mistakes.get, key=f"band_wrong_{code}"
            )
            if st.button(_("Take it back"), key=f"band_back_{code}", icon=":material/undo:"):
                with refusals_shown():
                    with database.transaction() as session:
                        band_editing.take_back(session, wrong, actor=actor, now=now)
                    announce(_("The value is taken back; the one before holds on."))
                    st.rerun()
        changes.history(actor, "setting", setting=PREFIX + code, key=f"band_{code}")


def _fallback(line: SettingLine, actor: Actor, *, today: date, now: datetime) -> None:
    words = Words(
        _("Where a supervisor is missing"),
        _(
            "A unit without a head who has an account is reported once to the administrators and the focal "
            "unit; until then this person is reminded."
        ),
        _("Person who is reminded where a supervisor is missing"),
        _("Save the person"),
        _("The reminders are saved."),
    )
    choose(line, words, actor, key="fallback", today=today, now=now)


def _name(line: BandLine) -> str:
    version = line.now or line.planned
    return said(version.band if version else None)


def _new_code(known: dict[str, BandLine]) -> str:
    number = 1
    while f"own_{number}" in known:
        number += 1
    return f"own_{number}"
