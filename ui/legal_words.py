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
_ARTICLE = re.compile(r"\barts?\.? ?(?=\d)")
_DECREE = re.compile(r"\bND(?=\d)")


def law(basis: str) -> str:
    """A source as the reader's law books name it; laws keep their Vietnamese abbreviations."""
    if basis in SENTENCES:
        return _(basis)
    article, decree = pgettext("law", "art."), pgettext("law", "ND")
    if article == "art.":
        return basis
    return _DECREE.sub(decree, _ARTICLE.sub(article, basis))
