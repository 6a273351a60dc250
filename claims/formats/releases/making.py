"""Making a release, and making it again without what was taken offline since.

All files are read from one snapshot of the database, one after the other and in blocks, so that
memory does not grow with the rows.
"""

import hashlib
import json
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import connection
from django.utils.translation import gettext as _

from claims.formats import claimreview
from claims.formats.exports.columns import Dataset
from claims.formats.exports.datasets import DATASETS
from claims.formats.exports.package import package
from claims.formats.exports.statements import ExportQuery, rows_of
from claims.formats.exports.streams import (
    SUFFIX,
    Compression,
    Export,
    Form,
    compressed,
    one_snapshot,
)
from claims.formats.releases import metadata, stored
from claims.formats.releases.stored import Release, ReleaseFile
from claims.models import Publication
from claims.publication import point_in_time
from claims.publication.addresses import address
from claims.publication.fields import stamp
from newsroom.errors import Refused

MEDIA_TYPES = {
    Form.NDJSON: "application/x-ndjson",
    Form.CSV: "text/csv",
    Form.PARQUET: "application/vnd.apache.parquet",
}
COMPRESSED = (Form.NDJSON, Form.CSV)
REVIEWS = "claimreview.jsonld.gz"

Progress = Callable[[str], None]


def make(progress: Progress) -> Release:
    """Today's, of all that is public now. Raises Refused."""
    with _alone():
        today = datetime.now(UTC).date().isoformat()
        if stored.find(today):
            raise Refused(
                _("There is a release of %(day)s already: a release is never changed."), day=today
            )
        number = point_in_time.last_number()
        if not number:
            raise Refused(_("Nothing has been published yet."))
        return _written(today, 1, number, progress)


def remake(progress: Progress) -> list[Release]:
    """Those that are not served because something in them was taken offline, without it.

    Raises Refused.
    """
    with _alone():
        made = []
        for release in stored.releases():
            if stored.served_days([release]):
                continue
            if not stored.known(release).exists():
                progress(f"{release.day}: the database has no such publication; left as it is.")
                continue
            made.append(_written(release.day, release.making + 1, release.number, progress))
            stored.remove(release.name)
        return made


@contextmanager
def _alone() -> Iterator[None]:
    """In one snapshot, and only one at a time on all servers of the database."""
    with one_snapshot():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(hashtext('release'), 0)")
            if cursor.fetchone() != (True,):
                raise Refused(_("A release is being made. Try again when it is done."))
        stored.tidy()
        yield


@dataclass
class _Folder:
    """Files on their way into a release."""

    path: Path
    files: list[ReleaseFile] = field(default_factory=list)

    def write(
        self,
        name: str,
        media_type: str,
        means: str,
        blocks: Iterable[bytes],
        *,
        compressed: bool = False,
    ) -> None:
        digest, size = hashlib.sha256(), 0
        with (self.path / name).open("wb") as file:
            for block in blocks:
                file.write(block)
                digest.update(block)
                size += len(block)
        made = ReleaseFile(name, media_type, means, size, digest.hexdigest(), compressed)
        self.files.append(made)


def _written(day: str, making: int, number: int, progress: Progress) -> Release:
    latest = Publication.objects.get(number=number)
    first = Publication.objects.order_by("number").values_list("published_at", flat=True).first()
    if first is None or latest.published_at is None:
        raise ValueError("a publication that PostgreSQL has not numbered yet")
    release = Release(
        name=stored.new_name(day, making),
        day=day,
        making=making,
        number=number,
        chain=latest.sha256,
        first_published=stamp(first),
        last_published=stamp(latest.published_at),
        made_at=stamp(datetime.now(UTC)),
        protected_names=stored.last_protected_name(),
        withheld=stored.withheld_up_to(number),
        files=(),
    )
    with tempfile.TemporaryDirectory(prefix="factcheck-release-") as temporary:
        folder = _Folder(Path(temporary))
        _write_tables(folder, release, progress)
        _write_reviews(folder, release, latest)
        _write_descriptions(folder, release)
        release = replace(release, files=tuple(folder.files))
        try:
            for each in release.files:
                with (folder.path / each.name).open("rb") as file:
                    default_storage.save(release.in_storage(each.name), File(file))
            stored.keep(release)
        except BaseException:
            stored.remove(release.name)
            raise
    return release


def _write_tables(folder: _Folder, release: Release, progress: Progress) -> None:
    moment = point_in_time.read(str(release.number))
    for dataset in DATASETS.values():
        for form in Form:
            compression = Compression.GZIP if form in COMPRESSED else None
            query = ExportQuery(dataset, rows_of(dataset, moment))
            export = Export(query, form, release.number, compression)
            name = file_name(dataset, form)
            folder.write(
                name,
                MEDIA_TYPES[form],
                dataset.title,
                export.blocks(),
                compressed=compression is not None,
            )
            progress(f"{name}: {export.rows:,} rows, {folder.files[-1].size:,} bytes")


def file_name(dataset: Dataset, form: Form) -> str:
    suffix = SUFFIX[Compression.GZIP] if form in COMPRESSED else ""
    return f"{dataset.name}.{form}{suffix}"


def _write_reviews(folder: _Folder, release: Release, latest: Publication) -> None:
    head = claimreview.feed_head(release.address(REVIEWS), latest)
    pieces = (each.encode() for each in claimreview.feed(head, latest, address))
    means = "Our ratings, as schema.org's ClaimReview"
    blocks = compressed(pieces, Compression.GZIP)
    folder.write(REVIEWS, "application/ld+json", means, blocks, compressed=True)


def _write_descriptions(folder: _Folder, release: Release) -> None:
    """Of what is in the folder so far; each of what was written before it."""
    tables = {each.name: each for each in folder.files}
    dictionary = package(
        release.number,
        [(dataset, file_name(dataset, Form.CSV)) for dataset in DATASETS.values()],
    )
    for resource in dictionary["resources"]:
        file = tables[resource["path"]]
        resource["compression"] = "gz"
        resource["bytes"] = file.size
        resource["hash"] = f"sha256:{file.sha256}"
    means = "What each column means: a Frictionless Data Package of the CSV files"
    folder.write(stored.PACKAGE, "application/json", means, [_json(dictionary)])
    folder.write(
        stored.CITATION, "application/yaml", "How to cite", [metadata.citation_file(release)]
    )
    so_far = replace(release, files=tuple(folder.files))
    means = "The entry for data catalogues: DCAT"
    entry = _json(metadata.catalogue_entry(so_far))
    folder.write(stored.METADATA, "application/ld+json", means, [entry])
    means = "Checksums of the other files"
    sums = metadata.checksums(folder.files)
    folder.write(stored.CHECKSUMS, "text/plain", means, [sums])


def _json(value: object) -> bytes:
    return json.dumps(value, indent=2, ensure_ascii=False).encode() + b"\n"
