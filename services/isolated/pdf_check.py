"""Whether a PDF is only paper: its pages counted, nothing in it that runs, hides or never ends."""

import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.filters import ASCII85Decode, ASCIIHexDecode
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, StreamObject

MEGABYTE = 1024 * 1024
MILLIMETRES_PER_POINT = 25.4 / 72
# What an action may do by itself; going to a page or to an address that a person clicks is none of these.
ACTS = {
    "/JavaScript",
    "/Launch",
    "/ImportData",
    "/SubmitForm",
    "/GoToE",
    "/Rendition",
    "/RichMediaExecute",
}
SCRIPTS = {"/JS", "/JavaScript", "/XFA"}
FILES = {"/EmbeddedFiles", "/EF", "/RichMediaContent", "/RichMediaSettings"}
FILE_KINDS = {"/EmbeddedFile", "/FileAttachment", "/RichMedia", "/Screen", "/Movie", "/Sound", "/3D"}
PACKED = {"/FlateDecode", "/Fl"}
AS_LETTERS = {
    "/ASCII85Decode": ASCII85Decode.decode,
    "/A85": ASCII85Decode.decode,
    "/ASCIIHexDecode": ASCIIHexDecode.decode,
    "/AHx": ASCIIHexDecode.decode,
}
DEEPEST = 60
_PIECE = 256 * 1024
Found = tuple[dict[str, Any], list[bytes]]


class Refused(Exception):
    """What is wrong with the file, by one of the names that `services/uploads/pdfs.py` knows."""

    def __init__(self, fault: str, **values: Any) -> None:
        self.values = {"fault": fault, **values}
        super().__init__(fault)


def check_pdf(
    data: bytes, *, most_pages: int, longest_side_mm: int, most_objects: int, unpacked_mb: int, most_dots: int
) -> Found:
    """The number of pages, or the first fault."""
    try:
        reader = _opened(data)
        _check_count(reader, most_pages)
        _check_objects(
            reader, most_objects=most_objects, unpacked=unpacked_mb * MEGABYTE, most_dots=most_dots
        )
        pages = len(reader.pages)
        if pages == 0:
            raise Refused("broken")
        if pages > most_pages:
            raise Refused("pages", pages=pages)
        for page in reader.pages:
            _check_size(page, longest_side_mm)
    except Refused as refusal:
        return refusal.values, []
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, OSError, zlib.error):
        return {"fault": "broken"}, []
    return {"pages": pages}, []


def _opened(data: bytes) -> PdfReader:
    reader = PdfReader(BytesIO(data))
    # An empty password opens files that only forbid printing or copying.
    if reader.is_encrypted and not reader.decrypt(""):
        raise Refused("locked")
    return reader


def _check_count(reader: PdfReader, most_pages: int) -> None:
    """By what the file says of itself, before its pages are walked."""
    tree = reader.root_object["/Pages"].get_object()
    said = tree.get("/Count", 0) if isinstance(tree, DictionaryObject) else 0
    if isinstance(said, int) and said > most_pages:
        raise Refused("pages", pages=int(said))


def _check_objects(reader: PdfReader, *, most_objects: int, unpacked: int, most_dots: int) -> None:
    """Every object of the file, whether a page leads to it or not."""
    places = [(number, generation) for generation, known in reader.xref.items() for number in known]
    places += [(number, 0) for number in reader.xref_objStm]
    if len(places) > most_objects:
        raise Refused("too_much")
    left = 4 * unpacked
    for number, generation in places:
        found = IndirectObject(number, generation, reader).get_object()
        for one in _within(found, 0):
            _check_dictionary(one)
        if isinstance(found, StreamObject):
            _check_picture(found, most_dots)
            left -= _unpacked_size(found, unpacked)
            if left < 0:
                raise Refused("too_much")


def _within(found: Any, depth: int) -> Iterator[DictionaryObject]:
    """The dictionaries written inside an object; references are met by themselves."""
    if depth > DEEPEST:
        raise Refused("too_much")
    if isinstance(found, DictionaryObject):
        yield found
        for value in found.values():
            yield from _within(value, depth + 1)
    elif isinstance(found, ArrayObject):
        for value in found:
            yield from _within(value, depth + 1)


def _check_dictionary(found: DictionaryObject) -> None:
    if found.get("/S") in ACTS or SCRIPTS & found.keys():
        raise Refused("runs")
    kinds = (found.get("/Type"), found.get("/Subtype"))
    if FILES & found.keys() or any(kind in FILE_KINDS for kind in kinds):
        raise Refused("carries")


def _check_picture(found: StreamObject, most_dots: int) -> None:
    """A picture that is small in the file and endless on the screen."""
    if found.get("/Subtype") != "/Image":
        return
    dots = int(found.get("/Width", 0)) * int(found.get("/Height", 0))
    if dots > most_dots:
        raise Refused("too_much")


def _unpacked_size(stream: StreamObject, most: int) -> int:
    """How large a stream becomes, counted piece by piece and never held."""
    filters = stream.get("/Filter", [])
    names = [str(one) for one in (filters if isinstance(filters, list) else [filters])]
    data: bytes = stream._data  # noqa: SLF001 - the bytes as they lie in the file
    while names and names[0] in AS_LETTERS:
        data = AS_LETTERS[names.pop(0)](data)
    if any(name in PACKED for name in names[1:]):
        # Packed twice hides its size; no scanner writes that.
        raise Refused("too_much")
    if not names or names[0] not in PACKED:
        return 0
    unpacker, size = zlib.decompressobj(), 0
    while data and not unpacker.eof:
        try:
            size += len(unpacker.decompress(data, _PIECE))
        except zlib.error:
            # Damaged at its end, or only marked as packed: nothing more comes out of it.
            return size
        if size > most:
            raise Refused("too_much")
        data = unpacker.unconsumed_tail
    return size


def _check_size(page: Any, longest_side_mm: int) -> None:
    unit = float(page.get("/UserUnit", 1)) * MILLIMETRES_PER_POINT
    sides = [abs(float(side)) * unit for side in (page.mediabox.width, page.mediabox.height)]
    if max(sides) > longest_side_mm:
        raise Refused("size", side=round(max(sides)))
    if min(sides) <= 0:
        raise Refused("broken")
