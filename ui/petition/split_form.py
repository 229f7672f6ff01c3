"""The parts of a mixed petition while they are being typed: widget values and the draft behind them."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import streamlit as st

from models.enums import Kind
from services import drafts
from services.database import reading, transaction
from services.errors import AppError, DatabaseBusy, DatabaseFull
from services.part_input import PartInput
from services.permissions import Actor
from services.petition_parts import Part
from services.petition_splitting import FORM
from services.petition_view import PetitionView

# Every widget of the form has a key with this prefix; what follows is the name of the field.
PREFIX = "sp_"
_STATE, _TRIED = "_split", "_split_tried"
_ROWS = "rows"


@dataclass
class SplitForm:
    """The form of one petition; `rows` names the new parts, which have no number yet."""

    key: str
    values: dict[str, Any]
    saved_at: datetime | None = None
    not_kept: AppError | None = None
    problems: dict[str, AppError] = field(default_factory=dict)

    @property
    def rows(self) -> list[int]:
        return list(self.values.get(_ROWS) or [1])

    def get(self, name: str, default: Any = None) -> Any:
        """The value of a field; the default where nothing was entered."""
        found = self.values.get(name)
        return default if found in (None, "") else found


def current(view: PetitionView, actor: Actor, *, now: datetime) -> SplitForm:
    """The form in hand, with what was committed since the last run kept in its draft."""
    key = str(view.petition.id)
    if st.session_state.get(_STATE, {}).get("key") != key:
        _load(key, actor)
    state = st.session_state[_STATE]
    form = SplitForm(key, dict(state["values"]), saved_at=state["saved_at"])
    typed = {
        str(name).removeprefix(PREFIX): value
        for name, value in st.session_state.items()
        if str(name).startswith(PREFIX)
    }
    changed = {name: value for name, value in typed.items() if form.values.get(name) != value}
    if changed:
        form.values |= changed
        keep(form, actor, now=now)
    return form


def keep(form: SplitForm, actor: Actor, *, now: datetime) -> None:
    """Save the draft; what a busy or full database refuses stays in hand and is tried again."""
    try:
        with transaction() as session:
            drafts.save(session, form.values, actor=actor, form=FORM, key=form.key, now=now)
    except (DatabaseBusy, DatabaseFull) as refusal:
        form.not_kept = refusal
        return
    form.saved_at = now
    st.session_state[_STATE] = {"key": form.key, "values": dict(form.values), "saved_at": now}


def prepare(form: SplitForm, name: str, default: Any = None) -> str:
    """The widget's key; its value comes from the draft when the widget is not on the page yet."""
    key = PREFIX + name
    # A default is not an entry: it must not make a draft of an untouched form.
    st.session_state[_STATE]["values"].setdefault(name, default)
    if key not in st.session_state:
        st.session_state[key] = form.values.get(name, default)
    return key


def change_rows(rows: list[int]) -> None:
    """Which new parts there are from the next run on."""
    st.session_state[PREFIX + _ROWS] = rows


def try_to_save() -> None:
    """From now on the form says of each field what is wrong with it."""
    st.session_state[_TRIED] = True


def was_tried() -> bool:
    """Whether somebody has tried to save this form."""
    return bool(st.session_state.get(_TRIED))


def forget() -> None:
    """The form is saved or given up; the next one begins empty."""
    for name in [n for n in st.session_state if str(n).startswith(PREFIX)]:
        del st.session_state[name]
    for name in (_STATE, _TRIED):
        st.session_state.pop(name, None)


def name_of(row: str, name: str) -> str:
    """The field of a part: "case_7_summary" of one that stands, "new_1_summary" of a new one."""
    return f"{row}_{name}"


def rows_of(form: SplitForm, standing: list[Part]) -> list[str]:
    """The parts in the order of the form: those that stand, then the new ones."""
    return [f"case_{part.case.id}" for part in standing] + [f"new_{row}" for row in form.rows]


def parts_of(form: SplitForm, standing: list[Part]) -> list[PartInput]:
    """The parts as the service takes them, in the order of `rows_of`."""
    found = [
        PartInput(
            case_id=part.case.id,
            kind=part.case.kind,
            summary=form.values.get(name_of(f"case_{part.case.id}", "summary"), part.summary),
        )
        for part in standing
    ]
    return found + [_new_part(form, f"new_{row}") for row in form.rows]


def _new_part(form: SplitForm, row: str) -> PartInput:
    kind = form.get(name_of(row, "kind"))
    part = PartInput(
        kind=Kind(kind) if kind else None,
        summary=form.get(name_of(row, "summary"), ""),
        field_id=form.get(name_of(row, "field_id")),
    )
    # Fields of another kind, filled before the kind was corrected, do not count.
    if part.kind is Kind.COMPLAINT:
        part.instance = form.get(name_of(row, "instance"), 1)
        part.disciplinary = bool(form.get(name_of(row, "disciplinary"), False))
    if part.denounces:
        part.further = bool(form.get(name_of(row, "further"), False))
        part.not_our_staff = bool(form.get(name_of(row, "not_our_staff"), False))
        part.respondent_name = form.get(name_of(row, "respondent_name"), "")
        part.respondent_address = form.get(name_of(row, "respondent_address"), "")
        if not part.not_our_staff:
            part.respondent_user_id = form.get(name_of(row, "respondent_user_id"))
            part.respondent_unit_id = form.get(name_of(row, "respondent_unit_id"))
    return part


def _load(key: str, actor: Actor) -> None:
    forget()
    with reading() as session:
        draft = drafts.find(session, actor=actor, form=FORM, key=key)
        found = drafts.opened(draft) if draft else None
    st.session_state[_STATE] = {
        "key": key,
        "values": dict(found.values) if found else {},
        "saved_at": found.saved_at if found else None,
    }
