"""The little style that the leaders' screens need beyond the theme; the only place of their CSS."""

import streamlit as st

from ui import theme

# A card is a bordered container with one link that covers it: the whole card opens its rows, and
# the keyboard and a screen reader meet one link with the figure in its name.
_STYLE = """
<style>
[data-testid="stMainBlockContainer"] h1 { padding: 0 0 0.2rem; }
.st-key-filter_bar, .st-key-cases_views, .st-key-statistics_chips { gap: 0.4rem; }
.st-key-filter_bar button, .st-key-cases_views button, .st-key-statistics_chips button
  { min-height: 2rem; padding: 0.1rem 0.7rem; border-radius: 1rem; }
.st-key-filter_bar button p, .st-key-cases_views button p, .st-key-statistics_chips button p
  { font-size: 0.9rem; }
.st-key-filter_line { flex-wrap: nowrap; min-height: 1.9rem; margin-bottom: -0.35rem; }
.st-key-filter_line button { min-height: 1.8rem; padding: 0 0.7rem; border-radius: 1rem; max-width: 24rem; }
.st-key-filter_line button p { font-size: 0.9rem; }
[class*="st-key-saved_open_"] button
  { justify-content: flex-start; text-align: left; padding: 0.15rem 0.3rem; min-height: 2rem; }
[class*="st-key-saved_open_"] button > div { justify-content: flex-start; }
[class*="st-key-saved_manage_"] button { min-height: 2rem; }
/* As in the head of a panel: the words are for who listens. */
[class*="st-key-saved_manage_"] button p { position: absolute; width: 1px; height: 1px;
  clip-path: inset(50%); overflow: hidden; }
/* The frame around it too: it would take a gap, and everything below would jump. */
.st-key-filter_line div:has(> .st-key-saved_focus) { display: none; }
.st-key-saved_body:focus { outline: none; }
.st-key-saved_body p { font-size: 0.9rem; }
.st-key-saved_form { border-top: 1px solid rgba(128, 140, 152, 0.35); padding-top: 0.7rem; }
.td-scope { margin: 0; opacity: 0.85; font-size: 0.95rem; font-variant-numeric: tabular-nums; }
[class*="st-key-card_"] { position: relative; gap: 0.15rem; padding: 0.6rem 0.8rem; }
[class*="st-key-card_"] [data-testid="stPageLink"], [class*="st-key-card_"] [data-testid="stPageLink"] div
  { position: static; }
[class*="st-key-card_"] a { position: static; padding: 0; background: none !important; min-height: 0; }
[class*="st-key-card_"] a::after { content: ""; position: absolute; inset: 0; border-radius: 6px; }
[class*="st-key-card_"] a:hover::after { background: rgba(11, 79, 138, 0.06); }
[class*="st-key-card_"] a:focus-visible::after { outline: 2px solid #2A78B8; outline-offset: 1px; }
[class*="st-key-card_"] a p { line-height: 1.3; white-space: normal; }
[class*="st-key-card_hot_"] { padding: 0.35rem 0.7rem; }
[class*="st-key-card_hot_"], [class*="st-key-card_alarm_"] { gap: 0.3rem; }
[class*="st-key-card_hot_"] [data-testid="stMarkdownContainer"] p {
  display: -webkit-box !important; -webkit-line-clamp: 1;
  -webkit-box-orient: vertical; overflow: hidden !important; font-size: 0.95rem; line-height: 1.45; }
[class*="st-key-related_"] { padding: 0.5rem 0.8rem; gap: 0.2rem; }
[class*="st-key-related_"] [data-testid="stPageLink"] p {
  white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
[class*="st-key-card_unit_"] { padding: 0.25rem 0.4rem; border-top: 1px solid rgba(128, 140, 152, 0.25); }
[class*="st-key-head_"] { flex-wrap: nowrap; min-height: 1.6rem; }
[class*="st-key-head_"] button, [class*="st-key-head_"] a { padding: 0; min-height: 1.5rem; }
[class*="st-key-head_"] a p { font-size: 0.86rem; }
/* The word stays for who listens; the icon is enough for who looks. */
[class*="st-key-head_"] button p { position: absolute; width: 1px; height: 1px; clip-path: inset(50%);
  overflow: hidden; }
[class*="st-key-card_figure_"] { padding: 0.5rem 0.65rem; }
.st-key-panel_direction { padding: 0.3rem 0.8rem; gap: 1rem; }
.st-key-panel_direction p { font-size: 0.95rem; }
.st-key-panel_direction > :has(.td-note) { margin-left: auto; }
[class*="st-key-card_figure_"] p { font-size: 0.92rem; }
[class*="st-key-card_figure_"] p strong { display: block; font-size: 2rem; line-height: 1.15;
  font-weight: 700; font-variant-numeric: tabular-nums; }
[class*="st-key-panel_"] { padding: 0.6rem 0.8rem 0.3rem; gap: 0.25rem; }
.td-title, h2.td-title { font-weight: 600; font-size: 1rem; margin: 0; padding: 0; line-height: 1.35; }
.td-note { font-size: 0.86rem; opacity: 0.85; margin: 0; }
.td-deltas { font-size: 0.8rem; line-height: 1.4; margin: 0; white-space: nowrap;
  font-variant-numeric: tabular-nums; }
.td-spark { position: relative; height: 1.5rem; margin: 0.2rem 0.4rem 0 0; }
.td-spark i, .td-spark b { position: absolute; inset: 0; }
.td-spark i { background: rgba(128, 140, 152, 0.22); } .td-spark b { background: rgb(128, 140, 152); }
.td-spark u { position: absolute; right: -3px; width: 7px; height: 7px; margin-top: -3px;
  border-radius: 50%; background: var(--td-accent); }
.td-good { color: var(--td-good); } .td-bad { color: var(--td-bad); }
.td-warn { color: var(--td-warn); } .td-same { opacity: 0.8; }
.td-numbers { display: flex; gap: 0.9rem; margin: 0; font-size: 0.86rem; flex-wrap: wrap;
  font-variant-numeric: tabular-nums; }
.td-numbers b { font-size: 1.05rem; }
.td-columns { flex-wrap: nowrap; gap: 0.4rem; white-space: nowrap; justify-content: flex-end; }
[class*="st-key-card_"] .td-columns a { position: relative; z-index: 1; color: inherit;
  text-decoration: none; }
.td-columns a:hover, .td-columns a:focus-visible { text-decoration: underline; }
.td-columns span { width: 5.6rem; text-align: right; }
.td-level { display: inline-block; min-width: 5.2rem; text-align: center; border-radius: 4px;
  padding: 0.05rem 0.4rem; font-weight: 600; font-size: 0.82rem; }
@media (min-width: 1700px) {
  [class*="st-key-card_figure_"] p strong { font-size: 2.5rem; }
  .td-deltas, .td-note, .td-numbers { font-size: 0.95rem; }
  .td-columns span { width: 7rem; }
}
h2.td-slide { font-size: 1.4rem; font-weight: 700; margin: 0; padding: 0 0 0.4rem; }
.td-line { margin: 0; line-height: 1.45; }
.td-said { border-left: 3px solid var(--td-accent); padding-left: 0.7rem; }
.td-hint { opacity: 0.8; margin: 0; text-align: right; visibility: hidden; }
.td-keys .td-hint { visibility: visible; }
.td-cards { display: grid; grid-template-columns: repeat(6, minmax(0, 1fr)); gap: 0.8rem;
  margin-bottom: 0.6rem; }
.td-card { display: flex; flex-direction: column; font-variant-numeric: tabular-nums; }
.td-cards b { font-size: 2rem; line-height: 1.15; }
.td-cards span { line-height: 1.3; min-height: 2.6em; }
.td-cards small { font-size: 0.82rem; opacity: 0.85; line-height: 1.35; }
.td-table { border-collapse: collapse; width: 100%; font-size: 1.5rem; font-variant-numeric: tabular-nums; }
.td-table th, .td-table td { text-align: left; padding: 0.35rem 0.7rem; vertical-align: top;
  border-bottom: 1px solid rgba(128, 140, 152, 0.35); }
.td-table .td-whole { white-space: nowrap; }
.td-table .td-right { text-align: right; white-space: nowrap; }
[class*="st-key-briefing_line_"] { flex-wrap: nowrap; gap: 0.5rem; }
[class*="st-key-briefing_line_"] button { padding: 0; min-height: 1.6rem; white-space: nowrap; }
.st-key-briefing_rail { gap: 0.1rem; }
.st-key-briefing_bar { gap: 0.7rem; }
.st-key-briefing_rail button { min-height: 2.2rem; justify-content: flex-start; text-align: left;
  padding: 0.35rem 0.7rem; }
.st-key-briefing_rail button > div { justify-content: flex-start; }
.st-key-slide_first, .st-key-slide_last { position: absolute; width: 1px; height: 1px; overflow: hidden;
  clip-path: inset(50%); }
/* For paper only; with its frame, which would leave a gap on the screen. */
div:has(> .st-key-statistics_print) { display: none; }
@media print {
  div:has(> .st-key-statistics_print) { display: block; }
  [data-testid="stSidebar"], [data-testid="stHeader"], .st-key-filter_bar, .st-key-filter_line,
  .st-key-statistics_chips,
  [data-testid="stTabs"] [role="tablist"], .st-key-statistics_export, [class*="st-key-head_"] button,
  .modebar { display: none !important; }
  [class*="st-key-panel_"], [class*="st-key-card_"] { break-inside: avoid; }
  [data-testid="stMainBlockContainer"] { padding: 0 !important; max-width: none !important; }
}
</style>
"""

