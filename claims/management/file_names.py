"""Records in whose text fields the name of a chosen file probably stands.

The theme of the desk once wrote the name of a chosen file into the first text field of the form.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, Subquery

from claims.choices import ReviewState, Status
from claims.models import Evidence, ImportRun, Publication, Review
from newsroom.querysets import in_batches
from sources.models import CaptureRequest, Source

AT_ONCE = 1000  # records held in memory at a time

# Endings of files that people upload. None is a usual end of a newsroom's domain, as .md and .me are.
ENDINGS = (
    *("csv", "tsv", "json", "jsonl", "ndjson", "xml", "html", "htm", "txt", "warc", "gz"),
    *("pdf", "rtf", "doc", "docx", "odt", "xls", "xlsx", "ods", "ppt", "pptx", "odp", "epub"),
    *("png", "jpg", "jpeg", "gif", "webp", "tif", "tiff", "bmp", "svg", "heic"),
    *("mp3", "m4a", "wav", "ogg", "opus", "flac", "mp4", "m4v", "mov", "avi", "mkv", "webm"),
)
LIKE_A_FILE = rf"[^\s/]\.({'|'.join(ENDINGS)})\s*$"
# A browser numbers a file that it downloads again: "chart (1).png".
_COPY = re.compile(r"\s*\(\d+\)(?=\.\w+$)")


@dataclass(frozen=True)
class Suspect:
    """A field that probably holds a file's name; ``file`` is empty where the name was not kept."""

    record: str
    field: str
    value: str
    file: str
    public: bool
    what_to_do: str


def suspects() -> Iterator[Suspect]:
    yield from _sources()
    yield from _evidence()
    yield from _imports()


def alike(value: str, file: str) -> bool:
    """Whether the value is the file's name, whatever the case, folder, scheme or number of a copy."""
    return bool(file) and _bare(value) == _bare(file)


def _bare(name: str) -> str:
    name = name.strip().removeprefix("https://").removeprefix("http://").rstrip("/")
    return _COPY.sub("", name.replace("\\", "/").rpartition("/")[2]).casefold()


def _sources() -> Iterator[Suspect]:
    uploaded = CaptureRequest.objects.exclude(file_name="").exclude(source=None)
    names: dict[int, list[str]] = {}
    for source, file in uploaded.order_by("source", "pk").values_list("source", "file_name"):
        names.setdefault(source, []).append(file)
    public = Publication.objects.current().filter(
        withheld=False, sources__contains=[OuterRef("pk")]
    )
    found = (
        Source.objects.filter(capture_requests__in=uploaded)
        .distinct()
        .annotate(public=Exists(public))
    )
    for source in in_batches(found, AT_ONCE):
        for field in ("uri", "title", "byline", "licence", "published_note", "language"):
            value = getattr(source, field)
            # An address may well end in the name of the file that is there.
            whole = value.partition("://")[2] if field == "uri" else value
            file = next(
                (each for each in names[source.pk] if "/" not in whole and alike(whole, each)), ""
            )
            if file:
                yield Suspect(
                    f"source {source.pk}",
                    "address" if field == "uri" else field.replace("_", " "),
                    value,
                    file,
                    source.public,
                    "On the source's page, choose “Edit its details” and enter what is right.",
                )


def _evidence() -> Iterator[Suspect]:
    latest = Review.objects.filter(claim=OuterRef("claim")).order_by("-number").values("pk")[:1]
    shown = Publication.objects.listed().filter(claim=OuterRef("claim"))
    found = (
        Evidence.objects.filter(Q(page__iregex=LIKE_A_FILE) | Q(timecode__iregex=LIKE_A_FILE))
        .exclude(review__state=ReviewState.CLOSED)
        .filter(review=Subquery(latest))
        .annotate(public=Exists(shown))
        .select_related("review", "claim")
    )
    for evidence in in_batches(found, AT_ONCE):
        for field in ("page", "timecode"):
            value = getattr(evidence, field)
            if re.search(LIKE_A_FILE, value, re.IGNORECASE):
                yield Suspect(
                    f"claim {evidence.claim_id}, evidence {evidence.pk}",
                    field,
                    value,
                    "",
                    evidence.public and not evidence.private,
                    _mending(evidence),
                )


def _mending(evidence: Any) -> str:
    again = "remove this evidence and add its file again, with the right page."
    if evidence.claim.status == Status.AWAITING_SIGNOFF:
        return f"Send the proposal back, {again}"
    if evidence.review.state == ReviewState.SIGNED:
        return f"A senior editor reopens the claim; then {again} Have it signed again."
    return f"On the claim's page, {again}"


def _imports() -> Iterator[Suspect]:
    files = list(ImportRun.objects.values_list("file_name", flat=True).distinct())
    named = {_bare(each) for each in files}
    for run in ImportRun.objects.exclude(origin="").order_by("pk"):
        if _bare(run.origin) not in named and not re.search(LIKE_A_FILE, run.origin, re.IGNORECASE):
            continue
        if run.rows_made:
            what = (
                f"The origin can't be changed. Import this archive with the origin {run.origin!r}"
                " from now on as well: under another one all its claims would come in twice."
            )
        else:
            what = "It made no claim: import the file again with the right origin."
        yield Suspect(f"import {run.pk}", "origin", run.origin, run.file_name, False, what)
