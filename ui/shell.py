"""What surrounds every page: whose session this is, language, theme, signing out."""

from html import escape
from urllib.parse import quote

import streamlit as st

from services.permissions import Actor
from services.settings import settings
from ui import labels, scripts, theme
from ui.i18n import _, language

_STYLE = """
<style>
/* Where the keyboard is: the shade of the framework alone is too faint to be found. */
[data-testid="stSidebarNavLink"]:focus-visible { outline: 2px solid #2A78B8; outline-offset: -1px; }
[data-testid="stMainBlockContainer"] { padding: 2.2rem 2rem 3rem; max-width: 1800px; }
[data-testid="stSidebarContent"] { font-size: 0.95rem; }
.td-foot { font-size: 0.85rem; line-height: 1.9; }
.td-foot a, .td-foot button { color: inherit; text-decoration: underline; background: none; border: 0;
  padding: 0; font: inherit; cursor: pointer; }
.td-demo { border: 1px solid #B26A00; border-radius: 6px; padding: 0.3rem 0.6rem; margin-bottom: 0.6rem; }
/* Streamlit's own download writes cells as they are, formulas too, and leaves no trace: workbooks do both. */
[data-testid="stElementToolbarButton"]:has(button[aria-label^="Download as CSV"]),
[data-testid="stElementToolbarButton"]:has(path[d^="M18 15v3H6v-3H4v3c0 1.1"]) { display: none; }
/* Where the keyboard is: the shade that the framework gives a link is too faint to be found. */
[data-testid="stPageLink-NavLink"]:focus-visible { outline: 2px solid #2A78B8; outline-offset: -1px; }
/* A name beside its code stands whole. */
.st-key-figure_codes_body [data-testid="stPageLink-NavLink"] * { white-space: normal; overflow: visible; }
@page { margin: 12mm; }
@media print {
  [data-testid="stSidebar"], [data-testid="stHeader"], .stButton { display: none !important; }
  /* As wide as the sheet, not as the screen was (with scripts/paper.js). */
  .stPlotlyChart, .stPlotlyChart > div, .js-plotly-plot, .plot-container, .svg-container {
    width: 100% !important; height: auto !important; }
  .svg-container > svg.main-svg[viewBox] { width: 100% !important; height: auto !important; }
  .svg-container > svg.main-svg[viewBox]:first-of-type { position: static !important; }
  /* Tiles of the monitor: the sheet holds four beside each other. */
  [data-testid="stHorizontalBlock"]:has(> * [class*="st-key-card_figure_"]) { flex-wrap: wrap !important; }
  [data-testid="stColumn"]:has([class*="st-key-card_figure_"]) { flex: 1 1 22% !important;
    min-width: 22% !important; }
}
</style>
"""

# What is chosen stands in the colour of words: the framework takes the darker one of its buttons.
_CHOSEN = """
<style>
.stApp .stMain button[data-variant="segmented_control"][data-selected],
.stApp .stMain button[data-variant="pills"][data-selected] { color: %(accent)s; border-color: %(accent)s; }
[data-testid="stTab"][aria-selected="true"], [data-testid="stTab"][aria-selected="true"] p
  { color: %(accent)s; }
</style>
"""


def frame(actor: Actor) -> None:
    """Draw the foot of the sidebar: name, role, language, theme, sign-out."""
    st.html(_STYLE)
    if st.context.theme.type == "dark":
        st.html(_CHOSEN % {"accent": theme.DARK.accent})
    with st.sidebar:
        st.html(_foot(actor))
        scripts.run("paper")


def _foot(actor: Actor) -> str:
    here = quote(str(st.context.url or "/"), safe="")
    other, other_name = ("en", "English") if language() == "vi" else ("vi", "Tiếng Việt")
    dark = st.context.theme.type == "dark"
    other_theme, theme_name = ("light", _("Light theme")) if dark else ("dark", _("Dark theme"))
    demo = f'<div class="td-demo">{escape(_("Demonstration data. Nothing here is real."))}</div>'
    role = labels.word(actor.role) if actor.role else _("No role today")
    return (
        f'<div class="td-foot">{demo if settings().demo else ""}'
        f"<strong>{escape(actor.name)}</strong><br>{escape(role)}<br>"
        f'<a href="/language/{other}?next={here}" lang="{other}">{other_name}</a> · '
        f'<a href="/theme/{other_theme}?next={here}">{escape(theme_name)}</a>'
        '<form method="post" action="/sign-out">'
        f'<button type="submit">{escape(_("Sign out"))}</button></form></div>'
    )
