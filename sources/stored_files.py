"""The names of files in the newsroom's storage: which are there, and which the database names."""

from collections.abc import Collection, Iterator

from django.core.files.storage import default_storage
from django.db import connection

# Each column of any table that names a captured file, quoted for SQL.
FILE_NAME_COLUMNS = """
SELECT c.oid::regclass::text, quote_ident(a.attname) FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND NOT a.attisdropped
 WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND a.attname IN ('raw_name', 'file_name')
 ORDER BY 1, 2
"""
REQUESTED = (
    "SELECT payload #>> '{reply,file_name}' FROM newsroom_approval"
    " WHERE outcome = 'open' AND payload #> '{reply,file_name}' IS NOT NULL"
)


def names_under(folder: str) -> Iterator[str]:
    """Of all files in this folder and in those below it; none where there is no such folder."""
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    for each in folders:
        yield from names_under(f"{folder}/{each}")
    for each in files:
        yield f"{folder}/{each}"


def referenced(only: Collection[str] | None = None) -> set[str]:
    """What a column of any table names, or an open request for a second person; of these names, if some are given."""
    with connection.cursor() as cursor:
        cursor.execute(FILE_NAME_COLUMNS)
        queries = [
            f"SELECT DISTINCT {column} FROM {table} WHERE {column} <> ''"  # noqa: S608 - the database's own names
            for table, column in cursor.fetchall()
        ]
        query = " UNION ".join([*queries, REQUESTED])
        cursor.execute(
            f"SELECT name FROM ({query}) n (name) WHERE %s::text[] IS NULL OR name = ANY (%s)",  # noqa: S608 - as above
            [names := None if only is None else list(only), names],
        )
        return {name for (name,) in cursor.fetchall()}
