"""A name in every column that can hold words, and in files: an erasure leaves none, but for what is listed in ``STAYS``.

Outside of the tables and files stay, as ``docs/editing.md`` says: what web servers keep in memory, which they give
nobody once it is erased; rows that PostgreSQL has not vacuumed; backups, which are erased again when they are restored;
PDFs and pictures, which nobody can search for a name.
"""

import gzip
import json
import re
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote

import psycopg
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client

from claims.formats.exports import kept_files
from claims.models import Claim, Erasure, Topic
from claims.workflow import erased_files
from newsroom import kept_uploads
from sources import capture
from sources.models import Speaker
from tests import factories
from tests.claims import full_claims
from tests.claims.admin.addresses import one_of_each
from tests.claims.rows_of_every_table import CHOICES, Owner, add_rows, unguarded
from tests.claims.workflow.test_erasures import erase, words_of

pytestmark = [
    pytest.mark.django_db(transaction=True, databases=["default", "owner"]),
    pytest.mark.long,
]

NAME = "Zora Quill"
SLUG = "zora-quill"
LINK = "https://news.example/%5Aora%20Quill"
FORMS = (
    f"{NAME} {LINK}",
    NAME,
    "Zora-Quill",
    LINK,
    f"https://web.archive.org/web/20240101000000/{LINK}",
)

# What an erasure leaves alone, and why. By table and column; what matches none of these has to be erased.
STAYS = {
    r"newsroom_user\..*|newsroom_event\.actor|claims_erasure\.(requested_by|approved_by)": (
        "The newsroom's own accounts: who did what stays on record."
    ),
    r"newsroom_signin\..*": "Sign-ins of these accounts; removed after the days of the policy.",
    r"(django_session|newsroom_cache)\..*": (
        "Encrypted or signed, of whoever is signed in or tries to; they end by themselves."
    ),
    r"claims_subscription\.address": "Encrypted: where a reader asked for letters, until they stop them.",
    r"(claims_webhook\.secret|.*\.sealed\w*|socialaccount_\w+\.(secret|token\w*))": (
        "Encrypted, or other services' keys. What a search found, and kept answers, go as a whole."
    ),
    r".*\.\w*(sha256|digest|hash|salt|leaf|password|token_key|token_id)|claims_assent\.version|claims_logahead\.root": (
        "Hashes, salts and keys hold no words."
    ),
    r"(django_migrations|django_content_type|auth_permission|newsroom_historykey)\..*": (
        "Names of the software's own parts; no person writes there."
    ),
    r"claims_publication\.(event|standing|nature|status|attribution|reason_kind|language)": (
        "Codes, which a trigger takes from the body."
    ),
    r"newsroom_logentry\.line|newsroom_role\.role|newsroom_apitoken\.scopes|claims_webhook\.events"
    r"|(claims_claim|claims_translation|sources_source)\.language|sources_recording\.media_type": (
        "Codes and hashes: PostgreSQL refuses anything else."
    ),
}
# Made of other columns by triggers; full of the name before, as the test checks.
MADE = ("claims_publication", "claims_exportrow", "claims_publicationwords", "claims_round")


class Column(NamedTuple):
    table: str
    name: str
    type: str

    @property
    def where(self) -> str:
        return f"{self.table}.{self.name}"


def stays(where: str) -> bool:
    return any(re.fullmatch(each, where) for each in STAYS)


def columns(owner: Owner) -> list[Column]:
    """Every stored column of words or JSON that has room for the name and holds no codes."""
    rows = owner.execute(
        "SELECT c.oid::regclass::text, a.attname, t.typname"
        "  FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped"
        "  JOIN pg_type t ON t.oid = a.atttypid"
        " WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'"
        "   AND t.typname IN ('text', 'varchar', 'bpchar', 'json', 'jsonb', '_text', '_varchar')"
        "   AND a.attgenerated = '' AND NOT a.atttypmod BETWEEN 0 AND %s ORDER BY 1, a.attnum",
        [len(NAME) + 3],
    )
    return [Column(*row) for row in rows.fetchall() if row[:2] not in CHOICES]


