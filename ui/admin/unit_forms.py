"""Forms on one unit: add, change, end; each with its preview before the button."""

from collections.abc import Sequence
from datetime import date, datetime

import streamlit as st

from models import Unit
from models.enums import UnitKind
from services import database, unit_endings, unit_views, units
from services.permissions import Actor
from services.unit_rules import UnitEntry
from services.unit_views import UnitEffect, UnitLine
from ui.admin import unit_stock
from ui.feedback import announce, refusals_shown
from ui.i18n import _
from ui.labels import count, day, words_of

INSIDE = (UnitKind.DIVISION, UnitKind.SUBORDINATE)


def names_of(lines: Sequence[UnitLine]) -> dict[int, str]:
    """Units by id with their names, indented by their depth, in the order of the tree."""
    return {line.unit.id or 0: "\u2003" * line.depth + line.unit.name for line in lines}


def emptied(flag: str, *keys: str) -> None:
    """Empty text fields before they are drawn, once after what they held was saved."""
    if st.session_state.pop(flag, False):
        for key in keys:
            st.session_state[key] = ""


def add(lines: Sequence[UnitLine], actor: Actor, *, today: date, now: datetime, key: str = "add") -> None:
    """A new unit below its parent."""
    emptied(f"_{key}_unit_added", *(f"{key}_unit_{field}" for field in ("name", "code", "short")))
    one, two, three = st.columns([2, 1, 1])
    name = one.text_input(_("Name"), key=f"{key}_unit_name", max_chars=200)
    code = two.text_input(_("Code"), key=f"{key}_unit_code", max_chars=32, placeholder="QLTM")
    short = three.text_input(_("Short name"), key=f"{key}_unit_short", max_chars=60)
    kinds = [UnitKind.DIVISION, UnitKind.SUBORDINATE, UnitKind.OUTSIDE]
    one, two, three = st.columns([1, 2, 1])
    kind = one.selectbox(_("Kind"), kinds, format_func=words_of(UnitKind).get, key=f"{key}_unit_kind")
    parent_id = _parent(two, lines, kind, present=None, today=today, key=f"{key}_unit_parent")
    first = three.date_input(
        _("Valid from"), value=today, format="DD/MM/YYYY", key=f"{key}_unit_from", min_value=date(1945, 1, 1)
    )
    if st.button(_("Add the unit"), type="primary", key=f"{key}_unit", icon=":material/add:"):
        with refusals_shown():
            entry = UnitEntry(code, name, kind, parent_id, first, short)
            with database.transaction() as session:
                units.add(session, entry, actor=actor, now=now)
            st.session_state[f"_{key}_unit_added"] = True
            announce(_("The unit “{name}” is added.").format(name=name.strip()))
            st.rerun()


def change(unit: Unit, lines: Sequence[UnitLine], actor: Actor, *, today: date, now: datetime) -> None:
    """Name, code, kind, parent and first day; another parent shows what moves along."""
    own = f"change_{unit.id}"
    name = st.text_input(_("Name"), value=unit.name, key=f"{own}_name", max_chars=200)
    one, two = st.columns(2)
    code = one.text_input(_("Code"), value=unit.code, key=f"{own}_code", max_chars=32)
    short = two.text_input(_("Short name"), value=unit.short_name, key=f"{own}_short", max_chars=60)
    kind, parent_id = unit.kind, unit.parent_id
    if unit.kind is not UnitKind.DEPARTMENT:
        kinds = [UnitKind.OUTSIDE] if unit.kind is UnitKind.OUTSIDE else list(INSIDE)
        kind = one.selectbox(
            _("Kind"),
            kinds,
            index=kinds.index(unit.kind),
            format_func=words_of(UnitKind).get,
            key=f"{own}_kind",
        )
        parent_id = _parent(two, lines, kind, present=unit, today=today, key=f"{own}_parent")
    first = one.date_input(
        _("Valid from"),
        value=unit.valid_from,
        format="DD/MM/YYYY",
        key=f"{own}_from",
        min_value=date(1945, 1, 1),
    )
    if parent_id != unit.parent_id:
        with database.reading() as session:
            touched = unit_views.effect(session, unit.id or 0, actor=actor, on=today)
        show_effect(touched)
    if st.button(_("Save the unit"), type="primary", key=f"{own}_save"):
        with refusals_shown():
            entry = UnitEntry(code, name, kind, parent_id, first, short)
            with database.transaction() as session:
                units.change(session, unit.id or 0, entry, actor=actor, now=now)
            announce(_("The unit “{name}” is saved.").format(name=name.strip()))
            st.rerun()


