"""The scan that is redacted: whether it needs a copy, who may open it, and its pages as pictures."""

from dataclasses import dataclass

from sqlmodel import Session

from models import Attachment, Case, Petition
from services import attachments, isolation, media, own_right
from services.errors import AppError, NotFound
from services.permissions import Actor, Permission, require
from services.redaction.boxes import Box
from services.text import N_
from services.uploads.limits import Limits

DRAWABLE = frozenset(media.ENDINGS)
# One page, drawn for the screen: far more than a page of paper takes.
SECONDS, MEGABYTES = 10, 700


class NotProtected(AppError):
    msgid = N_("This scan belongs to no protected matter. Open it as it is; no redacted copy is needed.")


class NotDrawable(AppError):
    msgid = N_("Only PDF, JPG and PNG can be redacted. Print this file, scan the print and add the scan.")


class CannotDraw(AppError):
    msgid = N_("The pages of this scan cannot be drawn. Print it, scan the print and add the scan.")


@dataclass(frozen=True, slots=True)
class Original:
    """A scan with what it belongs to."""

    file: Attachment
    subject: str
    subject_id: int | None


@dataclass(frozen=True, slots=True)
class Matter:
    """What a scan belongs to, as a link names it: "case" or "petition", and the code."""

    subject: str
    code: str


def found(session: Session, attachment_id: int, *, actor: Actor) -> Original:
    """The original scan of a protected matter for somebody who may read identities.

    Raises NotFound for what the actor may not see, NotProtected and NotDrawable.
    """
    require(actor, Permission.CASE_READ)
    require(actor, Permission.IDENTITY_READ)
    original = visible(session, attachment_id, actor=actor)
    own = {"petition_id" if original.subject == "petition" else "case_id": original.subject_id}
    own_right.require_identity(session, actor=actor, **own)
    if original.file.media_type not in DRAWABLE:
        raise NotDrawable()
    return original


def visible(session: Session, attachment_id: int, *, actor: Actor) -> Original:
    """The original scan of a protected matter that the actor may see, whether he may open it or not."""
    file = session.get(Attachment, attachment_id)
    if file is None or file.redacts_id is not None:
        raise NotFound()
    subject, subject_id, is_sealed = attachments.owner_of(session, file, actor=actor)
    if not is_sealed:
        raise NotProtected()
    return Original(file, subject, subject_id)


def matter_of(session: Session, attachment_id: int, *, actor: Actor) -> Matter:
    """Where a scan belongs, for whoever may see that."""
    return matter(session, visible(session, attachment_id, actor=actor))


def matter(session: Session, original: Original) -> Matter:
    """The petition or the case of a scan by its code, which is a random one."""
    if original.subject == "case":
        return Matter("case", session.get_one(Case, original.subject_id).code)
    return Matter("petition", session.get_one(Petition, original.subject_id).code)


def shapes(original: Original) -> list[float]:
    """Height by width of each page; raises CannotDraw."""
    answer = _run("outline", original, seconds=SECONDS)
    return [float(shape) for shape in answer.values["shapes"]]


def picture(original: Original, page: int, *, dpi: int, limits: Limits, boxes: tuple[Box, ...] = ()) -> bytes:
    """One page as a JPEG, with its boxes blackened; pages count from 1."""
    answer = _run(
        "picture",
        original,
        seconds=SECONDS,
        page=page - 1,
        dpi=dpi,
        most_dots=limits.most_dots,
        boxes=[box.sides for box in boxes],
    )
    return answer.parts[0]


def blackened(original: Original, boxes: tuple[tuple[Box, ...], ...], *, dpi: int, limits: Limits) -> bytes:
    """A new PDF of all pages with their boxes blackened: pictures and nothing else."""
    answer = _run(
        "blackened",
        original,
        # A page takes a tenth of this on a slow machine.
        seconds=SECONDS + len(boxes),
        dpi=dpi,
        most_dots=limits.most_dots,
        boxes=[[box.sides for box in page] for page in boxes],
    )
    return answer.parts[0]


def _run(task: str, original: Original, *, seconds: int, **values: object) -> isolation.Answer:
    try:
        return isolation.run(
            task,
            attachments.data_of(original.file),
            seconds=seconds,
            megabytes=MEGABYTES,
            media_type=original.file.media_type,
            **values,
        )
    except isolation.TaskFailed as fault:
        raise CannotDraw() from fault
