"""Names search without regard to case or accents, whatever the locale of the machine."""

from typing import Any

from django.contrib.postgres.operations import BtreeGistExtension, TrigramExtension
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

# lower() and upper() fold outside ASCII only under a collation that knows how. The database's own
# may not (C), and which others exist depends on the version and the build: take the first that can.
CANDIDATES = ["default", "pg_c_utf8", "und-x-icu", "C.utf8", "C.UTF-8", "en_US.utf8"]

# What no decomposition reaches: letters with strokes, typographic quotes and dashes.
LETTERS = "øłđðħıŧßæœ" + "’‘ʼ`´" + "“”„«»" + "‐‑‒–—"
PLAIN = "olddhitsao" + "'" * 5 + '"' * 5 + "-" * 5

FOLD = """
CREATE FUNCTION fold(words text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT translate(
    regexp_replace(
      normalize(lower(normalize(words, NFKD) COLLATE {collation}), NFKD),
      '[\\u0300-\\u036f\\u00ad\\u200b-\\u200f\\u2060]', '', 'g'),
    '{letters}', '{plain}')
$$;
COMMENT ON FUNCTION fold IS 'Words without regard to case or accents.';
"""


def make_fold(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    with schema_editor.connection.cursor() as cursor:
        for name in CANDIDATES:
            cursor.execute("SELECT 1 FROM pg_collation WHERE collname = %s", [name])
            if cursor.fetchone() is None:
                continue
            collation = schema_editor.quote_name(name)
            cursor.execute(f"SELECT lower('ЖÑ' COLLATE {collation})")
            if cursor.fetchone() == ("жñ",):
                cursor.execute(
                    FOLD.format(
                        collation=collation,
                        letters=LETTERS,
                        plain=PLAIN.replace("'", "''"),
                    )
                )
                return
    raise RuntimeError(
        "No collation of this PostgreSQL can fold case outside ASCII. Make the database from"
        " template0 with ENCODING 'UTF8' and LOCALE 'C.UTF-8'."
    )


def drop_fold(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    schema_editor.execute("DROP FUNCTION fold(text)")


class Migration(migrations.Migration):
    dependencies = [("newsroom", "0001_initial")]

    operations = [
        TrigramExtension(),
        BtreeGistExtension(),
        migrations.RunSQL("CREATE EXTENSION IF NOT EXISTS vector", migrations.RunSQL.noop),
        migrations.RunPython(make_fold, drop_fold),
    ]
