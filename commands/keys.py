"""`manage.py keys ...`: which master keys there are, a new one, and everything sealed anew under it."""

import sys
from typing import TYPE_CHECKING

import typer

from commands.acting import system
from commands.words import said, word
from services.text import N_

if TYPE_CHECKING:
    from services.key_status import KeyStatus, KeyUse

group = typer.Typer(
    no_args_is_help=True, help="The master keys that seal identities, denunciations and files."
)

CURRENT = N_("current")
OLD = N_("old, still needed")
SPARE = N_("old, needed no more: take it away")
LOST = N_("NOT HERE: what it sealed cannot be read")
USE = N_("{key}  {state}: {values} values, {histories} entries of histories, {files} files")
IN_ENVIRONMENT = N_("The keys stand in the environment.")
IN_FILE = N_("The keys stand in {path}.")
WITH_DATA = N_(
    "WARNING: the keys lie in the folder of the data. A copy of the folder opens itself; the server does not "
    "start. Move the file and say where in TIEPDAN_KEY_FILE."
)
OPEN_FILE = N_("WARNING: other accounts of this machine may read the file. Say: chmod 600 {path}")
OLD_LEFT = N_("Something is still sealed by an old key. Say: manage.py keys rotate")
MADE = N_(
    "New key {key} is current. Running servers take it up by themselves. Now say: manage.py keys rotate"
)
PUT = N_(
    "The keys of this server stand in its environment, which only you can change. Put these two lines there, "
    "restart every server, then say: manage.py keys rotate"
)
BEFORE = N_("the former TIEPDAN_KEY")
ROTATED = N_(
    "{values} values and files were sealed anew, {hashes} hashes renewed, in {seconds} s ({rate} per second)."
)
UNREADABLE = N_("{count} values could not be read with any key of this server and were left as they are.")
COPY = N_("Keep a copy of the keys apart from the backups of data and database.")


def register(app: typer.Typer) -> None:
    """Add the group of commands."""
    app.add_typer(group, name="keys")


@group.command("status")
def status() -> None:
    """Which keys there are and what is sealed by them; exit code 1 where something is wrong."""
    from services import database, key_status
    from services.errors import AppError

    try:
        with database.reading() as session:
            found = key_status.read(session, actor=system())
    except AppError as refusal:
        typer.echo(said(refusal), err=True)
        raise typer.Exit(code=2) from refusal
    _show(found)
    if found.lost or found.lies_with_the_data or found.is_open_to_others:
        raise typer.Exit(code=1)


@group.command("new")
def new() -> None:
    """Make a new current key; the former ones stay and go on opening what they sealed."""
    from services import clock, database, key_ring, key_rotation
    from services.errors import AppError
    from services.settings import settings

    if settings().key:
        typer.echo(word(PUT) + "\n")
        typer.echo(f"TIEPDAN_KEY={key_ring.fresh()}")
        typer.echo(f"TIEPDAN_OLD_KEYS={';'.join(filter(None, [f'<{word(BEFORE)}>', settings().old_keys]))}")
        return
    try:
        with database.transaction() as session:
            made = key_rotation.new_key(session, actor=system(), now=clock.now())
    except AppError as refusal:
        typer.echo(said(refusal), err=True)
        raise typer.Exit(code=2) from refusal
    typer.echo(word(MADE).format(key=made.name))
    typer.echo(word(COPY))


@group.command("rotate")
def rotate() -> None:
    """Seal everything anew that an old key sealed, while servers run; an interrupted run goes on."""
    from time import perf_counter

    from services import clock, database, key_rotation, key_status
    from services.errors import AppError

    began = perf_counter()
    watching = sys.stderr.isatty()

    def watch(what: str, done: int) -> None:
        if watching:
            typer.echo(f"\r{what}: {done}\033[K", nl=False, err=True)

    try:
        done = key_rotation.rotate(actor=system(), now=clock.now(), watch=watch)
        with database.reading() as session:
            after = key_status.read(session, actor=system())
    except AppError as refusal:
        typer.echo(said(refusal), err=True)
        raise typer.Exit(code=2) from refusal
    seconds = perf_counter() - began
    if watching:
        typer.echo("\r\033[K", nl=False, err=True)
    rate = round((done.total + done.rehashed) / max(seconds, 0.001))
    figures = {"values": done.total, "hashes": done.rehashed, "seconds": f"{seconds:.1f}", "rate": rate}
    typer.echo(word(ROTATED).format(**figures))
    _show(after)
    if done.unreadable:
        typer.echo(word(UNREADABLE).format(count=done.unreadable), err=True)
        raise typer.Exit(code=1)


def _show(found: "KeyStatus") -> None:
    typer.echo(word(IN_FILE).format(path=found.place) if found.place else word(IN_ENVIRONMENT))
    for use in found.uses:
        typer.echo(
            word(USE).format(
                key=use.name,
                state=word(_state(use)),
                values=use.values,
                histories=use.histories,
                files=use.files,
            )
        )
    if any(use.values or use.files for use in found.uses if not use.is_current):
        typer.echo(word(OLD_LEFT))
    if found.lies_with_the_data:
        typer.echo(word(WITH_DATA), err=True)
    if found.is_open_to_others:
        typer.echo(word(OPEN_FILE).format(path=found.place), err=True)


def _state(use: "KeyUse") -> str:
    if use.is_current:
        return CURRENT
    if not use.is_known:
        return LOST
    return OLD if use.is_needed else SPARE
