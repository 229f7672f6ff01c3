"""Who changes something is asked for the right first; every question about matters starts at the scope."""

import ast
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
WRITES = {"add", "add_all", "delete", "flush"}
# Calls that refuse, or ask whether to refuse.
GUARDS = {"require", "can", "may", "may_open", "require_identity", "require_reader"}
# What a person may see only as far as his scope goes.
SCOPED = {
    *("Case", "CaseEvent", "CaseGrant", "CaseRelation", "Deadline", "Decision", "Directive"),
    *("Petition", "Party", "Identity", "Note", "MadeDocument", "Attachment", "InboxItem", "Draft"),
    *("CrowdEvent", "OverLevelRecord", "Visit", "Obligation", "EmergencyAccess", "ImportRow"),
    *("HotSpotFile", "HotSpotMeasure", "LevelOverride", "ClusterMember"),
}
# Calls and attributes by which a question is narrowed to what the actor may see.
SCOPES = {
    *("visible_to", "condition", "visible_petitions", "by_id", "by_code", "by_ids", "case_of"),
    *("hidden", "hidden_of", "require_identity", "scope", "figures", "owner_of", "visible"),
}

# Changing functions without a question of their own, each with the reason.
UNASKED = {
    "services/assignment_plans.py carry_out": "its plan was made by assign or hand_over, which asked",
    "services/attachments.py keep_made": "the maker of a document asked; called by services only",
    "services/attachments.py keep_redacted": "the work on the copy asked",
    "services/hotspots/files.py add": "reviews, measures, closings and their taking back asked",
    "services/hotspots/files.py trail": "what it tells of asked",
    "services/redaction/asking.py answer": "saving the copy asked",
    "services/sealed_reasons.py of_case": "voiding asked; puts a reason under the key of its matter",
    "services/sealed_reasons.py of_petition": "voiding asked; puts a reason under the key of its matter",
    "services/audit.py write": "the trail of what others asked for",
    "services/case_amendments.py tell": "the message after a step that was asked for",
    "services/case_relations.py note": "merging and splitting asked",
    "services/case_relations.py trail": "merging and splitting asked",
    "services/documents/keeping.py keep": "making asked",
    "services/inbox.py send": "a message about what others asked for",
    "services/installation_writing.py write": "installation asked for three rights at once",
    "services/personal_data/requests.py trail": "the step of a request asked",
    "services/petition_cases.py give_case": "receiving and handling asked",
    "services/petition_cases.py void_case": "voiding the petition asked",
    "services/petition_cases.py void_cases_of": "voiding the petition asked",
    "services/reminders/gaps.py keep": "the run of the reminders asked",
    "services/unit_stock.py lift": "ending the unit asked",
    "services/wall_routing.py of_case": "naming an accused person, or the night, asked",
    "services/unit_rules.py trail": "the change of a unit asked",
    "services/watching_at_intake.py record": "receiving asked",
}
# Changing functions that touch only what is the actor's own.
OWN = {
    "services/attachments.py take_from_draft": "one's own draft",
    "services/drafts.py save": "one's own draft",
    "services/drafts.py discard": "one's own draft",
    "services/emergency_access.py give_back": "one's own access, given back",
    "services/inbox.py mark_read": "one's own messages",
    "services/own_sessions.py end_one": "one's own sessions",
    "services/second_factor.py begin": "one's own factor",
    "services/second_factor.py confirm": "one's own factor",
    "services/second_factor.py renew_codes": "one's own factor",
    "services/second_factor.py turn_off": "one's own factor",
    "services/single_sign_on.py link_own": "one's own account",
    "services/sign_in.py sign_out_everywhere": "one's own sessions",
    "services/sign_in.py choose_own_language": "one's own account",
    "services/sign_in.py change_own_password": "one's own account",
}
# Questions about matters that take an actor and do not start at the scope.
UNSCOPED = {
    "services/assignment_plans.py carry_out": "the plan holds visible rows only",
    "services/attachments.py add_to_draft": "one's own draft",
    "services/attachments.py take_from_draft": "one's own draft",
    "services/cases.py open_case": "looks for a free code; tells nothing of whose it is",
    "services/clock_moves.py keep": "an administrator's rule moves every term alike; no row is shown",
    "services/clock_moves.py move": "an administrator's rule moves every term alike; no row is shown",
    "services/clock_proof/proof.py prove": "the nightly proof; what it found is read through the scope",
    "services/demo/department.py build": "only in an empty database",
    "services/drafts.py discard": "one's own draft",
    "services/drafts.py find": "one's own draft",
    "services/drafts.py list_open": "one's own drafts",
    "services/drafts.py save": "one's own draft",
    "services/emergency_access.py give_back": "one's own access",
    "services/emergency_rights.py may_open": "the caller found the petition for the actor",
    "services/hotspots/taking_back.py reopen": "its file was found for its reader (locking.with_case)",
    "services/hotspots/clusters.py confirm": "decides among the clusters that its reader sees",
    "services/hotspots/clusters.py refuse": "decides among the clusters that its reader sees",
    "services/hotspots/clusters.py suggest_again": "among the plain cases of its reader (cluster_views)",
    "services/imports/origins.py of_petitions": "the caller found the petitions for the actor",
    "services/inbox.py mark_read": "one's own messages",
    "services/petition_handling.py settle": "the caller found the petition for the actor",
    "services/petitions.py receive": "looks for a free code; tells nothing of whose it is",
    "services/redaction/asking.py is_asked": "one's own question",
    "services/trail/reading.py lines_of": "the entries were found within the reader's sight",
    "services/setting_effects.py crowds_of": "an administrator's preview: numbers of what he is told of",
    "services/transfers.py guard": "the caller found the case for the actor",
    "services/unit_stock.py held": "an administrator's preview: numbers only",
    "services/unit_stock.py lift": "what a wall hid from the ender of a unit goes to the unit above, unread",
    "services/wall_keeping.py nightly": "walls are kept up over everything; numbers only",
    "services/wall_keeping.py person_moved": "walls are kept up over everything; numbers only",
    "services/wall_keeping.py run": "walls are kept up over everything; numbers only",
    "services/wall_routing.py of_case": "the wall's own work, told only to who may assign the case",
    "services/unit_stock.py pass_on_stock": "a unit ends: all that it holds goes to its successor, unread",
}
# Questions without an actor that a screen asks, about what it has found for the actor before.
ASKED_BY_SCREENS = {
    "pages/cases.py services/hotspots/risk.py of_cases": "levels of the rows of a scoped list",
    "pages/cases.py services/hotspots/override_views.py of_cases": "levels of the rows of a scoped list",
    "pages/intake.py services/receipts.py facts_of": "the petition that was just received",
    "ui/imports/history.py services/imports/batches.py worked_on": "a number, of an import found before",
    "ui/redaction/lines.py services/redaction/copies.py latest": "which of the files on the page have a copy",
    "ui/intake/scans.py services/attachments.py of_draft": "one's own draft",
}


