"""The rows of a batch as claims with all that belongs to them, inside the import's transaction.

Rows are made in the order of the file's lines, so that a file always makes the same rows in the same
order, however often its import was interrupted.
"""

import json
from collections.abc import Mapping, Sequence
from functools import cache

from django.db.models import Value
from django.utils.translation import gettext as _

from claims.choices import Basis, Directness
from claims.imports import speakers
from claims.imports.rows import Refusal, Row
from claims.models import Anchor, Appearance, Claim, ExternalReview, ImportRecord, ImportRun, Topic
from newsroom.models import User
from newsroom.querysets import LookAlikeKey
from sources.choices import CaptureMethod, PublisherKind, SnapshotKind
from sources.models import Publisher, Snapshot, Source
from sources.saving import save
from sources.snapshot_stamps import enqueue_stamps
from sources.speakers import own_speaker


def not_imported_yet(rows: Sequence[Row], file_sha256: str) -> tuple[list[Row], list[Refusal], int]:
    """The rows to import, those whose number another row has, and how many were imported before."""
    records = ImportRecord.objects.filter(
        origin__in={row.origin for row in rows}, external_id__in=[row.external_id for row in rows]
    ).select_related("run")
    known = {(record.origin, record.external_id): record for record in records}
    first: dict[tuple[str, str], int] = {}
    new, refused, before = [], [], 0
    for row in rows:
        number = row.origin, row.external_id
        record = known.get(number)
        if number in first:
            refused.append(_twice(row, first[number]))
        elif record is None:
            new.append(row)
        elif record.run.file_sha256 == file_sha256 and record.line != row.line:
            refused.append(_twice(row, record.line))
        elif record.sha256 == row.sha256:
            before += 1
        else:
            reason = _(
                "“%(number)s” was imported before (line %(line)s of that file) with other content."
                " The existing claim stays; an editor can change it."
            )
            refused.append(_of_number(row, reason, record.line))
        first.setdefault(number, row.line)
    return new, refused, before


def _twice(row: Row, line: int) -> Refusal:
    return _of_number(
        row, _("“%(number)s” is already the number of line %(line)s of this file."), line
    )


def _of_number(row: Row, reason: str, line: int) -> Refusal:
    return Refusal(row.line, "external_id", reason % {"number": row.external_id[:80], "line": line})


def write(run: ImportRun, by: User, rows: Sequence[Row]) -> speakers.Found:
    """Make the claims of these rows, in their order. Returns what became of their speakers."""
    find_publisher, find_topic = cache(_publisher), cache(_topic)
    sources = _sources(run, by, rows)
    found = speakers.find(run, rows)
    find_own = cache(lambda home, *who: own_speaker(sources[home], *who)[0].pk)
    claims = Claim.objects.bulk_create(
        Claim(
            text=row.text,
            speaker_id=find_own(row.home, row.speaker_kind, row.speaker)
            if row.home
            else found.ids[row.origin, row.speaker],
            said_from=row.said_from,
            said_to=row.said_to,
            said_basis=Basis.STATED if row.said_from else Basis.UNKNOWN,
            language=row.language,
            note=row.note,
            added_by=by,
        )
        for row in rows
    )
    claim_of = dict(zip((row.line for row in rows), claims, strict=True))
    of_topic = Claim.topics.through
    of_topic.objects.bulk_create(
        of_topic(claim=claim_of[row.line], topic=topic)
        for row in rows
        for topic in dict.fromkeys(map(find_topic, row.topics, row.topic_slugs))
    )
    ImportRecord.objects.bulk_create(
        ImportRecord(
            run=run,
            claim=claim_of[row.line],
            origin=row.origin,
            external_id=row.external_id,
            line=row.line,
            sha256=row.sha256,
            speaker_role=row.speaker_role,
            source=sources[row.source_url] if row.source_url else None,
        )
        for row in rows
    )
    ExternalReview.objects.bulk_create(
        ExternalReview(
            claim=claim_of[row.line],
            publisher=find_publisher(row.reviewer, row.origin if "." in row.origin else "", True),
            rating=row.rating,
            rationale=row.rationale,
            url=row.review_url,
            reviewed_on=row.reviewed_on,
            markup=row.markup and json.loads(row.markup),
            added_by=by,
        )
        for row in rows
        if row.rating or row.review_url
    )
    _write_quotes(by, [row for row in rows if row.quote], claim_of, sources)
    return found


