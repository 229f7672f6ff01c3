"""What is usual in the last week of every stream, learned from the weeks before it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.enums import WarningStream
from services.early_warning import baseline, delay, joint, scan
from services.early_warning.baseline import Baseline
from services.warning.counts import Counts, StreamCounts

Array = NDArray[np.float64]

LONGEST = joint.LONGEST
# Below this, nothing can be learnt yet.
LEAST_WEEKS = 12


@dataclass(frozen=True)
class Week:
    """What a stream's last week is scored by: the last weeks seen and expected."""

    seen: Array
    expected: Array
    learned: Baseline
    on_record: Array
    provisional: NDArray[np.bool_]

    def stream(self, fewest: int, part: float) -> scan.Stream:
        """As it is judged together with others."""
        learned = self.learned
        return scan.Stream(self.seen, self.expected, learned.dispersion, fewest, learned.shares.shape, part)


def week_of(counts: StreamCounts, tet: NDArray[np.int8]) -> Week | None:
    """Learn from the weeks before the last one; None where there are too few."""
    cells = counts.cells
    known = ~np.isnan(cells).all(axis=(1, 2))
    if known.sum() < LEAST_WEEKS:
        return None
    learned = baseline.learned(cells[:-1], tet, ahead=1)
    share, last = counts.share_in(), len(cells) - 1
    on_record = delay.on_record(LONGEST, share)
    expected = learned.expected(last - LONGEST + 1, last, on_record)
    # A commune that began, or a gap, is not on record: neither seen nor expected.
    return Week(cells[-LONGEST:], expected, learned, on_record, delay.provisional(LONGEST, share))


def weeks_of(counts: Counts, tet: NDArray[np.int8]) -> dict[WarningStream, Week]:
    """The last week of every stream; nothing where there are too few weeks of any."""
    found = {stream: week_of(one, tet) for stream, one in counts.streams.items()}
    known = {stream: week for stream, week in found.items() if week is not None}
    return known if len(known) == len(found) else {}
