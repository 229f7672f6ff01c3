"""docs/security.md keeps to the tree: every item once, every module and test there, the totals right."""

import re
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| (\d+\.\d+\.\d+) \| ([a-z ]+) \| (.+?) \| `(.+?)` \| (?:`(.+?)`)? ?\|$", re.MULTILINE)
ROWS = ROW.findall(PAGE)
# How many items of levels 1 and 2 each chapter of ASVS 4.0.3 has.
ITEMS = {1: 38, 2: 53, 3: 18, 4: 9, 5: 30, 6: 13, 7: 12, 8: 15, 9: 7, 10: 5, 11: 8, 12: 15, 13: 13, 14: 23}
SOURCES = [path for part in ("pages", "ui", "services", "models") for path in (ROOT / part).rglob("*.py")]


def test_every_item_stands_once() -> None:
    chapters = Counter(int(item.split(".")[0]) for item, *_rest in ROWS)

    assert len({item for item, *_rest in ROWS}) == len(ROWS)
    assert chapters == ITEMS


def test_the_totals_are_those_of_the_rows() -> None:
    states = Counter(state for _item, state, *_rest in ROWS)
    told = re.search(r"^(\d+) of (\d+) items are met, (\d+) are not, (\d+) do not apply", PAGE, re.MULTILINE)

    assert told is not None
    expected = [states["met"], len(ROWS), states["not met"], states["not applicable"]]
    assert [int(number) for number in told.groups()] == expected
    assert set(states) == {"met", "not met", "not applicable"}


def test_what_is_named_is_there_and_what_is_met_has_a_test() -> None:
    named = set(re.findall(r"`((?:[\w.]+/)*[\w.]+\.(?:py|toml|txt|csv|md|js)|[\w/]+)`", PAGE))
    paths = {name for name in named if "/" in name or (ROOT / name).suffix}

    assert {path for path in paths if not (ROOT / path).exists()} == set()
    assert [item for item, state, _how, _where, test in ROWS if state == "met" and not test] == []


def called(pattern: str) -> list[str]:
    """Where a pattern stands in the product's own modules."""
    wanted = re.compile(pattern)
    return [
        f"{path.relative_to(ROOT)}:{number}"
        for path in SOURCES
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if wanted.search(line)
    ]


def test_nothing_is_evaluated_and_no_weak_algorithm_is_called() -> None:
    """V5.2.4 and V6.2.5: no eval, no MD5, SHA-1, DES, RC4, ECB or old padding anywhere in the product."""
    assert called(r"(?<![\w.])(eval|exec)\(|\b(md5|sha1|TripleDES|ARC4|ECB|PKCS1v15)\(") == []


def test_nothing_is_unpickled() -> None:
    """V5.5.3: no module of the product imports a reader that runs what it reads."""
    assert called(r"^\s*(import|from) (pickle|marshal|shelve|dill|yaml)\b") == []
