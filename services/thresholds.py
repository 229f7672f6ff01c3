"""Thresholds and texts with validity dates: shipped in rules/settings.csv, overlaid by the database."""

import csv
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from sqlmodel import Session, col, select

from models import Setting
from services.settings import ROOT

FILE = ROOT / "rules" / "settings.csv"


@dataclass(frozen=True)
class Shipped:
    """A setting as it comes with the product."""

    key: str
    value: str
    unit: str
    valid_from: date
    basis: str
    confidence: str


@lru_cache
def shipped() -> dict[str, Shipped]:
    """Every setting there is, by key."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return {
            row["key"]: Shipped(
                row["key"],
                row["value"],
                row["unit"],
                date.fromisoformat(row["valid_from"]),
                row["basis"],
                row["confidence"],
            )
            for row in csv.DictReader(file)
        }


def text(session: Session, key: str, *, today: date) -> str:
    """The value in force on a day. KeyError for a key that is not shipped."""
    default = shipped()[key]
    newest = session.exec(
        select(Setting.value)
        .where(Setting.key == key, Setting.valid_from <= today)
        .order_by(col(Setting.valid_from).desc())
        .limit(1)
    ).first()
    return default.value if newest is None else newest


def number(session: Session, key: str, *, today: date) -> int:
    """The value in force on a day, as a whole number in the setting's unit."""
    return int(text(session, key, today=today))
