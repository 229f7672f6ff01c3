"""Tables on paper: a grid of the screen prints only what is in view, so a plain table stands for it."""

from collections.abc import Iterable
from html import escape

import pandas as pd
import streamlit as st

from ui.labels import count

# Every cell goes to the browser a second time: what is longer belongs into a workbook.
MOST_CELLS = 2000
_STYLE = """
<style>
/* With its frame, which would leave a gap on the screen. */
div:has(> [class*="st-key-paper_"]) { display: none; }
@media print {
  div:has(> [class*="st-key-paper_"]) { display: block; }
  .td-paper { border-collapse: collapse; width: 100%; font-size: 9pt; font-variant-numeric: tabular-nums; }
  .td-paper th, .td-paper td { border-bottom: 1px solid #A8B0B8; padding: 2px 5px; text-align: right; }
  .td-paper th:first-child, .td-paper td:first-child { text-align: left; }
  .td-paper tr { break-inside: avoid; }
}
</style>
"""


def table(key: str, frame: pd.DataFrame) -> None:
    """The same cells as a plain table, for paper only; a grid that is too long for that prints as it is.

    `key` is the grid's own, which leaves the paper to this table.
    """
    if frame.size > MOST_CELLS:
        return
    # The words of the screen: numbers that are counted have no decimals, the others are text already.
    rows = "".join(_row("td", line) for line in frame.itertuples(index=False, name=None))
    heads = _row("th", frame.columns)
    hide = f"<style>@media print {{ .st-key-{key} {{ display: none !important; }} }}</style>"
    with st.container(key=f"paper_{key}"):
        st.html(f'{_STYLE}{hide}<table class="td-paper"><thead>{heads}</thead><tbody>{rows}</tbody></table>')


def _row(tag: str, cells: Iterable[object]) -> str:
    return f"<tr>{''.join(f'<{tag}>{escape(_text(cell))}</{tag}>' for cell in cells)}</tr>"


def _text(cell: object) -> str:
    return count(int(cell)) if isinstance(cell, float) and cell == int(cell) else str(cell)
