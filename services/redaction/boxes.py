"""The boxes of a scan: which places are blackened, and which pages were looked at after that."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

from services.errors import AppError
from services.text import N_

# A click that slipped; narrower than half a per cent hides nothing.
SMALLEST = 0.3
WHOLE = 100.0
_DIGITS = 2


class BoxTooSmall(AppError):
    msgid = N_("The box is too small to hide anything. Draw it over the whole place.")


class BoxNotThere(AppError):
    msgid = N_("This box is not there any more. Look at the page again.")


class PageNotThere(AppError):
    msgid = N_("The scan has no page {page}.")


@dataclass(frozen=True, slots=True)
class Box:
    """A place of a page in percent of its width and height, from the upper left corner."""

    left: float
    top: float
    width: float
    height: float

    @classmethod
    def between(cls, x0: float, y0: float, x1: float, y1: float) -> Self:
        """The box between two corners, as far as it lies on the page; raises BoxTooSmall."""
        left, right = sorted(min(max(x, 0.0), WHOLE) for x in (x0, x1))
        top, bottom = sorted(min(max(y, 0.0), WHOLE) for y in (y0, y1))
        if right - left < SMALLEST or bottom - top < SMALLEST:
            raise BoxTooSmall(field="box")
        return cls(
            round(left, _DIGITS),
            round(top, _DIGITS),
            round(right - left, _DIGITS),
            round(bottom - top, _DIGITS),
        )

    @property
    def sides(self) -> tuple[float, float, float, float]:
        return self.left, self.top, self.width, self.height


@dataclass(frozen=True, slots=True)
class Work:
    """A scan while it is redacted: the shape (height by width) and the boxes of each page, what was seen.

    Pages count from 1. A page whose boxes change has to be looked at again.
    """

    shapes: tuple[float, ...]
    boxes: tuple[tuple[Box, ...], ...]
    looked: frozenset[int] = frozenset()

    @classmethod
    def begun(cls, shapes: Sequence[float], boxes: Sequence[Sequence[Box]] = ()) -> Self:
        """The work on a scan; earlier boxes only where they fit its pages."""
        if len(boxes) != len(shapes):
            boxes = [()] * len(shapes)
        return cls(tuple(shapes), tuple(tuple(page) for page in boxes))

    @property
    def pages(self) -> int:
        return len(self.shapes)

    @property
    def unseen(self) -> list[int]:
        """The pages nobody looked at after their last change."""
        return [page for page in range(1, self.pages + 1) if page not in self.looked]

    def on(self, page: int) -> tuple[Box, ...]:
        """The boxes of a page; raises PageNotThere."""
        if not 1 <= page <= self.pages:
            raise PageNotThere(page=page)
        return self.boxes[page - 1]

    def with_boxes(self, page: int, boxes: Sequence[Box]) -> Self:
        """The same with other boxes on one page."""
        self.on(page)
        changed = (*self.boxes[: page - 1], tuple(boxes), *self.boxes[page:])
        return replace(self, boxes=changed, looked=self.looked - {page})

    def without(self, page: int, place: int) -> Self:
        """The same without one box of a page, by its place in the list; raises BoxNotThere."""
        boxes = self.on(page)
        if not 0 <= place < len(boxes):
            raise BoxNotThere()
        return self.with_boxes(page, [*boxes[:place], *boxes[place + 1 :]])

    def seen(self, page: int) -> Self:
        """The same with a page looked at."""
        self.on(page)
        return replace(self, looked=self.looked | {page})

    def as_json(self) -> dict[str, Any]:
        """Plain JSON, to be sealed."""
        return {"shapes": self.shapes, "boxes": boxes_as_json(self.boxes), "looked": sorted(self.looked)}

    @classmethod
    def of_json(cls, kept: Mapping[str, Any]) -> Self:
        return cls(tuple(kept["shapes"]), boxes_of_json(kept["boxes"]), frozenset(kept["looked"]))


def boxes_as_json(boxes: Sequence[Sequence[Box]]) -> list[list[tuple[float, ...]]]:
    """The boxes of all pages as lists of numbers."""
    return [[box.sides for box in page] for page in boxes]


def boxes_of_json(kept: Sequence[Sequence[Sequence[float]]]) -> tuple[tuple[Box, ...], ...]:
    """The boxes of all pages from lists of numbers."""
    return tuple(tuple(Box(*sides) for sides in page) for page in kept)
