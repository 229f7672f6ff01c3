"""What a reader could read on a screen, as lines of text: to compare two worlds by."""

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pyarrow
from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.message import Message

from tests.canary.crawl import Screen

# Technical names: ids count up with every row of the database, hashes follow from them.
_NO_WORDS = frozenset(
    {"id", "form_id", "hash", "element_hash", "fragment_id", "script_run_id", "page_script_hash"}
    | {"deferred_file_id", "url", "metadata", "new_session", "uuid", "script_finished", "ref_hash"}
)
# Marks that are drawn anew each time: of elements, of tables, of scripts.
_IDS = re.compile(r"\$\$(ID|WIDGET)[^\s\"']*|[0-9a-f]{16,}|st-key-\S+|T_[0-9a-f]{5}")


def shown(screen: Screen, *, with_ids: bool = False) -> list[str]:
    """Everything that a screen shows, in order, and the text of its files; ids only where asked for."""
    left_out = frozenset[str]() if with_ids else _NO_WORDS
    lines = [line for message in screen.messages for line in _words(message, left_out)]
    for name, data in screen.files:
        lines += [f"file {name}", *_of_file(data)]
    return lines


def _words(message: Message, left_out: frozenset[str]) -> Iterator[str]:
    for known, value in message.ListFields():
        if known.name in left_out:
            continue
        values = [value] if _is_single(value) else list(value)
        for one in values:
            yield from _one(known, one, left_out)


def _is_single(value: Any) -> bool:
    return isinstance(value, Message | str | bytes | int | float | bool)


def _one(known: FieldDescriptor, value: Any, left_out: frozenset[str]) -> Iterator[str]:
    if isinstance(value, Message):
        yield from _words(value, left_out)
    elif isinstance(value, bytes):
        yield from _of_table(value)
    else:
        yield f"{known.name}: {_IDS.sub('#', str(value)) if left_out else value}"


def _of_table(data: bytes) -> Iterator[str]:
    try:
        table = pyarrow.ipc.open_stream(data).read_all()
    except pyarrow.ArrowInvalid:
        yield f"{len(data)} bytes"
        return
    yield str(table.column_names)
    yield from (str(row) for row in zip(*(column.to_pylist() for column in table.columns), strict=True))


def _of_file(data: bytes) -> Iterator[str]:
    if data[:4] != b"PK\x03\x04":
        yield f"{len(data)} bytes"
        return
    with ZipFile(BytesIO(data)) as archive:
        for name in sorted(archive.namelist()):
            if name.endswith(".xml") and not name.startswith("docProps"):
                yield archive.read(name).decode("utf-8", "replace")
