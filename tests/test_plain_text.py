"""What people typed passes `plain` before Streamlit reads it as Markdown, as far as the source tells."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
# Calls whose first words Streamlit reads as Markdown.
READERS = {
    *("markdown", "caption", "write", "title", "header", "subheader", "info", "error", "warning", "success"),
    *("toast", "button", "metric", "expander", "popover", "tabs", "checkbox", "toggle", "download_button"),
    *("link_button", "page_link", "badge", "text_input", "text_area", "number_input", "selectbox", "radio"),
    *("multiselect", "date_input", "time_input", "file_uploader", "pills", "segmented_control", "link"),
}
# Names under which rows, views and refusals carry what somebody typed.
TYPED = {
    *("name", "short_name", "reason", "summary", "note", "body", "sender_body", "channel", "unit", "field"),
    *("commune", "officer", "entered_by", "written_by", "made_by", "by", "text", "place", "file_name"),
    *("username", "successor", "from_unit", "to_unit", "signer", "document", "address", "phone", "email"),
    *("task", "number", "basis", "void_reason", "guided_to", "received_by", "from_body", "remark"),
}
# Functions that give words of a language, numbers or days, or have taken signs their meaning.
SAFE = {
    *("plain", "one_line", "escape", "count", "day", "instant", "word", "size", "percent", "len", "key"),
    *("kind_said", "step_name", "told", "due_said", "str", "time", "decimal", "kind", "state", "int", "bool"),
}


def faults(path: str, source: str) -> list[str]:
    """Words of people that go straight into Markdown, as "path:line what"."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and _name(node.func) in READERS and node.args:
            place = 1 if _name(node.func) == "link" else 0
            for argument in node.args[place : place + 1]:
                found += [f"{path}:{node.lineno} {ast.unparse(one)}" for one in _typed(argument)]
    return found


def _name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _typed(node: ast.AST) -> Iterator[ast.expr]:
    """The expressions within a text that carry what somebody typed."""
    if isinstance(node, ast.Call):
        name = _name(node.func)
        if name in SAFE:
            return
        # A refusal carries names of files and people; a sentence that quotes them says so.
        quotes = any(keyword.arg == "quote" for keyword in node.keywords)
        if name in ("said", "filled") and isinstance(node.func, ast.Name) and not quotes:
            yield node
            return
        inner = [*node.args, *(keyword.value for keyword in node.keywords)]
        if isinstance(node.func, ast.Attribute):
            inner.append(node.func.value)
        for one in inner:
            yield from _typed(one)
        return
    if isinstance(node, ast.IfExp):
        yield from _typed(node.body)
        yield from _typed(node.orelse)
        return
    if isinstance(node, ast.Compare | ast.Constant | ast.Name | ast.Subscript):
        return
    if isinstance(node, ast.Attribute):
        if node.attr in TYPED:
            yield node
        return
    for child in ast.iter_child_nodes(node):
        yield from _typed(child)


def test_what_people_typed_passes_plain_on_its_way_into_markdown() -> None:
    found = [
        fault
        for folder in ("ui", "pages")
        for path in sorted((ROOT / folder).rglob("*.py"))
        for fault in faults(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8"))
    ]

    assert found == []


@pytest.mark.parametrize(
    "source",
    [
        "st.markdown(f'**{unit.name}**')",
        "st.caption(_('by {who}').format(who=row.entered_by))",
        "st.error(said(refusal))",
        "left.title(' · '.join([case.code, view.field]))",
        "st.button(unit.name if unit else '')",
        "navigation.link('case', f'{one.channel}')",
    ],
)
def test_the_checker_sees_a_fault(source: str) -> None:
    assert len(faults("ui/x.py", source)) == 1


@pytest.mark.parametrize(
    "source",
    [
        "st.markdown(f'**{plain(unit.name)}**')",
        "st.error(plain(said(refusal)))",
        "st.caption(_('{n} cases').format(n=count(found.number)))",
        "st.html(escape(unit.name))",
        "st.markdown('x' if unit.name == 'y' else 'z')",
        "st.dataframe(unit.name)",
    ],
)
def test_the_checker_lets_the_rest_pass(source: str) -> None:
    assert faults("ui/x.py", source) == []
