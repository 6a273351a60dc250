"""SQL of the application's role that has workers act for whoever a row names."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from random import Random
from typing import Any

import psycopg

from claims.capture import processing
from claims.imports import quantities, uploads
from claims.imports.mapping import PLAIN
from claims.workflow import batches, erasure_searches
from newsroom.choices import Via
from newsroom.errors import Refused
from newsroom.history import through
from newsroom.jobs import TryAgain
from sources.capture import store_raw
from tests.attacks.newsroom import Newsroom
from tests.attacks.registry import Attempt, attack, unguarded

TEXT = b'Ana Vega said on Monday: "We built 150 bridges."'
TABLE = b"external_id,text,speaker\r\n1,We built 150 bridges.,Ana Vega\r\n"
IMPORT = (
    "INSERT INTO claims_importrun (format, origin, mapping, mapping_sha256, file_name, file_sha256, file_size,"
    " raw_name, state, message, position, part_done, rows_made, rows_known, rows_refused, speakers_made,"
    " speakers_matched, speakers_unsure, requested_by_id, finished_at) VALUES ('csv', 'new.example', '',"
    " '{mapping}', 'a.csv', encode(sha256('STATE {by}'), 'hex'), 1, '{table}', 'STATE', '', 0, 0, 0, 0, 0, 0, 0, 0, {by}, END)"
    " RETURNING id"
)
ITEM = (
    "INSERT INTO claims_batchitem (batch_id, claim_id, outcome, sentence)"
    " VALUES ({row}, {claim}, 'waiting', '')"
)
RECORD = (
    "INSERT INTO claims_importrecord (run_id, claim_id, origin, external_id, line, sha256, speaker_role)"
    " VALUES ({row}, {claim}, 'new.example', '{row}', 1, repeat('a', 64), '')"
)
TASKS: dict[str, Callable[[int], Any]] = {
    "claims.run_batch": batches.run,
    "claims.import_file": uploads.run_upload,
    "claims.read_quantities": quantities.read_quantities,
    "claims.look_for_names": erasure_searches.run,
    "claims.process_capture": processing.process,
}
# Task → a row that names a person, and a second one that belongs to it.
ROWS = {
    "claims.run_batch": (
        (
            "INSERT INTO claims_batch (kind, payload, by_id)"
            " VALUES ('tag', jsonb_build_object('topics', ARRAY[{topic}]), {by}) RETURNING id"
        ),
        ITEM,
    ),
    "claims.import_file": (IMPORT.replace("STATE", "waiting").replace("END", "NULL"), ""),
    "claims.read_quantities": (IMPORT.replace("STATE", "done").replace("END", "now()"), RECORD),
    "claims.look_for_names": (
        (
            "INSERT INTO claims_erasuresearch (speaker_id, requested_by_id, state, message, reading,"
            " tables_read, tables, sealed) SELECT id, {by}, 'waiting', '', '', 0, 0, ''"
            " FROM sources_speaker LIMIT 1 RETURNING id"
        ),
        "",
    ),
    "claims.process_capture": (
        (
            "INSERT INTO sources_capturerequest (url, file_name, raw_sha256, raw_name, stated, message,"
            " requested_by_id, occasion, state) VALUES ('', 'a.txt', repeat('a', 64), '{text}',"
            " jsonb_build_object(), '', {by}, 'asked', 'waiting') RETURNING id"
        ),
        "",
    ),
}
NAMED = 'SELECT id, actor, "table" FROM newsroom_event WHERE actor_id IS NOT NULL AND id > %s'


@attack(
    "kernel",
    "jobs that act for whoever a row names: bulk changes, imports, captures",
    guard=unguarded("claims_batch", "claims_batchitem"),
)
def in_anothers_name(newsroom: Newsroom, random: Random) -> Iterator[Attempt]:
    n = newsroom.numbers
    values = {
        "claim": n["unreviewed"], "topic": n["topic"], "mapping": PLAIN.sha256,
        "table": store_raw(TABLE)[1], "text": store_raw(TEXT)[1],
    }  # fmt: skip

    def attempt(task: str, first: str, then: str = "", by: str = "") -> Any:
        def run(newsroom: Newsroom) -> list[str]:
            ((last,),) = newsroom.rows("SELECT max(id) FROM newsroom_event")
            with newsroom.app() as connection, suppress(psycopg.Error):
                (row,) = connection.execute(first.format(by=by, **values).encode()).fetchone() or (
                    0,
                )
                connection.execute(
                    b"INSERT INTO procrastinate_jobs (queue_name, task_name, args) VALUES ('x', %s, '{}')",
                    [task],
                )
                if then:
                    connection.execute(then.format(row=row, **values).encode())
                connection.commit()
                # As a worker does.
                with suppress(Refused, TryAgain), through(Via.JOB):
                    TASKS[task](row)
            return [
                f"event {key} of {table} names {actor}"
                for key, actor, table in newsroom.rows(NAMED, last)
            ]

        return run

    may_change = frozenset({"event names", "snapshot"})
    for task, (first, then) in ROWS.items():
        for by in newsroom.names:
            yield Attempt(f"{task} for {by}", attempt(task, first, then, by), may_change)
    change = f"UPDATE claims_batch SET {{}} WHERE id = {n['batch']} RETURNING id"
    plan = "kind = 'plan', payload = jsonb_build_object('priority', 1, 'due_on', NULL)"
    for name, task, first, then in (
        ("another change", "run_batch", change.format(plan), ""),
        ("another topic", "run_batch", change.format("payload = payload || jsonb_build_object('topics', ARRAY[1])"), ""),
        ("another person", "run_batch", change.format(f"by_id = {n['senior2']}"), ""),
        ("one claim more", "run_batch", f"SELECT {n['batch']}", ITEM),
        ("another claim", "run_batch", (f"UPDATE claims_batchitem SET claim_id = {{claim}} WHERE batch_id = {n['batch']}"
         " RETURNING batch_id"), ""),
        ("another file", "import_file", ("UPDATE claims_importrun SET raw_name = '{table}'"
         f" WHERE id = {n['import']} RETURNING id"), ""),
        ("another text", "process_capture", ("UPDATE sources_capturerequest SET state = 'stored', snapshot_id = s.id,"
         f" source_id = s.source_id FROM sources_snapshot s WHERE s.id = {n['snapshot']}"
         f" AND sources_capturerequest.id = {n['capture']} RETURNING sources_capturerequest.id"), ""),
    ):  # fmt: skip
        yield Attempt(
            f"what a senior requested: {name}", attempt(f"claims.{task}", first, then), may_change
        )
