"""The entry in hand: widget values, the draft behind them, and what is wrong with them."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import streamlit as st

from models.enums import Kind, Level, PartyRole, PetitionOutcome
from services import drafts
from services.database import reading, transaction
from services.errors import AppError, DatabaseBusy, DatabaseFull
from services.permissions import Actor
from services.petition_input import CrowdInput, HandlingInput, PersonInput, PetitionInput
from services.petitions import FORM

# Every widget of the form has a key with this prefix; what follows is the name of the field.
PREFIX = "in_"
KEY, VALUES, SAVED_AT, TRIED = "_intake_key", "_intake_values", "_intake_saved_at", "_intake_tried"
DATES = ("received_on", "petition_on", "sender_on", "handled_on")
PERSON_FIELDS = ("name", "number", "address", "phone", "email", "role")


@dataclass
class IntakeForm:
    """One entry while it is being typed; `values` holds plain values by field name."""

    key: str
    values: dict[str, Any]
    saved_at: datetime | None = None
    not_kept: AppError | None = None
    problems: dict[str, AppError] = field(default_factory=dict)

    def get(self, name: str, default: Any = None) -> Any:
        """The value of a field; the default where nothing was entered."""
        found = self.values.get(name)
        return default if found in (None, "") else found

    @property
    def kind(self) -> Kind | None:
        """The kind, once it is chosen."""
        return Kind(self.values["kind"]) if self.values.get("kind") else None

    @property
    def people_count(self) -> int:
        """For how many people the form has fields."""
        return int(self.get("people_count", 1))


def current(actor: Actor, *, now: datetime, today: date) -> IntakeForm:
    """The entry in hand, with what was committed since the last run kept in its draft.

    The draft's key stands in the URL: a reload, another tab or another day goes on there.
    """
    asked = str(st.query_params.get("draft", ""))
    if KEY not in st.session_state or (asked and asked != st.session_state[KEY]):
        _load(actor, asked, today=today)
    form = IntakeForm(
        st.session_state[KEY], dict(st.session_state[VALUES]), saved_at=st.session_state.get(SAVED_AT)
    )
    typed = {
        str(name).removeprefix(PREFIX): _plain(value)
        for name, value in st.session_state.items()
        if str(name).startswith(PREFIX)
    }
    changed = {name: value for name, value in typed.items() if form.values.get(name) != value}
    if changed:
        form.values |= changed
        keep(form, actor, now=now)
    return form


def keep(form: IntakeForm, actor: Actor, *, now: datetime) -> None:
    """Save the draft; what a busy or full database refuses stays in hand and is tried again."""
    try:
        with transaction() as session:
            drafts.save(session, form.values, actor=actor, form=FORM, key=form.key, now=now)
    except (DatabaseBusy, DatabaseFull) as refusal:
        form.not_kept = refusal
        return
    form.saved_at = st.session_state[SAVED_AT] = now
    st.session_state[VALUES] = dict(form.values)
    st.query_params["draft"] = form.key


def try_to_save() -> None:
    """From now on the form says of each field what is wrong with it."""
    st.session_state[TRIED] = True


def start_anew() -> None:
    """Forget the entry in hand; the next run begins an empty one."""
    for name in [n for n in st.session_state if str(n).startswith(PREFIX)]:
        del st.session_state[name]
    for name in (KEY, VALUES, SAVED_AT, TRIED, "_intake_likely"):
        st.session_state.pop(name, None)
    for name in [n for n in st.session_state if str(n).startswith("_intake_refused")]:
        del st.session_state[name]
    if "draft" in st.query_params:
        del st.query_params["draft"]


def entry_of(form: IntakeForm, *, unit_id: int | None) -> PetitionInput:
    """The values of the form as the service takes them; received by a unit unless another is chosen."""
    values = form.values
    plain = {
        name: values[name]
        for name in PetitionInput.model_fields
        if values.get(name) is not None and name not in ("people", "crowd", "handling", "over_level")
    }
    people = [
        PersonInput(**{part: form.get(f"person_{place}_{part}", "") for part in PERSON_FIELDS[:-1]})
        for place in range(1, form.people_count + 1)
    ]
    for place, person in enumerate(people, start=1):
        person.role = PartyRole(form.get(f"person_{place}_role", PartyRole.PETITIONER))
    kind = form.kind
    entry = PetitionInput(
        **{
            **plain,
            "unit_id": form.get("unit_id", unit_id),
            "people": [] if values.get("is_anonymous") else people,
            "eligible": {"yes": True, "no": False, "later": None}[form.get("eligibility", "yes")],
            "in_competence": {"yes": True, "no": False}.get(form.get("competence", "")),
            "over_level": {"yes": True, "no": False}.get(form.get("over_level", "")),
            "addressed_level": form.get("addressed_level", Level.DEPARTMENT),
            "crowd": CrowdInput(
                place=form.get("crowd_place", ""),
                representatives=form.get("crowd_representatives"),
                has_banners=form.get("crowd_banners"),
                is_ongoing=bool(form.get("crowd_is_ongoing", False)),
            ),
            "handling": handling_of(form),
            "draft_key": form.key if form.saved_at else "",
        }
    )
    # Fields of another kind, filled before the kind was corrected, do not count.
    if kind is not Kind.COMPLAINT:
        entry.instance, entry.disciplinary = 1, False
    if kind is not Kind.DENUNCIATION:
        entry.further, entry.not_our_staff, entry.respondent_user_id = False, False, None
    if kind is not Kind.DENUNCIATION or entry.not_our_staff:
        entry.respondent_user_id, entry.respondent_unit_id, entry.also_denounced_ids = None, None, []
    return entry


def handling_of(form: IntakeForm) -> HandlingInput | None:
    """The result of the handling, when one was entered already."""
    if not form.get("outcome"):
        return None
    return HandlingInput(
        outcome=PetitionOutcome(form.get("outcome")),
        number=form.get("outcome_number", ""),
        body=form.get("outcome_body", ""),
        signer=form.get("signer", ""),
        handled_on=form.get("handled_on") or form.get("received_on"),
        reason=form.get("outcome_reason", ""),
        backdate_reason=form.get("backdate_reason", ""),
    )


def _load(actor: Actor, key: str, *, today: date) -> None:
    """Take up a draft of the actor's own; without one, an empty form stamped today."""
    start_anew()
    with reading() as session:
        draft = drafts.find(session, actor=actor, form=FORM, key=key) if key else None
        found = drafts.opened(draft) if draft else None
    st.session_state[KEY] = found.key if found else drafts.new_key()
    st.session_state[VALUES] = found.values if found else {"received_on": today.isoformat()}
    st.session_state[SAVED_AT] = found.saved_at if found else None
    if found:
        st.query_params["draft"] = found.key


def _plain(value: Any) -> Any:
    """A widget's value as JSON has it."""
    return value.isoformat() if isinstance(value, date) else value
