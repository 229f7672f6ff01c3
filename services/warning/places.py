"""The communes that are counted: those of today, what they took in, since when, and their neighbours."""

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray
from sqlmodel import Session, col, select

from models import Commune
from services.early_warning.disputes import ZONES
from services.entries import holds_on
from services.maps import regions


@dataclass(frozen=True)
class Places:
    """`ids` of the communes of today in order; `position` leads from every commune that ever was to one.

    `births` (communes,): the first day on which a commune, or one that it took in, was on record.
    `near` (communes + 1, ZONES): each commune and its nearest; the last row stands for none, which
    pads the zones of a commune whose place nobody knows.
    """

    ids: tuple[int, ...]
    position: dict[int, int]
    births: tuple[date, ...]
    near: NDArray[np.int32]


def places(session: Session, *, today: date) -> Places:
    """The places of a day."""
    every = list(session.exec(select(Commune).order_by(col(Commune.id))))
    present = [row for row in every if holds_on(row, today)]
    ids = tuple(row.id or 0 for row in present)
    position = {commune: place for place, commune in enumerate(ids)}
    following = regions.successors(every, present)
    births = {row.id or 0: row.valid_from for row in present}
    for row in every:
        heir = following.get(row.id or 0)
        if heir is not None:
            births[heir] = min(births[heir], row.valid_from)
            position[row.id or 0] = position[heir]
    return Places(ids, position, tuple(births[one] for one in ids), _near(session, ids, today=today))


def _near(session: Session, ids: tuple[int, ...], *, today: date) -> NDArray[np.int32]:
    """By outlines where there are any, else by tiles; a tile that only lists a commune is no place."""
    drawn = {one.commune_id: one for one in regions.regions(session, today=today).regions if one.is_placed}
    none = len(ids)
    near = np.full((len(ids) + 1, ZONES), none, dtype=np.int32)
    near[:, 0] = np.arange(len(ids) + 1)
    placed = [place for place, commune in enumerate(ids) if commune in drawn]
    points = np.array([(drawn[ids[place]].x, drawn[ids[place]].y) for place in placed]).reshape(-1, 2)
    for number, place in enumerate(placed):
        away = ((points - points[number]) ** 2).sum(axis=1)
        order = np.argsort(away, kind="stable")[:ZONES]
        near[place, : len(order)] = np.array(placed)[order]
    return near
