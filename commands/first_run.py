"""`manage.py first-run`: schema, shipped lists and the first administrator."""

import typer

from commands.acting import system
from commands.words import said
from services.errors import AppError


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command("first-run")
    def first_run() -> None:
        """Bring the schema up to date; on an empty database make the administrator's account."""
        from services import clock, database, rule_refresh
        from services.first_run import (
            check_serving,
            ensure_first_administrator,
            ensure_root_unit,
            load_shipped_lists,
        )

        database.migrate()
        try:
            with database.transaction() as session:
                now = clock.now()
                # What the server would refuse is better said before it starts.
                check_serving(session, demo=False)
                load_shipped_lists(session, actor=system(), now=now)
                rule_refresh.refresh(session, actor=system(), now=now)
                ensure_root_unit(session, actor=system(), now=now)
                account = ensure_first_administrator(session, actor=system(), now=now)
        except AppError as refusal:
            typer.echo(said(refusal), err=True)
            raise typer.Exit(code=2) from refusal
        if account is not None:
            typer.echo(
                "\n  Tài khoản quản trị đầu tiên (chỉ hiện một lần):\n"
                f"    Tên đăng nhập: {account.username}\n"
                f"    Mật khẩu một lần: {account.password}\n"
                "  Đăng nhập, đổi mật khẩu, thiết lập xác thực hai lớp (cần điện thoại);\n"
                "  sau đó hệ thống dẫn qua các bước thiết lập.\n"
            )
