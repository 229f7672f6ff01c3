"""What all rows of one import have in common: batch, importer, channel, and that they are not yet valid."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from models.enums import Level
from services.imports.columns import Register

Values = dict[str, Any]

# Stands in the rows of a batch until it is complete; an import that broke off leaves it there.
STAGING = "import not complete"


@dataclass(frozen=True, slots=True)
class Provenance:
    """One import: who, when, from which register, on which level of reception."""

    batch_id: int
    user_id: int
    channel_id: int
    register: Register
    title: str
    level: Level
    today: dt.date
    now: dt.datetime

    def staged(self) -> Values:
        """Columns of a row of this batch: void until the last chunk is written."""
        return {"batch_id": self.batch_id, "voided_at": self.now, "void_reason": STAGING}

    def entered(self) -> Values:
        """Columns that say who entered a row and when."""
        return {"entered_by_id": self.user_id, "entered_at": self.now}
