"""What a curious reader asks of each page: filters, views, searches, and addresses of what he may not see."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from models.enums import BriefingSection, Kind
from services.briefing import building
from services.case_conditions import View
from services.filters import Status
from services.petition_lists import PetitionView
from services.statistics import MEASURES
from tests.canary.tokens import identity_number, phone, word
from tests.canary.world import CANARIES, NAMES, World, code_of
from ui.briefing.words import LISTS


@dataclass(frozen=True)
class Question:
    """The parameters of one address; `echo` is what the page may say back because it was asked."""

    query: Mapping[str, str] = field(default_factory=dict)
    echo: str = ""


KEY_OF_THE_DRAFT = "c0ffee00c0ffee00"
# The rows that a slide of the briefing opens.
LIST_OF = {BriefingSection.OVERDUE: building.OVERDUE_ALL, BriefingSection.HOT: building.HOT_ALL}
_FILTERED = ("monitor", "statistics", "hotspots", "petitions", "cases")


def questions(world: World, page: str, seen: Collection[str], *, everything: bool) -> list[Question]:
    """The plain page first; then what matters most to a reader who sees some canaries, or everything."""
    found = [] if page in ("case", "petition", "rows") else [Question()]
    found += _always(page, seen)
    if everything:
        found += list(_more(world, page))
        if page in _FILTERED:
            found += list(_filters(world, page))
    return found


def _always(page: str, seen: Collection[str]) -> Iterator[Question]:
    if page in ("case", "petition"):
        hidden = [name for name in NAMES if name not in seen]
        asked = hidden[:2] + hidden[-1:] + list(seen)[:1]
        yield from (Question({"code": code_of(name)}, code_of(name)) for name in asked)
    elif page in ("cases", "petitions"):
        yield Question({"search": word("alpha", "summary")}, word("alpha", "summary"))
        yield Question({"search": code_of("beta")}, code_of("beta"))
    elif page == "rows":
        yield from (Question({"measure": name, "kind": Kind.DENUNCIATION}) for name in ("received", "open"))
        yield Question({"measure": "crowds"})
    elif page == "intake":
        yield Question({"draft": KEY_OF_THE_DRAFT})
    elif page == "crowds":
        yield Question({"tab": "directive", "case": code_of("gamma")}, code_of("gamma"))
    elif page == "statistics":
        yield Question({"kind": Kind.DENUNCIATION})
        yield Question({"tab": "cross", "by_kind": Kind.DENUNCIATION, "rows": "unit", "columns": "month"})
    elif page == "briefing":
        for slide in (BriefingSection.OVERDUE, BriefingSection.HOT):
            yield Question({"slide": _number(slide), "open": LIST_OF[slide]})


def _more(world: World, page: str) -> Iterator[Question]:
    if page in ("case", "petition"):
        for name in NAMES:
            yield Question({"code": code_of(name)}, code_of(name))
            yield Question({"code": code_of(name).lower()}, code_of(name))
            yield Question({"code": f" {code_of(name)[:-1]}%"}, code_of(name)[:-1])
            yield Question({"code": str(world.cases[name].id if name in world.cases else 0)})
            if page == "case":
                yield Question({"code": code_of(name), "do": "assign"}, code_of(name))
                yield Question({"code": code_of(name), "do": "late"}, code_of(name))
        yield Question({"code": "TC-%"})
        yield Question({"code": "' OR kind='denunciation"})
    elif page in ("cases", "petitions"):
        for name in NAMES:
            for text in _searches(name):
                yield Question({"search": text}, text)
        views = [*View, "open", "closed", "all"] if page == "cases" else list(PetitionView)
        yield from (Question({"view": str(view)}) for view in views)
        if page == "cases":
            yield Question({"sort": "received"})
            yield Question({"sort": "received", "view": "all", "search": "tố cáo"}, "tố cáo")
    elif page == "rows":
        for measure in MEASURES:
            yield Question({"measure": measure})
            yield Question({"measure": measure, "by_kind": Kind.DENUNCIATION})
            for unit in world.units.values():
                yield Question({"measure": measure, "by_unit": str(unit.id), "kind": Kind.DENUNCIATION})
            yield Question({"measure": measure, "by_commune": str(world.communes[1].id)})
            yield Question({"measure": measure, "by_officer": str(world.users["officer of gamma"].id)})
        yield Question({"measure": "received", "first": "1"})
    elif page == "crowds":
        for tab in ("crowd", "over_level", "directive"):
            yield Question({"tab": tab})
            yield from (Question({"tab": tab, "case": code_of(name)}, code_of(name)) for name in NAMES)
    elif page == "reminded":
        yield from (Question({"message": str(number)}) for number in range(1, 45))
    elif page == "statistics":
        for tab in ("quality", "places", "periods", "official"):
            yield Question({"tab": tab})
            yield Question({"tab": tab, "by_kind": Kind.DENUNCIATION})
        for columns in ("kind", "field", "commune", "officer", "outcome"):
            yield Question({"tab": "cross", "rows": "unit", "columns": columns})
    elif page == "briefing":
        for slide in BriefingSection:
            yield Question({"slide": _number(slide)})
            yield Question({"slide": _number(slide), "present": "1"})
        for monday in ("w2026-46", "w2026-47", "w2026-48"):
            yield from (Question({"week": monday, "open": name}) for name in LISTS)
        yield Question({"open": "' OR 1=1", "version": "99", "week": "w2026-47"})
    elif page == "rules":
        yield from (
            Question({"part": part}) for part in ("terms", "decide", "clocks", "workflow", "calendar")
        )
    elif page == "set_up":
        steps = ("units", "heads", "focal", "calendar", "people")
        yield from (Question({"step": step}) for step in steps)
    elif page == "settings":
        yield Question({"tab": "reminders"})
    elif page == "imports":
        yield Question({"first": "0"})
    elif page == "intake":
        yield Question({"draft": "' OR 1=1"})


def _number(slide: BriefingSection) -> str:
    """The number of a slide in the address."""
    return str([*BriefingSection].index(slide) + 1)


def _searches(name: str) -> list[str]:
    canary = next(one for one in CANARIES if one.name == name)
    whole = word(name, "summary")
    return [
        whole,
        whole.upper(),
        whole[:-4],
        word(name, "sender"),
        word(name, "note"),
        word(name, "scanname"),
        code_of(name),
        code_of(name)[:5],
        identity_number(canary.number),
        phone(canary.number),
    ]


def _filters(world: World, page: str) -> Iterator[Question]:
    for unit in world.units.values():
        yield Question({"unit": str(unit.id)})
    yield Question({"unit": str(world.units["alpha"].id), "kind": Kind.DENUNCIATION})
    yield Question({"kind": Kind.DENUNCIATION})
    yield Question({"kind": f"{Kind.COMPLAINT},{Kind.RECOMMENDATION}"})
    yield from (Question({"commune": str(one.id)}) for one in world.communes)
    yield from (Question({"field": str(one.id)}) for one in world.fields)
    if page == "cases":
        yield from (Question({"status": status}) for status in Status)
    yield from (Question({"period": period}) for period in ("y2026", "m2026-10", "ry2026"))
    # A single day on which only one canary came in.
    for canary in CANARIES:
        day = canary.received_on.isoformat()
        yield Question({"from": day, "to": day, "period": "custom"})
