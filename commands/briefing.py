"""What the timers do for the weekly briefing: freeze the week that ended, once, from Monday at 7 on."""

import typer

from services.text import N_

FROZEN = N_("The week from {monday} is frozen for the briefing.")


def told(*, as_json: bool) -> None:
    """Freeze what is due and say so; exit code 2 where it cannot be frozen."""
    from commands.acting import system
    from commands.words import said, word
    from services import clock, database
    from services.briefing.freezing import freeze_due
    from services.errors import AppError

    try:
        with database.transaction() as session:
            row = freeze_due(session, actor=system(), now=clock.now())
    except AppError as refusal:
        typer.echo(said(refusal), err=True)
        raise typer.Exit(code=2) from refusal
    if row is not None and not as_json:
        typer.echo(word(FROZEN).format(monday=f"{row.monday:%d/%m/%Y}"))
