"""A department in which every text that somebody may type means harm: markup, pictures from outside.

`poison` writes it over whatever a database holds; `faults` tells where a page would let it act.
"""

import re
from collections.abc import Iterator
from typing import Any

from google.protobuf.message import Message
from sqlalchemy import Enum, String, inspect, text
from sqlmodel import AutoString, Session, SQLModel, select

from models import Case, Note, Petition, User
from services import vault

HOST = "harm.example"
# Short enough for a name of 120 letters; the first letters say that it is ours.
POISON = (
    f"zq <img src=x onerror=alert(1)>[x](javascript:alert(1))![](http://{HOST}/p)"
    " :violet[r] $x$ `c` *b* :home: {x}"
)
SHORT = f"zq![](//{HOST}/p):violet[r]"
# What would act: these stand nowhere in what `ui/plain_text.py` or `html.escape` made of the text.
# A backslash takes a sign its meaning; the names between colons and before brackets have none.
ACTING = re.compile(r"(?<!\\)(?:<img|\[x\]|!\[\]|\$x|`c|\*b\*)|:violet\[|:home:|http://harm")
# Columns that are no free text: references, states, hashes, addresses of pages.
NO_TEXT = {
    *("code", "path", "folded", "search", "name_key", "username", "password_hash", "token_hash", "sha256"),
    *("action", "topic", "subject", "template", "media_type", "key", "form", "query", "page", "layout"),
    *("rule_id", "variant", "variant_of", "place_key", "nature", "kind", "instance", "unit", "condition"),
    *("step", "trigger", "band", "item", "field", "table_name", "content_hash", "name_hash", "number_hash"),
    *("handling_rule_id", "confidence", "result", "file_sha256", "purpose", "topic", "stored", "derived"),
    *("source", "row", "columns", "value", "address", "agent", "place", "email", "phone"),
    "method",
}
FREE_ANYWAY = {("parties", "address"), ("crowd_events", "place"), ("crowd_events", "result")}
GUARDED = {"case_events", "audit_entries", "checklist_marks"}


def poison(session: Session) -> int:
    """Write harm over every free text of a SQLite database; returns how many columns there were."""
    _unguard(session)
    columns = list(free_columns())
    for table, column, length in columns:
        harm = POISON if length is None or length >= len(POISON) else SHORT[:length]
        unique = any(set(one["column_names"]) == {column} for one in _unique(session, table))
        words = f":harm || ' ' || {'id' if unique else repr('')}"
        cut = f"substr({words}, 1, {length})" if length else words
        session.execute(
            text(f"UPDATE {table} SET {column} = {cut} WHERE {column} IS NOT NULL AND {column} <> ''"),
            {"harm": harm},
        )
    for petition in session.exec(select(Petition).where(Petition.sealed != None)):  # noqa: E711
        petition.sealed = _resealed(petition.sealed, "petition", petition.sealed_key)
    for case in session.exec(select(Case).where(Case.sealed != None)):  # noqa: E711
        case.sealed = _resealed(case.sealed, "case", case.sealed_key)
    for note in session.exec(select(Note)):
        note.sealed = vault.seal(POISON, purpose="note")
    session.flush()
    return len(columns)


def free_columns() -> Iterator[tuple[str, str, int | None]]:
    """Table, column and longest text of whatever people type, from the models."""
    for table in SQLModel.metadata.sorted_tables:
        for column in table.columns:
            kind = column.type
            # SQLModel writes plain text as AutoString, our own choices as Enum.
            if not isinstance(kind, AutoString | String) or isinstance(kind, Enum):
                continue
            if column.name in NO_TEXT and (table.name, column.name) not in FREE_ANYWAY:
                continue
            yield table.name, column.name, getattr(kind, "length", None)


def _unique(session: Session, table: str) -> list[Any]:
    schema = inspect(session.get_bind())
    return [*schema.get_unique_constraints(table), *(i for i in schema.get_indexes(table) if i["unique"])]


def _unguard(session: Session) -> None:
    """Histories refuse every change; here they are only what a page reads."""
    triggers = session.execute(text("SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'")).all()
    for name, table in triggers:
        if table in GUARDED:
            session.execute(text(f"DROP TRIGGER {name}"))


def _resealed(sealed: bytes | None, purpose: str, key: bytes | None) -> bytes | None:
    if sealed is None:
        return None
    words = vault.unseal(sealed, purpose=purpose, key=key)
    poisoned = {k: POISON if isinstance(v, str) and v else v for k, v in words.items()}
    return vault.seal(poisoned, purpose=purpose, key=key)


# Fields of elements in which the browser reads no markup: what stands in them is shown as it is.
SHOWN_AS_IT_IS = {
    *(
        "id",
        "user_key",
        "hash_",
        "form_id",
        "alt",
        "default",
        "value",
        "raw_values",
        "raw_value",
        "set_value",
        "data",
    ),
    *("styler", "spec", "config", "columns", "query_string", "page_script_hash", "url", "file_name"),
    *(
        "selectbox.options",
        "multiselect.options",
        "placeholder",
        "element_hash",
        "string_value",
        "parse_mode",
    ),
}


def faults(page: Any) -> list[str]:
    """Where on a page that ran the harm would act: element, field and text."""
    found = []
    for node in _nodes(page._tree):  # noqa: SLF001
        proto = getattr(node, "proto", None)
        if isinstance(proto, Message):
            kind = proto.DESCRIPTOR.name.lower()
            found += [f"{kind}.{place}: {words[:300]}" for place, words in _texts(proto, kind) if acts(words)]
    return found


def acts(words: str) -> bool:
    return ACTING.search(words) is not None


def _nodes(node: Any) -> Iterator[Any]:
    yield node
    for child in getattr(node, "children", {}).values():
        yield from _nodes(child)


def _texts(message: Message, kind: str, place: str = "") -> Iterator[tuple[str, str]]:
    for field, value in message.ListFields():
        where = f"{place}.{field.name}" if place else field.name
        if field.name in SHOWN_AS_IT_IS or f"{kind}.{where}" in SHOWN_AS_IT_IS:
            continue
        many = value if field.is_repeated else [value]
        for one in many:
            if isinstance(one, Message):
                yield from _texts(one, kind, where)
            elif isinstance(one, str):
                yield where, one


def shown(page: Any) -> int:
    """In how many texts of a page the harm stands, harmless or not."""
    protos = [node.proto for node in _nodes(page._tree) if isinstance(getattr(node, "proto", None), Message)]  # noqa: SLF001
    return sum("zq" in words for proto in protos for _place, words in _texts(proto, ""))


def user_named(username: str) -> Any:
    """The query for an account."""
    return select(User).where(User.username == username)
