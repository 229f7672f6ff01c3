"""The full-text index finds what reading every text finds, on both databases, and forgets what is sealed."""

import importlib.util
import random
import sqlite3
from datetime import date
from pathlib import Path

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import Engine, text
from sqlmodel import Session, col, select

from models import Case, Petition
from models.enums import Kind
from services import cases, word_search
from services.bulk import add_rows, next_id
from services.case_search import tokens
from services.petition_records import SEARCH_MARK
from services.text import fold
from services.word_search import LONGEST_TEXT, words_to_find

# What tokenizers like to take apart, drop or join: numbers, addresses, units, marks, syntax of the two.
PIECES = (
    *("Chợ", "trung", "tâm", "Đặng", "Thị", "Huệ", "nghiêng", "Đường", "số", "QĐ-UBND", "đ", "o\u031b\u0323"),
    *("24h", "1e5", "1e", "12e5x", "0x1F", "2026", "2026-00042", "12/34", "12/QĐ-UBND", "3.5", "-5", "+84"),
    *("v1.2.3", "a@b.vn", "http://a.vn/x?y=1", "/usr/bin", "C:\\x", "&lt;b&gt;", "<i>", "AND", "OR", "NOT"),
    *("NEAR", '"', "'", "*", "(", ")", ":*", "|", "&", "!", "%", "_", "^", "-", "ß", "ﬁn", "İ", "１２", "🙂"),
    *("a" * 199, "a" * 200, "a" * 201 + "b", "a" * 201 + "c", "x" * 2_500),
)


def _texts(draw: random.Random) -> list[str]:
    return [
        draw.choice((" ", ", ", "/", "-")).join(draw.choices(PIECES, k=draw.randrange(9))) for _ in range(150)
    ]


def _queries(draw: random.Random) -> list[str]:
    """Beginnings of pieces, alone and together, and the pieces as they are."""
    begun = [piece[: draw.randrange(1, len(piece) + 1)] for piece in PIECES for _ in range(3)]
    return [*PIECES, *begun, *(" ".join(draw.choices(begun, k=draw.randrange(2, 5))) for _ in range(150))]


def _begins(searchable: str, query: str) -> bool:
    return all(any(has.startswith(word) for has in searchable.split()) for word in fold(query).split())


def _rows(build, model: type, searchables: list[str]) -> None:
    """Rows with these searchable texts, written past the session as an import does."""
    given = build.case() if model is Case else build.petition()
    build.session.flush()
    plain = {name: getattr(given, name) for name in model.model_fields if name not in ("id", "changed")}
    first = next_id(build.session, model)
    numbered = enumerate(searchables, first)
    add_rows(
        build.session, model, [{**plain, "id": n, "code": f"X-{n}", "search": has} for n, has in numbered]
    )


@pytest.mark.parametrize("model", [Case, Petition])
def test_the_index_finds_what_reading_every_text_finds(session, build, model) -> None:
    draw = random.Random(7)
    if model is Case:
        searchables = [tokens(one) for one in _texts(draw)]
    else:
        searchables = [f"{fold(one)}{SEARCH_MARK}{fold(one[::-1])}"[:LONGEST_TEXT] for one in _texts(draw)]
    _rows(build, model, searchables)
    stored = {row.id: row.search for row in session.exec(select(model))}
    hits = 0

    for query in _queries(draw):
        words = words_to_find(query)
        if not words:
            continue
        statement = select(model.id)
        joined = set(session.exec(word_search.narrowed(session, statement, model, words)))
        among = set(session.exec(statement.where(word_search.condition(session, model, words))))
        read = set(session.exec(statement.where(word_search.by_reading(model, words))))
        expected = {row_id for row_id, has in stored.items() if _begins(has, query)}
        assert joined == among == read == expected, query
        hits += len(expected)

    assert hits > 1_000


def test_words_that_begin_another_word_of_the_query_are_not_asked_for() -> None:
    assert words_to_find("chợ cho CH trung  tâm t") == ["cho", "tam", "trung"]
    assert words_to_find(" ?! ") == []


def test_a_query_of_many_words_is_answered_and_one_longer_than_any_text_finds_nothing(session, build) -> None:
    letters = "abcdefghijklmnopqrstuvwxyz"
    many = " ".join(a + b for a in letters for b in letters)
    build.case().search = many
    session.flush()
    more = f"{many} " + " ".join(f"{n:04d}" for n in range(1_000))

    for query, found in ((many, 1), (more, 0)):
        words = words_to_find(query)
        assert len(session.exec(word_search.narrowed(session, select(Case), Case, words)).all()) == found
    assert len(" ".join(words)) > LONGEST_TEXT


def _found(session: Session, query: str) -> list[int]:
    return list(session.exec(word_search.narrowed(session, select(Case.id), Case, words_to_find(query))))


def test_the_index_follows_what_is_written_changed_and_removed(session, build) -> None:
    case = build.case(summary="Thu phí chợ")
    cases.write_words(case, "Cắt điện", names=("Đặng Thị Huệ",))
    session.flush()
    assert (_found(session, "thu phi"), _found(session, "dien hue")) == ([], [case.id])

    session.delete(case)
    session.flush()

    assert _found(session, "dien") == []
    _check(session)


