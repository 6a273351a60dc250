"""Exports over HTTP: who is told what, how it is asked for again, and what ends with the client."""

import csv
import gzip
import io
import json
import socket
import time
from collections.abc import Generator
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pyarrow.parquet as pq
import pytest
import zstandard
from django.conf import settings as configured
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django.live_server_helper import LiveServer

from claims.api import streaming
from claims.formats.exports import streams
from claims.formats.exports.datasets import DATASETS
from claims.formats.exports.streams import Form
from claims.publication import point_in_time, publishing, takedowns
from claims.workflow import review
from newsroom.models import User
from sources.models import Snapshot
from tests import factories
from tests.claims import full_claims
from tests.claims.api.conftest import Get
from tests.claims.published import without_related
from tests.database import connect
from tests.threads import LONG

FILES = [f"{what}.{form}" for what in DATASETS for form in Form]


def body(answer: Any) -> bytes:
    assert answer.status_code == 200, answer.content
    return b"".join(answer)


def lines(answer: Any) -> list[Any]:
    return [json.loads(line) for line in body(answer).decode().split("\n")[:-1]]


def rows(answer: Any) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(body(answer).decode(), newline="")))


@pytest.mark.long
@pytest.mark.django_db
def test_the_files_are_there_and_each_says_what_it_is(get: Get) -> None:
    full_claims.signed_claim(2, contradicts=full_claims.signed_claim(1))
    last = str(point_in_time.last_number())
    kinds = {"ndjson": "application/x-ndjson", "parquet": "application/vnd.apache.parquet"}
    for name in FILES:
        answer = get(f"export/{name}")
        what, form = name.split(".")
        assert answer["Content-Type"].startswith(kinds.get(form, "text/csv"))
        assert answer["Content-Disposition"] == f'attachment; filename="{what}-as-of-{last}.{form}"'
        assert answer["As-Of-Publication"] == last
        assert answer["Cache-Control"] == "public, no-cache"
        assert answer["Access-Control-Allow-Origin"] == "*"
        shown = body(answer)
        assert shown or name in ("external_reviews.ndjson", "translations.ndjson")  # there are none
        again = get(f"export/{name}")
        assert (body(again), again["ETag"]) == (shown, answer["ETag"])


@pytest.mark.django_db
def test_a_line_is_the_lists_own_object(get: Get) -> None:
    full_claims.signed_claim(2, contradicts=full_claims.signed_claim(1))
    listed = get("claims/").json()["results"][::-1]
    assert lines(get("export/claims.ndjson")) == [without_related(each) for each in listed]
    assert {row["text"] for row in rows(get("export/claims.csv"))} == {
        "150 bridges were built from January on (1).",
        "150 bridges were built from January on (2).",
    }
    table = pq.read_table(io.BytesIO(body(get("export/relations.parquet"))))
    assert table.column("relation").to_pylist() == ["contradicts", "contradicts"]


@pytest.mark.long
@pytest.mark.django_db
def test_the_filters_are_the_lists(get: Get) -> None:
    verified, refuted = full_claims.signed_claim(1), factories.concluded_claim("refuted")
    reopened = full_claims.signed_claim(3)
    review.reopen(reopened.pk, factories.senior(), "A second count.", "routine")
    for parameters in (
        {"status": "verified"},
        {"status": "refuted,verified"},
        {"speaker": str(refuted.speaker_id)},
        {"topic": "roads", "said_from": "2026-03-01"},
        {"q": "bridges", "quantity_min": "150", "unit": "bridges"},
        {"q": "nothing of the kind"},
        {"q": "\x0e"},
        {"attribution": "reported", "nature": "fact", "contradicts": str(verified.pk)},
    ):
        listed = [each["id"] for each in get("claims/", **parameters).json()["results"]]
        assert [each["id"] for each in lines(get("export/claims.ndjson", **parameters))] == listed[
            ::-1
        ]
        assert [int(each["id"]) for each in rows(get("export/claims.csv", **parameters))] == listed[
            ::-1
        ]
    (only,) = lines(get("export/speakers.ndjson", speaker=str(refuted.speaker_id)))
    assert only["id"] == refuted.speaker_id
    assert lines(get("export/sources.ndjson", status="disputed")) == []


