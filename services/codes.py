"""Our reference: one series per calendar year for all kinds, random codes for denunciations."""

import secrets
from collections.abc import Callable
from datetime import date

from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlmodel import Session, col

from models import CodeCounter
from models.enums import Kind

# No 0/O, 1/I/L: a code is read over the telephone.
_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_LENGTH = 5


def take(session: Session, kind: Kind, *, today: date) -> str:
    """The next code; the counter row stays locked until the transaction ends, so none is given twice."""
    if kind is Kind.DENUNCIATION:
        return random_code()
    return format_code(today.year, take_block(session, 1, today=today))


def take_block(session: Session, count: int, *, today: date) -> int:
    """Reserve `count` numbers of the year; returns the first."""
    insert = sqlite_insert if session.get_bind().dialect.name == "sqlite" else postgres_insert
    session.execute(
        insert(CodeCounter).values(year=today.year, last=0).on_conflict_do_nothing(index_elements=["year"])
    )
    last = session.execute(
        update(CodeCounter)
        .where(col(CodeCounter.year) == today.year)
        .values(last=CodeCounter.last + count)
        .returning(col(CodeCounter.last))
    ).scalar_one()
    return int(last) - count + 1


def format_code(year: int, number: int) -> str:
    """The code as people read it, such as 2026-00042."""
    return f"{year}-{number:05d}"


def random_code(choose: Callable[[str], str] = secrets.choice) -> str:
    """A code such as TC-7K3Q9, outside the series, so that no gap betrays a denunciation.

    29 million possibilities; the unique constraint refuses the rare repeat.
    """
    return "TC-" + "".join(choose(_LETTERS) for _ in range(_LENGTH))
