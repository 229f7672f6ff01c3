"""Everything that is sealed brought under the current master key, in short pieces, while the server runs.

A piece that was done is not done again, so that an interrupted run simply begins anew. Words of a
petition or case are under its own key: of those only the key is sealed again. Histories that
nobody can change are left alone; what is said in them is under the keys of their cases.
"""

import os
import secrets
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from time import sleep
from typing import Any

from sqlalchemy import Column, ColumnElement, LargeBinary, and_, bindparam, func, select, text, update
from sqlmodel import Session, SQLModel

from models.base import Sealed
from services import audit, database, key_hashes, lasting_keys, vault
from services.key_ring import ID_LENGTH, MasterKey, add, fresh, ring
from services.permissions import Actor, Permission, require
from services.settings import settings

# Rows per transaction: a few milliseconds, in which nobody else can write on SQLite.
CHUNK = 500
# Seconds in which others get their turn between two pieces.
PAUSE = 0.005
# A server that had not seen the new key yet may have used the old one behind our back.
PASSES = 5
HEAD = 1 + ID_LENGTH
FILES = "files"

Watch = Callable[[str, int], None]


@dataclass
class Rotation:
    """What one run did: values sealed again and hashes renewed per column, and what could not be read."""

    resealed: Counter[str] = field(default_factory=Counter)
    rehashed: int = 0
    unreadable: int = 0

    @property
    def total(self) -> int:
        return self.resealed.total()


def sealed_columns() -> list[Column[bytes]]:
    """Every column that holds encrypted bytes, found in the models themselves."""
    tables = SQLModel.metadata.sorted_tables
    return [column for table in tables for column in table.columns if isinstance(column.type, Sealed)]


def new_key(session: Session, *, actor: Actor, now: datetime) -> MasterKey:
    """Put a fresh master key in front of the others; raises NoKeyThere where no file keeps them."""
    require(actor, Permission.SETTING_EDIT)
    made = add(fresh())
    audit.write(session, "keys.new", actor=actor, now=now, key=made.name)
    session.flush()
    return made


def rotate(*, actor: Actor, now: datetime, watch: Watch = lambda what, done: None) -> Rotation:
    """Seal everything under the current key that stands under an older one, and renew the keyed hashes.

    Opens its own transactions. `watch` is told column (or "files") and values done so far.
    """
    require(actor, Permission.SETTING_EDIT)
    done = Rotation()
    with database.transaction() as session:
        lasting_keys.keep(session)
        guarded = guarded_tables(session)
    columns = [column for column in sealed_columns() if column.table.name not in guarded]
    for _pass in range(PASSES):
        before, done.unreadable = done.total, 0
        for column in columns:
            _reseal(column, done, watch)
        _reseal_files(done, watch)
        if done.total == before:
            break
    if len(ring().keys) > 1:
        done.rehashed = key_hashes.renew(chunk=CHUNK, pause=PAUSE, watch=watch)
    with database.transaction() as session:
        audit.write(
            session,
            "keys.rotate",
            actor=actor,
            now=now,
            key=ring().current.name,
            values=done.total,
            hashes=done.rehashed,
            unreadable=done.unreadable,
        )
    return done


def guarded_tables(session: Session) -> set[str]:
    """The tables whose rows the database lets nobody change, by their triggers."""
    if session.get_bind().dialect.name == "sqlite":
        query, end = "SELECT name FROM sqlite_master WHERE type = 'trigger'", "_no_update"
    else:
        query, end = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal", "_no_change"
    names = session.execute(text(query)).scalars()
    return {name.removesuffix(end) for name in names if name.endswith(end)}


def stale(column: Column[bytes]) -> ColumnElement[bool]:
    """Values sealed by a master key other than the current one."""
    return and_(column.is_not(None), head(column, 1) != vault.DATA, head(column, HEAD) != current_head())


def head(column: Column[bytes], length: int) -> ColumnElement[bytes]:
    """The first bytes of a value, which tell how and by which key it was sealed."""
    return func.substr(column, 1, length, type_=LargeBinary)


def current_head() -> bytes:
    """How a value begins that was sealed with the current key."""
    return vault.MASTER + ring().current.id


def files() -> Iterator[Path]:
    """Every encrypted file of the data folder."""
    return settings().files_dir.glob("*/*.sealed")


def _reseal(column: Column[bytes], done: Rotation, watch: Watch) -> None:
    table, name = column.table, f"{column.table.name}.{column.name}"
    (key,) = table.primary_key.columns
    purpose = column.type.purpose  # type: ignore[attr-defined]
    # A purpose may name columns of its row: "second factor of {user_id}".
    named = [other for other in table.columns if f"{{{other.name}}}" in purpose]
    change = update(table).where(key == bindparam("row"), column == bindparam("old"))
    change = change.values({column: bindparam("new")})
    query = select(key, column, *named).where(stale(column)).order_by(key).limit(CHUNK)
    last: Any = None
    while True:
        with database.reading() as session:
            rows = session.execute(query if last is None else query.where(key > last)).all()
        if not rows:
            return
        last, changes = rows[-1][0], []
        for row, old, *values in rows:
            bound = purpose.format(**{other.name: value for other, value in zip(named, values, strict=True)})
            try:
                plain = vault.unseal_bytes(old, purpose=bound)
            except vault.CannotUnseal:
                done.unreadable += 1
                continue
            changes.append({"row": row, "old": old, "new": vault.seal_bytes(plain, purpose=bound)})
        if changes:
            # Whoever wrote the row meanwhile keeps what he wrote: it is found again in the next pass.
            with database.transaction() as session:
                session.connection().execute(change, changes)
            done.resealed[name] += len(changes)
        watch(name, done.resealed[name])
        sleep(PAUSE)


def _reseal_files(done: Rotation, watch: Watch) -> None:
    for path in files():
        with path.open("rb") as file:
            if file.read(HEAD) == current_head():
                continue
        purpose = f"file:{path.stem}"
        try:
            plain = vault.unseal_bytes(path.read_bytes(), purpose=purpose)
        except vault.CannotUnseal:
            done.unreadable += 1
            continue
        spare = path.with_suffix(f".{secrets.token_hex(4)}")
        with os.fdopen(os.open(spare, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            out.write(vault.seal_bytes(plain, purpose=purpose))
            out.flush()
            os.fsync(out.fileno())
        spare.replace(path)
        done.resealed[FILES] += 1
        watch(FILES, done.resealed[FILES])
