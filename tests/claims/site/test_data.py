"""The page of everything that can be downloaded."""

import re
from html import unescape

import pytest
from django.test import Client
from django.utils import translation
from django.utils.translation import gettext

from claims.formats.exports.datasets import DATASETS
from tests.claims import full_claims

pytestmark = pytest.mark.django_db


def test_tables_are_described_in_the_readers_language() -> None:
    full_claims.signed_claim(1)
    page = unescape(Client().get("/data/", headers={"Accept-Language": "es"}).content.decode())
    for dataset in DATASETS.values():
        with translation.override("es"):
            described = gettext(dataset.title)
        assert described != dataset.title
        assert described in page
    assert "Parquet</a>" in page


def test_the_examples_read_the_evidence_with_its_own_source() -> None:
    """Both tables have a source; without a suffix it is that of the evidence, in either example. Claims
    without evidence are kept, and curl downloads the files that both read.
    """
    page = unescape(Client().get("/data/").content.decode())
    columns = {each.name for each in DATASETS["evidence"].columns}
    assert "source_uri" in columns & {each.name for each in DATASETS["claims"].columns}
    merged = re.search(
        r'claims\.merge\(\s*evidence, how="left", .*suffixes=\("(\w+)", "(\w*)"\)\s*\)', page
    )
    assert merged
    assert merged[2] == ""
    assert "LEFT JOIN 'evidence.parquet' e" in page
    for name in ("claims", "evidence"):
        assert re.search(rf"curl -O \S+/{name}\.parquet[\n<]", page)
        assert f'read_parquet("{name}.parquet")' in page
    assert "e.source_uri" in page


def test_the_page_says_what_a_reader_would_stumble_over() -> None:
    page = unescape(Client().get("/data/").content.decode())
    # pandas reads Parquet with pyarrow; "primary" is a reserved word in DuckDB.
    assert "pip install pandas pyarrow" in page
    assert 'e."primary"' in page
    assert "USING (number, id)" in page
    assert "<code>id</code> is a claim’s number" in page
