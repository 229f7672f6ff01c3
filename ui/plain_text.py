"""Text of people where Streamlit reads Markdown: it is shown as it was typed, and nothing of it acts.

Streamlit reads Markdown in every label, message, title and option of a button bar: `![](http://…)` would
fetch a picture from outside, `:red[…]`, `$…$` and `:material/…:` would draw. Whatever a person typed
passes `plain` on its way into such a place; into HTML it passes `html.escape`.
"""

import re

# Signs that mean something wherever they stand. A full stop or a stroke within a word means nothing.
_ANYWHERE = re.compile(r"[\\`*\[\]<>~$|{}]|(?<![^\W_])_|_(?![^\W_])|&(?=[#A-Za-z])")
# A name between colons is an icon or an emoji, one before a bracket a colour, two colons a block.
# Streamlit looks for these after Markdown has read its signs, so that a backslash does not help.
_COLON = re.compile(r":(?=[\w+-]*[:\[{/])|(?<=:):")
# What would become a link: a click on it tells an outside host where it was found.
_LINK = re.compile(r"(?i)(?<=http)(?=s?://)|(?<=www)(?=\.)|(?<=\S)(?=@\S)")
# At the beginning of a line: headings, lists, quotations, rules, and underlines of headings.
_LINE_START = re.compile(r"(?m)^([ \t]*)([#>=+-])")
_NUMBERED = re.compile(r"(?m)^([ \t]*\d{1,9})([.)])(?=[ \t\n]|$)")
# Four blanks would make a block of code.
_INDENTED = re.compile(r"(?m)^[ \t]+")
# Streamlit draws these as arrows and other signs of printing, escaped or not.
_DRAWN = re.compile(r"(?<=[-<>=~])(?=[-<>=~])")
_JOINER = "\N{WORD JOINER}"


def plain(text: str) -> str:
    """A text as it stands, where Markdown is read: its signs lose their meaning.

    Some only do so with a sign without width beside them, which stays in what is copied from the screen.
    """
    # Within a line a carriage return would end it for Markdown and not for us.
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = _LINK.sub(_JOINER, _DRAWN.sub(_JOINER, text))
    text = _COLON.sub(f":{_JOINER}", text)
    text = _ANYWHERE.sub(lambda sign: f"\\{sign.group()}", text)
    text = _LINE_START.sub(r"\1\\\2", text)
    text = _NUMBERED.sub(r"\1\\\2", text)
    return _INDENTED.sub(lambda blanks: "\N{NO-BREAK SPACE}" * len(blanks.group()), text)


def one_line(text: str) -> str:
    """The same for a label, a cell of a table or a point of a list, which end with the line."""
    return plain(" ".join(text.split()))
