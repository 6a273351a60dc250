"""Files that others take away: what they hold, to the byte, and what they never hold."""

import csv
import gzip
import io
import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, NotRequired, TypedDict

import pyarrow.parquet as pq
import pytest
import zstandard
from django.conf import settings as configured
from django.core.management import CommandError, call_command
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from claims.formats.exports import streams
from claims.formats.exports.columns import cell_of, columns_of
from claims.formats.exports.datasets import DATASETS
from claims.formats.exports.package import package
from claims.formats.exports.statements import ExportQuery, published, rows_of
from claims.formats.exports.streams import Compression, Export, Form, NoPlaceFree, one_snapshot
from claims.models import Claim, ExportRow, Publication
from claims.publication import point_in_time, publishing, speakers
from claims.publication.fields import Day, Field, Kind, Word
from claims.workflow import review
from claims.workflow.approvals import approve
from newsroom.errors import Refused
from newsroom.models import Approval
from tests import factories
from tests.claims import full_claims
from tests.claims.published import without_related
from tests.length import examples

pytestmark = pytest.mark.long

HOSTILE = '=1+1\t"quoted" \\n \\\\ it\'s; \u2028\u2029 🧮 a,b ;=2 ￿ é'
NONE = ("external_reviews", "translations")  # of the claims of full_claims
GUARDED = re.compile(r"(\A|[;\t\r\n])'")
# Of what is read for the public.
PUBLIC_TABLES = {
    *("claims_publication", "claims_exportrow", "claims_publishedquantity"),
    "claims_claimtoshow",  # whether any waits; of such a body only what may be named is served
    *("sources_speaker", "sources_speakermerge"),
}


def exported(
    what: str, form: Form = Form.NDJSON, as_of: int | None = None, **parameters: Any
) -> bytes:
    """The whole file."""
    moment = None if as_of is None else point_in_time.read(str(as_of))
    after = parameters.pop("after", 0)
    with one_snapshot():
        query = ExportQuery(DATASETS[what], rows_of(DATASETS[what], moment), after)
        number = point_in_time.last_number() if as_of is None else as_of
        return b"".join(Export(query, form, number, **parameters).blocks())


def objects(what: str, **parameters: Any) -> list[Any]:
    text = exported(what, **parameters).decode()
    assert not text or text.endswith("\n")
    return [json.loads(line) for line in text.split("\n")[:-1]]


def table(what: str, **parameters: Any) -> list[dict[str, str]]:
    """The rows of a CSV, with the guards against formulas taken off again."""
    text = exported(what, Form.CSV, **parameters).decode()
    guarded = {column.name for column in DATASETS[what].columns if column.kind == Kind.TEXT}
    return [
        {name: GUARDED.sub(r"\1", cell) if name in guarded else cell for name, cell in row.items()}
        for row in csv.DictReader(io.StringIO(text, newline=""), strict=True)
    ]


def parquet(what: str, **parameters: Any) -> Any:
    return pq.read_table(io.BytesIO(exported(what, Form.PARQUET, **parameters)))


@pytest.fixture
def _rows_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """A block for each row, so that little data shows what much would."""
    monkeypatch.setattr(streams, "BLOCK", 1)


# What they hold


@pytest.mark.django_db
def test_every_file_is_the_same_twice() -> None:
    first = full_claims.signed_claim(1)
    full_claims.signed_claim(2, contradicts=first)
    for what in DATASETS:
        for form in Form:
            once = exported(what, form)
            assert once or what in NONE
            assert once == exported(what, form)
            if form != Form.PARQUET:
                packed = exported(what, form, compression=Compression.GZIP)
                assert packed == exported(what, form, compression=Compression.GZIP)
                assert gzip.decompress(packed) == once
                packed = exported(what, form, compression=Compression.ZSTD)
                assert packed == exported(what, form, compression=Compression.ZSTD)
                read = zstandard.ZstdDecompressor().decompressobj().decompress(packed)
                assert read == once


