"""A week that was scored again: its newest version counts, the older ones are kept to be computed again."""

from sqlalchemy import ColumnElement, func
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from models import WarningRun


def counts() -> ColumnElement[bool]:
    """Of a query with runs: those that no newer version of the same week replaced."""
    other = aliased(WarningRun)
    newest = select(func.max(other.version)).where(col(other.monday) == col(WarningRun.monday))
    return col(WarningRun.version) == newest.correlate(WarningRun).scalar_subquery()
