"""Weekly counts as bytes that are kept with a run: small whole numbers, and what is not on record."""

import io
import json
from datetime import date
from typing import Any

import numpy as np

from models.enums import WarningStream
from services.errors import AppError
from services.text import N_
from services.warning.counts import Counts, StreamCounts

FORMAT = 1
# In place of NaN: no count is negative.
_NOT_ON_RECORD = -1
_ARRAYS = ("cells", "units", "fields", "triangle")


class RunOfAnotherVersion(AppError):
    msgid = N_("This week was kept by a newer version of the program and cannot be read here.")


def pack(counts: Counts) -> bytes:
    """All arrays of a run, compressed; read again by `unpack`."""
    head = {
        "first": counts.first.isoformat(),
        "communes": counts.communes,
        "fields": counts.fields,
        "units": counts.units,
        "missing": [one.isoformat() for one in counts.missing],
        "late_units": counts.late_units,
        "unplaced": {stream.value: one.unplaced for stream, one in counts.streams.items()},
    }
    arrays: dict[str, Any] = {"head": np.frombuffer(json.dumps(head).encode(), dtype=np.uint8)}
    for stream, one in counts.streams.items():
        for name in _ARRAYS:
            values = np.nan_to_num(getattr(one, name), nan=_NOT_ON_RECORD)
            arrays[f"{stream.value}.{name}"] = values.astype(np.int32)
    file = io.BytesIO()
    np.savez_compressed(file, **arrays)
    return file.getvalue()


def unpack(data: bytes, format: int) -> Counts:
    """The counts of a run. Raises RunOfAnotherVersion."""
    if format != FORMAT:
        raise RunOfAnotherVersion()
    with np.load(io.BytesIO(data), allow_pickle=False) as file:
        head = json.loads(bytes(file["head"]))
        streams = {
            WarningStream(stream): StreamCounts(
                **{name: _read(file[f"{stream}.{name}"]) for name in _ARRAYS}, unplaced=unplaced
            )
            for stream, unplaced in head["unplaced"].items()
        }
    weeks = len(next(iter(streams.values())).cells)
    return Counts(
        date.fromisoformat(head["first"]),
        weeks,
        tuple(head["communes"]),
        tuple(head["fields"]),
        tuple(head["units"]),
        streams,
        tuple(date.fromisoformat(one) for one in head["missing"]),
        tuple(head["late_units"]),
    )


def _read(values: Any) -> Any:
    return np.where(values == _NOT_ON_RECORD, np.nan, values.astype(np.float64))