@pytest.mark.django_db
def test_what_is_not_understood_is_refused_in_words(get: Get) -> None:
    for path, parameters, text in (
        ("claims.csv", {"staus": "verified"}, "no such parameter"),
        ("claims.csv", {"status": "true"}, "none of these"),
        ("claims.csv", {"after": "-1"}, "whole number"),
        ("claims.csv", {"after": "1" * 30}, "whole number"),
        ("claims.csv", {"compression": "rar"}, "gzip, zstd"),
        ("claims.csv", {"bom": "yes"}, "Say true"),
        ("claims.csv", {"as_of": "9999-12-31"}, "in the future"),
        ("claims.csv", {"as_of": "999999"}, "no publication"),
        ("claims.ndjson", {"bom": "true"}, "no such parameter"),
        ("claims.parquet", {"compression": "gzip"}, "no such parameter"),
        ("datapackage.json", {"speaker": "x\x00"}, "can't be searched for"),
    ):
        answer = get(f"export/{path}", **parameters)
        assert answer.status_code == 400
        assert text in json.dumps(answer.json(), ensure_ascii=False)
        assert answer["Cache-Control"] == "no-store"
    answer = get("export/reviews.csv")
    assert answer.status_code == 404
    assert answer.json()["detail"] == (
        "There is no such file. There are these: claims, appearances, quantities,"
        " evidence, relations, external_reviews, translations, topics, speakers, sources,"
        " publications."
    )


@pytest.mark.django_db
def test_whoever_has_it_already_is_told_so(get: Get) -> None:
    factories.signed_claim()
    first = get("export/claims.csv")
    assert body(first)
    known = {"If-None-Match": first["ETag"]}
    again = get("export/claims.csv", headers=known)
    assert (again.status_code, again.content) == (304, b"")
    assert again["As-Of-Publication"] == first["As-Of-Publication"]
    # What is only at work changes nothing.
    factories.proposed_claim()
    assert get("export/claims.csv", headers=known).status_code == 304
    assert body(get("export/claims.csv", headers=known, bom="true"))
    factories.signed_claim()
    assert body(get("export/claims.csv", headers=known))


@pytest.mark.django_db
def test_whoever_has_it_with_other_columns_is_sent_it(
    get: Get, monkeypatch: pytest.MonkeyPatch
) -> None:
    factories.signed_claim()
    claims = DATASETS["claims"]
    with monkeypatch.context() as before:
        before.setitem(DATASETS, "claims", replace(claims, columns=claims.columns[:-1]))
        older = get("export/claims.csv")
        assert body(older)
    assert body(get("export/claims.csv", headers={"If-None-Match": older["ETag"]}))


@pytest.mark.django_db
def test_the_head_is_that_of_the_file(client: Client) -> None:
    factories.signed_claim()
    head, whole = (getattr(client, how)("/api/v1/export/claims.csv") for how in ("head", "get"))
    assert body(whole)
    assert b"".join(head) == b""
    for name in ("Content-Type", "ETag", "As-Of-Publication", "Content-Disposition"):
        assert head[name] == whole[name]


@pytest.mark.django_db
def test_compressed_it_is_the_same(get: Get) -> None:
    factories.signed_claim()
    for form in ("ndjson", "csv"):
        plain = get(f"export/claims.{form}")
        packed = get(f"export/claims.{form}", compression="gzip")
        smaller = get(f"export/claims.{form}", compression="zstd")
        whole = body(plain)
        assert gzip.decompress(body(packed)) == whole
        reader = zstandard.ZstdDecompressor().decompressobj()
        assert reader.decompress(body(smaller)) == whole
        assert packed["Content-Disposition"].endswith(f'.{form}.gz"')
        assert smaller["Content-Disposition"].endswith(f'.{form}.zst"')
        # A file of its own, not an encoding on the way: whoever saves it has what its name says.
        assert "Content-Encoding" not in packed
        assert len({plain["ETag"], packed["ETag"], smaller["ETag"]}) == 3


