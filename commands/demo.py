"""`manage.py demo`: the fictional department in an empty database."""

import typer

from services.text import N_

TRYING = N_("Early warning")


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command()
    def demo(
        cases: int = typer.Option(5000, min=50, help="How many matters of three years."),
        seed: int = typer.Option(1, help="Same seed and same day: same data."),
    ) -> None:
        """Fill an empty database with a fictional department: same seed, same data."""
        from commands.acting import system
        from commands.briefing import quiet
        from commands.words import said, word
        from services import clock, database
        from services.demo.briefings import freeze_weeks
        from services.demo.department import build
        from services.demo.warnings import score_weeks
        from services.errors import AppError

        database.migrate()
        now = clock.now()
        try:
            with (
                typer.progressbar(length=100, label="Bình Minh") as bar,
                database.transaction() as session,
            ):
                counts = build(
                    session,
                    cases=cases,
                    seed=seed,
                    actor=system(),
                    now=now,
                    today=clock.local_date(now),
                    progress=lambda share: bar.update(max(0, round(100 * share) - bar.pos)),
                )
        except AppError as refusal:
            typer.echo(said(refusal), err=True)
            raise typer.Exit(code=2) from refusal
        with typer.progressbar(length=100, label=word(TRYING)) as bar, quiet():
            counts["warning_alarms"] = score_weeks(
                actor=system(),
                now=now,
                progress=lambda share: bar.update(max(0, round(100 * share) - bar.pos)),
            )
        # The weeks that are over are frozen now, by the dated history: their notes say so. The last one
        # keeps the alarms that stand, so they come first.
        with quiet():
            mondays = freeze_weeks(actor=system(), now=now)
        counts["briefing_snapshots"] = len(mondays)
        typer.echo(", ".join(f"{table}: {count}" for table, count in counts.items()))
