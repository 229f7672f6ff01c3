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

from services import database, facts, key_ring  # noqa: E402
from services.settings import settings  # noqa: E402
from ui import log_safety  # noqa: E402
from ui.feedback import show_failure  # noqa: E402
from ui.routes import figures, pages, second_step, single_sign_on  # noqa: E402
from ui.routes.at_once import answer_at_once  # noqa: E402
from ui.routes.gate import Gate  # noqa: E402
from ui.routes.refusals import broken  # noqa: E402

log_safety.install()


@asynccontextmanager
async def lifespan(app: Any) -> AsyncIterator[dict[str, Any]]:
    """Refuse to serve on a schema, a secret or accounts that are not fit for it."""
    from services.first_run import check_serving

    key_ring.ring()
    settings().provider()
    with database.reading() as session:
        check_serving(session, demo=settings().demo)
    answer_at_once()
    yield {}
    facts.keep()
    database.dispose()


# pages/ stands beside this file, never beside the script below: Streamlit must not
# discover it by itself and serve it before the gate.
app = st.App(
    ROOT / "ui" / "main.py",
    lifespan=lifespan,
    routes=[*pages.ROUTES, *figures.ROUTES, *second_step.ROUTES, *single_sign_on.ROUTES],
    middleware=[Middleware(Gate)],
    on_script_error=show_failure,
    exception_handlers={Exception: broken},
)
