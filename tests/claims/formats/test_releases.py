"""Dated releases: whole files of one publication, and never what was taken offline since."""

import gzip
import hashlib
import io
import json
import subprocess
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
import rdflib
from django.conf import settings as configured
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from django.utils.translation import gettext
from rdflib.namespace import DCAT, DCTERMS, RDF

from claims.formats.exports import kept_files
from claims.formats.exports.datasets import DATASETS
from claims.formats.exports.streams import Form
from claims.formats.releases import making, metadata, stored
from claims.formats.releases.stored import Release
from claims.models import Publication
from claims.publication import point_in_time, publishing, takedowns
from claims.publication import speakers as published_speakers
from factcheck.environment import MEDIA_STORAGE
from newsroom.errors import Refused
from sources.models import Speaker
from tests import factories
from tests.buckets import bucket
from tests.claims import full_claims
from tests.claims.published import hold, lift
from tests.database import connect

__all__ = ["bucket"]
pytestmark = [pytest.mark.django_db, pytest.mark.long]
SPDX = rdflib.Namespace("http://spdx.org/rdf/terms#")


def made() -> Release:
    return making.make(lambda _line: None)


def remade() -> list[Release]:
    return making.remake(lambda _line: None)


def path(release: Release, name: str = "") -> str:
    return f"/data/releases/{release.day}/{name}"


def content(release: Release, name: str) -> bytes:
    answer: Any = Client().get(path(release, name))
    assert answer.status_code == 200, answer.content
    found: bytes = answer.getvalue()
    return gzip.decompress(found) if name.endswith(".gz") else found


def is_served(release: Release) -> bool:
    """By its file, its page and the list alike."""
    statuses = {
        Client().get(path(release, "claims.parquet")).status_code,
        Client().get(path(release, "SHA256SUMS")).status_code,
        Client().get(path(release)).status_code,
    }
    assert statuses in ({200}, {410})
    listed = Client().get("/data/").content.decode()
    assert f"/data/releases/{release.day}/" in listed
    assert (f"/data/releases/{release.day}/SHA256SUMS" in listed) == (statuses == {200})
    return statuses == {200}


def test_it_holds_every_table_in_every_form_and_each_checksum(tmp_path: Path) -> None:
    full_claims.signed_claim(2, contradicts=full_claims.signed_claim(1))
    release = made()
    tables = {
        f"{name}.{form}{'' if form == Form.PARQUET else '.gz'}"
        for name in DATASETS
        for form in Form
    }
    described = {"claimreview.jsonld.gz", "datapackage.json", "dcat.jsonld", "CITATION.cff"}
    assert {each.name for each in release.files} == tables | described | {"SHA256SUMS"}
    for each in release.files:
        answer: Any = Client().get(path(release, each.name))
        (tmp_path / each.name).write_bytes(body := answer.getvalue())
        assert len(body) == each.size
        assert answer["ETag"] == f'"{hashlib.sha256(body).hexdigest()}"'
        assert answer["Access-Control-Allow-Origin"] == "*"
    subprocess.run(["sha256sum", "--check", "--strict", "SHA256SUMS"], cwd=tmp_path, check=True)
    sums = (tmp_path / "SHA256SUMS").read_text().splitlines()
    assert len(sums) == len(release.files) - 1
    number = point_in_time.last_number()
    assert release.number == number
    as_of = Client().get(f"/api/v1/export/claims.ndjson?as_of={number}").getvalue()
    assert content(release, "claims.ndjson.gz") == as_of != b""
    assert pq.read_table(tmp_path / "publications.parquet").num_rows == number_of_publications()
    feed = json.loads(content(release, "claimreview.jsonld.gz"))
    assert (feed["version"], len(feed["dataFeedElement"])) == (number, 2)


def number_of_publications() -> int:
    return Publication.objects.count()


def test_it_stays_as_it_is_whatever_is_published_later() -> None:
    claim = factories.signed_claim()
    release = made()
    before = content(release, "claims.csv.gz")
    factories.signed_claim()
    assert claim.text in before.decode()
    assert (content(release, "claims.csv.gz"), is_served(release)) == (before, True)


