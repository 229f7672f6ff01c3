"""The Word templates as an administrator reads them: what is in use, what was, and the files themselves."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from models import User, WordTemplate
from services.documents import language
from services.documents.fields import FIELDS
from services.documents.table import DocumentRow, shipped_documents
from services.documents.templates import current, known, shipped
from services.errors import NotFound
from services.permissions import Actor, Permission, require

# In the place of a version's id: the shipped file.
ORIGINAL = -1


@dataclass(frozen=True, slots=True)
class TemplateLine:
    """One template: the documents it makes, and the version in use; `version` None is the shipped file."""

    name: str
    rows: tuple[DocumentRow, ...]
    version: WordTemplate | None
    uploaded_by: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OldVersion:
    """A version that was in use from when to when."""

    version: WordTemplate
    uploaded_by: str


def lines(session: Session, *, actor: Actor) -> list[TemplateLine]:
    """Every template in the order of the table, with what is in use."""
    require(actor, Permission.SETTING_EDIT)
    used = {
        row.name: row
        for row in session.exec(select(WordTemplate).where(col(WordTemplate.ended_at).is_(None)))
    }
    names = _people(session, [row.uploaded_by_id for row in used.values()])
    table = shipped_documents()
    found = []
    for name in table.templates():
        version = used.get(name)
        data = version.content if version else shipped(name)
        found.append(
            TemplateLine(
                name,
                tuple(table.rows_of(name)),
                version,
                names.get(version.uploaded_by_id, "") if version else "",
                tuple(token for token in FIELDS if token in language.fields_of(data)),
            )
        )
    return found


def versions(session: Session, name: str, *, actor: Actor) -> list[OldVersion]:
    """Every uploaded version of a template, the newest first."""
    require(actor, Permission.SETTING_EDIT)
    rows = session.exec(
        select(WordTemplate).where(WordTemplate.name == name).order_by(col(WordTemplate.id).desc())
    ).all()
    names = _people(session, [row.uploaded_by_id for row in rows])
    return [OldVersion(row, names.get(row.uploaded_by_id, "")) for row in rows]


def download(session: Session, name: str, *, version_id: int | None, actor: Actor) -> bytes:
    """The file of a version, of the one in use, or (ORIGINAL) the shipped one, to be changed in Word."""
    require(actor, Permission.SETTING_EDIT)
    known(name)
    if version_id is None:
        return current(session, name)[0]
    if version_id == ORIGINAL:
        return shipped(name)
    row = session.get(WordTemplate, version_id)
    if row is None or row.name != name:
        raise NotFound()
    return row.content


def _people(session: Session, ids: Sequence[int]) -> dict[int, str]:
    found = session.exec(select(User).where(col(User.id).in_(ids)))
    return {user.id or 0: user.name for user in found}
