"""`manage.py migrate`: bring the schema to its newest form."""

import typer


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command()
    def migrate() -> None:
        """Bring the database schema to its newest form."""
        from services import database

        database.migrate()
        typer.echo("The schema is up to date.")