@pytest.mark.django_db
def test_each_form_says_which_body_is_redacted() -> None:
    """A relation is left out whose other claim was hidden since."""
    one, other = factories.signed_claim(), factories.claim_in_review()
    factories.relation(other, one)
    review.propose(other.pk, factories.editor(), "reported", "verified", harms=[])
    review.sign(other.pk, factories.senior(), factories.version_of(other))
    publishing.hold(other.pk, factories.reporter(), "legal", "A letter came.")
    last = point_in_time.last_number()
    for what, as_of in (("publications", last), ("claims", last - 2)):
        lines = objects(what, as_of=as_of)
        found = {row["number"] for row in lines if row.get("redacted")}
        assert len(found) == 1, what
        assert all(row["salt"] is None for row in lines if row["number"] in found)
        rows = table(what, as_of=as_of)
        assert {int(row["number"]) for row in rows if row["redacted"] == "true"} == found
        typed = parquet(what, as_of=as_of).to_pylist()
        assert {row["number"] for row in typed if row["redacted"]} == found


@pytest.mark.django_db
@pytest.mark.usefixtures("_rows_apart")
def test_blocks_part_no_row() -> None:
    for number in range(3):
        full_claims.signed_claim(number)
    assert [each["text"] for each in objects("claims")] == [row["text"] for row in table("claims")]
    assert len(objects("claims")) == 3
    assert len(objects("appearances")) == len(table("appearances")) == 3


@pytest.mark.django_db
def test_a_row_of_csv_says_what_was_signed() -> None:
    claim = full_claims.signed_claim()
    (row,) = table("claims")
    row_of = factories.current_publication(claim)
    assert row["number"] == str(row_of.number)
    assert row["url"] == f"{configured.SITE_URL}/api/v1/claims/{claim.pk}/"
    assert (row["attribution"], row["status"], row["standing"]) == (
        "reported",
        "verified",
        "signed",
    )
    assert (row["speaker_name"], row["speaker_role"]) == ("Ana Nuñez 0", "Minister")
    assert (row["said_from"], row["said_to"]) == ("2026-03-02", "2026-03-04")
    assert (row["quantity_low"], row["quantity_high"]) == ("150", "150.5")
    assert (row["first_known"], row["four_eyes"], row["taken_down"]) == ("true", "true", "false")
    assert row["source_published_on"] == "2026-03-04"
    assert row["quotes"] == full_claims.QUOTE
    assert row["topics"] == "roads"
    assert (row["body_sha256"], row["sha256"]) == (row_of.body_sha256, row_of.sha256)
    (appearance,) = table("appearances")
    assert appearance["relayed_from"] == "Ministry of Works 0 → a letter"
    assert appearance["quotes"] == full_claims.QUOTE
    assert int(appearance["end"]) - int(appearance["start"]) == len(full_claims.QUOTE)
    (quantity,) = table("quantities")
    assert (quantity["bound"], quantity["as_of"]) == ("at_least", "2026-06-30")


@pytest.mark.django_db
def test_rfc_4180_to_the_letter() -> None:
    factories.signed_claim(text='He said: "150,\nand more".')
    text = exported("claims", Form.CSV)
    assert text.startswith(b"number,id,url,")
    assert text.endswith(b"\r\n")
    assert b'"He said: ""150,\nand more""."' in text
    marked = exported("claims", Form.CSV, byte_order_mark=True)
    assert marked == b"\xef\xbb\xbf" + text


@pytest.mark.django_db
def test_no_cell_is_a_formula_and_numbers_are_numbers() -> None:
    claim = factories.signed_claim(text="=HYPERLINK(1) bridges; ;=1+1")
    assert not ExportRow.objects.get(publication__claim=claim).spreadsheet_safe
    factories.signed_claim()
    text = exported("claims", Form.CSV).decode()
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert rows[0]["text"] == "'=HYPERLINK(1) bridges; ;'=1+1"
    assert table("claims")[0]["text"] == claim.text
    for row in rows:
        assert not [cell for cell in row.values() if cell[:1] in tuple("=+-@\t\r")]
    assert rows[0]["number"] == "1"


class Sparse(TypedDict):
    text: NotRequired[Annotated[str, Field("A text.")]]
    word: NotRequired[Annotated[Word, Field("A word.")]]
    truth: NotRequired[Annotated[bool, Field("Whether it is so.")]]
    day: NotRequired[Annotated[Day, Field("A day.")]]


@pytest.mark.django_db
def test_a_field_that_an_object_lacks_is_empty() -> None:
    cells = ", ".join(column.sql for column in columns_of(Sparse, cell_of("'{}'::jsonb")))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {cells}")
        assert cursor.fetchone() == ("", "", False, None)


