"""All that one reader sees of a frozen week, read at once."""

from dataclasses import dataclass
from datetime import date

from models.enums import BriefingSection
from services import choices, database, row_details, thresholds
from services.briefing import comments, freezing, promises_told, warned
from services.briefing.comments import Comment
from services.briefing.content import Briefing
from services.briefing.promises_told import Shown
from services.briefing.warned import AlarmHeld
from services.permissions import Actor
from services.row_details import RowLine
from services.statistics import official
from services.statistics.official import Official


@dataclass(frozen=True)
class Material:
    """A snapshot with what was said and decided, as far as the reader may see it."""

    briefing: Briefing
    comments: dict[BriefingSection, Comment]
    promised: list[Shown]
    decided: list[Shown]
    # The hot matters that the reader may open, by id.
    hot: dict[int, RowLine]
    names: dict[str, dict[int, str]]
    superior: str
    department: str
    # The totals of denunciations of the latest published quarter or year, where the reader gets them.
    official: Official | None
    # The alarms of the week that the reader may see; None where the snapshot has none on record.
    alarms: tuple[AlarmHeld, ...] | None = None


def read(monday: date, *, version: int, actor: Actor, today: date) -> Material:
    """A frozen week. NotFound where there is none, SnapshotTooNew where this server cannot read it."""
    with database.reading() as session:
        briefing = freezing.of_week(session, monday, version=version, actor=actor)
        ids = [line.case_id for line in briefing.hot]
        # Of matters out of the reader's sight nothing is read.
        hot = row_details.cases_of(session, ids, actor=actor)
        quarters = [code for code in official.published(session, actor=actor) if code.startswith("rq")]
        return Material(
            briefing=briefing,
            comments=comments.of_week(session, monday, actor=actor),
            promised=promises_told.by_ids(
                session, [one.decision_id for one in briefing.promises], actor=actor
            ),
            decided=promises_told.of_week(session, monday, actor=actor),
            hot=hot,
            names=choices.names(session),
            superior=thresholds.text(session, "department.superior", today=today),
            department=thresholds.text(session, "department.name", today=today),
            official=official.of_period(session, quarters[0], actor=actor) if quarters else None,
            alarms=warned.seen(briefing.warned, actor) if briefing.warned else None,
        )
