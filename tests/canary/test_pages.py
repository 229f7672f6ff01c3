"""No page, file or session of an excluded reader holds anything of a canary, and no figure counts it."""

import difflib
from collections.abc import Callable, Collection

import pytest

from tests.canary import rights
from tests.canary.conftest import Worlds
from tests.canary.crawl import Browser, Screen
from tests.canary.questions import questions
from tests.canary.reading import shown
from tests.canary.tokens import find
from tests.canary.world import NAMES, World
from ui.navigation import BY_NAME

# What is opened there stands on the trail that its reader sees: it has to be opened in both worlds.
_NOTED = ("case", "petition", "rows", "cases", "petitions", "statistics", "briefing")
# A page and the number of the question asked of it.
Asked = tuple[str, int]


def leaks(world: World, reader: str, screen: Screen, *, echoes: list[str]) -> list[str]:
    """What a reader may not meet, in the messages, the files and the session of one screen.

    `echoes` is what he asked for so far: his session remembers all of it, the page the latest.
    """
    typed = {one for echo in echoes[-1:] for one in find(echo, world.marks)}
    found = {("messages", one) for one in find(screen.raw, world.marks) - typed}
    # As texts each field has its borders: what was typed counts as an echo only where it stands alone.
    texts = "\n".join(shown(screen, with_ids=True))
    found |= {("texts", one) for one in find(texts, world.marks, echoes=echoes[-1:])}
    found |= {("session", one) for one in find(screen.state, world.marks, echoes=echoes)}
    for name, data in screen.files:
        found |= {(f"file {name}", one) for one in find(name, world.marks) | find(data, world.marks)}
    return [
        f"{reader} · {screen.page} {dict(screen.query)} · {place}: {one.canary}.{one.what}"
        for place, one in sorted(found, key=str)
        if not rights.allowed(reader, screen.page, one.canary, one.what)
    ]


def visited(
    world: World,
    reader: str,
    *,
    everything: bool,
    looks: bool = True,
    pages: Collection[str] = tuple(BY_NAME),
) -> tuple[dict[Asked, list[str]], list[str]]:
    """Every page with every question: what each shows as text, and what leaked where one `looks` for it."""
    seen = sorted(rights.visible(reader))
    browser, texts, found, echoes = Browser(world, reader), {}, [], []
    for page in pages:
        asked = questions(world, page, seen, everything=everything)
        for number, question in enumerate(asked if looks or everything or page in _NOTED else asked[:2]):
            screen = browser.open(page, question.query)
            assert not screen.failed, (reader, page, question.query)
            # Nowhere else: whoever has to set something up first would see nothing at all.
            assert screen.page == page or "search" in question.query, (reader, page, screen.page)
            if looks:
                echoes.append(question.echo)
                found += leaks(world, reader, screen, echoes=echoes)
            texts[page, number] = [str(question.query), *shown(screen)]
    return texts, found


def differences(
    with_canaries: dict[Asked, list[str]], without: dict[Asked, list[str]], reader: str
) -> list[str]:
    """Where a page reads otherwise because of a canary that its reader may not see."""
    found = []
    for (page, number), (_asked, *before) in without.items():
        asked, *lines = with_canaries[page, number]
        if before != lines and (reader, page) not in rights.TOLD:
            changed = list(difflib.unified_diff(before, lines, lineterm="", n=0))[2:12]
            found.append(f"{reader} · {page} {asked}: {changed}")
    return found


def check(
    worlds: Worlds,
    reader: str,
    tried: Callable[[int], None],
    *,
    everything: bool,
    pages: Collection[str] = tuple(BY_NAME),
) -> None:
    """Both halves: nothing of a canary where all are there, and the same screens where they never were."""
    texts, found = visited(worlds.use(), reader, everything=everything, pages=pages)
    tried(len(texts))
    seen = rights.visible(reader)
    if seen != frozenset(NAMES):
        without, _none = visited(worlds.use(seen), reader, everything=everything, looks=False, pages=pages)
        found += differences(texts, without, reader)
        tried(len(without))

    assert not found, "\n".join(found)


@pytest.mark.parametrize("reader", rights.SAMPLE)
def test_a_reader_meets_nothing_of_what_he_may_not_see(worlds: Worlds, tried, reader: str) -> None:
    check(worlds, reader, tried, everything=False)


@pytest.mark.proof
@pytest.mark.parametrize("reader", rights.READERS)
def test_whatever_a_reader_asks_he_meets_nothing_of_what_he_may_not_see(
    worlds: Worlds, tried, reader: str
) -> None:
    check(worlds, reader, tried, everything=True)