def test_parts_of_a_file_are_served(client: Client) -> None:
    factories.signed_claim()
    release = made()
    whole = content(release, "claims.parquet")
    address = path(release, "claims.parquet")
    last: Any = client.get(address, headers={"Range": "bytes=-4"})
    assert (last.status_code, last.getvalue()) == (206, b"PAR1")
    assert last["Content-Range"] == f"bytes {len(whole) - 4}-{len(whole) - 1}/{len(whole)}"
    head = client.head(address)
    assert (head["Content-Length"], head["Accept-Ranges"]) == (str(len(whole)), "bytes")
    assert client.get(address, headers={"If-None-Match": head["ETag"]}).status_code == 304
    compressed = client.get(address, headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in compressed
    for wrong in ("nothing.csv", "..%2Fx", "claims.csv"):
        assert client.get(path(release, wrong)).status_code == 404
    assert client.get("/data/releases/2020-01-01/").status_code == 404


def test_what_was_taken_offline_is_served_from_no_release_until_it_is_made_again() -> None:
    claim, other = factories.signed_claim(), factories.signed_claim()
    release = made()
    hold(claim)
    assert not is_served(release)
    refusal = Client().get(path(release, "claims.csv.gz"))
    assert (refusal["Cache-Control"], claim.text in refusal.content.decode()) == ("no-store", False)
    (again,) = remade()
    assert (again.day, again.number, again.version) == (
        *(release.day, release.number, f"{release.number}.2"),
    )
    assert is_served(again)
    held_back = content(again, "claims.csv.gz").decode()
    assert (claim.text in held_back, other.text in held_back) == (False, True)
    assert claim.text not in content(again, "publications.ndjson.gz").decode()
    # Nothing of the first making is left in storage, and there is nothing more to do.
    assert default_storage.listdir("releases")[0] == [again.name]
    assert remade() == []
    # What may be shown again does not make a release wrong that leaves it out.
    lift(claim)
    assert is_served(again)


def test_after_a_hold_that_was_lifted_it_is_served_as_before() -> None:
    claim = factories.signed_claim()
    release = made()
    before = content(release, "claims.csv.gz")
    hold(claim)
    assert not is_served(release)
    lift(claim)
    assert is_served(release)
    assert content(release, "claims.csv.gz") == before


def test_after_a_takedown_it_is_not_served() -> None:
    claim = full_claims.signed_claim(1)
    release = made()
    takedowns.take_down(claim.appearances.get().snapshot_id, factories.editor(), "A court said so.")
    assert not is_served(release)
    (again,) = remade()
    assert is_served(again)
    assert full_claims.QUOTE not in content(again, "appearances.ndjson.gz").decode()


def test_after_a_name_was_protected_it_is_not_served_even_where_only_a_description_has_it() -> None:
    named = "Led by Marisela Quintero"
    ministry = factories.speaker("Ministry of Seas", kind="organisation", description=named)
    minister = factories.speaker("Rufino Okonjo")
    reporter = factories.reporter()
    published_speakers.add_role(
        minister, reporter, "", "Minister", ministry, first=date(2020, 1, 1)
    )
    day = date(2026, 3, 2)
    factories.signed_claim(speaker=minister, said_from=day, said_to=day, said_basis="stated")
    hidden = factories.speaker("Marisela Quintero")
    release = made()
    assert named in content(release, "speakers.csv.gz").decode()
    published_speakers.protect(hidden.pk, factories.editor(), "A girl of 15", "She is a minor.")
    assert not Publication.objects.filter(withheld=True).exists()
    assert not is_served(release)
    (again,) = remade()
    assert is_served(again)
    assert named not in content(again, "speakers.csv.gz").decode()


def test_a_release_of_another_history_of_the_database_is_neither_served_nor_made_again() -> None:
    factories.signed_claim()
    release = made()
    name = f"releases/{release.name}.json"
    with default_storage.open(name) as file:
        stated = json.loads(file.read())
    default_storage.delete(name)
    stored._read.cache_clear()
    with default_storage.open(name, "w") as file:
        file.write(json.dumps({**stated, "chain": "0" * 64}))
    assert not is_served(release)
    assert remade() == []
    assert not is_served(release)


def test_the_same_day_twice_is_refused() -> None:
    with pytest.raises(CommandError, match="Nothing has been published yet"):
        call_command("release", local=True)
    factories.signed_claim()
    made()
    with pytest.raises(CommandError, match="a release is never changed"):
        call_command("release", local=True)


def test_two_at_once_are_refused() -> None:
    factories.signed_claim()
    with connect("default") as other:
        other.execute("SELECT pg_advisory_xact_lock(hashtext('release'), 0)")
        for make in (made, remade):
            with pytest.raises(Refused, match="A release is being made"):
                make()
    assert stored.find(made().day) is not None


def test_a_release_that_was_not_finished_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    factories.signed_claim()
    saved = []

    def fails(name: str, content: Any) -> str:
        if name.endswith("topics.csv.gz"):
            raise OSError("no space left")
        saved.append(kept(name, content))
        return saved[-1]

    kept = default_storage.save
    with monkeypatch.context() as patched:
        patched.setattr(default_storage, "save", fails, raising=False)
        with pytest.raises(OSError, match="no space left"):
            made()
    assert saved
    assert not any(map(default_storage.exists, saved))
    assert stored.releases() == []
    # One that was killed could not remove its files: the next one does.
    left = kept(f"releases/{stored.new_name('2026-01-01', 1)}/claims.csv.gz", io.BytesIO(b"x"))
    release = made()
    assert not default_storage.exists(left)
    assert [each.day for each in stored.releases()] == [release.day]


def test_the_page_asks_as_much_for_many_releases_as_for_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    factories.signed_claim()
    release = made()
    counts = []
    for many in (1, 12):
        monkeypatch.setattr(stored, "releases", lambda many=many: [release] * many)
        with CaptureQueriesContext(connection) as queries:
            Client().get("/data/")
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.fixture
def _licensed(settings: Any) -> None:
    settings.DATA_LICENCE = "https://creativecommons.org/licenses/by/4.0/"
    settings.NEWSROOM_NAME = "The “Desk” & Söhne"


# rdflib's own parser calls it.
@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
@pytest.mark.usefixtures("_licensed")
def test_the_catalogue_entry_is_dcat() -> None:
    factories.signed_claim()
    release = made()
    graph: Any = rdflib.Graph().parse(data=content(release, "dcat.jsonld"), format="json-ld")
    (dataset,) = graph.subjects(RDF.type, DCAT.Dataset)
    assert str(dataset) == release.url
    # What DCAT-AP requires of a dataset, recommends, and what a dated file needs.
    for required in (DCTERMS.title, DCTERMS.description):
        assert graph.value(dataset, required).language == "en"
    publisher = graph.value(dataset, DCTERMS.publisher)
    assert str(graph.value(publisher, rdflib.FOAF.name)) == "The “Desk” & Söhne"
    for recommended in (DCAT.contactPoint, DCAT.keyword, DCTERMS.temporal, DCAT.distribution):
        assert (dataset, recommended, None) in graph
    assert str(graph.value(dataset, DCTERMS.issued)) == release.day
    assert str(graph.value(dataset, rdflib.URIRef(f"{DCAT}version"))) == str(release.number)
    period = graph.value(dataset, DCTERMS.temporal)
    start, end = (graph.value(period, each).toPython() for each in (DCAT.startDate, DCAT.endDate))
    assert start <= end
    by_address = {release.address(each.name): each for each in release.files}
    distributions = list(graph.objects(dataset, DCAT.distribution))
    assert len(distributions) == len(release.files) - 2  # not itself, nor the checksums with it
    for each in distributions:
        file = by_address[str(each)]
        assert (each, RDF.type, DCAT.Distribution) in graph
        assert str(graph.value(each, DCAT.accessURL)) == release.url
        assert str(graph.value(each, DCAT.downloadURL)) == str(each)
        assert graph.value(each, DCAT.byteSize).toPython() == file.size
        assert str(graph.value(each, DCAT.mediaType)).endswith(file.media_type)
        assert str(graph.value(each, DCTERMS.license)) == configured.DATA_LICENCE
        checksum = graph.value(each, SPDX.checksum)
        assert graph.value(checksum, SPDX.algorithm) == SPDX.checksumAlgorithm_sha256
        assert str(graph.value(checksum, SPDX.checksumValue)) == file.sha256
    assert "Söhne (2026)" in metadata.citation(release).replace(release.day[:4], "2026")
    assert b"license-url: https://creativecommons.org" in content(release, "CITATION.cff")


def test_the_package_describes_the_files_beside_it() -> None:
    full_claims.signed_claim(1)
    release = made()
    package = json.loads(content(release, "datapackage.json"))
    for resource in package["resources"]:
        file = release.file(resource["path"])
        assert file is not None
        assert (resource["bytes"], resource["hash"]) == (file.size, f"sha256:{file.sha256}")
        heading = content(release, file.name).decode().partition("\r\n")[0]
        assert heading == ",".join(each["name"] for each in resource["schema"]["fields"])


def test_a_protected_speaker_was_in_it() -> None:
    """The other tests would not fail if the table of speakers were empty."""
    claim = factories.signed_claim()
    names = content(made(), "speakers.csv.gz").decode()
    assert Speaker.objects.get(pk=claim.speaker_id).name in names
    publishing.hold(claim.pk, factories.reporter(), "legal", "A letter came.")
    assert (
        Speaker.objects.get(pk=claim.speaker_id).name
        not in content(remade()[0], "speakers.csv.gz").decode()
    )


def test_a_release_lies_in_a_bucket_and_is_served_and_made_again_from_there(
    bucket: dict[str, bytes], settings: Any
) -> None:
    settings.STORAGES = settings.STORAGES | {"default": MEDIA_STORAGE.read()}
    full_claims.signed_claim(1)
    claim = full_claims.signed_claim(2)
    release = made()
    folder = f"/captures/of/ours/releases/{release.name}"
    manifest = f"{folder}.json"
    assert {f"{folder}/{each.name}" for each in release.files} | {manifest} <= set(bucket)
    found = stored.find(release.day)
    assert found
    assert (found.name, list(found.files)) == (release.name, list(release.files))
    for each in release.files:
        answer: Any = Client().get(path(release, each.name))
        assert hashlib.sha256(answer.getvalue()).hexdigest() == each.sha256
    part: Any = Client().get(path(release, "claims.parquet"), headers={"Range": "bytes=-4"})
    assert (part.status_code, part.getvalue()) == (206, b"PAR1")
    assert is_served(release)
    hold(claim)
    assert not is_served(release)
    (again,) = remade()
    assert is_served(again)
    assert claim.text.encode() not in content(again, "claims.csv.gz")
    left = {name for name in bucket if "/releases/" in name}
    assert all(again.name in name for name in left)
    assert len(left) == len(again.files) + 1
    # A file that the bucket has lost is no file of the release.
    lost = next(each for each in again.files if each.name == "claims.parquet")
    kept_files.find(f"release-{lost.sha256}").unlink()  # type: ignore[union-attr]
    del bucket[f"/captures/of/ours/{again.in_storage(lost.name)}"]
    assert Client().get(path(again, lost.name)).status_code == 404


def test_its_page_is_in_the_readers_language_and_says_that_the_files_are_not() -> None:
    full_claims.signed_claim(1)
    release = made()
    page = unescape(Client().get(path(release), headers={"Accept-Language": "es"}).content.decode())
    with translation.override("es"):
        for each in release.files:
            assert gettext(each.means) != each.means
            assert gettext(each.means) in page
        assert gettext("What is in the files, and how to cite them, is in English.") in page
    assert "is in English." not in Client().get(path(release)).content.decode()
