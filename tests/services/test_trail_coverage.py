"""No service changes rows without an entry in the trail, and every entry has its words."""

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import pytest

from models.enums import ChecklistVerdict
from services.catalogues import Deed
from services.list_shapes import ListName
from services.trail import kinds
from ui.trail import words

ROOT = Path(__file__).parents[2]
SESSION_WRITES = {"add", "add_all", "delete", "merge", "flush"}
STATEMENTS = {"insert", "update", "delete"}
# What may change rows without an entry of its own, and why.
WITHOUT_ENTRY = {
    "services.hotspots.files.add": "a line of a file; reviewing, closing, taking back are noted",
    "services.audit.write": "is the entry",
    "services.inbox.send": "goes with a deed whose entry stands beside it",
    "services.inbox.mark_read": "one's own messages, put away",
    "services.drafts.save": "nobody's record yet; only its owner reads it",
    "services.drafts.discard": "one's own draft",
    "services.attachments.add_to_draft": "a file of one's own draft",
    "services.attachments.take_from_draft": "a file of one's own draft",
    "services.attachments.keep_made": "part of making a document, which is noted",
    "services.documents.keeping.keep": "part of making a document, which is noted",
    "services.case_relations.note": "an event of a merge or split, which are noted",
    "services.duplicates.decide": "part of receiving a petition, which is noted",
    "services.watching_at_intake.record": "part of receiving a petition, which is noted",
    "services.imports.importer.ensure_user": "the account of imports, made once within an import",
    "services.reminders.gaps.keep": "what is missing, noted with the run of reminders",
    "services.wall_sessions.stay_awake": "that the wall's session goes on, every few minutes",
    "services.sign_in.touch": "when a session was used last, every few minutes",
    "services.own_sessions.renewed": "the session goes on under a new token; the change of password is noted",
    "services.second_factor.begin": "a secret that nobody confirmed yet",
    "services.single_sign_on.link_ticket": "a ticket of ten minutes; the link that it makes is noted",
    "services.tickets.make": "a ticket of minutes; what it is used for is noted",
    "services.tickets.use_up": "goes with the deed that the ticket is used for",
    "services.attachments.keep_redacted": "part of making a redacted copy, which is noted",
    "services.redaction.asking.answer": "part of making a redacted copy, which is noted",
    "services.redaction.working.look": "a sheet drawn for its maker; opening the scan is noted",
    "services.redaction.working.add_box": "a draft of boxes, which only its maker sees",
    "services.redaction.working.take_back": "a draft of boxes, which only its maker sees",
    "services.redaction.working.discard": "a draft of boxes, which only its maker sees",
    "services.sealed_reasons.of_case": "the reason of a deed whose entry stands beside it",
    "services.sealed_reasons.of_petition": "the reason of a deed whose entry stands beside it",
    "services.passports.codes": "a code tells nothing by itself; what a reader saw is for himself alone",
    "services.passports.official_codes": "the codes of figures that were published, which is noted",
    "services.warning.lives.follow": "part of scoring a week, which is noted",
    "services.wall_routing.tell": "goes with receiving the petition, which is noted",
}
# What the tree cannot follow: members of closed lists.
MEMBERS: dict[str, tuple[str, ...]] = {
    "deed": tuple(Deed),
    "verdict": tuple(ChecklistVerdict),
    "name": tuple(ListName),
}


@dataclass
class Function:
    """What one function does by itself, and what it calls."""

    acts: bool
    changes: bool = False
    notes: bool = False
    calls: set[str] = field(default_factory=set)


def dotted(node: ast.AST) -> str:
    """ "a.b.c" for a name with attributes; '' for everything else."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        before = dotted(node.value)
        return f"{before}.{node.attr}" if before else ""
    return ""


def imported(tree: ast.Module) -> dict[str, str]:
    """Local name -> full name of what a module imports from the services."""
    return {
        alias.asname or alias.name: f"{node.module}.{alias.name}"
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("services")
        for alias in node.names
    }


@lru_cache
def trees() -> dict[str, ast.Module]:
    """Every module of the services by its name."""
    return {
        ".".join(path.relative_to(ROOT).with_suffix("").parts): ast.parse(path.read_text(encoding="utf-8"))
        for path in sorted((ROOT / "services").rglob("*.py"))
    }


@lru_cache
def functions() -> dict[str, Function]:
    """Every function of the services by its full name."""
    found: dict[str, Function] = {}
    for module, tree in trees().items():
        names = imported(tree)
        names |= {one.name: f"{module}.{one.name}" for one in tree.body if isinstance(one, ast.FunctionDef)}
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef):
                found[f"{module}.{node.name}"] = described(node, names)
    return found


def described(node: ast.FunctionDef, names: dict[str, str]) -> Function:
    """One function; a function that is handed on to be called later counts as called."""
    one = Function(acts="actor" in {part.arg for part in [*node.args.args, *node.args.kwonlyargs]})
    for part in ast.walk(node):
        if isinstance(part, ast.Call):
            head, _dot, last = dotted(part.func).rpartition(".")
            one.notes |= (head, last) == ("audit", "write")
            one.changes |= head == "session" and last in SESSION_WRITES
            one.changes |= last in STATEMENTS and head in ("", "dialect", "sqlite", "postgresql")
        if isinstance(part, ast.Name | ast.Attribute):
            head, dot, rest = dotted(part).partition(".")
            if head in names:
                one.calls.add(f"{names[head]}{dot}{rest}")
    return one


def reaching(test: Callable[[Function], bool]) -> set[str]:
    """The functions that are of a kind or call one that is, however far down."""
    callers: dict[str, set[str]] = {}
    for name, one in functions().items():
        for called in one.calls:
            callers.setdefault(called, set()).add(name)
    found: set[str] = set()
    waiting = [name for name, one in functions().items() if test(one)]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting.extend(callers.get(name, ()))
    return found


def entry_points() -> set[str]:
    """The services' public functions with an actor, and all that pages, screens and commands call."""
    found = {
        name for name, one in functions().items() if one.acts and not name.rpartition(".")[2].startswith("_")
    }
    for folder in ("pages", "ui", "commands"):
        for path in (ROOT / folder).rglob("*.py"):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            names = imported(tree)
            for part in ast.walk(tree):
                if isinstance(part, ast.Name | ast.Attribute):
                    head, dot, rest = dotted(part).partition(".")
                    if head in names:
                        found.add(f"{names[head]}{dot}{rest}")
    return found & functions().keys()


