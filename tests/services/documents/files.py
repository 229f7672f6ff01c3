"""Word files for the tests: small templates, and files that must be refused."""

import zipfile
from io import BytesIO

import docx


def template(*paragraphs: str, header: str = "") -> bytes:
    """A .docx with these paragraphs."""
    document = docx.Document()
    for text in paragraphs:
        document.add_paragraph(text)
    if header:
        document.sections[0].header.paragraphs[0].text = header
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def changed(data: bytes, changes: dict[str, bytes | None], *, level: int = 6) -> bytes:
    """The package with some parts added, replaced or (None) left out."""
    file = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(data)) as old,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as new,
    ):
        for name in old.namelist():
            if name not in changes:
                new.writestr(name, old.read(name))
        for name, content in changes.items():
            if content is not None:
                new.writestr(name, content)
    return file.getvalue()


def part(data: bytes, name: str) -> bytes:
    with zipfile.ZipFile(BytesIO(data)) as package:
        return package.read(name)


def split_runs(text: str) -> bytes:
    """A template whose field Word has cut into pieces, as it does after a correction of spelling."""
    document = docx.Document()
    paragraph = document.add_paragraph("Kính gửi ")
    for piece in text:
        paragraph.add_run(piece).bold = piece == "_"
    file = BytesIO()
    document.save(file)
    return file.getvalue()