def end(unit: Unit, lines: Sequence[UnitLine], actor: Actor, *, today: date, now: datetime) -> None:
    """The last day and the successor, or taking the end back; a unit entered by mistake is deleted."""
    own = f"end_{unit.id}"
    if unit.valid_to is not None:
        unit_stock.pass_on(unit, actor, today=today, now=now)
        if st.button(_("Take back the end"), key=f"{own}_revive", icon=":material/undo:"):
            with refusals_shown():
                with database.transaction() as session:
                    units.revive(session, unit.id or 0, actor=actor, now=now)
                announce(_("The unit is in force again. Enter its head and people anew."))
                st.rerun()
        return
    one, two = st.columns(2)
    last = one.date_input(
        _("Last day"), value=today, format="DD/MM/YYYY", key=f"{own}_last", min_value=unit.valid_from
    )
    choices = [
        line.unit.id
        for line in lines
        if line.unit.id != unit.id
        and (line.unit.kind is UnitKind.OUTSIDE) == (unit.kind is UnitKind.OUTSIDE)
        and line.unit.valid_to is None
    ]
    successor = two.selectbox(
        _("Successor"),
        choices,
        index=None,
        format_func=names_of(lines).get,
        placeholder=_("None"),
        key=f"{own}_successor",
    )
    people = st.checkbox(_("People go over to the successor"), value=True, key=f"{own}_people")
    with database.reading() as session:
        touched = unit_views.effect(session, unit.id or 0, actor=actor, on=last)
    show_effect(touched)
    unit_stock.foretell(touched, last=last, today=today, has_successor=successor is not None)
    left, right = st.columns(2)
    if left.button(_("End the unit"), key=f"{own}_save", icon=":material/event_busy:"):
        with refusals_shown():
            with database.transaction() as session:
                unit_endings.end(
                    session,
                    unit.id or 0,
                    last_day=last,
                    successor_id=successor,
                    move_people=people,
                    actor=actor,
                    now=now,
                )
            announce(_("The unit ends on {day}.").format(day=day(last)))
            st.rerun()
    if right.button(_("Delete (entered by mistake)"), key=f"{own}_remove", type="tertiary"):
        with refusals_shown():
            with database.transaction() as session:
                units.remove(session, unit.id or 0, actor=actor, now=now)
            announce(_("The unit is deleted."))
            st.rerun()


def show_effect(effect: UnitEffect) -> None:
    """Preview of the effect as four figures and a sentence on the focal role."""
    st.markdown(f"**{_('Preview of the effect')}**")
    if effect.is_empty:
        st.caption(_("Nothing and nobody is touched."))
        return
    for place, label, number in zip(
        st.columns(4),
        (_("Open cases"), _("Petitions to handle"), _("People"), _("Sub-units")),
        (effect.open_cases, effect.open_petitions, effect.users, effect.sub_units),
        strict=True,
    ):
        place.metric(label, count(number))
    if effect.is_focal:
        st.info(_("The focal role is here; a successor takes it over."), icon=":material/flag:")


def _parent(
    place: st.delta_generator.DeltaGenerator,
    lines: Sequence[UnitLine],
    kind: UnitKind,
    *,
    present: Unit | None,
    today: date,
    key: str,
) -> int | None:
    """The parents that a unit of that kind may have; outside authorities may have none."""
    outside = kind is UnitKind.OUTSIDE
    options: list[int | None] = [None] if outside else []
    for line in lines:
        unit = line.unit
        below = present is not None and unit.path.startswith(present.path)
        gone = unit.valid_to is not None and unit.valid_to < today
        kept = present is not None and unit.id == present.parent_id
        if (unit.kind is UnitKind.OUTSIDE) == outside and not below and (kept or not gone):
            options.append(unit.id)
    names: dict[int | None, str] = {**names_of(lines), None: _("None")}
    wanted = present.parent_id if present is not None else (options[0] if options else None)
    return place.selectbox(
        _("Parent unit"),
        options,
        index=options.index(wanted) if wanted in options else 0,
        format_func=names.get,
        key=f"{key}_{'outside' if outside else 'inside'}",
    )
