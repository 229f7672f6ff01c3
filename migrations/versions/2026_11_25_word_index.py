"""the words of cases and petitions are found through a full-text index

SQLite: one FTS5 table each, without texts of its own, kept by triggers. A migration that rebuilds
`cases` or `petitions` in batch mode drops the triggers and must create them again (a test lists them).
PostgreSQL: a GIN index over the words of the column.
"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_25_word_index"
down_revision = "2026_11_25_findings_in_events"
branch_labels = None
depends_on = None

TABLES = ("cases", "petitions")


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        if "fts5" not in op.get_bind().execute(sa.text("SELECT name FROM pragma_module_list")).scalars().all():
            raise RuntimeError("The SQLite of this Python was built without FTS5; install one that has it.")
        for table in TABLES:
            _add_to_sqlite(table)
        return
    # Not the parser of to_tsvector: it takes "1e5" or "24h" apart in ways of its own. The words of
    # a folded text stand between blanks; those past 200 letters are too long for a tsvector.
    op.execute(
        "CREATE FUNCTION search_words(folded text) RETURNS tsvector "
        "LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 1000 AS $$ BEGIN "
        "RETURN array_to_tsvector(array_remove(string_to_array("
        r"regexp_replace(folded, '(\S{200})\S+', '\1', 'g'), ' '), '')); END $$"
    )
    for table in TABLES:
        op.execute(f"CREATE INDEX ix_{table}_words ON {table} USING gin (search_words(search))")


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for table in TABLES:
            for event in ("added", "changed", "removed"):
                op.execute(f"DROP TRIGGER IF EXISTS {table}_words_{event}")
            op.execute(f"DROP TABLE {table}_words")
        return
    for table in TABLES:
        op.execute(f"DROP INDEX ix_{table}_words")
    op.execute("DROP FUNCTION search_words(text)")


def _add_to_sqlite(table: str) -> None:
    # Folded texts are letters a-z, digits and blanks, which `ascii` splits at the blanks. No positions
    # (detail=none) and no sizes: only who has which word is asked.
    op.execute(
        f"CREATE VIRTUAL TABLE {table}_words USING fts5(search, content='{table}', content_rowid='id', "
        f"tokenize='ascii', detail=none, columnsize=0, prefix='1 2 3 4')"
    )
    op.execute(
        f"INSERT INTO {table}_words (rowid, search) SELECT id, search FROM {table} WHERE search <> ''"
    )
    add = f"INSERT INTO {table}_words (rowid, search) SELECT NEW.id, NEW.search WHERE NEW.search <> '';"
    take = (
        f"INSERT INTO {table}_words ({table}_words, rowid, search) "
        f"SELECT 'delete', OLD.id, OLD.search WHERE OLD.search <> '';"
    )
    # FTS5 only marks words as deleted. Where a text is taken away for good (it became protected, its
    # time is over) the index is merged into one piece, which leaves nothing of it: half a second at
    # 200,000 rows, for what happens a few times a year.
    forget = f"INSERT INTO {table}_words ({table}_words) SELECT 'optimize' WHERE OLD.search <> ''"
    # FTS5 writes a piece of index per statement. Rows written in bulk carry a negative `changed` until
    # their stamp; whoever writes them brings in their words by one statement (services/word_search.py).
    op.execute(
        f"CREATE TRIGGER {table}_words_added AFTER INSERT ON {table} WHEN NEW.changed >= 0 BEGIN {add} END"
    )
    op.execute(
        f"CREATE TRIGGER {table}_words_changed AFTER UPDATE OF search ON {table} "
        f"WHEN OLD.search <> NEW.search BEGIN {take} {add} {forget} AND NEW.search = ''; END"
    )
    op.execute(f"CREATE TRIGGER {table}_words_removed AFTER DELETE ON {table} BEGIN {take} {forget}; END")
