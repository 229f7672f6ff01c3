"""Every attack by an uploaded scan ends in a sentence, soon and without much memory."""

import resource
import subprocess
import sys
import unicodedata
from io import BytesIO

import pytest
from PIL import Image

from services import media
from services.settings import ROOT
from services.uploads import names
from services.uploads.errors import (
    FileBroken,
    FileCarries,
    FileIsWord,
    FileNameHides,
    FileOfOtherKind,
    FileOfTwoKinds,
    FilePageTooLarge,
    FileRuns,
    FileTooManyPages,
    FileUnpacksTooLarge,
    PictureMoves,
    PictureTooLarge,
)
from services.uploads.limits import Limits
from tests.services import attack_files as attacks
from tests.services.intake_files import pdf, picture
from tests.services.scans import letter, photograph, revised

LIMITS = Limits(
    largest_mb=20,
    most_pages=400,
    most_dots=50_000_000,
    longest_side_mm=1300,
    unpacked_mb=110,
    most_parts=20_000,
    seconds=2,
)
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
GIF = b"GIF89a/*\x00\x00\xff\x00,\x00\x00\x00\x00*/=1;alert(1)//"
ATTACKS = {
    "a script when the file opens": (lambda: attacks.with_action("/JavaScript"), FileRuns),
    "a script by name": (attacks.with_javascript, FileRuns),
    "a script when a page is turned": (attacks.with_script_of_a_page, FileRuns),
    "a script that nothing points to": (attacks.with_hidden_script, FileRuns),
    "a program that is launched": (lambda: attacks.with_action("/Launch"), FileRuns),
    "a form that is sent away": (lambda: attacks.with_action("/SubmitForm"), FileRuns),
    "a form of XML": (attacks.with_form_of_xml, FileRuns),
    "a file inside": (attacks.with_file, FileCarries),
    "a stream that never ends": (lambda: attacks.with_stream(120 * attacks.MEGABYTE), FileUnpacksTooLarge),
    "a stream packed twice": (
        lambda: attacks.with_stream(120 * attacks.MEGABYTE, twice=True),
        FileUnpacksTooLarge,
    ),
    "a picture without end": (lambda: attacks.with_picture(100_000, 100_000), FileUnpacksTooLarge),
    "a million pages": (lambda: attacks.with_count(1_000_000), FileTooManyPages),
    "more pages than are taken": (lambda: pdf(pages=401), FileTooManyPages),
    "pages in circles": (attacks.in_circles, FileBroken),
    "a page of fifty metres": (lambda: attacks.of_side(142_000), FilePageTooLarge),
    "lists within lists": (lambda: attacks.nested(50_000), (FileBroken, FileUnpacksTooLarge)),
    "PDF and ZIP": (lambda: pdf() + attacks.archive(), FileOfTwoKinds),
    "PDF and web page behind": (lambda: pdf() + attacks.PROGRAM, FileOfTwoKinds),
    "PDF and web page before": (lambda: attacks.PROGRAM + pdf(), (FileOfTwoKinds, FileBroken)),
    "PDF and web page in its first lines": (
        lambda: pdf().replace(b"\n", b"\n%" + attacks.PROGRAM + b"\n", 1),
        FileOfTwoKinds,
    ),
    "JPEG and web page behind": (lambda: picture("JPEG") + attacks.PROGRAM, FileOfTwoKinds),
    "JPEG and web page in its notes": (lambda: attacks.jpeg_with_comment(attacks.PROGRAM), FileOfTwoKinds),
    "JPEG and ZIP": (lambda: picture("JPEG") + attacks.archive(), FileOfTwoKinds),
    "JPEG and PDF": (lambda: picture("JPEG") + pdf(), FileOfTwoKinds),
    "PNG and ZIP": (lambda: picture("PNG") + attacks.archive(), FileOfTwoKinds),
    "PNG and anything": (lambda: picture("PNG") + b"anything", FileOfTwoKinds),
    "a PNG of endless sides": (lambda: attacks.png_of(100_000, 100_000), PictureTooLarge),
    "a PNG whose rows are missing": (lambda: attacks.png_of(7_000, 7_000), FileBroken),
    "a PNG with endless notes": (lambda: attacks.png_with_text(200 * attacks.MEGABYTE), FileBroken),
    "a JPEG of endless sides": (lambda: attacks.jpeg_of(65_000, 65_000), PictureTooLarge),
    "a PNG that moves": (attacks.moving, PictureMoves),
    "GIF and script": (lambda: GIF, FileOfOtherKind),
    "a drawing with a script": (lambda: SVG, FileOfOtherKind),
    "a web page": (lambda: attacks.PROGRAM, FileOfOtherKind),
    "a ZIP within a ZIP": (lambda: attacks.archive("a.zip", attacks.archive()), FileIsWord),
    "a Word file": (lambda: attacks.archive("word/document.xml"), FileIsWord),
    "an old Word file with macros": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), FileIsWord),
}
GREEDY = (
    "a stream that never ends",
    "a picture without end",
    "a million pages",
    "lists within lists",
    "a PNG of endless sides",
    "a PNG whose rows are missing",
    "a PNG with endless notes",
    "a JPEG of endless sides",
)


