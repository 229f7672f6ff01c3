"""Every public function of the services that acts for somebody, called as a curious reader would call it."""

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import timedelta
from itertools import islice, product
from typing import Any

import pandas as pd
from sqlmodel import SQLModel

import services
from models.enums import (
    AlarmLabel,
    ClusterTie,
    Kind,
    Level,
    MeasureKind,
    OverrideOutcome,
    PetitionOutcome,
    PromiseState,
    RiskLevel,
)
from services.case_forms import ActionForm, Seen
from services.crowds import CrowdInput
from services.directives import DirectiveInput
from services.documents.offering import Request
from services.documents.step import Step
from services.duplicates import Question
from services.filters import Filter
from services.hotspots.files import FileInput
from services.hotspots.overrides import OverrideInput
from services.over_level import OverLevelInput
from services.petition_input import HandlingInput
from services.statistics import MEASURES
from services.trail.reading import TrailFilter
from tests.canary.tokens import identity_number, word
from tests.canary.world import BY_NAME, NOW, TODAY, World, code_of

# What only the server itself calls with rows that it has found for the reader; who calls it has asked
# for the right before. Pages cannot: they know ids and codes.
GIVEN_ROWS = frozenset(
    {"case", "petition", "petitions", "found", "moves", "matter", "draft", "events", "new", "one", "other"}
    | {"original", "subject", "kept", "parts", "standing", "people", "touched", "lines", "unit", "deleted"}
    | {"event", "plan", "attachment", "scan", "made", "box", "section", "table", "calendar"}
    | {"deck", "changes", "listed", "tables", "places", "counts", "file"}
)
# What leaves the cases alone: lists, rules, people, settings, files and their own forms.
ELSEWHERE = frozenset(
    {"rows", "data", "entries", "day", "is_working", "year", "band", "basis", "key", "value", "version"}
    | {"row_id", "old", "language", "own", "on", "role", "cases", "seed", "say", "unreached", "head_id"}
    | {"term_id", "rule_id", "title", "change", "watch", "mapping", "values", "topic", "details", "dates"}
    | {"dismissed_ids", "linked_id", "text_of", "is_default", "valid_from", "valid_to", "last_day"}
    | {"with_users", "by_id", "successor_id", "name", "entry", "words"}
    | {"session_id", "password", "token", "demo", "issuer"}
)


# Changes what the whole server seals with, outside any transaction.
NOT_CALLED = frozenset({"key_rotation.new_key"})


def functions() -> Iterator[tuple[str, Callable[..., Any]]]:
    """The public functions of all services that take a session and an actor, by name."""
    for found in pkgutil.walk_packages(services.__path__, "services."):
        module = importlib.import_module(found.name)
        for name, function in vars(module).items():
            if name.startswith("_") or not inspect.isfunction(function):
                continue
            known = inspect.signature(function).parameters
            if function.__module__ == module.__name__ and {"session", "actor"} <= known.keys():
                called = f"{found.name.removeprefix('services.')}.{name}"
                if called not in NOT_CALLED:
                    yield called, function


def needed(function: Callable[..., Any]) -> list[str]:
    """What a function cannot be called without, besides session and actor."""
    known = inspect.signature(function).parameters.values()
    wanted = [one for one in known if one.default is one.empty and one.kind is not one.VAR_KEYWORD]
    return [one.name for one in wanted if one.name not in ("session", "actor")]


