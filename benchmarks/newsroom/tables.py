"""Rows as COPY's text, with one open COPY for each table, so that memory stays constant."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import date, datetime
from typing import Any

import psycopg

# The columns that are written, in order; others have their defaults.
COLUMNS: Mapping[str, str] = {
    "newsroom_user": "id username password is_superuser first_name last_name email is_staff"
    " is_active date_joined public_name",
    "newsroom_role": "person_id role",
    "newsroom_approval": "id kind subject_id payload reason requested_by_id requested_at outcome decided_by_id"
    " decided_at answer",
    "sources_publisher": "id name domain country kind whole_texts organisation_id",
    "sources_speaker": "id kind name slug description protected same_as source_id",
    "sources_alias": "speaker_id name",
    "sources_role": "speaker_id title period note organisation_id",
    "sources_speakermerge": "merged_id into_id reason merged_by_id merged_at undone_by_id undone_at",
    "sources_source": "id uri kind title byline publisher_id published_on published_note language"
    " licence note syndicated_from_id added_by_id added_at",
    "sources_snapshot": "id source_id kind text text_sha256 raw_sha256 raw_name media_type method"
    " consulted_url consulted_on timecode captured_by_id captured_at",
    "claims_topic": "id name slug",
    "claims_claim": "id text speaker_id nature said_from said_to said_basis said_note language note"
    " status attribution embargo_until withdrawn_reason withdrawn_wording revision added_by_id"
    " added_at",
    "claims_claim_topics": "claim_id topic_id",
    "claims_quantity": "id claim_id low high unit bound qualifier counted as_of",
    "claims_appearance": "id claim_id snapshot_id verb directness described_as first_known"
    " translated_from translated_by",
    "claims_relay": "claim_id appearance_id position kind speaker_id description verb",
    "claims_anchor": "claim_id appearance_id evidence_id snapshot_id exact prefix suffix start end",
    "claims_relation": "from_claim_id to_claim_id kind rationale scope state method method_version"
    " score suggested_by_id suggested_at decided_by_id decided_at signed_in_id",
    "claims_hold": "claim_id kind reason set_by_id set_at lifted_at lifted_by_approval_id",
    "claims_review": "id claim_id number state opening reviewer_id opened_at closed_at reason"
    " reason_kind summary rationale rationale_format would_settle reply_asked reply_asked_on reply_how reply_answer reply_not_sought harms",
    "claims_round": "id review_id claim_id number status attribution body version proposed_by_id"
    " proposed_at authors outcome decided_by_id decided_at reason alone",
    "claims_evidence": "id review_id claim_id number bears_on direction kind primary private description"
    " source_id consulted_on speaker_id contacted file_name file_sha256 page timecode independence independence_reason"
    " added_by_id added_at copied_from_id",
    "claims_evidence_inputs": "from_evidence_id to_evidence_id",
    "claims_publishedquantity": "publication_id unit low high",
    # Without the search columns, which PostgreSQL derives from the body.
    "claims_publication": "number claim_id event standing published_at body salt body_sha256"
    " previous_sha256 sha256 round_id conclusion_id shown_until withheld",
}
# PostgreSQL derives the search columns between this table and the real one.
PUBLICATIONS_COME_BY = "publication_as_copied"

WRITE_AT = 1 << 17  # characters

Row = Callable[..., None]


def _text(value: str) -> str:
    return (
        value.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t").replace("\r", "\\r")
    )


CELLS: dict[type, Callable[[Any], str]] = {
    str: _text,
    int: str,
    float: str,
    type(None): lambda value: "\\N",
    bool: lambda value: "t" if value else "f",
    list: lambda numbers: "{" + ",".join(map(str, numbers)) + "}",
    datetime: datetime.isoformat,
    date: date.isoformat,
}


def line(values: tuple[Any, ...]) -> str:
    """One row in COPY's text format."""
    return "\t".join([CELLS[type(value)](value) for value in values]) + "\n"


class Rows:
    """Takes rows for all tables and hands them on, table by table, in large pieces."""

    def __init__(self, write: Mapping[str, Callable[[str], object]]) -> None:
        self._write = write
        self._waiting: dict[str, list[str]] = {table: [] for table in COLUMNS}
        self._length = dict.fromkeys(COLUMNS, 0)
        self.count = dict.fromkeys(COLUMNS, 0)

    def add(self, table: str, *values: Any) -> None:
        text = line(values)
        self._waiting[table].append(text)
        self._length[table] += len(text)
        self.count[table] += 1
        if self._length[table] > WRITE_AT:
            self._hand_on(table)

    def finish(self) -> None:
        for table in COLUMNS:
            self._hand_on(table)

    def _hand_on(self, table: str) -> None:
        if self._waiting[table]:
            self._write[table]("".join(self._waiting[table]))
            self._waiting[table] = []
            self._length[table] = 0


@contextmanager
def copying(owner: Mapping[str, Any]) -> Iterator[Rows]:
    """Rows that stream into the database, each table over a connection of its own."""
    with ExitStack() as stack:
        write: dict[str, Callable[[str], object]] = {}
        for table, names in COLUMNS.items():
            connection = stack.enter_context(psycopg.connect(**owner))
            connection.execute("SET synchronous_commit = off; SET timezone = 'UTC'")
            cursor = stack.enter_context(connection.cursor())
            columns = ", ".join(f'"{name}"' for name in names.split())
            into = PUBLICATIONS_COME_BY if table == "claims_publication" else table
            copy = stack.enter_context(cursor.copy(f"COPY {into} ({columns}) FROM STDIN"))
            write[table] = copy.write
        rows = Rows(write)
        yield rows
        rows.finish()