def computed() -> float:
    """Seconds of computing of this process and of those it waited for."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_is_refused_in_words_and_soon(attack: str) -> None:
    make, refusal = ATTACKS[attack]
    data = make()
    before = computed()

    with pytest.raises(refusal) as caught:
        media.checked("đơn.pdf", data, limits=LIMITS)

    # The reader of PDF has two seconds, and starting it takes a little.
    assert computed() - before < 3
    assert "đơn.pdf" in str(caught.value)


def test_the_greediest_attacks_stay_below_300_megabytes() -> None:
    program = (
        "import contextlib, re, resource\n"
        "from services import media\n"
        "from services.errors import AppError\n"
        "from tests.services.test_upload_attacks import ATTACKS, GREEDY, LIMITS\n"
        "for name in GREEDY:\n"
        "    with contextlib.suppress(AppError):\n"
        "        media.checked('a.pdf', ATTACKS[name][0](), limits=LIMITS)\n"
        # The most that this process held since it began: ru_maxrss would begin with its parent's.
        "own = re.search(r'VmHWM:\\s+(\\d+)', open('/proc/self/status').read())[1]\n"
        "print(own, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)\n"
    )

    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True, timeout=120
    )

    own, readers = (int(kilobytes) / 1024 for kilobytes in done.stdout.split())
    assert own < 300
    assert readers < 300


@pytest.mark.parametrize(
    "data", [pdf(pages=400), letter(), revised(), attacks.with_link(), photograph(), picture("PNG")]
)
def test_an_honest_scan_passes(data: bytes) -> None:
    assert media.checked("đơn", data, limits=LIMITS).pages >= 1


def test_a_page_at_600_dots_per_inch_passes() -> None:
    out = BytesIO()
    Image.new("L", (4960, 7016), 255).save(out, "PNG")

    assert media.checked("đơn.png", out.getvalue(), limits=LIMITS).media_type == media.PNG


def test_the_reader_of_pdf_has_neither_the_key_nor_the_environment(monkeypatch) -> None:
    seen = {}

    def run(command, **given):
        seen.update(given["env"])
        return subprocess.CompletedProcess(command, 1)

    monkeypatch.setattr("services.isolation.subprocess.run", run)
    with pytest.raises(FileBroken):
        media.checked("đơn.pdf", pdf(pages=9), limits=LIMITS)

    assert set(seen) == {"LANG", "PYTHONUTF8"}


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd.pdf",
        "..\\..\\Windows\\a.pdf",
        "/etc/đơn.pdf",
        "C:\\đơn.pdf",
        "đơn\x00.pdf",
        "đơn\n.pdf",
        "đơn\u202efdp.exe",
        "\u2066đơn.pdf",
        "..",
        "....",
        " . . ",
        "",
    ],
)
def test_a_name_that_hides_something_is_refused_and_shown_as_it_is(name: str) -> None:
    with pytest.raises(FileNameHides) as caught:
        names.checked(name)

    assert caught.value.values["name"].isprintable()


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("Đơn bà Thử.pdf", "Đơn bà Thử.pdf"),
        (unicodedata.normalize("NFD", "Đơn bà Thử.pdf"), "Đơn bà Thử.pdf"),
        ("CON.pdf", "_CON.pdf"),
        ("lpt1", "_lpt1"),
        ("nul.tar.gz", "_nul.tar.gz"),
        ("đơn?<1>:*.pdf", "đơn__1___.pdf"),
        ("đơn.pdf. . ", "đơn.pdf"),
        (".pdf", "pdf"),
        ("đ\u200bơ\ufeffn.pdf", "đơn.pdf"),
        ("\u200b\u200b", "scan"),
    ],
)
def test_an_honest_name_fits_every_file_system(name: str, kept: str) -> None:
    assert names.checked(name) == kept


def test_a_very_long_name_keeps_its_ending() -> None:
    kept = names.checked("ệ" * 3000 + ".pdf")

    assert kept.startswith("ệệệ")
    assert kept.endswith("ệ.pdf")
    assert len(kept.encode()) <= names.LONGEST_BYTES


@pytest.mark.parametrize(
    ("name", "data", "kept"),
    [
        ("trang.html", picture("JPEG"), "trang.html.jpg"),
        ("đơn.pdf.exe", pdf(), "đơn.pdf.exe.pdf"),
        ("đơn.jpg", picture("PNG"), "đơn.jpg.png"),
        ("đơn.JPEG", picture("JPEG"), "đơn.JPEG"),
        ("đơn số 12.2026", pdf(), "đơn số 12.2026.pdf"),
    ],
)
def test_a_name_never_says_a_file_is_something_else(name, data, kept) -> None:
    found = media.checked(name, data, limits=LIMITS)

    assert names.with_ending(names.checked(name), media.ENDINGS[found.media_type]) == kept
