"""Figures by HTTP: measures of the registry as JSON, for sheets and screens of the department's own.

GET /figures.json?measure=open,overdue&table=received:month,kind&unit=3&period=m2026-11, with the cookie
of a signed-in reader: the same numbers that his screens show, by the same filter. Counts only: no row,
no code and no name of a matter.
"""

from datetime import date
from typing import Any

import pandas as pd
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from services import choices, clock, facts, statistics
from services.errors import AppError, NotPermitted
from services.filters import Filter
from services.permissions import Actor, Permission, require
from services.statistics import MEASURES
from services.text import N_
from ui import remembered
from ui.i18n import filled, in_language
from ui.routes.pages import chosen_language
from ui.routes.refusals import NotSignedIn, answer
from ui.routes.standing import OF_SCOPE, Standing

# As many as a screen shows.
MOST_FIGURES, MOST_TABLES = 24, 6


class FigureUnknown(AppError):
    msgid = N_("The parameter “{parameter}” asks for “{asked}”, which is not counted. Known: {known}.")


class TooManyFigures(AppError):
    msgid = N_("The parameter “{parameter}” asks for more than {most} at once. Ask several times.")


async def figures_json(request: Request) -> Response:
    """The figures asked for; refusals as one line with the status that fits them."""
    query = dict(request.query_params)
    standing, language = request.scope.get(OF_SCOPE), chosen_language(request)
    try:
        found = await run_in_threadpool(_answered, standing, query, language)
    except NotSignedIn as refusal:
        return answer(request.scope, refusal, status=401, language=language)
    except NotPermitted as refusal:
        return answer(request.scope, refusal, status=403, language=language)
    except AppError as refusal:
        return answer(request.scope, refusal, status=400, language=language)
    return JSONResponse(found)


def _answered(standing: Standing | None, query: dict[str, str], language: str) -> dict[str, Any]:
    if standing is None or standing.duty is not None:
        raise NotSignedIn()
    require(standing.actor, Permission.FIGURES_READ)
    # One state of the facts for the whole answer, looked for once.
    with facts.store().one_look():
        return _told(standing.actor, query, language)


def _told(actor: Actor, query: dict[str, str], language: str) -> dict[str, Any]:
    today = clock.local_date(clock.now())
    lists = remembered.offered(actor, today=today)
    names, tables = _measures(query.get("measure", "")), _tables(query.get("table", ""), today=today)
    filter, notices = choices.clipped(Filter.from_query(query), lists, today=today)
    with in_language(language):
        told = [filled(notice.msgid, notice.values) for notice in notices]
    values = statistics.values(names, filter, actor=actor, today=today)
    return {
        "as_of": facts.store().as_of.isoformat(),
        "filter": filter.to_query(),
        "notices": told,
        "figures": {name: {"value": value, "unit": MEASURES[name].unit} for name, value in values.items()},
        "tables": [
            {
                "measure": name,
                "by": list(by),
                "rows": _rows(statistics.breakdown(name, by, filter, actor=actor, today=today)),
            }
            for name, by in tables
        ],
    }


def _measures(text: str) -> list[str]:
    names = [name for name in text.split(",") if name]
    if len(names) > MOST_FIGURES:
        raise TooManyFigures(parameter="measure", most=MOST_FIGURES)
    for name in names:
        _known("measure", name, MEASURES)
    return names


def _tables(text: str, *, today: date) -> list[tuple[str, tuple[str, ...]]]:
    """ "received:month,kind;overdue:unit" as pairs of a measure and what it is broken down by."""
    found = []
    for part in filter(None, text.split(";")):
        name, _colon, by = part.partition(":")
        _known("table", name, MEASURES)
        dimensions = tuple(one for one in by.split(",") if one)
        for one in dimensions or ("",):
            _known("table", one, statistics.dimensions_of(name, today=today))
        found.append((name, dimensions[:2]))
    if len(found) > MOST_TABLES:
        raise TooManyFigures(parameter="table", most=MOST_TABLES)
    return found


def _known(parameter: str, asked: str, known: Any) -> None:
    if asked not in known:
        raise FigureUnknown(parameter=parameter, asked=asked[:40], known=", ".join(sorted(known)))


def _rows(counts: pd.DataFrame) -> list[list[Any]]:
    """Keys and value of each line; days as ISO, what is not recorded as null."""
    return [[_plain(value) for value in line] for line in counts.itertuples(index=False)]


def _plain(value: Any) -> Any:
    if pd.isna(value):
        return None
    if isinstance(value, date):
        return value.isoformat()[:10]
    return value.item() if hasattr(value, "item") else value


ROUTES = [Route("/figures.json", figures_json, methods=["GET"])]