def places(owner: Owner) -> set[str]:
    """The columns that say the name in any row, also within links and in what searches read."""
    found = set()
    rows = owner.execute(
        "SELECT c.oid::regclass::text, a.attname, a.atttypid = 'tsvector'::regtype"
        "  FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped"
        " WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'm')"
    )
    for table, name, is_vector in rows.fetchall():
        if is_vector:
            query = (
                f"SELECT 1 FROM {table} WHERE \"{name}\" @@ phraseto_tsquery('simple', %s) LIMIT 1"
            )
            says = owner.execute(query, [NAME]).fetchone() is not None
        else:
            values = owner.execute(f'SELECT DISTINCT "{name}"::text FROM {table}').fetchall()
            says = any(says_the_name(value) for (value,) in values if value)
        if says:
            found.add(f"{table}.{name}")
    return found


def says_the_name(text: str) -> bool:
    return words_of(NAME) in words_of(unquote(unquote(text)))


def files(*folders: Path) -> list[Path]:
    found = []
    for path in (each for folder in folders for each in folder.rglob("*") if each.is_file()):
        content = path.read_bytes()
        content = gzip.decompress(content) if content[:2] == b"\x1f\x8b" else content
        if says_the_name(content.decode(errors="replace")):
            found.append(path)
    return found


def pages(claim: Claim) -> str:
    """What readers are given, also from what is kept for them."""
    addresses = ["/", "/api/v1/claims/", "/api/v1/changes/"]
    addresses += [f"/{each}claims/{claim.pk}/" for each in ("", "api/v1/")]
    return "\n".join(Client().get(each).content.decode() for each in addresses)


def fill(owner: Owner) -> tuple[Speaker, Claim, list[Column]]:
    """A person, her public claim, and the columns that say her name in some row."""
    zora = factories.speaker(NAME)
    topic = Topic.objects.create(name=NAME, slug=SLUG)
    own = factories.signed_claim(text=f"{NAME} was there.", speaker=zora, topics=[topic])
    full_claims.signed_claim()
    factories.snapshot(f"{NAME} said so: “{factories.QUOTE}.” " * 40)
    with transaction.atomic():
        one_of_each()
    wanted = [each for each in columns(owner) if each.table not in MADE and not stays(each.where)]
    add_rows(owner, sorted({each.table for each in wanted}))
    for column in wanted:
        if column.where != "sources_snapshot.text":  # which its hash belongs to
            plant(owner, column)
    return zora, own, wanted


def plant(owner: Owner, column: Column) -> None:
    """In the first row that may say it, in the first form that it may have there."""
    name = f'"{column.name}"'
    rows = owner.execute(f"SELECT ctid::text FROM {column.table}").fetchall()
    for words in (SLUG,) if "slug" in column.name else FORMS:
        given = [words]
        if column.type in ("json", "jsonb"):
            before = f"coalesce({name}::jsonb, '[]')"
            value = (
                f"{before} || CASE jsonb_typeof({before}) WHEN 'object' THEN %s ELSE %s END::jsonb"
            )
            given = [json.dumps({"words": [words]}), json.dumps([words])]
        else:
            value = "%s" if column.type[0] != "_" else f"coalesce({name}, '{{}}') || %s::text"
        update = f"UPDATE {column.table} SET {name} = {value} WHERE ctid = %s::tid"
        for row in rows:
            with (
                suppress(psycopg.IntegrityError, psycopg.DataError),
                unguarded(owner, column.table),
            ):
                owner.execute(update, [*given, *row])
                return


def test_nothing_says_the_name_afterwards(
    owner_connection: Owner, settings: Any, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    zora, claim, planted = fill(owner_connection)
    before = places(owner_connection)
    assert {each.where for each in planted} - before == set()
    assert {each.split(".")[0] for each in before} >= set(MADE)
    assert says_the_name(pages(claim))
    by, words = factories.reporter(), f"{NAME} was there.".encode()
    how: dict[str, Any] = {"media_type": "text/plain", "method": "uploaded"}
    capture.capture(factories.source(), by, "It was so.", words, **how)
    kept_uploads.keep(by, SimpleUploadedFile("a.txt", words))
    kept_files.keep([words], "a-tag")
    erased_files.keep(Erasure.objects.get())
    folders = (tmp_path, kept_files.folder())
    assert len(files(*folders)) == 4
    erase("erase_person", zora.pk)
    assert {each for each in places(owner_connection) if not stays(each)} == set()
    assert files(*folders) == []
    assert not says_the_name(pages(claim))


def test_what_stays_is_there(owner_connection: Owner) -> None:
    everything = [each.where for each in columns(owner_connection)]
    assert [key for key in STAYS if not any(re.fullmatch(key, each) for each in everything)] == []
