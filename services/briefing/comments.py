"""Comments beside the sections of a week: edited in the room, every version kept with who and when."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import Select

from models import BriefingComment, User
from models.enums import BriefingSection
from services import audit, vault
from services.briefing import weeks
from services.briefing.promises import TextTooLong
from services.errors import ChangedMeanwhile
from services.permissions import Actor, Permission, require
from services.text import N_, nfc

PURPOSE = "briefing comment"
LONGEST = 3000


@dataclass(frozen=True, slots=True)
class Comment:
    """One version of the words beside a section."""

    version: int
    text: str
    who: str
    at: datetime


def write(
    session: Session,
    monday: date,
    section: BriefingSection,
    text: str,
    *,
    version: int,
    actor: Actor,
    now: datetime,
) -> BriefingComment | None:
    """Keep a new version; `version` is the one that was edited, 0 where there was none.

    None where nothing changed; empty words take the comment away. ChangedMeanwhile where
    somebody else was faster.
    """
    require(actor, Permission.FIGURES_PUBLISH)
    words = nfc(text)
    if len(words) > LONGEST:
        raise TextTooLong(label=N_("Comment"), longest=LONGEST, field="text")
    latest = _latest(session, monday).get(section)
    if latest is not None and latest[0].version != version:
        raise ChangedMeanwhile(who=latest[1], at=latest[0].written_at)
    if words == (_words(latest[0]) if latest else ""):
        return None
    row = BriefingComment(
        monday=monday,
        section=section,
        version=version + 1,
        sealed_text=vault.seal(words, purpose=PURPOSE),
        written_by_id=actor.user_id,
        written_at=now,
    )
    session.add(row)
    try:
        session.flush()
    except IntegrityError as error:
        raise ChangedMeanwhile(who="", at=now) from error
    audit.write(
        session,
        "briefing.comment",
        actor=actor,
        now=now,
        subject="briefing_comment",
        subject_id=row.id,
        week=weeks.code(monday),
        section=section,
        version=row.version,
    )
    session.flush()
    return row


def of_week(session: Session, monday: date, *, actor: Actor) -> dict[BriefingSection, Comment]:
    """The latest words beside each section; none for a reader of figures only."""
    require(actor, Permission.FIGURES_READ)
    if not actor.scope.rows:
        return {}
    found = _latest(session, monday)
    read = {section: _comment(row, who) for section, (row, who) in found.items()}
    return {section: one for section, one in read.items() if one.text}


def history(session: Session, monday: date, section: BriefingSection, *, actor: Actor) -> list[Comment]:
    """Every version of the words beside a section, newest first."""
    require(actor, Permission.FIGURES_READ)
    if not actor.scope.rows:
        return []
    query = _query(monday).where(BriefingComment.section == section)
    return [_comment(row, who) for row, who in session.exec(query)][::-1]


def version_of(session: Session, monday: date, section: BriefingSection, *, actor: Actor) -> int:
    """The version an edit begins from, 0 where nothing was ever written."""
    found = history(session, monday, section, actor=actor)
    return found[0].version if found else 0


def _latest(session: Session, monday: date) -> dict[BriefingSection, tuple[BriefingComment, str]]:
    return {row.section: (row, who) for row, who in session.exec(_query(monday))}


def _query(monday: date) -> Select[BriefingComment, str]:
    return (
        select(BriefingComment, User.name)
        .join(User, col(User.id) == col(BriefingComment.written_by_id))
        .where(BriefingComment.monday == monday)
        .order_by(col(BriefingComment.version))
    )


def _comment(row: BriefingComment, who: str) -> Comment:
    return Comment(row.version, _words(row), who, row.written_at)


def _words(row: BriefingComment) -> str:
    return str(vault.unseal(row.sealed_text, purpose=PURPOSE))
