"""`manage.py migrate`: bring the schema to its newest form."""

import typer


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command()
    def migrate() -> None:
        """Bring the database schema to its newest form."""
        from commands.acting import system
        from services import clock, database, rule_refresh

        database.migrate()
        with database.transaction() as session:
            rule_refresh.refresh(session, actor=system(), now=clock.now())
        typer.echo("The schema is up to date.")
