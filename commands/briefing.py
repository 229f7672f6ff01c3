"""What the timers do for the weekly briefing: freeze the week that ended, once, from Monday at 7 on."""

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import typer

from services.text import N_

FROZEN = N_("The week from {monday} is frozen for the briefing.")


def freeze_what_is_due() -> None:
    """Freeze the week that is due; exit code 2 where it cannot be frozen.

    The trail tells of it. On the output of a timer stands its own result alone, which programs
    read; a person at a terminal is told beside it.
    """
    from commands.acting import system
    from commands.words import said, word
    from services import clock, database
    from services.briefing.freezing import freeze_due
    from services.errors import AppError

    try:
        with quiet(), database.transaction() as session:
            row = freeze_due(session, actor=system(), now=clock.now())
    except AppError as refusal:
        typer.echo(said(refusal), err=True)
        raise typer.Exit(code=2) from refusal
    if row is not None and sys.stderr.isatty():
        typer.echo(word(FROZEN).format(monday=f"{row.monday:%d/%m/%Y}"), err=True)


@contextmanager
def quiet() -> Iterator[None]:
    """No word of facts that are loaded: the log of a command goes where its result goes."""
    import structlog

    before = structlog.get_config()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    try:
        yield
    finally:
        structlog.configure(**before)
