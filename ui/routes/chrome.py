"""The language of Streamlit's own controls: their words are swapped in the browser, their numbers follow."""

import json

from starlette.requests import Request
from starlette.responses import Response

from services.text import N_
from ui import formats
from ui.i18n import _, in_language

# What Streamlit draws by itself and takes no words for; exact texts of its release.
WORDS = (
    N_("Upload"),
    N_("Browse files"),
    N_("Add files"),
    N_("file upload"),
    N_("Link to heading"),
    N_("Help"),
    N_("App pages"),
    N_("Drag and drop file here"),
    N_("Drag and drop files here"),
    N_("Drag and drop a file here"),
    N_("No results"),
    N_("No options to select."),
    N_("No options to select"),
    N_("Select all"),
    N_("Clear selection"),
    N_("Clear value"),
    N_("Choose date"),
    N_("Choose date range"),
    N_("Choose an option"),
    N_("Choose options"),
    N_("Download as CSV"),
    N_("Fullscreen"),
    N_("Close fullscreen"),
    N_("Show/hide columns"),
    N_("Sort ascending"),
    N_("Sort descending"),
    N_("Pin column"),
    N_("Unpin column"),
    N_("Hide column"),
    N_("Autosize"),
    N_("Format"),
    N_("Add row"),
    N_("Delete row(s)"),
    N_("Search"),
    N_("Type to search"),
    N_("Connecting"),
    N_("Connection error"),
    N_("Please wait..."),
    N_("Page not found"),
    N_("The page that you have requested does not seem to exist. Running the app's main page."),
    N_("Running..."),
    N_("Stop"),
    N_("Loading..."),
    N_("Show password"),
    N_("Hide password"),
    N_("Show password text"),
    N_("Copy to clipboard"),
    N_("Collapse sidebar"),
    N_("Expand sidebar"),
    N_("Close"),
    N_("Press Enter to apply"),
    N_("Press Ctrl+Enter to apply"),
    N_("Press ⌘+Enter to apply"),
    N_("Skip to main content"),
    N_("An error occurred"),
    N_("Error:"),
    N_("empty"),
)
# What Streamlit says with a name or number in it, or in words that help nobody: a pattern of its
# text, and our sentence, with {0} and {1} for what the brackets caught. English gets ours as well.
SENTENCES = (
    (r"^(?:Limit )?([\d.]+)\s?MB per file", N_("up to {0} MB each")),
    (
        r"^(?:Error: )?File must be [\d.]+\s?\w+ or smaller\.?$",
        N_("Too large: the limit stands above. Make the file smaller or split it, and add it again."),
    ),
    (
        r"^(?:Error: )?(?:\S+ )?files are not allowed\.?$",
        N_("A file of another kind: the kinds that are taken stand above. Save it as one of them."),
    ),
    (r"^(?:Error: )?Only one file is allowed\.?$", N_("One file at a time. Add it alone.")),
    (
        r"^(?:Error: )?(?:AxiosError\b.*|Network Error)$",
        N_("The file did not arrive. Check the connection and add it again."),
    ),
    (
        r"^(?:Error: )?Failed to generate file for download\.?$",
        N_("The file could not be made now. Nothing is lost; try again in a moment."),
    ),
    (r"^Help for (.+)$", N_("Help for {0}")),
)
# How large a file is, beside its name.
_SIZE = r"^(\d+)\.(\d)\s?([KMG]?B)$"

# Streamlit's grids, calendars and date fields write by the language of the browser, not of the page.
_LOCALE = """for (const [name, value] of [["language", %s], ["languages", [%s]]])
  Object.defineProperty(navigator, name, {get: () => value, configurable: true});
"""
_WORDS = """(() => {
  const words = %s, sentences = %s.map(([source, said]) => [new RegExp(source), said]);
  const names = ["aria-label", "title", "placeholder"];
  const say = text => {
    const plain = text.trim();
    if (Object.hasOwn(words, plain)) return text.replace(plain, () => words[plain]);
    for (const [pattern, said] of sentences) {
      const found = pattern.exec(plain);
      if (found) return text.replace(found[0], () => said.replace(/{(\\d)}/g, (_, n) => found[+n + 1]));
    }
    return null;
  };
  const visit = node => {
    if (node.nodeType === Node.TEXT_NODE) {
      if (node.data.length > 100) return;
      const said = say(node.data);
      if (said !== null && said !== node.data) node.data = said;
    } else if (node.nodeType === Node.ELEMENT_NODE) {
      for (const name of names) {
        const said = node.hasAttribute(name) ? say(node.getAttribute(name)) : null;
        if (said !== null && said !== node.getAttribute(name)) node.setAttribute(name, said);
      }
      node.childNodes.forEach(visit);
    }
  };
  new MutationObserver(changes => {
    for (const change of changes) {
      if (change.type === "childList") change.addedNodes.forEach(visit);
      else visit(change.target);
    }
  }).observe(document, {subtree: true, childList: true, characterData: true, attributes: true,
                        attributeFilter: names});
})();
"""


async def chrome_words(request: Request) -> Response:
    """The script for a language; the words of English are Streamlit's own, some sentences are not."""
    with in_language(request.path_params["code"]):
        words = {word: _(word) for word in WORDS if _(word) != word}
        sentences = [(pattern, _(said)) for pattern, said in SENTENCES]
        mark = formats.separators()[0]
        sentences.append((_SIZE, f"{{0}}{mark}{{1}}\N{NO-BREAK SPACE}{{2}}"))
        locale = json.dumps(formats.browser_locale())
    script = _LOCALE % (locale, locale)
    script += _WORDS % (json.dumps(words, ensure_ascii=False), json.dumps(sentences, ensure_ascii=False))
    return Response(script, media_type="text/javascript", headers={"Cache-Control": "max-age=3600"})
