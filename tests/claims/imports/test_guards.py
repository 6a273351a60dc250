"""What PostgreSQL holds of imports and of others' conclusions, each rule broken by raw SQL."""

from typing import Any

import pytest

from claims.imports.mapping import PLAIN
from claims.models import Claim, ExternalReview, ImportRecord, ImportRun
from newsroom.history import acting
from sources.models import Speaker
from tests import factories, sql
from tests.claims.imports.files import ORIGIN, bring_in, row, table

pytestmark = pytest.mark.django_db

RUN = "UPDATE claims_importrun SET {} WHERE id = {{run}}"
NEW_RUN = (
    "INSERT INTO claims_importrun (format, origin, mapping, mapping_sha256, file_name, file_sha256,"
    " file_size, raw_name, state, message, position, part_done, rows_made, rows_known, rows_refused,"
    " speakers_made, speakers_matched, speakers_unsure, requested_by_id, finished_at) VALUES ('csv',"
    " 'new.example', '', '', {}, {}, 1, '', {}, '', 0, 0, 0, 0, 0, 0, 0, 0, {{person}}, {})"
)
RECORD = (
    "INSERT INTO claims_importrecord (run_id, claim_id, origin, external_id, line, sha256,"
    " speaker_role) VALUES ({{run}}, {{other}}, {}, {}, 1, {}, '')"
)
REVIEW = (
    "INSERT INTO claims_externalreview (claim_id, publisher_id, rating, rationale, url, added_by_id)"
    " VALUES ({{claim}}, {{publisher}}, {}, '', {}, {{person}})"
)
HASH = f"'{'a' * 64}'"

RULES: dict[str, tuple[str, ...]] = {
    "import_names_its_file": (
        NEW_RUN.format("''", HASH, "'waiting'", "NULL"),
        NEW_RUN.format("'a.csv'", "'abc'", "'waiting'", "NULL"),
    ),
    "import_ends_when_finished": (
        NEW_RUN.format("'a.csv'", HASH, "'done'", "NULL"),
        NEW_RUN.format("'a.csv'", HASH, "'running'", "now()"),
    ),
    "import_once_per_file": (
        (
            "INSERT INTO claims_importrun (format, origin, mapping, mapping_sha256, file_name,"
            " file_sha256, file_size, raw_name, state, message, position, part_done, rows_made,"
            " rows_known, rows_refused, speakers_made, speakers_matched, speakers_unsure,"
            " requested_by_id) SELECT format, origin, mapping, mapping_sha256, 'again.csv', file_sha256,"
            " 1, '', 'waiting', '', 0, 0, 0, 0, 0, 0, 0, 0, requested_by_id FROM claims_importrun"
            " WHERE id = {run}"
        ),
    ),
    "import_is_by_who_acts": (
        NEW_RUN.format("'a.csv'", HASH, "'waiting'", "NULL"),
        "UPDATE claims_importrun SET raw_name = 'another' WHERE id = {open}",
        RECORD.format("'a.example'", "'9'", HASH),
    ),
    "import_goes_forward": (
        RUN.format("position = position + 1"),
        "UPDATE claims_importrun SET position = -1 WHERE id = {open}",
        RUN.format("quantities_read_to = -1"),
        RUN.format("quantities_read_to = 9, message = 'x'"),
    ),
    "external_id_once_per_origin": (RECORD.format(f"'{ORIGIN}'", "'1'", HASH),),
    "import_record_names_its_origin": (
        RECORD.format("''", "'9'", HASH),
        RECORD.format("'a.example'", "''", HASH),
        RECORD.format("'a.example'", "'9'", "'abc'"),
    ),
    "imported_name_once_per_origin": (
        (
            "INSERT INTO claims_importedspeaker (run_id, origin, key, name, speaker_id, outcome)"
            " SELECT run_id, origin, key, name, speaker_id, outcome FROM claims_importedspeaker"
        ),
    ),
    "external_review_once": (
        (
            "INSERT INTO claims_externalreview (claim_id, publisher_id, rating, rationale, url,"
            " added_by_id) SELECT claim_id, publisher_id, 'x', '', url, added_by_id"
            " FROM claims_externalreview"
        ),
    ),
    "external_review_has_rating_or_url": (REVIEW.format("''", "''"),),
    "external_review_url_is_an_address": (
        REVIEW.format("'x'", "'javascript:alert(1)'"),
        REVIEW.format("'x'", "'https://a b'"),
    ),
}  # fmt: skip


@pytest.fixture
def world() -> dict[str, Any]:
    run = bring_in(table(row(1), row(2, text="")))
    by = factories.editor()
    with acting(by):
        started = ImportRun.objects.create(
            format="csv", file_name="b.csv", file_sha256="b" * 64, file_size=1,
            origin="later.example", mapping_sha256=PLAIN.sha256, requested_by=by,
        )  # fmt: skip
    return {
        "run": run.pk,
        "open": started.pk,
        "claim": Claim.objects.get().pk,
        "other": factories.claim().pk,
        "publisher": ExternalReview.objects.get().publisher_id,
        "person": factories.editor().pk,
    }


@pytest.mark.parametrize("rule", RULES)
def test_broken_by_raw_sql(rule: str, world: dict[str, Any]) -> None:
    for statement in RULES[rule]:
        with sql.broken(rule):
            sql.run(statement.format(**world))
            pytest.fail(f"nothing refused {statement}")


def test_a_name_is_told_by_its_letters_alone() -> None:
    def keys(*names: str) -> set[Any]:
        return {sql.run("SELECT name_key(fold(%s))", name)[0][0] for name in names}

    assert len(keys("barack-obama", "Barack Obama", "BARACK  OBAMA", "Bárack Obama.")) == 1
    assert len(keys("Ana Nuñez", "Ana María Nuñez")) == 2
    assert len(keys("…", "–")) == 2  # what is only signs stays what it is
    assert keys("Владимир Путин") == keys("владимир-путин")
    assert sql.run("SELECT bare_name('republican party of texas')") == [("republican party texas",)]
    assert sql.run("SELECT near_name('the walking dead')") == [("w dead",)]


def test_records_name_the_speaker_that_the_claim_has() -> None:
    bring_in(table(row(1)))
    assert ImportRecord.objects.get().claim.speaker == Speaker.objects.get()
