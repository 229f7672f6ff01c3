"""The command line says refusals in Vietnamese, values of several words included."""

from commands.words import said
from services.checklists.papers import PapersMissing


def test_each_of_several_words_is_translated() -> None:
    refusal = PapersMissing(
        action="Close the settled complaint", papers=("Notice of acceptance", "Minutes of the dialogue")
    )

    text = said(refusal)

    assert "Thông báo thụ lý, Biên bản đối thoại" in text
    assert "Notice" not in text
