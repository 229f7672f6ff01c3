"""`manage.py grants ROLE`: the rights of the application's role on PostgreSQL, given by the owner."""

from typing import Annotated

import typer

from services.text import N_

GRANTED = N_("{role} may do what the application does, and change no entry of any history.")


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command()
    def grants(
        role: Annotated[str, typer.Argument(help="The role of the application.")],
    ) -> None:
        """Grant the application's rights; as the owner, after every migrate."""
        from commands.acting import system
        from commands.words import said, word
        from services import clock, database, database_roles
        from services.errors import AppError

        try:
            with database.transaction() as session:
                database_roles.grant(session, role, actor=system(), now=clock.now())
        except AppError as refusal:
            typer.echo(said(refusal), err=True)
            raise typer.Exit(code=2) from refusal
        typer.echo(word(GRANTED).format(role=role))
