"""A small province for tests of the warning: two years of quiet weeks, and what a test adds to them."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
from sqlmodel import Session

from models import Commune, Petition, Setting, SubjectField
from models.enums import Kind
from services.actors import system_actor
from services.warning import counts, limits, places, running, weeks
from services.warning.counts import Counts, Limits
from tests.builders import Builder

# A Monday: the week before it is the last whole one.
TODAY = date(2026, 11, 23)
LAST = weeks.last_whole(TODAY)
NOW = datetime(2026, 11, 23, 2, 30, tzinfo=UTC)
SYSTEM = system_actor("test")
COMMUNES = 6


def at(day: date) -> datetime:
    """Mid-morning of a day in Vietnam."""
    return datetime(day.year, day.month, day.day, 2, 30, tzinfo=UTC)


class Province:
    """Six communes in a row of tiles and two fields; every week some petitions, the same on every run."""

    def __init__(
        self, session: Session, build: Builder, *, history: int = 104, a_week: int = 6, last: date = LAST
    ) -> None:
        self.session, self.build, self.last = session, build, last
        self.communes = [
            build.commune(f"xã Số {number}", tile_row=0, tile_column=number) for number in range(COMMUNES)
        ]
        self.fields = [build.subject_field(name) for name in ("Xăng dầu", "Chợ")]
        # Enough for a test; the shipped number costs seconds.
        build.add(Setting(key="warning.null_weeks", value="104", valid_from=date(2020, 1, 1)))
        random = np.random.default_rng(7)
        same = {
            "unit": build.department(),
            "entered_by_id": build.clerk().id,
            "channel_id": build.channel().id,
        }
        with build.at_once():
            for back in range(history, 0, -1):
                for _number in range(a_week):
                    place, field = self.communes[random.integers(COMMUNES)], self.fields[random.integers(2)]
                    self.petition(last - (back - 1) * weeks.WEEK, place, field, **same)
        session.commit()

    def petition(
        self, monday: date, commune: Commune, field: SubjectField, *, late: int = 0, **values: object
    ) -> Petition:
        """A petition of the Wednesday of a week, entered so many weeks later."""
        day = monday + timedelta(days=2)
        return self.build.petition(
            kind=values.pop("kind", Kind.COMPLAINT),
            received_on=day,
            entered_at=at(day + timedelta(weeks=late)),
            commune_id=commune.id,
            field_id=field.id,
            **values,
        )

    def outbreak(self, monday: date, *, commune: int = 0, field: int = 0, count: int = 8) -> list[Petition]:
        """So many matters of a place in one week."""
        made = [self.petition(monday, self.communes[commune], self.fields[field]) for _one in range(count)]
        self.session.commit()
        return made

    def counted(self, monday: date = LAST, *, history_weeks: int = 120) -> Counts:
        """The counts up to a week."""
        settings = limits.read(self.session, today=TODAY)
        where = places.places(self.session, today=TODAY)
        bounds = Limits(history_weeks, settings.missing_least, settings.late_percent)
        return counts.counted(self.session, where, monday, limits=bounds, actor=SYSTEM, today=TODAY)

    def scored(self, monday: date = LAST) -> running.Told:
        """Score a week."""
        self.session.commit()
        told = running.run(self.session, monday, actor=SYSTEM, now=NOW)
        self.session.commit()
        return told
