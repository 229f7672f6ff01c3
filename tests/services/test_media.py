"""A file is what its bytes say, and is opened before it is taken."""

import pytest

from services import media
from services.media import FileBroken, FileEmpty, FileLocked, FileOfOtherKind, FileTooLarge
from tests.services.intake_files import pdf, picture


@pytest.mark.parametrize(
    ("data", "media_type", "pages"),
    [
        (pdf(pages=3), media.PDF, 3),
        (b"\r\n" + pdf(), media.PDF, 1),
        (picture("JPEG"), media.JPEG, 1),
        (picture("PNG"), media.PNG, 1),
    ],
)
def test_scans_are_known_by_their_content(data, media_type, pages) -> None:
    assert media.checked("đơn.bin", data, largest_mb=20) == media.Media(media_type, pages)


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        (b"", FileEmpty),
        (b"MZ\x90\x00 a program called scan.pdf", FileOfOtherKind),
        (b"PK\x03\x04 a workbook", FileOfOtherKind),
        (b"<html>%PDF-" + b"x" * 50, FileBroken),
        (pdf()[:200], FileBroken),
        (b"%PDF-1.7\n%%EOF", FileBroken),
        (picture("JPEG", side=256)[:-2000], FileBroken),
        (picture("PNG", side=256)[:-2000], FileBroken),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 100, FileBroken),
        (pdf(password="bí mật"), FileLocked),
        (b"\xff\xd8\xff" + b"\x00" * 1_200_000, FileTooLarge),
    ],
)
def test_a_wrong_or_broken_file_is_refused_by_its_name(data, refusal) -> None:
    with pytest.raises(refusal) as caught:
        media.checked("scan.pdf", data, largest_mb=1)

    assert caught.value.values["name"] == "scan.pdf"


def test_a_picture_that_would_fill_the_memory_is_refused(monkeypatch) -> None:
    monkeypatch.setattr("PIL.Image.MAX_IMAGE_PIXELS", 100)

    with pytest.raises(FileBroken):
        media.checked("scan.png", picture("PNG"), largest_mb=20)
