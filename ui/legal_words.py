"""The sources of legal terms in the reader's language: "LKN art.27" is "LKN Điều 27"."""

import re

from services.text import N_
from ui.i18n import _, pgettext

# Sources that are sentences, not places in a law.
SENTENCES = (
    N_("house rule: no statutory term"),
    N_("house rule (ND154 art.25.2 sets no term)"),
    N_("TT04 (to be confirmed)"),
)
# The rules of their own that a case may fall under (column "variant" of rules/clocks.csv).
VARIANTS = {
    "": N_("None: the ordinary term"),
    "several_places": N_("Verified in several places, or by another body"),
    "voters": N_("Recommendation of voters"),
    "voters_groups_a_c": N_("Recommendation of voters, groups a and c"),
    "dismissal": N_("Disciplinary decision of dismissal"),
}
_ARTICLE = re.compile(r"\barts?\.? ?(?=\d)")
_DECREE = re.compile(r"\bND(?=\d)")


def variant_word(variant: str) -> str:
    """The rule of its own that a case falls under, in words; one that the table alone knows as it stands."""
    return _(VARIANTS[variant]) if variant in VARIANTS else variant


def law(basis: str) -> str:
    """A source as the reader's law books name it; laws keep their Vietnamese abbreviations."""
    if basis in SENTENCES:
        return _(basis)
    article, decree = pgettext("law", "art."), pgettext("law", "ND")
    if article == "art.":
        return basis
    return _DECREE.sub(decree, _ARTICLE.sub(article, basis))
