"""Every English msgid has its Vietnamese, with the same placeholders, once, and nothing is left over."""

import ast
import re
import unicodedata
from io import BytesIO, StringIO
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from jinja2.ext import babel_extract

from services import legal_rules, workflow_rules
from services.checklists import table as checklists
from services.documents import table as documents

ROOT = Path(__file__).parents[1]
FOLDERS = ("pages", "ui", "services", "commands")
# Where the message stands among the arguments; the one before it is the context of the p-forms.
KEYWORDS = {"_": 0, "N_": 0, "gettext": 0, "ngettext": 0, "pgettext": 1, "npgettext": 1}

# A message is known by its context ("" without one) and its English text (the singular of a pair).
Key = tuple[str, str]


def extracted(source: str, place: str) -> dict[Key, str]:
    """The messages one Python source marks, each with where it stands.

    From the syntax tree, because Babel's own extractor misses a call inside an f-string on Python 3.11.
    """
    messages: dict[Key, str] = {}
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            continue
        at = KEYWORDS.get(node.func.id)
        texts = [argument.value for argument in node.args if isinstance(argument, ast.Constant)]
        if at is not None and len(texts) > at and isinstance(node.args[at], ast.Constant):
            context = str(texts[0]) if at else ""
            messages.setdefault((context, str(texts[at])), f"{place}:{node.lineno}")
    return messages


def extracted_html(source: str, place: str) -> dict[Key, str]:
    """The messages of a Jinja template."""
    found = babel_extract(BytesIO(source.encode()), ["_"], [], {})
    return {("", str(text)): f"{place}:{line}" for line, _function, text, _comments in found}


def tabulated() -> dict[Key, str]:
    """The words of the legal terms, of the workflow and of the documents."""
    terms = {("rule", text): "rules/deadlines.csv" for text in legal_rules.shipped_rules().texts()}
    titles = {("", text): "rules/documents.csv" for text in documents.msgids()}
    papers = {("", text): "rules/checklists.csv" for text in checklists.msgids()}
    return terms | titles | papers | {("", text): "rules/workflow.csv" for text in workflow_rules.msgids()}


def used() -> dict[Key, str]:
    """The messages of all code, templates and tables."""
    messages = tabulated()
    for path in [*(p for folder in FOLDERS for p in (ROOT / folder).rglob("*.py")), *ROOT.glob("*.py")]:
        messages |= extracted(path.read_text(encoding="utf-8"), path.relative_to(ROOT).as_posix())
    for path in (ROOT / "templates").rglob("*.html"):
        messages |= extracted_html(path.read_text(encoding="utf-8"), path.relative_to(ROOT).as_posix())
    return messages


def entries(catalogue: Catalog) -> dict[Key, Message]:
    """The translations of one file without its header."""
    return {(m.context or "", m.id if isinstance(m.id, str) else m.id[0]): m for m in catalogue if m.id}


def fields(text: str) -> set[str]:
    """The placeholders of a text for str.format."""
    return {name for _text, name, _format, _conversion in Formatter().parse(text) if name is not None}


def faults_of_message(key: Key, message: Message) -> list[str]:
    name = f"“{key[1]}”"
    english = message.id if isinstance(message.id, str) else message.id[-1]
    strings = [message.string] if isinstance(message.string, str) else list(message.string)
    if not all(strings):
        return [f"{name} is not translated"]
    found = [f"{name} is fuzzy"] if message.fuzzy else []
    if any(fields(text) != fields(english) for text in strings):
        found.append(f"{name} has other placeholders: {strings}")
    if any(not unicodedata.is_normalized("NFC", text) for text in strings):
        found.append(f"{name} is translated in letters that are not NFC")
    return found


