"""`manage.py nightly`: walls kept up, clocks compared, the trail sealed, the week scored when it is over."""

import json
import sys
from typing import Annotated

import typer

from services.text import N_

COUNTS = N_(
    "{cases} cases, {clocks} clocks and {petitions} petitions compared: {differing} differ in {differences} "
    "fields ({new} new, {resolved} gone) in {seconds} s."
)
WALLS = N_("Walls of {matters} denunciations and cases kept up: {rows} rows added, {moved} moved around.")
WHERE_TO_LOOK = N_("A difference is an alarm, nothing was mended: open “Watch over terms”.")


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command()
    def nightly(
        everything: Annotated[
            bool, typer.Option("--all", help="All cases, closed ones included, however old.")
        ] = False,
        as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    ) -> None:
        """Recompute every clock and compare, seal and check the trail; exit code 1 where anything differs."""
        from time import perf_counter

        from commands.acting import system
        from commands.audit import told
        from commands.briefing import freeze_what_is_due
        from commands.warning import score_what_is_due
        from commands.words import said, word
        from services import clock, database
        from services.clock_proof.proof import prove
        from services.errors import AppError
        from services.trail import night
        from services.wall_keeping import nightly as nightly_walls

        began = perf_counter()
        try:
            kept = nightly_walls(actor=system(), now=clock.now())
            # Progress is for a person at a terminal, not for the journal.
            with typer.progressbar(
                length=100, label="nightly", file=sys.stderr, hidden=as_json or not sys.stderr.isatty()
            ) as bar:
                result = prove(
                    actor=system(),
                    now=clock.now(),
                    everything=everything,
                    watch=lambda done, total: bar.update(max(0, 100 * done // max(total, 1) - bar.pos)),
                )
        except AppError as refusal:
            typer.echo(said(refusal), err=True)
            raise typer.Exit(code=2) from refusal
        figures = {**result.counts(), "seconds": round(perf_counter() - began, 1)}
        began, trail = perf_counter(), None
        try:
            trail = night.run(actor=system(), now=clock.now())
        except AppError as refusal:
            # The clocks have been told of all the same; a trail that cannot be sealed is a failed night.
            typer.echo(said(refusal), err=True)
        walls = {"matters": kept.petitions + kept.cases, "rows": kept.rows, "moved": kept.moved}
        about_trail = {"trail_entries": trail.entries, "trail_faults": trail.faults} if trail else {}
        if as_json:
            typer.echo(json.dumps({**figures, **about_trail, "walls": walls}))
        else:
            typer.echo(word(COUNTS).format(**figures))
            typer.echo(word(WALLS).format(**walls))
        if trail and not as_json:
            told(trail, seconds=round(perf_counter() - began, 1))
        if result.differing and not as_json:
            typer.echo(word(WHERE_TO_LOOK), err=True)
        freeze_what_is_due()
        score_what_is_due()
        database.forget()
        if trail is None or trail.faults or result.differing:
            raise typer.Exit(code=1)
