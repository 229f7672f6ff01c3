"""Whether an uploaded file is a Word document that may become a template: nothing hidden, nothing that runs.

A template is opened again and again and its offspring leave the house, so nothing is taken
that runs by itself, asks another host for something, or unpacks to more than it may.
"""

import re
import zipfile
from io import BytesIO

from services.errors import AppError
from services.text import N_

MEGABYTE = 1024 * 1024
# A template of some pages unpacks to about one megabyte; these leave room for a coat of arms.
MOST_PARTS = 300
LARGEST_UNPACKED = 40 * MEGABYTE
LARGEST_RATIO = 200
MAIN = "word/document.xml"
MAIN_TYPE = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
RUNS = re.compile(r"vbaProject|vbaData|activeX|/embeddings/|/afchunk|\.bin$|\.exe$", re.IGNORECASE)
# Fields that fetch or run something; PAGE, DATE and the like are welcome.
FETCHES = re.compile(rb"\b(?:DDEAUTO|DDE|INCLUDETEXT|INCLUDEPICTURE|IMPORT|LINK|DATABASE|MACROBUTTON)\b")
INSTRUCTION = re.compile(rb'<w:instrText[^>]*>(.*?)</w:instrText>|w:instr="([^"]*)"', re.DOTALL)
RELATION = re.compile(rb"<Relationship\b[^>]*>")


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


def check(data: bytes, *, largest_mb: int) -> None:
    """Refuse the file by its first fault; what passes opens as a .docx and does nothing by itself."""
    if not data:
        raise TemplateEmpty()
    if len(data) > largest_mb * MEGABYTE:
        raise TemplateTooLarge(size=f"{len(data) / MEGABYTE:.1f}".replace(".", ","), limit=largest_mb)
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            _check_sizes(package)
            _check_parts(package)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, RuntimeError, EOFError) as fault:
        # RuntimeError is zipfile's word for a part that wants a password.
        raise TemplateNotWord() from fault


def _check_sizes(package: zipfile.ZipFile) -> None:
    """By the directory first, so that a bomb is refused before anything is unpacked."""
    parts = package.infolist()
    unpacked = sum(part.file_size for part in parts)
    packed = max(1, sum(part.compress_size for part in parts))
    if len(parts) > MOST_PARTS or unpacked > LARGEST_UNPACKED or unpacked / packed > LARGEST_RATIO:
        raise TemplateUnpacksTooLarge()


def _check_parts(package: zipfile.ZipFile) -> None:
    names = package.namelist()
    if MAIN not in names or "[Content_Types].xml" not in names or len(set(names)) != len(names):
        raise TemplateNotWord()
    types = _read(package, "[Content_Types].xml")
    for name in names:
        if RUNS.search(name):
            raise TemplateWithMacros(part=name.rsplit("/", 1)[-1])
    if b"macroEnabled" in types:
        raise TemplateWithMacros(part=".docm")
    if MAIN_TYPE not in types:
        raise TemplateNotWord()
    for name in names:
        if name.endswith((".xml", ".rels")):
            _check_xml(_read(package, name), is_relations=name.endswith(".rels"))


def _read(package: zipfile.ZipFile, name: str) -> bytes:
    """A part, read no further than the directory promised."""
    with package.open(name) as file:
        data = file.read(LARGEST_UNPACKED + 1)
    if len(data) > LARGEST_UNPACKED:
        raise TemplateUnpacksTooLarge()
    return data


def _check_xml(xml: bytes, *, is_relations: bool) -> None:
    if b"<!DOCTYPE" in xml or b"<!ENTITY" in xml:
        raise TemplateFetches(what="DOCTYPE")
    if is_relations:
        for relation in RELATION.findall(xml):
            outside = b'TargetMode="External"' in relation or b"TargetMode='External'" in relation
            if outside and b"/hyperlink" not in relation:
                raise TemplateFetches(what=_kind_of(relation))
    instructions = b" ".join(first or second for first, second in INSTRUCTION.findall(xml))
    found = FETCHES.search(instructions.upper())
    if found:
        raise TemplateFetches(what=found.group().decode())


def _kind_of(relation: bytes) -> str:
    found = re.search(rb"""Type=["'][^"']*/([A-Za-z]+)["']""", relation)
    return found.group(1).decode() if found else "?"