def test_whatever_changes_rows_leaves_an_entry() -> None:
    changing, noting = reaching(lambda one: one.changes), reaching(lambda one: one.notes)
    silent = (entry_points() & changing) - noting

    assert silent - WITHOUT_ENTRY.keys() == set()
    # An exception that is none any more is taken off the list.
    assert WITHOUT_ENTRY.keys() - silent == set()


def deeds() -> Iterator[tuple[str, set[str]]]:
    """Place and possible deeds of each entry that a service writes; an empty set where none is known."""
    for module, function, call in calls()["write"]:
        if dotted(call.func) == "audit.write":
            yield f"{module}:{call.lineno}", set(possible(call.args[1], function, module))


def possible(node: ast.expr, function: ast.FunctionDef, module: str) -> Iterator[str]:
    """The texts that an expression may be, as far as the tree tells."""
    if isinstance(node, ast.Constant):
        yield str(node.value)
    elif isinstance(node, ast.IfExp):
        yield from possible(node.body, function, module)
        yield from possible(node.orelse, function, module)
    elif isinstance(node, ast.JoinedStr):
        texts = [""]
        for part in node.values:
            inner = part.value if isinstance(part, ast.FormattedValue) else part
            ends = sorted(set(possible(inner, function, module)))
            texts = [text + end for text in texts for end in ends]
        yield from texts
    elif isinstance(node, ast.Subscript):
        yield from possible(node.value, function, module)
    elif isinstance(node, ast.Dict):
        for one in node.values:
            yield from possible(one, function, module)
    elif isinstance(node, ast.Attribute):
        yield from MEMBERS.get(node.attr, ())
    elif isinstance(node, ast.Name):
        found = set(named(node.id, function, module))
        yield from found or MEMBERS.get(node.id, ())


def named(name: str, function: ast.FunctionDef, module: str) -> Iterator[str]:
    """What a name may hold: what is assigned to it, or what callers hand over as that parameter."""
    for one in [*ast.walk(function), *trees()[module].body]:
        if isinstance(one, ast.Assign) and any(isinstance(t, ast.Name) and t.id == name for t in one.targets):
            yield from possible(one.value, function, module)
    parameters = [part.arg for part in [*function.args.args, *function.args.kwonlyargs]]
    if name not in parameters:
        return
    place = parameters.index(name)
    for other, caller, call in calls().get(function.name, ()):
        handed = [keyword.value for keyword in call.keywords if keyword.arg == name]
        handed += call.args[place : place + 1]
        # `image.save` is none of ours: what stands before the name is our module, or nothing.
        ours = dotted(call.func).split(".")[-2:-1] in ([], [module.rpartition(".")[2]])
        if caller is not function and ours and (other == module or not function.name.startswith("_")):
            for value in handed:
                yield from possible(value, caller, other)


@lru_cache
def calls() -> dict[str, list[tuple[str, ast.FunctionDef, ast.Call]]]:
    """Every call within a function of the services, by the last part of the called name."""
    found: dict[str, list[tuple[str, ast.FunctionDef, ast.Call]]] = {}
    for module, tree in trees().items():
        for caller in ast.walk(tree):
            if isinstance(caller, ast.FunctionDef):
                for call in ast.walk(caller):
                    if isinstance(call, ast.Call):
                        last = dotted(call.func).rpartition(".")[2]
                        found.setdefault(last, []).append((module, caller, call))
    return found


def test_every_entry_has_its_words() -> None:
    found = list(deeds())
    unfollowed = [place for place, names in found if not names]
    unknown = [f"{place} {name}" for place, names in found for name in names if name not in words.ACTIONS]

    assert unfollowed == []
    assert unknown == []


def test_every_subject_of_an_entry_has_a_rule_for_who_sees_it() -> None:
    known = {*kinds.ADMINISTRATION, *kinds.WORK, *kinds.MATTERS}
    found = set()
    for _module, _function, call in calls()["write"]:
        if dotted(call.func) == "audit.write":
            given = {keyword.arg: keyword.value for keyword in call.keywords}
            found |= {
                one.value
                for one in ast.walk(given.get("subject", ast.Constant("")))
                if isinstance(one, ast.Constant) and isinstance(one.value, str)
            }

    assert {one for one in found if one not in known and one != kinds.SECTIONS} == set()


@pytest.mark.parametrize("group", kinds.GROUPS)
def test_every_deed_of_a_group_has_words(group: str) -> None:
    assert group in words.GROUPS
    assert set(kinds.GROUPS[group]) <= words.ACTIONS.keys()
