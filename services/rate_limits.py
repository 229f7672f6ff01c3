"""How often something may be asked for: token buckets in the memory of the process, bounded in number."""

import math
import threading
from collections import OrderedDict
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from services import thresholds

# About 200 bytes each; past that many, whoever is new shares one bucket.
MOST_BUCKETS = 20_000
_SWEPT = 64
OTHERS = "others"


@dataclass
class _Bucket:
    tokens: float
    at: float


class Buckets:
    """One bucket per key: full it holds `per_minute` tokens, and so many flow in within a minute.

    An attacker with many addresses cannot fill the memory: buckets that are full again are
    forgotten, and while none is, all new keys draw from one.
    """

    def __init__(self, most: int = MOST_BUCKETS) -> None:
        self._most = most
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._buckets)

    def take(self, key: str, *, per_minute: int, at: float) -> int:
        """Take a token: 0 where there was one, else the whole seconds until there is one again.

        `at` is a time in seconds from any fixed start that never runs backwards.
        """
        with self._lock:
            bucket = self._bucket(key, per_minute, at)
            if bucket.tokens >= 1:
                bucket.tokens -= 1
                return 0
            return max(1, math.ceil(round((1 - bucket.tokens) * 60 / per_minute, 6)))

    def give_back(self, key: str, *, per_minute: int) -> None:
        """Return a token that a success should not have cost."""
        with self._lock:
            bucket = self._buckets.get(key)
            if bucket is not None:
                bucket.tokens = min(float(per_minute), bucket.tokens + 1)

    def forget(self) -> None:
        """Empty everything, as a restart does."""
        with self._lock:
            self._buckets.clear()

    def _bucket(self, key: str, per_minute: int, at: float) -> _Bucket:
        found = self._buckets.get(key)
        if found is None:
            key = self._place(key, at)
            found = self._buckets.setdefault(key, _Bucket(float(per_minute), at))
        self._buckets.move_to_end(key)
        found.tokens = min(float(per_minute), found.tokens + max(0.0, at - found.at) * per_minute / 60)
        found.at = max(found.at, at)
        return found

    def _place(self, key: str, at: float) -> str:
        """The key itself while there is room, made by forgetting those not used for a minute."""
        for old in list(self._buckets)[:_SWEPT] if len(self._buckets) >= self._most else ():
            # After a minute any bucket is full again, and a full one is as good as none.
            if at - self._buckets[old].at < 60:
                break
            del self._buckets[old]
        return key if len(self._buckets) < self._most else OTHERS


@dataclass(frozen=True)
class Policy:
    """So many per minute: tries to sign in (per address, name and known device), and the rest."""

    sign_in_address: int
    sign_in_name: int
    sign_in_device: int
    public: int
    upload: int
    socket: int


def policy(session: Session, *, today: date) -> Policy:
    """The limits in force on a day."""
    return Policy(
        **{
            name: thresholds.number(session, f"limit.{name}", today=today)
            for name in Policy.__dataclass_fields__
        }
    )
