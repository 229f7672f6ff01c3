"""The only place that reads the time; pages and manage.py call it once and pass it down."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from services.settings import settings


def now() -> datetime:
    """This instant, aware, in UTC."""
    return datetime.now(UTC)


def zone() -> ZoneInfo:
    """The department's time zone."""
    return ZoneInfo(settings().time_zone)


def local_date(instant: datetime) -> date:
    """The day in the department's time zone on which the instant falls."""
    return instant.astimezone(zone()).date()


def local_time(instant: datetime) -> datetime:
    """The instant on the department's wall clock."""
    return instant.astimezone(zone())


def local_midnight(day: date) -> datetime:
    """The instant at which a local day begins; queries by day use these."""
    return datetime.combine(day, time.min, tzinfo=zone()).astimezone(UTC)
