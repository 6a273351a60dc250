"""Datasette as a peer: the same publications in SQLite, with suitable indexes.

``pip install -r requirements-benchmarks.txt`` installs it.
"""

import importlib.util
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg

from benchmarks.newsroom.kept import VAR, Database
from benchmarks.newsroom.served import Served, free_port, running

TABLE = "publications"
COLUMNS = (
    *("number", "claim", "url", "event", "standing", "published_at", "text", "nature", "status"),
    *("attribution", "speaker_id", "speaker", "said_from", "said_to", "language", "topics"),
    *("sources", "publishers", "quotes", "body", "sha256"),
)
# The rows of our lists.
LISTED = """
SELECT p.number, p.claim_id, '/claims/' || p.claim_id, p.event, p.standing, p.published_at::text,
       p.text, p.nature, p.status, p.attribution, p.speaker_id,
       p.body::jsonb #>> '{speaker,name}', p.said_from::text, p.said_to::text, p.language,
       array_to_json(p.topics)::text, array_to_json(p.sources)::text,
       array_to_json(p.publishers)::text,
       (SELECT string_agg(q #>> '{}', ' ')
          FROM jsonb_path_query(p.body::jsonb, '$.appearances[*].quotes[*].exact') q),
       p.body, p.sha256
  FROM claims_publication p
 WHERE p.shown_until IS NULL AND NOT p.withheld AND p.standing IN ('signed', 'under_review')
 ORDER BY p.number
"""
SCHEMA = f"""
CREATE TABLE {TABLE} (
  number INTEGER PRIMARY KEY, claim INTEGER, url TEXT, event TEXT, standing TEXT,
  published_at TEXT, text TEXT, nature TEXT, status TEXT, attribution TEXT, speaker_id INTEGER,
  speaker TEXT, said_from TEXT, said_to TEXT, language TEXT, topics TEXT, sources TEXT,
  publishers TEXT, quotes TEXT, body TEXT, sha256 TEXT);
"""
INDEXES = f"""
CREATE INDEX by_speaker ON {TABLE} (speaker_id, number);
CREATE INDEX by_status ON {TABLE} (status, number);
CREATE INDEX by_said ON {TABLE} (said_from, number);
CREATE INDEX by_claim ON {TABLE} (claim);
-- Datasette finds a search index by the quoted name of the table.
CREATE VIRTUAL TABLE {TABLE}_fts USING FTS5 (
  text, speaker, quotes, content="{TABLE}", content_rowid="number",
  tokenize = 'porter unicode61 remove_diacritics 2');
INSERT INTO {TABLE}_fts ({TABLE}_fts) VALUES ('rebuild');
ANALYZE;
"""
# As ``datasette serve`` does, without a line of log for each request.
SERVE = """
import sys, uvicorn
from datasette.app import Datasette
# The defaults, except limits that would cut off slow answers.
settings = {"sql_time_limit_ms": 60000, "max_csv_mb": 0, "default_page_size": 50}
app = Datasette([], immutables=[sys.argv[1]], settings=settings).app()
uvicorn.run(app, port=int(sys.argv[2]), log_level="warning")
"""


def export(database: Database, folder: Path | None = None) -> Path:
    """The database's listed publications as an SQLite file; made once for each database."""
    path = (folder or VAR) / f"{database.owner['dbname']}.sqlite"
    if path.exists():
        return path
    fresh = path.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    marks = ", ".join("?" * len(COLUMNS))
    with (
        closing(sqlite3.connect(fresh)) as file,
        psycopg.connect(**database.application) as connection,
        connection.cursor("listed") as cursor,
    ):
        file.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;" + SCHEMA)
        cursor.itersize = 5000
        cursor.execute(LISTED)
        file.executemany(f"INSERT INTO {TABLE} VALUES ({marks})", cursor)
        file.executescript(INDEXES)
        file.commit()
    fresh.rename(path)
    return path


@contextmanager
def datasette(database: Database, folder: Path | None = None) -> Iterator[Served]:
    """Datasette, one process, on those rows: its page is ``/<file's name>/publications``.

    Raises RuntimeError where it isn't installed.
    """
    if importlib.util.find_spec("datasette") is None:
        raise RuntimeError("Datasette is missing: pip install -r requirements-benchmarks.txt")
    path = export(database, folder)
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-c", SERVE, str(path), str(port)]
    with running(command, address, f"/{path.stem}.json") as served:
        yield served
