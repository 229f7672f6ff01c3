"""Checking the trail against its seals: the first broken, missing or added row is named."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from itertools import pairwise

from sqlmodel import Session

from services.permissions import Actor, Permission, require
from services.trail import entries, seals
from services.trail.entries import MARK, Row
from services.trail.seals import Seal

# Findings that are listed; the rest is counted.
MOST = 50


class Fault(StrEnum):
    """What may be wrong with an entry or a seal."""

    ENTRY_CHANGED = "entry_changed"
    ENTRY_MISSING = "entry_missing"
    ENTRY_ADDED = "entry_added"
    # Ids and marks fit, the hash over all of them does not.
    ENTRIES_DIFFER = "entries_differ"
    SEAL_MISSING = "seal_missing"
    SEAL_CHANGED = "seal_changed"
    SEAL_UNCHAINED = "seal_unchained"
    # It is another one than the one that was kept elsewhere.
    SEAL_REPLACED = "seal_replaced"
    # Signed with another key than that of this server, and by no later seal held.
    SEAL_OF_ANOTHER_KEY = "seal_of_another_key"


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault: the seal it falls under, and the entry where one is meant."""

    fault: Fault
    seal: int
    entry: int | None = None


@dataclass
class Check:
    """What a check saw; the trail is whole where `faults` is 0."""

    entries: int = 0
    seals: int = 0
    # Entries that came after the last seal: nothing vouches for them yet.
    unsealed: int = 0
    sealed_until: datetime | None = None
    faults: int = 0
    findings: list[Finding] = field(default_factory=list)

    def found(self, fault: Fault, seal: int, entry: int | None = None) -> None:
        """Note a fault."""
        self.faults += 1
        if len(self.findings) < MOST:
            self.findings.append(Finding(fault, seal, entry))


def verify(session: Session, *, actor: Actor, against: Sequence[Seal] = ()) -> Check:
    """Hold every entry against its seal, and every seal against its signature and the one before it.

    `against` are seals that were kept elsewhere: where the database has another seal of that number, or
    none, that is found, and the entries are held against the one from elsewhere.
    """
    require(actor, Permission.WATCH_RUN)
    check = Check()
    known = seals.kept(session)
    _chain(known, check)
    elsewhere = {one.id: one for one in against}
    here = {one.id: one for one in known}
    for number in sorted(elsewhere):
        if number not in here:
            check.found(Fault.SEAL_MISSING, number)
        elif here[number].seal != elsewhere[number].seal:
            check.found(Fault.SEAL_REPLACED, number)
    # What was kept elsewhere without its marks can only be compared as a seal.
    walked = here | {number: one for number, one in elsewhere.items() if one.is_whole}
    _walk([walked[number] for number in sorted(walked)], entries.stored(session), check)
    check.seals = len(known)
    check.sealed_until = known[-1].sealed_at if known else None
    return check


def _chain(known: list[Seal], check: Check) -> None:
    current = seals.key_id()
    for expected, one in enumerate(known, start=1):
        if expected == 1 and one.id > 1:
            check.found(Fault.SEAL_MISSING, 1)
        if not one.holds:
            check.found(Fault.SEAL_CHANGED, one.id)
    for before, one in pairwise(known):
        if one.id != before.id + 1:
            check.found(Fault.SEAL_MISSING, before.id + 1)
        elif one.previous != before.seal or one.first_id <= before.last_id:
            check.found(Fault.SEAL_UNCHAINED, one.id)
    if known and known[0].id == 1 and known[0].previous:
        check.found(Fault.SEAL_UNCHAINED, 1)
    if known and known[-1].key_id != current:
        check.found(Fault.SEAL_OF_ANOTHER_KEY, known[-1].id)


def _walk(known: list[Seal], rows: Iterator[Row], check: Check) -> None:
    """One pass over the entries beside the ids of all seals, both in order."""
    row = next(rows, None)
    number = 0
    for one in known:
        # Where a seal is missing or cannot be read its fault stands already; what it covered cannot be told.
        lost = one.first_id - 1 if one.id != number + 1 else 0
        lost = lost if one.is_whole else one.last_id
        number = one.id
        while row is not None and row[0] <= lost:
            check.entries += 1
            row = next(rows, None)
        if not one.is_whole:
            continue
        before, place = check.faults, 0
        running = hashlib.sha256(one.previous.encode())
        for expected in one.ids():
            while row is not None and row[0] < expected:
                check.entries += 1
                check.found(Fault.ENTRY_ADDED, one.id, row[0])
                row = next(rows, None)
            if row is None or row[0] != expected:
                check.found(Fault.ENTRY_MISSING, one.id, expected)
            else:
                check.entries += 1
                found = entries.digest(row)
                running.update(found)
                if found[:MARK] != one.marks[place : place + MARK]:
                    check.found(Fault.ENTRY_CHANGED, one.id, expected)
                row = next(rows, None)
            place += MARK
        if check.faults == before and running.hexdigest() != one.digest:
            check.found(Fault.ENTRIES_DIFFER, one.id)
    while row is not None:
        check.entries += 1
        check.unsealed += 1
        row = next(rows, None)
