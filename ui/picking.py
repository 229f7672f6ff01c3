"""Which rows a reader chose: those he saw when he clicked, and not what stands in their place since."""

from collections.abc import Hashable, Iterable, Sequence
from typing import TypeVar
from zlib import crc32

import streamlit as st

Item = TypeVar("Item")
_KEPT, _MOST = "_tables_seen", 4


def seen(key: str, items: Sequence[Item]) -> Sequence[Item]:
    """The items of a table as it was drawn last; `items`, drawn now, are kept for the next run.

    A selection comes as positions, and until the click arrives somebody may have written. `key` names the
    table with its filter and page: of another list these are the items of now.
    """
    kept: dict[str, Sequence[Item]] = st.session_state.get(_KEPT, {})
    # Only what the last run drew: lists of hundreds of filters are nobody's memory.
    st.session_state[_KEPT] = {name: kept[name] for name in list(kept)[-_MOST:] if name != key} | {key: items}
    return kept.get(key, items)


def named(key: str, ids: Iterable[Hashable]) -> str:
    """The key of a table of these things in this order; of others it is another table, with nothing chosen.

    For a choice that stays while the reader acts on it.
    """
    return f"{key}_{crc32(repr(list(ids)).encode())}"