@pytest.mark.django_db
def test_parquet_is_typed() -> None:
    claim = full_claims.signed_claim()
    (row,) = parquet("claims").to_pylist()
    assert row["id"] == claim.pk
    assert row["said_from"] == date(2026, 3, 2)
    assert isinstance(row["published_at"], datetime)
    assert row["published_at"].astimezone(UTC) == factories.current_publication(claim).published_at
    assert (row["quantity_low"], row["quantity_high"]) == (Decimal(150), Decimal("150.5"))
    assert (row["topics"], row["quotes"]) == (["roads"], [full_claims.QUOTE])
    assert (row["first_known"], row["reason"]) == (True, None)
    schema = parquet("claims").schema
    assert str(schema.field("quantity_low").type) == "decimal128(30, 6)"
    assert schema.metadata[b"as_of"] == str(point_in_time.last_number()).encode()
    assert parquet("relations").num_rows == 0
    assert parquet("appearances").to_pylist()[0]["relayed_from"] == [
        "Ministry of Works 0",
        "a letter",
    ]


@pytest.mark.django_db
def test_an_empty_file_is_a_file() -> None:
    for what in DATASETS:
        assert exported(what) == b""
        assert exported(what, Form.CSV).count(b"\r\n") == 1
        assert parquet(what).num_rows == 0


@pytest.mark.django_db
def test_relations_are_told_from_both_ends() -> None:
    first = full_claims.signed_claim(1)
    second = full_claims.signed_claim(2, contradicts=first)
    shown = {(row["id"], row["claim"]): row for row in table("relations")}
    assert shown.keys() == {(str(first.pk), str(second.pk)), (str(second.pk), str(first.pk))}
    assert {row["relation"] for row in shown.values()} == {"contradicts"}
    for each in (shown, {(row["id"], row["claim"]): row for row in objects("relations")}):
        assert {row["claim_html_url"] for row in each.values()} == {
            f"{configured.SITE_URL}/claims/{claim.pk}/" for claim in (first, second)
        }
        for (_id, other), row in each.items():
            assert row["claim_html_url"].endswith(f"/claims/{other}/")
    for row in parquet("relations").to_pylist():
        assert row["claim_html_url"] == shown[str(row["id"]), str(row["claim"])]["claim_html_url"]


# Strange texts, through real publications

TEXTS = st.text(
    st.characters(exclude_categories=["Cs", "Cc"])
    | st.sampled_from("\t\n\r\x01\x02\x1f\x7f\\\"',;=+-@{}[]\u2028\u2029\u0085🧮\ufeff\uffff"),
    min_size=1,
    max_size=60,
)


