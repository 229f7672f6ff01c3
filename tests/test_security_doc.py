"""docs/security.md keeps to the tree: every item once, every module and test there, the totals right."""

import re
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| (\d+\.\d+\.\d+) \| ([a-z ]+) \| (.+?) \| `(.+?)` \| (?:`(.+?)`)? ?\|$", re.MULTILINE)
ROWS = ROW.findall(PAGE)
# The items of levels 1 and 2 of ASVS 4.0.3: the last one of each section, without those that were deleted
# or are of level 3.
SECTIONS = """
    1.1:7 1.2:4 1.4:5 1.5:4 1.6:4 1.7:2 1.8:2 1.9:2 1.10:1 1.11:2 1.12:2 1.14:6
    2.1:12 2.2:3 2.3:3 2.4:5 2.5:7 2.6:3 2.7:6 2.8:7 2.9:3 2.10:4 3.1:1 3.2:4 3.3:4 3.4:5 3.5:3 3.7:1
    4.1:5 4.2:2 4.3:3 5.1:5 5.2:8 5.3:10 5.4:3 5.5:4 6.1:3 6.2:6 6.3:2 6.4:2 7.1:4 7.2:2 7.3:4 7.4:3
    8.1:4 8.2:3 8.3:8 9.1:3 9.2:4 10.2:2 10.3:3 11.1:8 12.1:3 12.2:1 12.3:6 12.4:2 12.5:2 12.6:1
    13.1:5 13.2:6 13.3:2 13.4:2 14.1:4 14.2:6 14.3:3 14.4:7 14.5:4
"""
DELETED = {"1.4.2", "1.4.3", "1.12.1", "4.1.4", "7.3.2", "13.1.2", "13.2.4", "14.3.1"}
SOURCES = [path for part in ("pages", "ui", "services", "models") for path in (ROOT / part).rglob("*.py")]
SCRIPTS = list((ROOT / "ui" / "static" / "scripts").glob("*.js"))


def items() -> set[str]:
    """The numbers of the items that the page has to tell of."""
    sections = [one.split(":") for one in SECTIONS.split()]
    numbered = {f"{section}.{number}" for section, last in sections for number in range(1, int(last) + 1)}
    return numbered - DELETED


def test_every_item_stands_once() -> None:
    told = [item for item, *_rest in ROWS]

    assert set(told) == items()
    assert len(told) == len(set(told)) == 259


def test_the_totals_are_those_of_the_rows() -> None:
    states = Counter(state for _item, state, *_rest in ROWS)
    told = re.search(r"^(\d+) of (\d+) items are met, (\d+) are not, (\d+) do not apply", PAGE, re.MULTILINE)

    assert told is not None
    expected = [states["met"], len(ROWS), states["not met"], states["not applicable"]]
    assert [int(number) for number in told.groups()] == expected
    assert set(states) == {"met", "not met", "not applicable"}


def test_every_path_that_is_named_is_there() -> None:
    named = re.findall(
        r"`((?:[\w.-]+/)*[\w.-]+\.(?:py|toml|txt|csv|md|js|html|example)|[\w/]+)(?:::\w+)?`", PAGE
    )
    paths = {name for name in named if "/" in name or (ROOT / name).suffix}

    assert len(paths) > 100
    assert {path for path in paths if not (ROOT / path).exists()} == set()


def test_what_is_met_names_a_test_that_is_there_and_nothing_else_does() -> None:
    known: dict[str, set[str]] = {}
    missing = []
    for item, state, _how, _where, test in ROWS:
        path, _colons, function = test.partition("::")
        if (state == "met") is not bool(function):
            missing.append((item, test))
        elif function:
            if path not in known:
                text = (ROOT / path).read_text(encoding="utf-8")
                known[path] = set(re.findall(r"^(?:async )?def (test_\w+)\(", text, re.MULTILINE))
            if function not in known[path]:
                missing.append((item, test))

    assert missing == []


def called(pattern: str, paths: list[Path]) -> list[str]:
    """Where a pattern stands in the product's own files."""
    wanted = re.compile(pattern)
    return [
        f"{path.relative_to(ROOT)}:{number}"
        for path in paths
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if wanted.search(line)
    ]


def test_nothing_is_evaluated_and_no_weak_algorithm_is_called() -> None:
    """V5.2.4, V5.5.4 and V6.2.5: no eval, no MD5, SHA-1, DES, RC4, ECB or old padding in the product."""
    weak = r"\b(md5|sha1|TripleDES|Blowfish|ARC4|ECB|PKCS1v15)\(|hashlib\.new\("

    assert called(r"(?<![\w.])(eval|exec|compile|__import__)\(|" + weak, SOURCES) == []
    assert called(r"\beval\(|new Function|innerHTML|document\.write|setTimeout\([\"'`]", SCRIPTS) == []
    assert len(SCRIPTS) > 3


def test_nothing_is_unpickled() -> None:
    """V5.5.3: no module of the product imports a reader that runs what it reads."""
    assert called(r"^\s*(import|from) (pickle|marshal|shelve|dill|yaml)\b", SOURCES) == []