# A slide before a room: nothing but the slide, in letters that the last row reads.
# Readable at three metres: the page's unit grows, so that nothing is smaller than 22 px; charts have
# their letters from ui/wall/large.py.
_WALL = """
<style>
[data-testid="stSidebar"], [data-testid="stHeader"], [data-testid="stToolbar"],
[data-testid="stExpandSidebarButton"], [class*="st-key-numbers_"] { display: none !important; }
[data-testid="stMainBlockContainer"] { padding: 0.8rem 1.2rem 0; max-width: none; }
html { font-size: 27px; }
.td-wall-head { display: flex; align-items: center; gap: 1.2rem; }
.td-wall-head h1 { font-size: 1.5rem; padding: 0; margin: 0 auto 0 0; }
.td-wall-dots i { display: inline-block; width: 0.6rem; height: 0.6rem; border-radius: 50%;
  margin-left: 0.35rem; background: rgba(128, 140, 152, 0.45); }
.td-wall-dots i.td-here { background: var(--td-accent); }
.td-wall-dots, .td-wall-stamp { white-space: nowrap; }
.td-wall-stamp u { display: inline-block; width: 0.7rem; height: 0.7rem; border-radius: 50%;
  background: var(--td-good); margin-right: 0.4rem; text-decoration: none; }
.td-wall-stamp em { display: none; font-style: normal; font-weight: 700; margin-left: 0.6rem; }
.td-wall-stamp.td-stale u { background: var(--td-muted); }
.td-wall-stamp.td-stale em { display: inline; color: var(--td-bad); }
.td-wall-clock { font-size: 1.6rem; font-weight: 700; font-variant-numeric: tabular-nums; }
.td-wall-tiles { display: grid; grid-template-columns: repeat(4, 1fr); gap: 0.9rem; margin-top: 0.6rem; }
.td-wall-tile { border: 1px solid rgba(128, 140, 152, 0.45); border-radius: 8px; padding: 0.7rem 0.9rem; }
.td-wall-tile b { display: block; font-size: 3.1rem; line-height: 1.1; font-variant-numeric: tabular-nums; }
.td-wall-tile span { font-size: 1.05rem; }
.td-wall-tile .td-deltas, .td-wall-tile .td-deltas span, .td-note, .td-numbers { font-size: 0.82rem; }
.td-numbers b { font-size: 1rem; }
@media (min-width: 1700px) {
  .td-wall-tiles { gap: 1.1rem; margin-top: 1rem; }
  .td-wall-tile { padding: 1.3rem 1.3rem; }
  .td-wall-tile b { font-size: 4.4rem; }
  .td-wall-tile span { font-size: 1.3rem; }
  .td-wall-tile .td-deltas, .td-wall-tile .td-deltas span { font-size: 1rem; }
}
.td-wall-table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
.td-wall-table th, .td-wall-table td { text-align: right; padding: 0.28rem 0.5rem;
  border-bottom: 1px solid rgba(128, 140, 152, 0.35); }
.td-wall-table th:first-child, .td-wall-table td:first-child { text-align: left; }
.td-wall-table th { font-size: 0.85rem; font-weight: 400; }
.td-wall-empty { font-size: 1.2rem; }
.st-key-wall_foot { opacity: 0.75; }
.st-key-wall_foot p { font-size: 0.6rem; }
</style>
"""