def pool(world: World, canary: str) -> dict[str, list[Any]]:
    """What a reader could pass who knows every number of a canary that there is."""
    case, petition = world.cases.get(canary), world.petitions.get(canary)
    case_id, petition_id = (case.id if case else 0), (petition.id if petition else 0)
    code = code_of(canary)
    form = ActionForm(happened_on=TODAY, document_number="1", signer="A", reason="Lý do", document_on=TODAY)
    step = Step(action="extend", happened_on=TODAY, reason="Lý do")
    handling = HandlingInput(outcome=PetitionOutcome.FORWARD, number="1", body="Sở", handled_on=TODAY)
    return {
        "now": [NOW],
        "today": [TODAY],
        "days": [[TODAY]],
        "monday": [TODAY - timedelta(days=7)],
        "snapshot_id": [1],
        "decision_id": [1],
        "state": list(PromiseState),
        "code": [code, code.lower()],
        "into_code": [code],
        "case_id": [case_id],
        "petition_id": [petition_id],
        "other_id": [petition_id],
        "petition_ids": [[petition_id]],
        "ids": [[case_id]],
        "case_ids": [[case_id]],
        "attachment_id": [*world.files.get(canary, [0])],
        "document_id": [*world.documents.get(canary, [0])],
        "event_id": list(range(1, 60)),
        "relation_id": [1],
        "crowd_id": list(range(1, 18)),
        "record_id": list(range(1, 18)),
        "directive_id": list(range(1, 9)),
        "delegation_id": [1],
        "batch_id": [1],
        "message_id": list(range(1, 60)),
        "view_id": [1],
        "number": [1],
        "officer_ids": [[world.users["officer of gamma"].id]],
        "officer_id": [world.users["officer of gamma"].id],
        "from_user_id": [world.users["officer of gamma"].id],
        "to_user_id": [world.users["former officer"].id],
        "to_unit_ids": [{world.units["delta"].id}],
        "user_id": [one.id for one in world.users.values()],
        "unit_id": [one.id for one in world.units.values()],
        "unit_code": ["ALPHA", None],
        "reason": ["Lý do"],
        "purpose": ["Xem"],
        "text": ["Ghi chú"],
        "note": [""],
        "file_id": list(range(1, 9)),
        "kind": [MeasureKind.POLICE],
        "taken_on": [TODAY],
        "tie": list(ClusterTie),
        "cluster_key": ["cho dong ha"],
        "override_id": list(range(1, 9)),
        "measure_id": list(range(1, 9)),
        "outcome": [OverrideOutcome.RIGHT],
        "alarm_id": list(range(1, 9)),
        "alarm_ids": [list(range(1, 9))],
        "label": list(AlarmLabel),
        "run_id": [1],
        "period_id": [1],
        "commune_id": [1, None],
        "first_on": [TODAY],
        "last_on": [TODAY],
        "next_review_on": [TODAY + timedelta(days=7)],
        "document": ["1/TB"],
        "summary": ["Việc"],
        "seen": [Seen(), None],
        "form": [form, "intake"],
        "action": ["accept", "withdraw"],
        "grant_id": [1],
        "access_id": [1],
        "party_id": list(range(1, 50)),
        "request_id": list(world.requests.values()) or [0],
        "asked": [TrailFilter(), TrailFilter(code=code), TrailFilter(mine=True)],
        "template": ["tc_quyet_dinh_gia_han"],
        "hours": [1],
        "why": ["Lý do"],
        "granted": [True],
        "copy_id": list(range(1, 10)),
        "is_preview": [True, False],
        "place": [0],
        "looked_at_all": [True],
        "unit_ids": [[one.id for one in world.units.values()]],
        "request": [
            Request(case_id=case_id, template="tc_quyet_dinh_gia_han", step=step),
            Request(petition_id=petition_id, template="tc_quyet_dinh_gia_han", step=step),
        ],
        "handling": [handling],
        "eligible": [True],
        "in_competence": [True],
        "with_sender": [True],
        "keeps_steps": [True],
        "answered_on": [TODAY],
        "ended_at": [NOW],
        "filter": [Filter()],
        "wanted": [Filter(), Filter(kinds=frozenset({Kind.DENUNCIATION}))],
        "view": [None],
        "chosen": [{}, {"kind": Kind.DENUNCIATION.value}],
        "measure": list(MEASURES),
        "page": ["cases", "petitions", "monitor", "rows", 1],
        "limit": [50],
        "search": [word(canary, "summary"), code],
        "question": [
            Question(
                kind=kind,
                names=(f"Nguyễn {word(canary, 'sender')}",),
                numbers=(identity_number(BY_NAME[canary].number),),
                summary=f"Tố cáo việc {word(canary, 'summary')} nhận tiền của cửa hàng",
            )
            for kind in Kind
        ],
    }


def calls(
    function: Callable[..., Any], values: Mapping[str, list[Any]], name: str, *, most: int = 80
) -> Iterator[dict[str, Any]]:
    """The arguments of each call; a function that also searches is called with a search as well."""
    wanted = needed(function)
    choices = [_of_entry(name, values) if one == "entry" else values[one] for one in wanted]
    for picked in islice(product(*choices), most):
        yield dict(zip(wanted, picked, strict=True))
    if "search" in inspect.signature(function).parameters and "search" not in wanted:
        for picked in islice(product(*choices), 4):
            for text in values["search"]:
                yield {**dict(zip(wanted, picked, strict=True)), "search": text}


def _of_entry(name: str, values: Mapping[str, list[Any]]) -> list[Any]:
    """What is recorded beside a case, by the code of the canary."""
    code = values["code"][0]
    known: dict[str, Any] = {
        "crowds.record_crowd": CrowdInput(
            persons=9, place="Cổng", began_at=NOW - timedelta(hours=1), case_code=code
        ),
        "over_level.record_over_level": OverLevelInput(
            recorded_on=TODAY, level=Level.PROVINCE, case_code=code
        ),
        "hotspots.files.open_file": FileInput(plan="Rà soát", next_review_on=TODAY + timedelta(days=7)),
        "hotspots.overrides.set_level": OverrideInput(
            level=RiskLevel.HOT, reason="Lý do", ends_on=TODAY + timedelta(days=7)
        ),
        "directives.record_directive": DirectiveInput(
            case_code=code, number="1", from_body="UBND", issued_on=TODAY, due_on=None, content=""
        ),
    }
    return [known[name]] if name in known else []


def pieces(value: Any, depth: int = 0) -> Iterator[bytes | str]:
    """Everything that an answer holds, as bytes and text."""
    if isinstance(value, bytes | str):
        yield value
    elif isinstance(value, pd.DataFrame):
        yield value.to_csv()
    elif depth > 8 or value is None:
        return
    elif isinstance(value, SQLModel):
        yield from pieces(value.model_dump(), depth + 1)
    elif is_dataclass(value) and not isinstance(value, type):
        for one in fields(value):
            yield from pieces(getattr(value, one.name), depth + 1)
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from pieces(key, depth + 1)
            yield from pieces(inner, depth + 1)
    elif isinstance(value, list | tuple | set | frozenset):
        for inner in value:
            yield from pieces(inner, depth + 1)
    else:
        yield repr(value)