@pytest.mark.long
@pytest.mark.django_db
def test_a_state_is_gone_on_with(get: Get) -> None:
    claims = [factories.signed_claim() for _ in range(3)]
    answer = get("export/claims.ndjson")
    state, whole = answer["As-Of-Publication"], body(answer)
    review.reopen(claims[1].pk, factories.senior(), "A second count.", "routine")
    factories.signed_claim()
    assert body(get("export/claims.ndjson", as_of=state)) == whole
    first, *rest = whole.splitlines(keepends=True)
    after = str(json.loads(first)["number"])
    answer = get("export/claims.ndjson", as_of=state, after=after)
    assert answer["As-Of-Publication"] == state
    assert body(answer) == b"".join(rest)
    assert body(get("export/claims.ndjson", as_of="0")) == b""


@pytest.mark.long
@pytest.mark.django_db
def test_what_is_hidden_taken_down_or_unsigned_is_in_no_file_of_any_day(get: Get) -> None:
    held, withdrawn, quoted = (full_claims.signed_claim(number) for number in (71, 72, 73))
    at_work, _editor = full_claims.claim_in_review(74)
    embargoed = factories.proposed_claim(text="Embargoed: 74 bridges.")
    until = timezone.now() + timedelta(hours=1)
    publishing.set_embargo(embargoed.pk, factories.editor(), until)
    review.sign(embargoed.pk, factories.senior(), factories.version_of(embargoed))
    as_of = str(point_in_time.last_number())
    assert b"Hemos construido" in body(get("export/claims.csv"))
    publishing.hold(held.pk, factories.reporter(), "legal", "A letter came.")
    review.withdraw(withdrawn.pk, factories.senior(), "The source retracted it.")
    for snapshot in Snapshot.objects.filter(anchors__claim=quoted).order_by("pk"):
        takedowns.take_down(snapshot.pk, factories.editor(), "A court order came.")
    secret = [f"({number})" for number in (71, 72, 74)] + ["Hemos construido", "Embargoed"]
    assert lines(get("export/claims.ndjson"))
    for name in FILES:
        for parameters in ({}, {"as_of": as_of}):
            shown = body(get(f"export/{name}", **parameters))
            if name.endswith("parquet"):
                shown = json.dumps(
                    pq.read_table(io.BytesIO(shown)).to_pylist(), default=str, ensure_ascii=False
                ).encode()
            assert not [word for word in secret if word.encode() in shown], (name, parameters)
    assert str(at_work.pk) not in [row["id"] for row in rows(get("export/claims.csv"))]


@pytest.mark.long
@pytest.mark.django_db
def test_more_rows_take_no_more_queries(get: Get) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as parameters:
            for name in FILES:
                body(get(f"export/{name}"))
        return len(parameters)

    factories.signed_claim()
    few = queries()
    for _ in range(3):
        factories.signed_claim()
    assert queries() == few


@pytest.mark.django_db
def test_the_package_leads_to_its_files(get: Get) -> None:
    factories.signed_claim()
    answer = get("export/datapackage.json", status="verified")
    shown = answer.json()
    assert str(shown["asOfPublication"]) == answer["As-Of-Publication"]
    factories.signed_claim()
    assert [each["name"] for each in shown["resources"]] == list(DATASETS)
    for resource in shown["resources"]:
        assert f"as_of={shown['asOfPublication']}" in resource["path"]
        file = get(resource["path"].removeprefix(configured.SITE_URL))
        assert file["As-Of-Publication"] == answer["As-Of-Publication"]
        told_rows = rows(file)
        names = [field["name"] for field in resource["schema"]["fields"]]
        assert all(list(row) == names for row in told_rows)
    assert len(rows(get("export/claims.csv", status="verified"))) == 2


# How many, and for how long


@pytest.mark.django_db
def test_exports_have_a_rate_of_their_own(get: Get, settings: Any, reporter: User) -> None:
    settings.REST_FRAMEWORK = settings.REST_FRAMEWORK | {
        "DEFAULT_THROTTLE_RATES": {"anon": "2/day", "user": "2/day", "export": "3/day"}
    }
    for _ in range(2):
        assert body(get("export/claims.csv"))
    assert get("export/datapackage.json").status_code == 200
    refused = get("export/claims.csv")
    assert refused.status_code == 429
    assert int(refused["Retry-After"]) > 0
    assert get("claims/").status_code == 200
    assert body(get("export/claims.csv", by=reporter))


