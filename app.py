"""The server: Streamlit as an ASGI application with our gate and our own routes around it."""

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

import streamlit as st  # noqa: E402
from starlette.middleware import Middleware  # noqa: E402

from services import database, facts  # noqa: E402
from services.settings import settings  # noqa: E402
from ui.feedback import show_failure  # noqa: E402
from ui.routes.gate import Gate  # noqa: E402
from ui.routes.pages import ROUTES  # noqa: E402


@asynccontextmanager
async def lifespan(app: Any) -> AsyncIterator[dict[str, Any]]:
    """Refuse to serve on a schema, a secret or accounts that are not fit for it."""
    from services.first_run import check_serving

    settings().master_key()
    with database.reading() as session:
        check_serving(session, demo=settings().demo)
    yield {}
    facts.keep()
    database.dispose()


# pages/ stands beside this file, never beside the script below: Streamlit must not
# discover it by itself and serve it before the gate.
app = st.App(
    ROOT / "ui" / "main.py",
    lifespan=lifespan,
    routes=ROUTES,
    middleware=[Middleware(Gate)],
    on_script_error=show_failure,
)