def _sources(run: ImportRun, by: User, rows: Sequence[Row]) -> dict[str, Source]:
    """By address: where the claims appeared; of a speaker without a name, at least where it was reviewed."""
    first: dict[str, Row] = {}
    for row in rows:
        for address in filter(None, (row.source_url, row.home)):
            first.setdefault(address, row)
    known = set(Source.objects.filter(uri__in=first).values_list("uri", flat=True))
    find_publisher = cache(_publisher)
    new = []
    for address, row in first.items():
        if address in known:
            continue
        source = Source(uri=address, kind="article", added_by=by)
        if address == row.source_url:
            source.kind, source.title = row.source_kind, row.source_title
            source.language = "" if row.language == "und" else row.language
            if row.publisher:
                source.publisher = find_publisher(row.publisher, row.publisher_domain, False)
        elif address.startswith("urn:"):
            source.kind, source.title = "document", run.file_name
        new.append(source)
    Source.objects.bulk_create(new, ignore_conflicts=True)
    return Source.objects.in_bulk(list(first), field_name="uri")


def _publisher(name: str, domain: str, is_origin: bool) -> Publisher:
    """Found by the origin's domain, else by name and domain, else by the name if only one has it."""
    called: list[Publisher] = list(Publisher.objects.called(name).order_by("pk"))
    exact = [each for each in called if each.domain == domain]
    if not exact and is_origin and domain:
        exact = list(Publisher.objects.filter(domain=domain).order_by("pk")[:1])
    if exact:
        return exact[0]
    alike = [each for each in called if not is_origin or not domain or not each.domain]
    if len(alike) == 1:
        return alike[0]
    kind = PublisherKind.NEWS if is_origin else PublisherKind.OTHER
    return save(Publisher(), {"name": name, "domain": domain, "kind": kind})


def _topic(name: str, slug: str) -> Topic:
    """Found by the slug, else by a name that readers can't tell from this one."""
    alike = Topic.objects.alias(key=LookAlikeKey("name"))
    return (
        Topic.objects.filter(slug=slug).first()
        or alike.filter(key=LookAlikeKey(Value(name))).first()
        or save(Topic(), {"name": name, "slug": slug})
    )


def _write_quotes(
    by: User, rows: Sequence[Row], claim_of: Mapping[int, Claim], sources: Mapping[str, Source]
) -> None:
    """The texts that were given with rows, and the quotes in them."""
    if not rows:
        return
    texts = {
        (sources[row.source_url].pk, row.source_text_sha256): Snapshot(
            source=sources[row.source_url],
            kind=SnapshotKind.CAPTURE,
            text=row.source_text,
            text_sha256=row.source_text_sha256,
            media_type="text/plain",
            method=CaptureMethod.IMPORTED,
            captured_by=by,
        )
        for row in rows
    }
    known = Snapshot.objects.filter(
        source__in={source for source, _hash in texts},
        text_sha256__in={hash_ for _source, hash_ in texts},
    ).without_text()
    stored = {(each.source_id, each.text_sha256): each for each in known}
    new = Snapshot.objects.bulk_create(text for place, text in texts.items() if place not in stored)
    enqueue_stamps([each.pk for each in new])
    stored |= {(each.source_id, each.text_sha256): each for each in new}
    appearances = Appearance.objects.bulk_create(
        Appearance(
            claim=claim_of[row.line],
            snapshot=stored[sources[row.source_url].pk, row.source_text_sha256],
            directness=Directness.MIXED,
        )
        for row in rows
    )
    Anchor.objects.bulk_create(
        Anchor(
            claim=appearance.claim,
            appearance=appearance,
            snapshot=appearance.snapshot,
            exact=row.quote,
            prefix=row.quote_prefix,
            suffix=row.quote_suffix,
            start=row.quote_start,
            end=row.quote_start + len(row.quote),
        )
        for row, appearance in zip(rows, appearances, strict=True)
    )
