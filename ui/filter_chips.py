"""The chips of the filter bar: unit, period, kind, place, status; each opens to be changed."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import streamlit as st

from models.enums import Kind
from services import choices, periods
from services.choices import Choice, Offered
from services.filters import Filter, Status
from services.text import N_, fold
from ui import periods as period_words
from ui.i18n import _, language
from ui.labels import words_of
from ui.plain_text import plain

STATUSES = {
    Status.OPEN: N_("Being settled"),
    Status.OVERDUE: N_("Overdue"),
    Status.DUE_SOON: N_("Due soon"),
    Status.SUSPENDED: N_("Suspended"),
    Status.CLOSED: N_("Closed"),
}

# The choice of no unit; None would be "nothing chosen" to the list.
EVERY_UNIT = 0


def draw(lists: Offered, today: date, *, clear: Callable[[], None]) -> Filter:
    """The row of chips; each shows what is chosen and opens to change it."""
    state = st.session_state
    base = Filter(states=state.get("_filter_states", frozenset()))
    with _chip("unit", ":material/account_tree:", _chosen_unit(lists)):
        units = {EVERY_UNIT: _everything(lists)} | {
            unit.id: "\u2003" * (unit.depth - lists.is_whole) + plain(unit.name)
            for unit in lists.units
            # The whole department has its own entry; its root unit would say the same again.
            if unit.depth or not lists.is_whole or unit.id == state["filter_unit"]
        }
        st.radio(
            _("Unit and everything below it"),
            list(units),
            format_func=units.get,
            key="filter_unit",
        )
    filter = _period_chip(replace(base, unit_id=state["filter_unit"] or None), today)
    with _chip("kind", ":material/category:", _names(state["filter_kinds"], words_of(Kind), _("All kinds"))):
        st.pills(
            _("Kind"), list(Kind), selection_mode="multi", format_func=words_of(Kind).get, key="filter_kinds"
        )
    with _chip("place", ":material/location_on:", _chosen_places(lists)):
        _places(lists)
    chosen = state["filter_status"]
    with _chip("status", ":material/flag:", _(STATUSES[chosen]) if chosen else _("Any status")):
        st.pills(
            _("Status of the case today"),
            list(Status),
            format_func={status: _(text) for status, text in STATUSES.items()}.get,
            key="filter_status",
        )
    filter = replace(
        filter,
        kinds=frozenset(state["filter_kinds"]),
        field_ids=frozenset(state["filter_fields"]),
        commune_ids=frozenset(state["filter_communes"]),
        status=state["filter_status"],
    )
    default = Filter(period=periods.default(today).code)
    if filter.to_query() != default.to_query():
        st.button(_("Clear"), key="filter_clear", type="tertiary", icon=":material/close:", on_click=clear)
    return filter


def _period_chip(filter: Filter, today: date) -> Filter:
    state = st.session_state
    shown = _period_filter(filter, today)
    with _chip("period", ":material/calendar_month:", _period_name(shown)):
        st.selectbox(
            _("Kind of period"),
            list(period_words.FAMILIES),
            format_func={name: _(text) for name, text in period_words.FAMILIES.items()}.get,
            key="filter_family",
            on_change=_start_family,
            args=(today,),
        )
        family = state["filter_family"]
        if family == "custom":
            # A range is half chosen for a moment: the old days stand until both ends are there.
            st.date_input(_("From – to"), key="filter_days", format="DD/MM/YYYY")
        elif family != "last12":
            codes = period_words.codes(family, today=today)
            current = state["filter_period"]
            offered = codes if current in codes else [current, *codes]
            words = {code: period_words.label_of(code, today=today) for code in offered}
            st.selectbox(_("Period"), offered, format_func=words.get, key="filter_period")
    return _period_filter(filter, today)


def _period_filter(filter: Filter, today: date) -> Filter:
    state = st.session_state
    if state["filter_family"] == "custom":
        days = state["filter_days"]
        if isinstance(days, tuple) and len(days) == 2 and all(days):
            state["_filter_days"] = days
        start, end = state.get("_filter_days") or (today, today)
        return filter.with_days(start, end)
    code = "last12" if state["filter_family"] == "last12" else state["filter_period"]
    return choices.with_days(replace(filter, period=code), today=today)[0]


def _start_family(today: date) -> None:
    """Another kind of period was chosen: begin with its latest, or with the days on show."""
    family = st.session_state["filter_family"]
    if family == "custom":
        _page, query = st.session_state.get("_filter_seen", ("", {}))
        shown = Filter.from_query(query)
        shown, _understood = choices.with_days(shown, today=today)
        st.session_state["filter_days"] = (shown.start, shown.end)
    else:
        st.session_state["filter_period"] = period_words.codes(family, today=today)[0]


def _places(lists: Offered) -> None:
    """Fields and communes, narrowed by a search that needs no marks."""
    wanted = fold(st.text_input(_("Search, marks not needed"), key="filter_search"))
    _several(_("Field"), lists.fields, "filter_fields", wanted)
    _several(_("Commune"), lists.communes, "filter_communes", wanted)


def _several(label: str, offered: Sequence[Choice], key: str, wanted: str) -> None:
    names = {choice.id: _name(choice) for choice in offered}
    kept = set(st.session_state[key])
    meets = [c.id for c in offered if c.id in kept or wanted in c.folded]
    st.multiselect(label, meets, format_func=names.get, key=key, placeholder=_("All"))


def _chip(name: str, icon: str, label: str) -> Any:
    return st.popover(plain(label), icon=icon, key=f"filter_chip_{name}")


def _everything(lists: Offered) -> str:
    return _("Whole department") if lists.is_whole else _("All my units")


def unit_name(filter: Filter, lists: Offered) -> str:
    """The unit the filter stands on, or what everything is called for this actor."""
    names = {unit.id: unit.name for unit in lists.units}
    return names.get(filter.unit_id, _everything(lists)) if filter.unit_id else _everything(lists)


def place_names(filter: Filter, lists: Offered) -> list[str]:
    """The fields and communes of a filter by name."""
    return [
        *(_name(c) for c in lists.fields if c.id in filter.field_ids),
        *(_name(c) for c in lists.communes if c.id in filter.commune_ids),
    ]


def _chosen_unit(lists: Offered) -> str:
    return unit_name(Filter(unit_id=st.session_state["filter_unit"] or None), lists)


def _chosen_places(lists: Offered) -> str:
    fields, communes = st.session_state["filter_fields"], st.session_state["filter_communes"]
    chosen = [
        *(c for c in lists.fields if c.id in fields),
        *(c for c in lists.communes if c.id in communes),
    ]
    names = {choice.id: _name(choice) for choice in chosen}
    return _names(list(names), names, _("All fields and communes"))


def _names(chosen: Sequence[Any], words: dict[Any, str], nothing: str) -> str:
    """The chosen things by name; from three on the first with the number of the others."""
    if not chosen:
        return nothing
    names = [words[one] for one in chosen]
    return ", ".join(names) if len(names) < 3 else f"{names[0]} +{len(names) - 1}"


def _period_name(filter: Filter) -> str:
    if filter.start is None or filter.end is None:
        return ""
    return period_words.short_label(filter.period, filter.start, filter.end)


def _name(choice: Choice) -> str:
    return choice.name_en if language() == "en" and choice.name_en else choice.name
