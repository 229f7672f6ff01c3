"""Sources of legal terms read as the reader's law books write them."""

import pytest

from services.deadlines import shipped_rules
from ui.i18n import in_language
from ui.legal_words import SENTENCES, law


@pytest.mark.parametrize(
    ("basis", "vietnamese"),
    [
        ("LKN art.27", "LKN Điều 27"),
        ("ND155 art.10 (ND124 art.16.1)", "NĐ155 Điều 10 (NĐ124 Điều 16.1)"),
        ("LKN arts 50, 55", "LKN Điều 50, 55"),
        ("house rule: no statutory term", "quy định nội bộ: luật không ấn định thời hạn"),
    ],
)
def test_a_source_is_read_in_vietnamese(basis, vietnamese) -> None:
    with in_language("vi"):
        assert law(basis) == vietnamese


def test_english_leaves_a_source_as_it_is() -> None:
    with in_language("en"):
        assert law("LKN art.27") == "LKN art.27"


def test_every_sentence_among_the_sources_is_known() -> None:
    rules = shipped_rules()
    bases = {rule.basis for rule_id in rules.ids() for rule in rules.versions(rule_id)}

    assert {basis for basis in bases if "(to be" in basis or "house" in basis} <= set(SENTENCES)