def named(node: ast.expr) -> str:
    """The last name of what is called: `session.add` is "add"."""
    return ast.unparse(node).rsplit(".", 1)[-1]


@cache
def calls(function: ast.AST) -> list[ast.Call]:
    return [node for node in ast.walk(function) if isinstance(node, ast.Call)]


@cache
def functions(source: str) -> dict[str, ast.FunctionDef]:
    return {node.name: node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef)}


def with_helpers(function: ast.FunctionDef, around: dict[str, ast.FunctionDef]) -> list[ast.FunctionDef]:
    """A function and everything of its own module that it calls, also by way of others."""
    found = {function.name: function}
    waiting = [function]
    while waiting:
        for call in calls(waiting.pop()):
            name = call.func.id if isinstance(call.func, ast.Name) else ""
            if name in around and name not in found:
                found[name] = around[name]
                waiting.append(around[name])
    return list(found.values())


def takes_actor(function: ast.FunctionDef) -> bool:
    return any(one.arg == "actor" for one in (*function.args.args, *function.args.kwonlyargs))


@cache
def lines_of_writes(function: ast.AST) -> list[int]:
    """Where it adds, deletes or flushes, leaves a trail, or sets a field of a row."""
    found = []
    for node in ast.walk(function):
        if isinstance(node, ast.Call):
            where, _dot, name = ast.unparse(node.func).rpartition(".")
            if (where == "session" and name in WRITES) or (where, name) == ("audit", "write"):
                found.append(node.lineno)
        targets = node.targets if isinstance(node, ast.Assign) else []
        parts = [part for target in targets for part in ast.walk(target)]
        if any(isinstance(part, ast.Attribute) and isinstance(part.ctx, ast.Store) for part in parts):
            found.append(node.lineno)
    return found


def lines_of_guards(function: ast.AST) -> list[int]:
    return [call.lineno for call in calls(function) if named(call.func) in GUARDS]


def writes(function: ast.FunctionDef) -> bool:
    return bool(lines_of_writes(function))


def guards(function: ast.FunctionDef) -> bool:
    return bool(lines_of_guards(function))


def asked(function: ast.FunctionDef) -> set[str]:
    """The tables of matters that a function selects from or gets a row of."""
    tables: set[str] = set()
    for call in calls(function):
        if named(call.func) in {"select", "get", "get_one"}:
            nodes = [node for argument in call.args for node in ast.walk(argument)]
            tables |= {node.id for node in nodes if isinstance(node, ast.Name)} & SCOPED
    return tables


def narrows(function: ast.FunctionDef) -> bool:
    words = {named(call.func) for call in calls(function)}
    words |= {node.attr for node in ast.walk(function) if isinstance(node, ast.Attribute)}
    return bool(words & SCOPES)