_PRESENTING = """
<style>
[data-testid="stSidebar"], [data-testid="stHeader"], [data-testid="stToolbar"],
[data-testid="stExpandSidebarButton"] { display: none !important; }
[data-testid="stMainBlockContainer"] { padding: 2rem 3.5rem 1rem; max-width: none; }
/* Out of sight, and still there for the keys that press them. */
.st-key-briefing_turning { position: absolute; width: 1px; height: 1px; overflow: hidden;
  clip-path: inset(50%); }
h2.td-slide { font-size: 2.6rem; }
.td-line { font-size: 1.7rem; line-height: 1.35; margin: 0 0 0.5rem; }
.td-title, h2.td-title { font-size: 1.4rem; }
[class*="st-key-numbers_"] { display: none; }
.td-cards b { font-size: 3.6rem; }
.td-cards span { font-size: 1.5rem; }
.td-cards small, .td-note, .td-hint { font-size: 1.375rem; }
</style>
"""


def hang() -> None:
    """Put the style of the wall over that of the page."""
    st.html(_WALL)


def present() -> None:
    """Put the style of a presentation over that of the page."""
    st.html(_PRESENTING)


def apply(dark: bool) -> None:
    """Put the style on the page, with the state colours of the theme in use."""
    colours = theme.palette(dark)
    words = {"good": colours.on_time, "bad": colours.overdue, "warn": colours.due_soon}
    words |= {"accent": colours.accent, "muted": colours.muted}
    values = "".join(f"--td-{name}: {colour};" for name, colour in words.items())
    st.html(f"{_STYLE}<style>:root {{ {values} }}</style>")
