"""No page, file or session of an excluded reader holds anything of a canary, and no figure counts it."""

import difflib
from collections.abc import Callable

import pytest

from tests.canary import rights
from tests.canary.conftest import Worlds
from tests.canary.crawl import Browser, Screen
from tests.canary.questions import questions
from tests.canary.reading import shown
from tests.canary.tokens import find
from tests.canary.world import NAMES, World
from ui.navigation import PAGES

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
    world: World, reader: str, *, everything: bool, looks: bool = True
) -> tuple[dict[Asked, list[str]], list[str]]:
    """Every page with every question: what each shows as text, and what leaked where one `looks` for it."""
    seen = sorted(rights.visible(reader))
    browser, texts, found, echoes = Browser(world, reader), {}, [], []
    for entry in PAGES:
        asked = questions(world, entry.name, seen, everything=everything)
        for number, question in enumerate(asked if looks or everything else asked[:2]):
            screen = browser.open(entry.name, question.query, with_files=looks or everything)
            assert not screen.failed, (reader, entry.name, question.query)
            if looks:
                echoes.append(question.echo)
                found += leaks(world, reader, screen, echoes=echoes)
            if not everything:
                screen.files = []
            texts[entry.name, number] = [str(question.query), *shown(screen)]
    return texts, found


def differences(
    with_canaries: dict[Asked, list[str]], without: dict[Asked, list[str]], reader: str
) -> list[str]:
    """Where a page reads otherwise because of a canary that its reader may not see."""
    found = []
    for (page, number), (_asked, *before) in without.items():
        asked, *lines = with_canaries[page, number]
        if before != lines and not _is_excused(reader, page):
            changed = list(difflib.unified_diff(before, lines, lineterm="", n=0))[2:12]
            found.append(f"{reader} · {page} {asked}: {changed}")
    return found


def _is_excused(reader: str, page: str) -> bool:
    return not rights.MERGED and (reader, page) == ("former officer", "home")


def check(worlds: Worlds, reader: str, tried: Callable[[int], None], *, everything: bool) -> None:
    """Both halves: nothing of a canary where all are there, and the same screens where they never were."""
    texts, found = visited(worlds.use(), reader, everything=everything)
    tried(len(texts))
    seen = rights.visible(reader)
    if seen != frozenset(NAMES):
        without, _none = visited(worlds.use(seen), reader, everything=everything, looks=False)
        found += differences(texts, without, reader)
        tried(len(without))

    assert found == []


@pytest.mark.parametrize("reader", rights.SAMPLE)
def test_a_reader_meets_nothing_of_what_he_may_not_see(worlds: Worlds, tried, reader: str) -> None:
    check(worlds, reader, tried, everything=False)


@pytest.mark.proof
@pytest.mark.parametrize("reader", rights.READERS)
def test_whatever_a_reader_asks_he_meets_nothing_of_what_he_may_not_see(
    worlds: Worlds, tried, reader: str
) -> None:
    check(worlds, reader, tried, everything=True)