def public(
    path: str, source: str, fault: Callable[[list[ast.FunctionDef]], bool]
) -> Iterator[tuple[str, bool]]:
    """Public functions at fault, as "path name", and whether each takes an actor."""
    around = functions(source)
    for name, function in around.items():
        if not name.startswith("_") and fault(with_helpers(function, around)):
            yield f"{path} {name}", takes_actor(function)


def unasked(path: str, source: str) -> set[str]:
    """Changing functions that nobody's right is asked for."""

    def fault(parts: list[ast.FunctionDef]) -> bool:
        return any(map(writes, parts)) and not any(map(guards, parts))

    return {name for name, with_actor in public(path, source, fault) if with_actor}


def late(path: str, source: str) -> set[str]:
    """Public functions that write before they ask for the right."""
    found = set()
    for name, function in functions(source).items():
        wrote, guarded = lines_of_writes(function), lines_of_guards(function)
        if not name.startswith("_") and takes_actor(function) and wrote and guarded:
            found |= {f"{path} {name}"} if min(wrote) < min(guarded) else set()
    return found


def unscoped(path: str, source: str, *, with_actor: bool) -> set[str]:
    """Questions about matters that do not start at the scope of an actor."""

    def fault(parts: list[ast.FunctionDef]) -> bool:
        return any(map(asked, parts)) and not any(map(narrows, parts))

    return {name for name, takes in public(path, source, fault) if takes is with_actor}


def used(source: str) -> set[str]:
    """The functions of services that a screen calls, as "services/cases.py by_code"."""
    tree = ast.parse(source)
    origin = {
        alias.asname or alias.name: f"{node.module}.{alias.name}"
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("services")
        for alias in node.names
    }
    found = set()
    for call in calls(tree):
        first, _dot, rest = ast.unparse(call.func).partition(".")
        if first in origin:
            module, _dot, name = f"{origin[first]}.{rest}".rstrip(".").rpartition(".")
            path = module.replace(".", "/")
            found |= {f"{path}.py {name}", f"{path}/__init__.py {name}"}
    return found


@cache
def texts(*folders: str) -> dict[str, str]:
    files = [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]
    return {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in files}


def test_every_changing_service_asks_for_the_right() -> None:
    found = set().union(*(unasked(path, source) for path, source in texts("services").items()))

    assert found == UNASKED.keys() | OWN.keys()


def test_the_right_is_asked_for_before_anything_is_written() -> None:
    assert set().union(*(late(path, source) for path, source in texts("services").items())) == set()


def test_what_does_not_ask_itself_is_called_by_no_screen_and_no_command() -> None:
    direct = {
        f"{path}: {name}"
        for path, source in texts("pages", "ui", "commands").items()
        for name in used(source) & UNASKED.keys()
    }

    assert direct == set()


def test_every_question_about_matters_starts_at_the_scope() -> None:
    found = set().union(
        *(unscoped(path, source, with_actor=True) for path, source in texts("services").items())
    )

    assert found == UNSCOPED.keys()


def test_no_screen_asks_about_matters_without_an_actor() -> None:
    without = set().union(
        *(unscoped(path, source, with_actor=False) for path, source in texts("services").items())
    )

    found = {
        f"{path} {name}" for path, source in texts("pages", "ui").items() for name in used(source) & without
    }

    assert found == ASKED_BY_SCREENS.keys()


CHANGING = "def close(session, case, *, actor):\n    {}\n    case.state = 'closed'\n    session.flush()"
HELPED = "def close(session, *, actor):\n    {}\n    _do(session)\ndef _do(session):\n    session.add(1)"
ASKING = "def listed(session, *, actor):\n    return session.exec(select(Case).where({}))"


@pytest.mark.parametrize("source", [CHANGING.format("pass"), HELPED.format("pass")])
def test_the_checker_sees_a_change_that_nobody_was_asked_for(source: str) -> None:
    assert unasked("services/x.py", source) == {"services/x.py close"}


def test_the_checker_sees_a_write_before_the_question() -> None:
    source = "def close(session, case, *, actor):\n    case.state = 1\n    require(actor, P.X)"
    assert late("services/x.py", source) == {"services/x.py close"}


@pytest.mark.parametrize("source", [CHANGING, HELPED])
@pytest.mark.parametrize("guard", ["require(actor, P.X)", "if not can(actor, P.X): raise No()"])
def test_the_checker_lets_a_change_pass_that_was_asked_for(source: str, guard: str) -> None:
    assert unasked("services/x.py", source.format(guard)) == set()


def test_the_checker_tells_a_scoped_question_from_another() -> None:
    assert unscoped("services/x.py", ASKING.format("true()"), with_actor=True) == {"services/x.py listed"}
    scoped = ASKING.format("actor.scope.condition(Case)")
    assert unscoped("services/x.py", scoped, with_actor=True) == set()
    assert used("from services import cases\ncases.by_code(s)") >= {"services/cases.py by_code"}
