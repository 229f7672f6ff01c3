"""The table of legal terms: which version stood when, and what a broken table is refused for."""

from datetime import date
from pathlib import Path

import pytest

from services.legal_rules import (
    Nature,
    RuleNotInForce,
    RuleRowInvalid,
    RuleUnknown,
    RuleVariantBroken,
    RuleVersionsGap,
    RuleVersionsOverlap,
    TermUnit,
    load_rules,
    shipped_rules,
)

HEADER = (
    "id,version,kind,instance,nature,step,trigger,n,unit,variant,variant_of,extension_days,max_extensions,"
    "condition,basis,effective_from,effective_to,confidence\n"
)


def table(tmp_path: Path, *lines: str):
    path = tmp_path / "deadlines.csv"
    path.write_text(HEADER + "\n".join(lines) + "\n", encoding="utf-8")
    return load_rules(path)


def line(**changed: str) -> str:
    cells = {
        "id": "AA-1",
        "version": "1",
        "kind": "complaint",
        "instance": "1",
        "nature": "deadline",
        "step": "decision",
        "trigger": "acceptance",
        "n": "30",
        "unit": "calendar_day",
        "variant": "",
        "variant_of": "",
        "extension_days": "",
        "max_extensions": "",
        "condition": "",
        "basis": "art. 1",
        "effective_from": "2020-01-01",
        "effective_to": "",
        "confidence": "F",
    }
    return ",".join((cells | changed).values())


def test_the_shipped_table_holds_every_rule() -> None:
    rules = shipped_rules()

    assert sum(len(rules.versions(rule_id)) for rule_id in rules.ids()) == 65
    assert "KN-RES1" in rules
    assert "KN-RES9" not in rules
    assert "acceptance" in rules.texts()


def test_the_version_is_chosen_by_the_day_of_the_trigger() -> None:
    before = shipped_rules().version_on("KN-ACC1", date(2026, 6, 30))
    after = shipped_rules().version_on("KN-ACC1", date(2026, 7, 1))

    assert (before.version, before.n, before.unit) == (1, 10, TermUnit.CALENDAR_DAY)
    assert (after.version, after.n, after.unit) == (2, 7, TermUnit.WORKING_DAY)
    assert shipped_rules().pinned("KN-ACC1", 1) == before


def test_extensions_are_limited_by_the_variants_that_count_them() -> None:
    base = shipped_rules().version_on("TC-RES", date(2026, 1, 1))
    plain = shipped_rules().version_on("KN-RES1", date(2026, 1, 1))

    assert base.extension_limit == 2
    assert not base.counts_extensions
    assert shipped_rules().version_on("TC-RESX", date(2026, 1, 1)).counts_extensions
    assert plain.extension_limit == 0


def test_only_terms_and_effect_give_a_date() -> None:
    assert [nature for nature in Nature if nature.gives_date] == ["deadline", "limitation", "effect"]


@pytest.mark.parametrize("rule_id", ["KN-DLG", "XLD-45"])
def test_a_rule_not_yet_in_force_is_refused_with_its_period(rule_id: str) -> None:
    with pytest.raises(RuleNotInForce) as refusal:
        shipped_rules().version_on(rule_id, date(2026, 6, 30))

    assert refusal.value.values["rule"] == rule_id
    assert refusal.value.values["periods"] == "01/07/2026 – …"


def test_an_unknown_rule_or_version_is_refused_by_name() -> None:
    with pytest.raises(RuleUnknown, match="KN-RES9"):
        shipped_rules().version_on("KN-RES9", date(2026, 1, 1))
    with pytest.raises(RuleUnknown, match="KN-ACC1 v7"):
        shipped_rules().pinned("KN-ACC1", 7)


def test_versions_may_follow_one_another_in_any_order_of_lines(tmp_path: Path) -> None:
    second = line(version="2", effective_from="2026-07-01")
    first = line(effective_to="2026-06-30")

    rules = table(tmp_path, second, first)

    assert [rule.version for rule in rules.versions("AA-1")] == [1, 2]


@pytest.mark.parametrize(
    ("first_ends", "refusal"),
    [("2026-06-29", RuleVersionsGap), ("2026-07-01", RuleVersionsOverlap), ("", RuleVersionsOverlap)],
)
def test_a_gap_or_an_overlap_of_validity_is_refused(tmp_path: Path, first_ends: str, refusal) -> None:
    with pytest.raises(refusal) as caught:
        table(tmp_path, line(effective_to=first_ends), line(version="2", effective_from="2026-07-01"))

    assert caught.value.values == {"rule": "AA-1", "first": 1, "second": 2}


@pytest.mark.parametrize(
    ("column", "text"),
    [
        ("n", "thirty"),
        ("n", "0"),
        ("unit", "fortnight"),
        ("unit", "year"),
        ("nature", "wish"),
        ("effective_from", "1/7/2026"),
        ("id", ""),
    ],
)
def test_a_wrong_cell_is_refused_by_line_and_column(tmp_path: Path, column: str, text: str) -> None:
    with pytest.raises(RuleRowInvalid) as refusal:
        table(tmp_path, line(id="AA-0"), line(**{column: text}))

    assert refusal.value.values["line"] == 3
    assert refusal.value.values["column"] == column


def test_a_variant_of_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RuleVariantBroken) as refusal:
        table(tmp_path, line(variant="complex", variant_of="AA-9"))

    assert refusal.value.values == {"rule": "AA-1", "base": "AA-9"}
