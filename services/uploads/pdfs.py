"""A PDF that was handed in: opened in a process of its own, and taken only where it is nothing but paper."""

from services import isolation
from services.errors import AppError
from services.uploads import second_faces
from services.uploads.errors import (
    FileBroken,
    FileCarries,
    FileLocked,
    FileOfTwoKinds,
    FilePageTooLarge,
    FileRuns,
    FileTooManyPages,
    FileUnpacksTooLarge,
)
from services.uploads.limits import Limits

# What the reader of PDF may use; a scan of 20 MB needs less than half of it.
MEGABYTES = 280
# A large format has more dots than a photograph; the file itself is bound by its size.
DOTS = 4


def pages(name: str, data: bytes, *, limits: Limits) -> int:
    """How many pages it has; raises the refusal that names what is wrong."""
    try:
        found = isolation.run(
            "check_pdf",
            data,
            seconds=limits.seconds,
            megabytes=MEGABYTES,
            most_pages=limits.most_pages,
            longest_side_mm=limits.longest_side_mm,
            most_objects=limits.most_parts,
            unpacked_mb=limits.unpacked_mb,
            most_dots=limits.most_dots * DOTS,
        )
    except isolation.TaskFailed as fault:
        raise _refusal(name, fault, limits) from fault
    if what := second_faces.in_pdf(data):
        raise FileOfTwoKinds(field="scans", name=name, what=what)
    return int(found.values["pages"])


def _refusal(name: str, fault: isolation.TaskFailed, limits: Limits) -> AppError:
    match fault.why:
        case "locked":
            return FileLocked(field="scans", name=name)
        case "runs":
            return FileRuns(field="scans", name=name)
        case "carries":
            return FileCarries(field="scans", name=name)
        case "pages":
            return FileTooManyPages(
                field="scans", name=name, pages=fault.values["pages"], limit=limits.most_pages
            )
        case "size":
            return FilePageTooLarge(
                field="scans", name=name, side=fault.values["side"], limit=limits.longest_side_mm
            )
        case isolation.TOO_MUCH:
            return FileUnpacksTooLarge(field="scans", name=name)
        case _:
            return FileBroken(field="scans", name=name)
