"""Whether an uploaded file is a Word document that may become a template: nothing hidden, nothing that runs.

A template is opened again and again and its offspring leave the house, so nothing is taken
that runs by itself, asks another host for something, or unpacks to more than it may.
"""

import re
import struct
import zipfile
import zlib
from dataclasses import dataclass
from datetime import date
from io import BytesIO

from lxml import etree
from sqlmodel import Session

from services import thresholds
from services.errors import AppError
from services.text import N_

MEGABYTE = 1024 * 1024
LARGEST_RATIO = 200
MAIN = "word/document.xml"
MAIN_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
RUNS = re.compile(r"vbaProject|vbaData|activeX|/embeddings/|/afchunk|\.bin$|\.exe$", re.IGNORECASE)
# Fields that fetch or run something; PAGE, DATE and the like are welcome.
FETCHES = re.compile(r"\b(?:DDEAUTO|DDE|INCLUDETEXT|INCLUDEPICTURE|IMPORT|LINK|DATABASE|MACROBUTTON)\b")
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
# The same in the stricter dialect of the format.
STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"


@dataclass(frozen=True, slots=True)
class TemplateBounds:
    """How much a template may be, packed and unpacked; one of some pages unpacks to about one megabyte."""

    largest_mb: int
    unpacked_mb: int = 40
    most_parts: int = 300


def of_day(session: Session, *, today: date) -> TemplateBounds:
    """The bounds in force on a day."""

    def number(key: str) -> int:
        return thresholds.number(session, f"documents.{key}", today=today)

    return TemplateBounds(number("largest_mb"), number("unpacked_mb"), number("most_parts"))


class TemplateEmpty(AppError):
    msgid = N_("The file is empty. Choose the Word template again.")


class TemplateTooLarge(AppError):
    msgid = N_("The file has {size} MB; at most {limit} MB are taken. Remove pictures from the template.")


class TemplateNotWord(AppError):
    msgid = N_("The file is not a Word document (.docx). In Word choose “Save as” and “Word Document”.")


class TemplateWithMacros(AppError):
    msgid = N_("The template holds macros or embedded programs ({part}). Save it without them.")


class TemplateUnpacksTooLarge(AppError):
    msgid = N_("The file unpacks to far more than a template needs. It is not taken; make the template anew.")


class TemplateFetches(AppError):
    msgid = N_("The template fetches something from elsewhere ({what}). Remove that link from it.")


def check(data: bytes, *, bounds: TemplateBounds) -> None:
    """Refuse the file by its first fault; what passes opens as a .docx and does nothing by itself."""
    if not data:
        raise TemplateEmpty()
    if len(data) > bounds.largest_mb * MEGABYTE:
        raise TemplateTooLarge(size=f"{len(data) / MEGABYTE:.1f}".replace(".", ","), limit=bounds.largest_mb)
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            _check_sizes(package, bounds)
            _check_parts(package, bounds.unpacked_mb * MEGABYTE)
    except (
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        zlib.error,
        NotImplementedError,
        RuntimeError,
        EOFError,
        struct.error,
    ) as fault:
        # RuntimeError is zipfile's word for a part that wants a password.
        raise TemplateNotWord() from fault


def _check_sizes(package: zipfile.ZipFile, bounds: TemplateBounds) -> None:
    """By the directory first, so that a bomb is refused before anything is unpacked.

    A directory that lies is found out by zipfile: it unpacks no more than was said, and the sum is wrong.
    """
    parts = package.infolist()
    unpacked = sum(part.file_size for part in parts)
    packed = max(1, sum(part.compress_size for part in parts))
    too_large = unpacked > bounds.unpacked_mb * MEGABYTE or unpacked / packed > LARGEST_RATIO
    if len(parts) > bounds.most_parts or too_large:
        raise TemplateUnpacksTooLarge()


def _check_parts(package: zipfile.ZipFile, most: int) -> None:
    names = package.namelist()
    if MAIN not in names or "[Content_Types].xml" not in names or len(set(names)) != len(names):
        raise TemplateNotWord()
    for name in names:
        if RUNS.search(name):
            raise TemplateWithMacros(part=name.rsplit("/", 1)[-1])
        if name.startswith("/") or ".." in name.split("/") or "\\" in name:
            raise TemplateNotWord()
    is_main = False
    for name in names:
        part = _read(package, name, most)
        # By its content too: a part may be called as it likes.
        if name.endswith((".xml", ".rels")) or part.lstrip().startswith(b"<"):
            root = _parsed(part)
            _check_relations(root)
            _check_fields(root)
            if name == "[Content_Types].xml":
                is_main = _check_types(root)
    if not is_main:
        raise TemplateNotWord()


def _read(package: zipfile.ZipFile, name: str, most: int) -> bytes:
    """A part, read no further than the directory promised."""
    with package.open(name) as file:
        data = file.read(most + 1)
    if len(data) > most:
        raise TemplateUnpacksTooLarge()
    return data


def _parsed(xml: bytes) -> etree._Element:
    """A part as a tree: no entity is resolved, nothing is fetched, in whatever encoding it is written."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(xml, parser)
    except (etree.XMLSyntaxError, ValueError) as fault:
        raise TemplateNotWord() from fault
    if root.getroottree().docinfo.doctype:
        raise TemplateFetches(what="DOCTYPE")
    return root


def _check_types(root: etree._Element) -> bool:
    """Whether the main part is said to be a Word document; one with macros is refused."""
    kinds = [str(one.get("ContentType", "")) for one in root.iter() if isinstance(one.tag, str)]
    if any("macroEnabled" in kind or "vbaProject" in kind for kind in kinds):
        raise TemplateWithMacros(part=".docm")
    return MAIN_TYPE in kinds


def _check_relations(root: etree._Element) -> None:
    for relation in root.iter("{*}Relationship"):
        kind = str(relation.get("Type", "")).rsplit("/", 1)[-1]
        if str(relation.get("TargetMode", "")).strip() == "External" and kind != "hyperlink":
            raise TemplateFetches(what=kind or "?")


def _check_fields(root: etree._Element) -> None:
    """The instructions of fields, whole and cut into pieces as Word cuts them."""
    pieces = [
        text for space in (WORD, STRICT) for one in root.iter(f"{space}instrText") if (text := one.text)
    ]
    whole = [
        str(one.get(f"{space}instr", ""))
        for space in (WORD, STRICT)
        for one in root.iter(f"{space}fldSimple")
    ]
    for text in (" ".join((*pieces, *whole)), "".join(pieces)):
        found = FETCHES.search(text.upper())
        if found:
            raise TemplateFetches(what=found.group())