def faults(messages: dict[Key, str], files: dict[str, str]) -> list[str]:
    """What is wrong between the used messages and the texts of the .po files, as sentences."""
    found: list[str] = []
    translations: dict[Key, dict[str, Message]] = {}
    for name, text in files.items():
        own = entries(read_po(StringIO(text), locale="vi", abort_invalid=True))
        # The reader silently keeps the first of two entries for one msgid.
        if len(re.findall(r"^msgid ", text, re.MULTILINE)) - 1 != len(own):
            found.append(f"{name}: a msgid stands twice, or the header is missing")
        for key, message in own.items():
            translations.setdefault(key, {})[name] = message
            found += [f"{name}: {fault}" for fault in faults_of_message(key, message)]
    for key, by_file in translations.items():
        if len({str(message.string) for message in by_file.values()}) > 1:
            found.append(f"“{key[1]}” is translated differently in {', '.join(by_file)}")
        if key not in messages:
            found.append(f"{', '.join(by_file)}: “{key[1]}” is used nowhere")
    missing = messages.keys() - translations.keys()
    found += sorted(f"{messages[key]}: “{key[1]}” has no Vietnamese" for key in missing)
    return found


def test_the_catalogue_is_whole() -> None:
    files = {path.name: path.read_text(encoding="utf-8") for path in (ROOT / "locales/vi").glob("*.po")}

    found = faults(used(), files)

    assert not found, "\n".join(found)


def po(body: str) -> str:
    header = (
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\nPlural-Forms: nplurals=1; plural=0;\\n"'
    )
    return f"{header}\n\n{body}\n"


WHOLE = po('msgid "Close {code}"\nmsgstr "Đóng {code}"')


@pytest.mark.parametrize(
    ("files", "fault"),
    [
        ({"a.po": po("")}, "has no Vietnamese"),
        ({"a.po": po('msgid "Close {code}"\nmsgstr ""')}, "is not translated"),
        ({"a.po": po('#, fuzzy\nmsgid "Close {code}"\nmsgstr "Đóng {code}"')}, "is fuzzy"),
        ({"a.po": po('msgid "Close {code}"\nmsgstr "Đóng"')}, "has other placeholders"),
        ({"a.po": po('msgid "Close {code}"\nmsgstr "Đóng {number}"')}, "has other placeholders"),
        ({"a.po": po('msgid "Close {code}"\nmsgstr "Đo\u0301ng {code}"')}, "not NFC"),
        ({"a.po": WHOLE, "b.po": WHOLE.replace("Đóng", "Kết thúc")}, "translated differently in a.po, b.po"),
        ({"a.po": WHOLE + '\nmsgid "Old"\nmsgstr "Cũ"\n'}, "“Old” is used nowhere"),
        ({"a.po": WHOLE + '\nmsgid "Close {code}"\nmsgstr "Đóng {code}"\n'}, "stands twice"),
    ],
)
def test_the_checker_sees_a_fault(files: dict[str, str], fault: str) -> None:
    found = faults({("", "Close {code}"): "pages/case.py:3"}, files)

    assert len(found) == 1
    assert fault in found[0]


def test_the_checker_lets_a_whole_catalogue_pass() -> None:
    source = """
button = f'<button>{escape(_("Sign out"))}</button>'
title = _("Close {code}").format(code=code)
count = ngettext("{n} case", "{n} cases", n)
state = pgettext("state of a case", "Open")
class CaseAlreadyClosed(AppError):
    msgid = N_("Closed "
               "already")
"""
    more = """
msgid "{n} case"
msgid_plural "{n} cases"
msgstr[0] "{n} vụ việc"

msgctxt "state of a case"
msgid "Open"
msgstr "Đang giải quyết"

msgid "Sign out"
msgstr "Đăng xuất"

msgid "Sign in"
msgstr "Đăng nhập"

msgid "Closed already"
msgstr "Đã đóng"
"""

    messages = extracted(source, "pages/case.py") | extracted_html('{{ _("Sign in") }}', "sign_in.html")

    assert faults(messages, {"a.po": WHOLE, "b.po": po(more)}) == []
