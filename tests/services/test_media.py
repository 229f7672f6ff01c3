"""A file is what its bytes say, and is opened before it is taken."""

from dataclasses import replace

import pytest

from services import media
from services.uploads.errors import (
    FileBroken,
    FileEmpty,
    FileIsWord,
    FileLocked,
    FileOfOtherKind,
    FileTooLarge,
    PictureTooLarge,
)
from services.uploads.limits import Limits
from tests.services.intake_files import pdf, picture

LIMITS = Limits(
    largest_mb=20,
    most_pages=400,
    most_dots=50_000_000,
    longest_side_mm=1300,
    unpacked_mb=110,
    most_parts=20_000,
    seconds=2,
)


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
    assert media.checked("đơn.bin", data, limits=LIMITS) == media.Media(media_type, pages)


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        (b"", FileEmpty),
        (b"MZ\x90\x00 a program called scan.pdf", FileOfOtherKind),
        (b"PK\x03\x04 a workbook", FileIsWord),
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
        media.checked("scan.pdf", data, limits=replace(LIMITS, largest_mb=1))

    assert caught.value.values["name"] == "scan.pdf"


def test_a_file_that_passed_is_not_opened_again(monkeypatch) -> None:
    data = pdf(pages=8)
    first = media.checked("đơn.pdf", data, limits=LIMITS)
    monkeypatch.setattr("services.isolation.subprocess.run", None)

    assert media.checked("đơn.pdf", data, limits=LIMITS) == first


def test_a_picture_that_would_fill_the_memory_is_refused() -> None:
    with pytest.raises(PictureTooLarge):
        media.checked("scan.png", picture("PNG"), limits=replace(LIMITS, most_dots=64 * 64 - 1))