@pytest.mark.long
@pytest.mark.django_db
@settings(
    max_examples=examples(6),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(wording=TEXTS, rationale=TEXTS, unit=TEXTS)
def test_any_text_comes_back_from_each_form(
    client: Any, wording: str, rationale: str, unit: str
) -> None:
    quantity = {"low": Decimal(1), "high": Decimal(1), "unit": unit}
    try:
        claim = factories.claim_in_review(text=f"{wording} 1", quantities=[quantity])
        editor = factories.editor()
        review.write(claim.pk, editor, rationale=f"{rationale}.")
        review.propose(claim.pk, editor, "reported", "verified", harms=[])
        review.sign(claim.pk, factories.senior(), factories.version_of(claim))
    except Refused:
        return  # what no claim can hold needs no export
    shown = without_related(client.get(f"/api/v1/claims/{claim.pk}/").json())
    (line,) = (each for each in objects("claims") if each["id"] == claim.pk)
    assert line == shown
    (row,) = (each for each in table("claims") if each["id"] == str(claim.pk))
    (typed,) = (each for each in parquet("claims").to_pylist() if each["id"] == claim.pk)
    (part,) = (each for each in table("quantities") if each["id"] == str(claim.pk))
    for listed in (row, typed):
        assert listed["text"] == shown["text"]
        assert listed["rationale"] == shown["rationale"]
        assert listed["quantity_unit"] == shown["quantities"][0]["unit"]
    assert part["unit"] == shown["quantities"][0]["unit"]


@pytest.mark.django_db
def test_a_line_is_the_apis_own_object(client: Any) -> None:
    first = factories.signed_claim(text=HOSTILE)
    second = full_claims.signed_claim(2, contradicts=first)
    review.reopen(second.pk, factories.senior(), HOSTILE, "routine")
    lines = {each["id"]: each for each in objects("claims")}
    assert lines.keys() == {first.pk, second.pk}
    for claim in (first, second):
        shown = client.get(f"/api/v1/claims/{claim.pk}/").json()
        assert lines[claim.pk] == without_related(shown)
    listed = client.get("/api/v1/claims/").json()["results"]
    assert objects("claims") == [without_related(each) for each in listed[::-1]]
    assert objects("speakers") == client.get("/api/v1/speakers/").json()["results"]
    sources = client.get("/api/v1/sources/").json()["results"]
    # Archived copies are of now, and an export is of a publication.
    assert [each.pop("archived_copies") for each in sources] == [[]] * len(sources)
    assert objects("sources") == sources
    kept = {"id", "url", "html_url", "number", "position"}
    of_first = [each for each in objects("appearances") if each["id"] == second.pk]
    of_second = lines[second.pk]["appearances"]
    assert [{k: v for k, v in each.items() if k not in kept} for each in of_first] == of_second


# What they never hold


@pytest.mark.django_db
def test_under_review_is_marked_and_no_longer_verified() -> None:
    claim = factories.signed_claim()
    review.reopen(claim.pk, factories.senior(), "A second count.", "routine")
    (row,) = table("claims")
    assert (row["standing"], row["reason"]) == ("under_review", "A second count.")
    with one_snapshot():
        query = ExportQuery(DATASETS["claims"], published(None).with_status("verified"))
        assert b"".join(Export(query, Form.NDJSON, 1).blocks()) == b""


@pytest.mark.django_db
def test_what_is_held_withdrawn_or_unsigned_is_in_no_file() -> None:
    held, withdrawn = full_claims.signed_claim(71), full_claims.signed_claim(72)
    full_claims.claim_in_review(73)
    as_of = point_in_time.last_number()
    publishing.hold(held.pk, factories.reporter(), "legal", "A letter came.")
    review.withdraw(withdrawn.pk, factories.senior(), "The source retracted it.")
    for what in DATASETS.keys() - {"publications"}:
        assert objects(what) == objects(what, as_of=as_of) == []
        assert table(what) == table(what, as_of=as_of) == []
        assert parquet(what).num_rows == 0
    # That there were publications is told, not what they said.
    for history in (objects("publications"), objects("publications", as_of=as_of)):
        assert {each["id"] for each in history} == {held.pk, withdrawn.pk}
        assert {each["salt"] for each in history if each["body"] is None} <= {None}
        assert [each["body"] for each in history if each["body"]] == [
            {"reason": "The source retracted it."}
        ] * (len(history) - 3 > 0)


@pytest.mark.django_db
def test_evidence_topics_and_what_others_concluded_are_tables_of_their_own() -> None:
    claim = full_claims.signed_claim(1)
    (published_claim,) = objects("claims")
    kept = {"id", "url", "html_url", "number", "position"}
    for what in ("evidence", "external_reviews", "topics"):
        lines, parts = objects(what), published_claim.get(what, [])
        assert len(lines) == len(parts) == len(table(what)) == parquet(what).num_rows
        assert {each["number"] for each in lines} <= {published_claim["number"]}
        for each in lines:
            if footnote := each.pop("footnote", None):
                parts[each["position"] - 1].pop("number", None)
                assert footnote
        shown = [{key: each[key] for key in each if key not in kept} for each in lines]
        assert shown == parts
    rows = table("evidence")
    for row, piece in zip(rows, published_claim["evidence"], strict=True):
        assert (row["id"], row["bears_on"]) == (str(claim.pk), piece["bears_on"])
        assert row["quote_exact"] == (piece["quote"] or {}).get("exact", "")
        assert row["source_uri"] == (piece["source"] or {}).get("uri", "")
    assert any(row["quote_exact"] for row in rows)
    assert [row["slug"] for row in table("topics")] == ["roads"]


@pytest.mark.django_db
def test_each_translation_of_what_is_public_is_a_row() -> None:
    claim = factories.signed_claim()
    then = point_in_time.last_number()
    factories.translation(claim, text="=150 puentes")
    review.reopen(claim.pk, factories.senior(), "A second count.", "routine")
    row_of = factories.current_publication(claim)
    (line,), (published_claim,) = objects("translations"), objects("claims")
    assert line == {
        **{name: published_claim[name] for name in ("id", "url", "html_url", "number")},
        "position": 1,
        "standing": "under_review",
        "sha256": row_of.sha256,
        **published_claim["translations"][0],
    }
    assert (line["language"], line["text"], len(line["by"])) == ("es", "=150 puentes", 2)
    (row,) = table("translations")
    assert row == {**{name: str(line[name]) for name in line}, "by": "; ".join(line["by"])}
    assert b",'=150 puentes," in exported("translations", Form.CSV)
    assert parquet("translations").to_pylist() == [line]
    assert objects("translations", as_of=then) == []
    publishing.hold(claim.pk, factories.reporter(), "legal", "A letter came.")
    assert objects("translations") == table("translations") == []
    assert objects("translations", as_of=row_of.number) == []


@pytest.mark.django_db
def test_the_history_has_every_version_and_what_each_said() -> None:
    claim = factories.signed_claim()
    review.reopen(claim.pk, factories.senior(), "A second count.", "routine")
    first, second = objects("publications")
    assert (first["event"], second["event"]) == ("signed", "reopened")
    assert second["body"]["reason"] == "A second count."
    assert second["previous_sha256"] == first["sha256"]
    rows = table("publications")
    assert [row["status"] for row in rows] == ["verified", "verified"]
    assert [row["text"] for row in rows] == [claim.text] * 2
    then = int(rows[0]["number"])
    assert len(table("publications", as_of=then)) == 1
    publishing.hold(claim.pk, factories.reporter(), "legal", "A letter came.")
    for row in table("publications"):
        assert (row["text"], row["status"], row["reason"]) == ("", "", "")
        assert row["sha256"]


@pytest.mark.django_db
def test_what_is_not_known_is_null_in_each_table() -> None:
    factories.signed_claim()
    for what in DATASETS:
        values = [value for row in parquet(what).to_pylist() for value in row.values()]
        assert None in values or what in ("topics", "quantities", "relations", *NONE)
        assert "" not in values
        # COPY writes an empty text, but no null, in quotation marks.
        assert re.search(rb'(^|,)""(,|\r)', exported(what, Form.CSV)) is None


@pytest.mark.django_db
def test_a_protected_speaker_is_in_no_file() -> None:
    ana = factories.speaker("Ana Protegida", aliases=("La Señora",))
    claim = factories.signed_claim(speaker=ana)
    as_of = point_in_time.last_number()
    assert b"Protegida" in exported("speakers")
    speakers.protect(ana.pk, factories.editor(), "a resident", "Threats.")
    assert Claim.objects.get(pk=claim.pk).status == "verified"
    for what in DATASETS:
        for form in (Form.NDJSON, Form.CSV):
            for day in (None, as_of):
                assert b"Protegida" not in exported(what, form, as_of=day)
    assert [row["speaker_description"] for row in table("claims")] == ["a resident"]
    assert table("speakers") == []


@pytest.mark.django_db
@pytest.mark.parametrize("what", DATASETS)
def test_no_working_table_is_read(what: str) -> None:
    query = ExportQuery(DATASETS[what], rows_of(DATASETS[what], None))
    tables = connection.introspection.table_names()
    for parameters in (query.rows(), query.cells(), query.lines()):
        text = parameters.as_string(connection.connection)
        read = {name for name in tables if re.search(rf"\b{name}\b", text)}
        assert read
        assert read <= PUBLIC_TABLES


# States


@pytest.mark.long
@pytest.mark.django_db
def test_a_state_is_read_again_and_gone_on_with() -> None:
    first, second, third = (factories.signed_claim() for _ in range(3))
    as_of = point_in_time.last_number()
    state = [(what, form) for what in DATASETS for form in Form]
    before = {each: exported(*each) for each in state}
    factories.signed_claim()
    review.reopen(second.pk, factories.senior(), "A second count.", "routine")
    assert exported("claims") != before["claims", Form.NDJSON]
    assert {each: exported(*each, as_of=as_of) for each in state} == before
    numbers = [each["number"] for each in objects("claims", as_of=as_of)]
    assert [each["id"] for each in objects("claims", as_of=as_of)] == [
        *(first.pk, second.pk, third.pk),
    ]
    lines = before["claims", Form.NDJSON].splitlines(keepends=True)
    assert exported("claims", as_of=as_of, after=numbers[0]) == b"".join(lines[1:])
    assert exported("claims", as_of=as_of, after=numbers[-1]) == b""
    assert len(table("claims", as_of=as_of, after=numbers[1])) == 1


@pytest.mark.django_db
def test_speakers_and_sources_go_on_after_their_own_numbers() -> None:
    for _ in range(2):
        factories.signed_claim()
    for what in ("speakers", "sources"):
        shown = objects(what)
        assert objects(what, after=shown[0]["id"]) == shown[1:]


@pytest.mark.django_db
def test_the_tag_is_of_the_bytes() -> None:
    factories.signed_claim()

    def tag(what: str = "claims", form: Form = Form.NDJSON, **parameters: Any) -> str:
        with one_snapshot():
            query = ExportQuery(DATASETS[what], published(None), parameters.pop("after", 0))
            return Export(query, form, point_in_time.last_number(), **parameters).tag()

    first = tag()
    rest = {tag(form=Form.CSV), tag("sources"), tag(after=1)}
    rest |= {tag(compression=Compression.GZIP), tag(form=Form.CSV, byte_order_mark=True)}
    assert first not in rest
    assert len(rest) == 5
    factories.anchored_claim()
    assert tag() == first
    factories.signed_claim()
    assert tag() != first


@pytest.mark.django_db
def test_the_tag_of_speakers_follows_merges() -> None:
    known, into = factories.signed_claim().speaker, factories.speaker("Ana Nuñez de Castro")

    def tag() -> str:
        with one_snapshot():
            return Export(ExportQuery(DATASETS["speakers"], published(None)), Form.CSV, 1).tag()

    first = tag()
    deed = speakers.merge(known, into, factories.editor(), "The same person.")
    assert isinstance(deed, Approval)
    approve(deed.pk, factories.senior())
    assert tag() != first
    assert [each["id"] for each in objects("speakers")] == [into.pk]


@pytest.mark.django_db(transaction=True)
def test_one_export_sees_one_state(app_connection: Any) -> None:
    claim = factories.signed_claim()
    with one_snapshot():
        number = point_in_time.last_number()
        other = app_connection(autocommit=True)
        assert other.execute("SELECT max(number) FROM claims_publication").fetchone() == (number,)
        with connection.cursor() as cursor:
            cursor.execute("SHOW transaction_isolation")
            assert cursor.fetchone() == ("repeatable read",)
            cursor.execute("SHOW transaction_read_only")
            assert cursor.fetchone() == ("on",)
            cursor.execute("SHOW statement_timeout")
            assert cursor.fetchone() == ("1h",)
    with connection.cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        assert cursor.fetchone() == ("0",)
    assert Publication.objects.filter(claim=claim).exists()


@pytest.mark.django_db(transaction=True)
def test_places_are_counted_for_all_servers_and_come_free(app_connection: Any) -> None:
    taken = app_connection(autocommit=True)
    taken.execute("SELECT pg_advisory_lock(hashtext('exports'), 0)")
    with one_snapshot(2):
        pass
    taken.execute("SELECT pg_advisory_lock(hashtext('exports'), 1)")
    with pytest.raises(NoPlaceFree), one_snapshot(2):
        pass
    with one_snapshot():
        pass
    taken.execute("SELECT pg_advisory_unlock_all()")
    with one_snapshot(2):
        pass


@pytest.mark.django_db
@pytest.mark.usefixtures("_rows_apart")
@pytest.mark.parametrize("form", Form)
def test_what_is_closed_early_leaves_a_connection_that_works(form: Form) -> None:
    for _ in range(3):
        factories.signed_claim()
    with one_snapshot():
        blocks = Export(ExportQuery(DATASETS["claims"], published(None)), form, 3).blocks()
        next(blocks)
        blocks.close()
    assert Claim.objects.count() == 3


# The dictionary


@pytest.mark.django_db
def test_the_package_says_what_each_column_means() -> None:
    full_claims.signed_claim()
    shown = package(7, [(each, f"{each.name}.csv") for each in DATASETS.values()])
    assert (shown["asOfPublication"], shown["profile"]) == (7, "tabular-data-package")
    names = {"string", "number", "integer", "boolean", "date", "datetime"}
    for resource in shown["resources"]:
        fields = resource["schema"]["fields"]
        header = exported(resource["name"], Form.CSV).decode().partition("\r\n")[0]
        assert [field["name"] for field in fields] == header.split(",")
        assert {field["type"] for field in fields} <= names
        assert all(field["description"].endswith(".") for field in fields)
        assert set(resource["schema"]["primaryKey"]) <= {field["name"] for field in fields}
        for row in table(resource["name"]):
            for field in fields:
                _fits(row[field["name"]], field)


def _fits(cell: str, field: Any) -> None:
    # An empty cell is a missing value, of which no constraint but this holds.
    if not cell:
        assert not field.get("constraints", {}).get("required")
        return
    if "enum" in field.get("constraints", {}):
        assert cell in field["constraints"]["enum"]
    read: dict[str, Callable[[str], Any]] = {
        "integer": int,
        "number": Decimal,
        "string": str,
        "boolean": ("true", "false").index,
        "date": date.fromisoformat,
        "datetime": lambda text: datetime.strptime(text, field["format"]).replace(tzinfo=UTC),
    }
    read[field["type"]](cell)


# The command


def run(*words: str) -> None:
    call_command("export", *words, stderr=io.StringIO())


@pytest.mark.django_db
def test_the_command_writes_what_the_api_does(tmp_path: Path) -> None:
    full_claims.signed_claim(1)
    factories.concluded_claim("refuted")
    run("claims", "--output", str(tmp_path / "all.ndjson"))
    assert (tmp_path / "all.ndjson").read_bytes() == exported("claims")
    run("claims", "--status", "refuted", "--output", str(tmp_path / "refuted"))
    assert (tmp_path / "refuted").read_bytes().count(b"\n") == 1
    run("claims", "--format", "csv", "--compress", "gzip", "--output", str(tmp_path / "c.gz"))
    assert gzip.decompress((tmp_path / "c.gz").read_bytes()) == exported("claims", Form.CSV)
    run(*DATASETS, "--format", "csv", "--bom", "--output", str(tmp_path))
    shown = json.loads((tmp_path / "datapackage.json").read_text())
    for resource in shown["resources"]:
        assert (tmp_path / resource["path"]).read_bytes().startswith(b"\xef\xbb\xbf")
    assert not list(tmp_path.glob(".*"))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("words", "text"),
    [
        (["claims", "--status", "verifid"], "--status"),
        (["claims", "--as-of", "2999-01-01"], "in the future"),
        (["claims", "speakers"], "folder"),
        (["claims", "--format", "parquet", "--compress", "gzip"], "already"),
        (["claims", "--bom"], "for CSV only"),
        (["claims", "--resume"], "--output"),
        (["claims", "--resume", "--compress", "zstd", "--output", "x"], "Only uncompressed"),
        (["claims", "--after", "-1"], "--after"),
        (["claims", "--output", "/nowhere/x"], "can't be written"),
    ],
)
def test_the_command_refuses_in_words(words: list[str], text: str) -> None:
    with pytest.raises(CommandError, match=re.escape(text)):
        run(*words)


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("_rows_apart")
@pytest.mark.parametrize("form", [Form.NDJSON, Form.CSV])
@pytest.mark.parametrize("what", ["claims", "appearances", "sources"])
def test_a_file_that_was_cut_off_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: Form, what: str
) -> None:
    made = [factories.signed_claim(text=f'"A\r\n\r\n{number}", said.') for number in range(4)]
    whole = exported(what, form)
    path = tmp_path / "out"
    parameters = (what, "--format", form, "--output", str(path), "--resume")
    _cut_off(monkeypatch, parameters, after=3)
    (part,) = tmp_path.glob(".*.part")
    with part.open("ab") as file:
        file.write(b'{"id":3,"nu' if form == Form.NDJSON else b'4,3,"ht')
    # What comes after is no part of the state that is gone on with.
    factories.signed_claim()
    run(*parameters)
    assert path.read_bytes() == whole
    assert not list(tmp_path.glob(".*"))

    path.unlink()
    state = exported(what, form)
    _cut_off(monkeypatch, parameters, after=3)
    publishing.hold(made[0].pk, factories.reporter(), "legal", "A letter came.")
    run(*parameters)
    assert path.read_bytes() == exported(what, form) != state


def _cut_off(monkeypatch: pytest.MonkeyPatch, parameters: Any, after: int) -> None:
    blocks = Export.blocks

    def some(export: Export) -> Iterator[bytes]:
        for number, block in enumerate(blocks(export)):
            if number == after:
                raise KeyboardInterrupt
            yield block

    with monkeypatch.context() as patch:
        patch.setattr(Export, "blocks", some)
        with pytest.raises(KeyboardInterrupt):
            run(*parameters)
