"""What the timers do for the statistical warning: score the week that ended, and try it on past weeks."""

import sys

import typer

from services.text import N_

SCORED = N_("The week of {monday} was scored for the early warning: {new} new alarms.")
TRIED = N_("The early warning was tried on {weeks} past weeks.")


def score_what_is_due() -> None:
    """Score the week that is due, and try the warning on past weeks where that is; exit code 2 if not.

    The trail tells of it; a person at a terminal is told beside it.
    """
    from commands.acting import system
    from commands.briefing import quiet
    from commands.words import said, word
    from services import clock, database
    from services.errors import AppError
    from services.warning import backtest, running

    told, trial = None, None
    try:
        with quiet():
            with database.transaction() as session:
                told = running.run_due(session, actor=system(), now=clock.now())
            with database.transaction() as session:
                if backtest.due(session, actor=system(), now=clock.now()):
                    trial = backtest.run(session, actor=system(), now=clock.now())
    except AppError as refusal:
        typer.echo(said(refusal), err=True)
        raise typer.Exit(code=2) from refusal
    if not sys.stderr.isatty():
        return
    if told is not None:
        typer.echo(word(SCORED).format(monday=f"{told.run.monday:%d/%m/%Y}", new=told.new), err=True)
    if trial is not None:
        typer.echo(word(TRIED).format(weeks=trial.weeks), err=True)