def test_rows_written_in_bulk_are_indexed_once_and_stamped(session, build) -> None:
    one, two = ["thu phi"] * 3, ["thu phi cho", ""]
    _rows(build, Case, one)
    _rows(build, Case, two)

    assert (len(_found(session, "thu")), len(_found(session, "cho"))) == (4, 1)
    session.commit()
    assert session.exec(select(Case.id).where(col(Case.changed) <= 0)).all() == []
    cases.write_words(session.exec(select(Case).where(Case.search == "thu phi cho")).one(), "Khác")
    session.flush()
    assert (len(_found(session, "thu")), len(_found(session, "cho"))) == (3, 0)
    _check(session)


def _check(session: Session) -> None:
    """SQLite compares its index with the texts by itself."""
    if session.get_bind().dialect.name == "sqlite":
        for table in ("cases", "petitions"):
            check = f"INSERT INTO {table}_words ({table}_words, rank) VALUES ('integrity-check', 1)"
            session.connection().exec_driver_sql(check)


def test_a_case_that_becomes_protected_is_found_by_no_word(session, build) -> None:
    case = build.case(summary="Thu phí chợ quetzal")
    assert _found(session, "quetzal") == [case.id]

    case.is_protected = True
    cases.write_words(case, "Thu phí chợ quetzal")
    session.flush()

    assert (_found(session, "quetzal"), _found(session, "cho")) == ([], [])
    assert cases.summary_of(case) == "Thu phí chợ quetzal"
    _check(session)


def _bytes(engine: Engine) -> bytes:
    """The whole database file, with all that is committed in it."""
    with engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.exec_driver_sql("BEGIN")
    return Path(str(engine.url.database)).read_bytes()


def _vocabulary(engine: Engine, table: str) -> set[str]:
    with engine.connect() as connection:
        connection.exec_driver_sql(
            f"CREATE VIRTUAL TABLE temp.vocabulary USING fts5vocab(main, {table}, row)"
        )
        found = set(connection.exec_driver_sql("SELECT term FROM temp.vocabulary").scalars())
        connection.rollback()
    return found


def test_no_word_of_a_sealed_case_stays_in_the_index_or_anywhere_in_the_file(sqlite) -> None:
    from tests.builders import Builder

    with Session(sqlite, expire_on_commit=False) as session:
        build = Builder(session)
        # Enough before and after to have several pieces of index, and the word in the midst of one.
        filler = [f"quer{n} dien luc{n}" for n in range(300)]
        _rows(build, Case, filler)
        session.commit()
        secret = build.case(summary="quetzalcoatl xerografía chợ")
        petition = build.petition(summary="quetzalcoatl xerografía chợ")
        build.case(kind=Kind.DENUNCIATION, summary="axolotl")
        session.commit()
        _rows(build, Case, filler)
        session.commit()
        assert b"quetzalcoatl" in _bytes(sqlite)
        assert {"quetzalcoatl", "cho"} <= _vocabulary(sqlite, "cases_words")

        for row in (secret, petition):
            row.is_protected, row.summary, row.search = True, "", ""
        session.commit()

        kept = _bytes(sqlite)
        # The index shares the letters that a word has in common with the one before it.
        assert not [word for word in (b"etzalcoatl", b"erografia", b"xolotl") if word in kept]
        assert _vocabulary(sqlite, "cases_words").isdisjoint({"quetzalcoatl", "xerografia", "cho", "axolotl"})
        assert _found(session, "quer7 luc7")
        _check(session)


def test_the_migration_fills_the_index_from_the_rows_there_are_and_takes_it_away(session, build) -> None:
    case = build.case(summary="Thu phí chợ Trung Tâm")
    build.case(kind=Kind.DENUNCIATION, summary="Ông X")
    build.petition(summary="Cắt điện")
    file = Path(__file__).parents[2] / "migrations/versions/2026_11_25_word_index.py"
    spec = importlib.util.spec_from_file_location("word_index", file)
    migration = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(migration)
    session.commit()

    with Operations.context(MigrationContext.configure(session.connection())):
        migration.downgrade()
        assert not _index_objects(session)
        migration.upgrade()

    assert len(_index_objects(session)) >= 2
    assert _found(session, "tam trung") == [case.id]
    dien = word_search.condition(session, Petition, ["dien"])
    assert len(session.exec(select(Petition).where(dien)).all()) == 1
    _check(session)
    session.commit()


def _index_objects(session: Session) -> list[str]:
    here = "schemaname = current_schema()"
    asked = (
        "SELECT name FROM sqlite_master WHERE name LIKE '%_words%'"
        if session.get_bind().dialect.name == "sqlite"
        else f"SELECT indexname FROM pg_indexes WHERE {here} AND indexname LIKE '%_words'"
    )
    return list(session.execute(text(asked)).scalars())


def test_a_common_word_is_looked_up_once_and_not_per_case(sqlite) -> None:
    from tests.builders import Builder

    with Session(sqlite) as session:
        _rows(Builder(session), Case, ["cho dien"] * 200)
        for analyze in (False, True):
            if analyze:
                session.connection().exec_driver_sql("ANALYZE")
            statement = word_search.narrowed(
                session, select(Case).where(col(Case.received_on) >= date(2026, 1, 1)), Case, ["cho"]
            )
            compiled = statement.compile(sqlite, compile_kwargs={"literal_binds": True})
            plan = [row[3] for row in session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}")]
            assert plan == [
                "SCAN cases_words VIRTUAL TABLE INDEX 0:M1",
                "SEARCH cases USING INTEGER PRIMARY KEY (rowid=?)",
            ]


def test_the_sqlite_of_this_python_has_what_the_index_needs() -> None:
    with sqlite3.connect(":memory:") as connection:
        names = {row[0] for row in connection.execute("SELECT name FROM pragma_module_list")}

    assert "fts5" in names
