"""An entry in words: which step, which export, from what to what; only what is known to be harmless."""

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from models.enums import (
    CaseOutcome,
    CaseState,
    Complexity,
    Kind,
    OverrideOutcome,
    PartyRole,
    PetitionOutcome,
    PetitionState,
    RiskLevel,
)
from services.case_records import OTHER_EVENTS
from services.documents.table import shipped_documents
from services.statistics import MEASURES
from services.text import N_
from services.trail.reading import TrailLine
from services.workflow_rules import shipped_workflow
from ui import navigation
from ui.admin import words as admin
from ui.i18n import _
from ui.labels import count as figure
from ui.labels import word
from ui.trail import words

# Values of these fields may stand on the screen; of every other only its name.
FIELDS: dict[str, str] = {
    **admin.COLUMNS,
    "eligible": N_("Eligible"),
    "in_competence": N_("In competence"),
    "outcome": N_("Result"),
    "state": N_("State"),
    "officer_id": N_("Officer in charge"),
    "complexity": N_("Complexity"),
    "remote": N_("Remote area"),
    "received_on": N_("Received on"),
    "accepted_on": N_("Accepted on"),
    "handling_due_on": N_("Handling due on"),
    "due_on": N_("Due day"),
    "next_review_on": N_("Next review on"),
    "ends_on": N_("Holds until"),
    "level": N_("Level"),
    "voided": N_("Voided"),
    "from_user_id": N_("From"),
    "to_user_id": N_("To"),
}
# Fields that are only ever named: what was written in them is protected, or an id says nothing.
NAMED: dict[str, str] = {
    "summary": N_("Content in short"),
    "field_id": N_("Field"),
    "commune_id": N_("Commune"),
    "persons": N_("People"),
}
_ENUMS = (PetitionOutcome, PetitionState, CaseOutcome, CaseState, Complexity, RiskLevel, OverrideOutcome)
# How many rows left, roughly: the exact count would let somebody subtract what he sees himself.
_STEPS_TAKEN = ("taken", "amended", "undone")
_STEPS = (100, 1_000, 10_000)


def what(line: TrailLine) -> str:
    """The deed, and which one of its kind: "Step of the case recorded: Accept"."""
    particulars = [_step(line, str(line.details[name])) for name in _STEPS_TAKEN if name in line.details]
    particulars += [_particular(line, name, say) for name, say in _PARTICULARS.items()]
    particulars = [text for text in particulars if text]
    return words.action(line.action) + (f": {', '.join(particulars)}" if particulars else "")


def difference(line: TrailLine) -> str:
    """ "State: Newly received → Accepted; ..."; fields without words for their values are named only."""
    parts = []
    for name, pair in line.changed.items():
        if name in FIELDS:
            before, after = (value(one) for one in pair)
            parts.append(f"{_(FIELDS[name])}: {before} → {after}")
        else:
            parts.append(_(NAMED.get(name, name)))
    if not parts and isinstance(line.details.get("fields"), list):
        parts = [_(FIELDS.get(name) or NAMED.get(name, str(name))) for name in line.details["fields"]]
    return "; ".join(dict.fromkeys(parts))


def value(raw: Any) -> str:
    """A value of an entry as its reader expects it."""
    for enum in _ENUMS:
        if raw in set(enum):
            return word(enum(raw))
    return admin.value(raw)


def about(line: TrailLine) -> str:
    """What the entry is about: "Case 2026-00042"."""
    named = line.about
    if line.subject == "setting":
        named = admin.setting(line.about)
    return " ".join(part for part in (words.subject(line.subject), named) if part)


def _particular(line: TrailLine, name: str, say: Callable[[Any], str]) -> str:
    found = line.details.get(name)
    return "" if found is None or isinstance(found, dict) else say(found)


def _step(line: TrailLine, name: str) -> str:
    return _(_labels(line.workflow).get(name, ""))


@lru_cache
def _labels(workflow: tuple[Kind, int] | None) -> Mapping[str, str]:
    """The steps by the names that they have in the workflow of the case."""
    steps = shipped_workflow().of(*workflow) if workflow else ()
    return {**OTHER_EVENTS, **{one.action: one.label for one in steps}}


def _measure(name: Any) -> str:
    found = MEASURES.get(str(name))
    return _(found.label) if found else ""


def _template(name: Any) -> str:
    return next((_(row.title) for row in shipped_documents().rows if row.template == name), "")


def _page(name: Any) -> str:
    entry = navigation.BY_NAME.get(str(name))
    return _(entry.title) if entry else ""


def _roles(names: Any) -> str:
    known = [one for one in names if one in set(PartyRole)] if isinstance(names, list) else []
    return ", ".join(word(PartyRole(one)) for one in known)


def _rows(count: Any) -> str:
    if not isinstance(count, int):
        return ""
    most = next((step for step in _STEPS if count <= step), None)
    text = _("up to {n} rows") if most else _("over {n} rows")
    return text.format(n=figure(most or _STEPS[-1]))


_PARTICULARS: dict[str, Callable[[Any], str]] = {
    "measure": _measure,
    "template": _template,
    "page": _page,
    "roles": _roles,
    "rows": _rows,
}