@pytest.mark.django_db(transaction=True)
def test_when_all_places_are_taken_one_is_told_to_come_again(
    get: Get, settings: Any, app_connection: Any
) -> None:
    settings.EXPORTS_AT_ONCE = 1
    factories.signed_claim()
    taken = app_connection(autocommit=True)
    taken.execute("SELECT pg_advisory_lock(hashtext('exports'), 0)")
    for path in ("export/claims.csv", "claims.jsonld"):
        answer = get(path)
        assert answer.status_code == 503
        assert answer["Retry-After"] == str(streaming.WAIT)
        assert "Ask again" in answer.json()["detail"]
    # What asks for no rows needs no place.
    assert get("export/datapackage.json").status_code == 200
    taken.execute("SELECT pg_advisory_unlock_all()")
    assert body(get("export/claims.csv"))
    # Whoever was told that nothing changed holds none, nor does one who asked for the head.
    first = get("export/claims.csv")
    known = first["ETag"]
    first.close()
    assert get("export/claims.csv", headers={"If-None-Match": known}).status_code == 304
    assert body(get("export/claims.csv"))
    # So it is with the feed, which takes one of the same places.
    feed = get("claims.jsonld")
    other = app_connection(autocommit=True)
    free = "SELECT pg_try_advisory_xact_lock(hashtext('exports'), 0)"
    assert next(iter(feed))
    assert other.execute(free).fetchone() == (False,)
    feed.close()
    assert other.execute(free).fetchone() == (True,)


def test_what_was_read_to_its_end_or_broke_off_lets_go_by_itself() -> None:
    def broken() -> Generator[bytes, None, None]:
        yield b"a"
        raise ConnectionError

    let_go: list[str] = []
    with ExitStack() as stack:
        stack.callback(let_go.append, "whole")
        streamed = streaming.StreamedBlocks((each for each in (b"a", b"b")), stack.pop_all())
    assert list(streamed) == [b"a", b"b"]
    assert let_go == ["whole"]
    with ExitStack() as stack:
        stack.callback(let_go.append, "broken")
        cut = streaming.StreamedBlocks(broken(), stack.pop_all())
    with pytest.raises(ConnectionError):
        list(cut)
    for each in (streamed, cut):
        each.close()
    assert let_go == ["whole", "broken"]


RUNNING = """
SELECT count(*) FROM pg_stat_activity
 WHERE query LIKE 'COPY (SELECT%' AND state <> 'idle' AND datname = current_database()
"""


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_a_client_that_hangs_up_ends_the_query_and_frees_the_place(
    live_server: LiveServer, settings: Any, monkeypatch: pytest.MonkeyPatch, get: Get
) -> None:
    settings.EXPORTS_AT_ONCE = 1
    monkeypatch.setattr(streams, "BLOCK", 1)
    for number in range(3):
        full_claims.signed_claim(number)
    # Each line again and again, so that it is more than sockets and COPY take in at once.
    shown = DATASETS["claims"]
    many = replace(shown, objects=f"{shown.objects}, generate_series(1, 20000)")
    monkeypatch.setitem(DATASETS, "claims", many)
    host, port = live_server.url.removeprefix("http://").split(":")
    with connect("default", autocommit=True) as watching:
        with socket.create_connection((host, int(port))) as client:
            client.sendall(b"GET /api/v1/export/claims.ndjson HTTP/1.1\r\nHost: localhost\r\n\r\n")
            assert client.recv(1000).startswith(b"HTTP/1.1 200")
            assert watching.execute(RUNNING).fetchone() == (1,)
            assert get("export/claims.csv").status_code == 503
        # It is gone: what is sent on meets nobody.
        gives_up = time.monotonic() + LONG
        while watching.execute(RUNNING).fetchone() != (0,):
            assert time.monotonic() < gives_up
            time.sleep(0.05)
    assert body(get("export/speakers.csv"))
