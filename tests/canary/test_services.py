"""No function of the services gives a reader anything of a canary that he may not see, whatever he passes."""

import logging
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from sqlmodel import Session
from structlog.testing import capture_logs

from services import database, statistics
from services.errors import AppError
from services.filters import Filter
from services.statistics import DIMENSIONS, MEASURES, dimensions_of
from tests.canary import rights
from tests.canary.calling import ELSEWHERE, GIVEN_ROWS, calls, functions, needed, pieces, pool
from tests.canary.conftest import Worlds
from tests.canary.tokens import find
from tests.canary.world import NAMES, TODAY, World

# What a reader is given who does not see the whole department, in few.
CALLED_BY = ("director", "head of beta", "accused officer", "clerk of delta", "viewer", "administrator")


def covered() -> list[tuple[str, Callable[..., object]]]:
    """The functions that can be called with ids, codes and plain values."""
    out = GIVEN_ROWS | ELSEWHERE - {"entry"}
    return [(name, function) for name, function in functions() if not out & set(needed(function))]


def answers(world: World, reader: str, names: list[str]) -> tuple[int, list[str]]:
    """Call everything for a reader about these canaries: how many calls, and what came out of them."""
    found, count = [], 0
    with Session(database.engine()) as session:
        actor = world.actor(reader, session)
    for canary in names:
        values = pool(world, canary)
        for name, function in covered():
            for arguments in calls(function, values, name):
                count += 1
                told = _told(function, actor, arguments)
                found += [
                    f"{reader} · {name}({', '.join(map(str, arguments.values()))[:120]}): "
                    f"{one.canary}.{one.what}"
                    for piece in told
                    for one in find(piece, world.marks, echoes=_typed(arguments))
                    if not _may(reader, name, one.canary, one.what)
                ]
    return count, sorted(set(found))


def _told(function: Callable[..., object], actor: object, arguments: dict[str, object]) -> list[bytes | str]:
    """What a call answers, or what its refusal says; whatever it did is taken back."""
    with Session(database.engine(), expire_on_commit=False) as session:
        try:
            return list(pieces(function(session, actor=actor, **arguments)))
        except AppError as refusal:
            return [refusal.msgid, *pieces(refusal.values)]
        except (ValueError, KeyError, TypeError, AttributeError) as fault:
            return [str(fault)]
        finally:
            session.rollback()


def _typed(arguments: dict[str, object]) -> list[str]:
    names = ("code", "into_code", "search")
    typed = [str(arguments[name]) for name in names if name in arguments]
    beside = (getattr(arguments.get("entry"), "case_code", ""), getattr(arguments.get("asked"), "code", ""))
    return [*typed, *beside]


def _may(reader: str, name: str, canary: str, what: str) -> bool:
    if canary not in NAMES:
        return rights.allowed(reader, "intake" if name.startswith("drafts") else "imports", canary, what)
    return canary in rights.visible(reader)


def test_whatever_a_function_needs_is_tried_or_named_as_no_business_of_readers() -> None:
    values = {"entry", *pool_names()}
    unknown = {
        f"{name}({one})"
        for name, function in functions()
        for one in needed(function)
        if not {*needed(function)} & (GIVEN_ROWS | ELSEWHERE) and one not in values
    }

    assert unknown == set()
    assert len(covered()) >= 100


def pool_names() -> set[str]:
    """What the pool has values for."""
    anybody = dict.fromkeys(rights.READERS, SimpleNamespace(id=1))
    anywhere = dict.fromkeys(("alpha", "delta"), SimpleNamespace(id=1))
    nothing: dict[str, dict[str, int]] = {
        name: {} for name in ("cases", "petitions", "files", "documents", "requests")
    }
    bare = SimpleNamespace(**nothing, users=anybody, units=anywhere)
    return set(pool(bare, "alpha"))  # type: ignore[arg-type]


@pytest.mark.parametrize("reader", CALLED_BY)
def test_no_service_tells_a_reader_of_what_he_may_not_see(worlds: Worlds, tried, caplog, reader: str) -> None:
    world = worlds.use()
    hidden = [name for name in NAMES if name not in rights.visible(reader)][:1]

    with capture_logs() as logged, caplog.at_level(logging.DEBUG):
        count, found = answers(world, reader, hidden)

    tried(count)
    assert not found, "\n".join(found)
    assert not find(f"{logged}{caplog.text}", world.marks)


@pytest.mark.proof
@pytest.mark.parametrize("reader", rights.READERS)
def test_no_service_tells_any_reader_of_any_canary(worlds: Worlds, tried, caplog, reader: str) -> None:
    world = worlds.use()
    hidden = [name for name in NAMES if name not in rights.visible(reader)]

    with capture_logs() as logged, caplog.at_level(logging.DEBUG):
        count, found = answers(world, reader, hidden)

    tried(count)
    assert not found, "\n".join(found)
    assert not find(f"{logged}{caplog.text}", world.marks)


def counted(world: World, reader: str, dimensions: tuple[str, ...]) -> dict[tuple[str, ...], object]:
    """Every measure, whole and by each dimension, as a reader sees it."""
    with Session(database.engine()) as session:
        actor = world.actor(reader, session)
    found: dict[tuple[str, ...], object] = {}
    filter = Filter(start=TODAY.replace(month=1, day=1), end=TODAY, period="custom")
    for name in MEASURES:
        found[(name,)] = statistics.figures([name], filter, actor=actor, today=TODAY)[name]
        for dimension in dimensions_of(name, today=TODAY):
            if dimension in dimensions:
                table = statistics.breakdown(name, (dimension,), filter, actor=actor, today=TODAY)
                found[name, dimension] = table.to_csv()
    return found


@pytest.mark.parametrize("reader", CALLED_BY)
def test_no_figure_of_an_excluded_reader_counts_a_canary(worlds: Worlds, tried, reader: str) -> None:
    _same_figures(worlds, tried, reader, ("kind", "unit"))


@pytest.mark.proof
@pytest.mark.parametrize("reader", rights.READERS)
def test_no_figure_by_any_dimension_counts_a_canary(worlds: Worlds, tried, reader: str) -> None:
    _same_figures(worlds, tried, reader, tuple(DIMENSIONS))


def _same_figures(worlds: Worlds, tried, reader: str, dimensions: tuple[str, ...]) -> None:
    seen = rights.visible(reader)
    found = counted(worlds.use(), reader, dimensions)
    without = counted(worlds.use(seen), reader, dimensions)
    tried(len(found))

    assert found == without
