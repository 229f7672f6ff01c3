"""The little language of templates: fields, conditions and lists, and nothing else of Jinja.

Templates come from an administrator by upload, so the language is a list of what is allowed:
no calls, no attributes, no loops within loops. A fault is told by the words around it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO

from docx.opc.exceptions import PackageNotFoundError
from docx.opc.oxml import parse_xml
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment
from lxml.etree import XMLSyntaxError

from services.documents.fields import FIELDS, Shape
from services.documents.package_checks import TemplateNotWord
from services.errors import AppError
from services.text import N_

FILTERS = ("upper", "lower", "trim")
LOOP = frozenset({"index", "first", "last"})
FOOTNOTES = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
_ALLOWED = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.Filter,
    nodes.If,
    nodes.For,
    nodes.Compare,
    nodes.Operand,
    nodes.Const,
    nodes.And,
    nodes.Or,
    nodes.Not,
    nodes.Getattr,
)
_NEAR = 60


class TemplateFieldUnknown(AppError):
    msgid = N_(
        "The template uses the field “{name}”, which does not exist. The list of fields stands beside."
    )


class TemplateSignsBroken(AppError):
    msgid = N_("The signs of a field are wrong near “{near}”: write {{{{ field_name }}}}, nothing more.")


class TemplateNotAllowed(AppError):
    msgid = N_("“{what}” is not possible in a template, near “{near}”. Use fields, {{% if %}}, {{% for %}}.")


class TemplateListAlone(AppError):
    msgid = N_("“{name}” is a list: repeat it with {{%p for … in {name} %}} and {{%p endfor %}}.")


class TemplateNotAList(AppError):
    msgid = N_("“{name}” is not a list and cannot be repeated.")


class TemplateFieldUnmarked(AppError):
    msgid = N_("The field “{name}” stands outside its signs. Write {{{{ {name} }}}}.")


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a template as Jinja reads it, a paragraph per line."""

    source: str

    def near(self, line: int) -> str:
        """The words of the paragraph of a line, as a person sees them."""
        lines = self.source.splitlines()
        text = re.sub(r"<[^>]+>", "", lines[min(line, len(lines)) - 1]) if lines else ""
        return " ".join(text.split())[:_NEAR]


@lru_cache(maxsize=1)
def environment() -> ImmutableSandboxedEnvironment:
    """The environment in which templates are read and filled: sandboxed, escaping, almost empty."""
    made = ImmutableSandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
    made.globals.clear()
    made.filters = {name: made.filters[name] for name in FILTERS}
    made.tests = {}
    return made


def opened(data: bytes) -> DocxTemplate:
    """The template, opened; TemplateNotWord where it does not open."""
    template = DocxTemplate(BytesIO(data))
    try:
        template.init_docx()
    except (PackageNotFoundError, KeyError, ValueError, XMLSyntaxError) as fault:
        raise TemplateNotWord() from fault
    return template


@lru_cache(maxsize=128)
def fields_of(data: bytes) -> frozenset[str]:
    """The fields that a template uses; everything that is wrong with its signs is refused by name."""
    used: set[str] = set()
    for part in _parts(opened(data)):
        used |= _fields_of_part(part)
    return frozenset(used)


def _parts(template: DocxTemplate) -> Iterator[Part]:
    document = template.get_docx()
    sources = [template.get_xml()]
    for uri in (template.HEADER_URI, template.FOOTER_URI):
        for _key, part in template.get_headers_footers(uri):
            sources.append(template.xml_to_string(parse_xml(part.blob)))
    sources += [
        part.blob.decode("utf-8")
        for part in document.part.package.iter_parts()
        if part.content_type == FOOTNOTES
    ]
    about = document.core_properties
    sources += [about.author, about.comments, about.identifier, about.language, about.subject, about.title]
    for source in sources:
        patched = template.patch_xml(source) if source.startswith("<") else source
        yield Part(re.sub(r"<w:p([ >])", r"\n<w:p\1", patched))


def _fields_of_part(part: Part) -> set[str]:
    try:
        tree = environment().parse(part.source)
    except TemplateSyntaxError as fault:
        raise TemplateSignsBroken(near=part.near(fault.lineno)) from fault
    used: set[str] = set()
    _walk(tree, part, used, loop="")
    return used


def _walk(node: nodes.Node, part: Part, used: set[str], *, loop: str) -> None:
    """Check a node and those below it; `loop` names the element of the list being repeated."""
    if not isinstance(node, _ALLOWED):
        raise TemplateNotAllowed(what=type(node).__name__.lower(), near=part.near(node.lineno))
    if isinstance(node, nodes.TemplateData):
        _check_text(node.data)
    elif isinstance(node, nodes.Filter) and node.name not in FILTERS:
        raise TemplateNotAllowed(what=node.name, near=part.near(node.lineno))
    elif isinstance(node, nodes.Getattr):
        is_loop = isinstance(node.node, nodes.Name) and node.node.name == "loop" and loop
        if not is_loop or node.attr not in LOOP:
            raise TemplateNotAllowed(what=node.attr, near=part.near(node.lineno))
        return
    elif isinstance(node, nodes.Name):
        _check_name(node, part, used, loop=loop)
    if isinstance(node, nodes.For):
        loop = _check_for(node, part, used, loop=loop)
        for child in (*node.body, *node.else_):
            _walk(child, part, used, loop=loop)
        return
    for child in node.iter_child_nodes():
        _walk(child, part, used, loop=loop)


def _check_name(node: nodes.Name, part: Part, used: set[str], *, loop: str) -> None:
    if node.name == loop:
        return
    field = FIELDS.get(node.name)
    if field is None:
        raise TemplateFieldUnknown(name=node.name)
    if field.shape is Shape.LIST:
        raise TemplateListAlone(name=node.name)
    used.add(node.name)


def _check_for(node: nodes.For, part: Part, used: set[str], *, loop: str) -> str:
    """The name of the element of a list; a loop within a loop, or over anything else, is refused."""
    near = part.near(node.lineno)
    if loop or node.recursive or node.test is not None or not isinstance(node.target, nodes.Name):
        raise TemplateNotAllowed(what="for", near=near)
    if not isinstance(node.iter, nodes.Name):
        raise TemplateNotAllowed(what="for", near=near)
    field = FIELDS.get(node.iter.name)
    if field is None:
        raise TemplateFieldUnknown(name=node.iter.name)
    if field.shape is not Shape.LIST:
        raise TemplateNotAList(name=node.iter.name)
    used.add(node.iter.name)
    return str(node.target.name)


def _check_text(text: str) -> None:
    """A field whose signs were forgotten would go out as it stands."""
    words = re.findall(r"[a-z]+(?:_[a-z]+)+", re.sub(r"<[^>]+>", " ", text))
    for word in words:
        if word in FIELDS:
            raise TemplateFieldUnmarked(name=word)
