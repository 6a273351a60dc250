"""Processing a capture request in a worker: fetch, store, read for statements.

Each step locks the request's row and checks whether it is done, so a second run changes nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from claims.capture import reading, rechecks
from claims.capture.intake import JOB, fields_of, lock, observe
from claims.inbox.candidates import find_candidates, speakers_called
from claims.matching.repeats import likely_repeats_of_each
from newsroom.addresses import has_credentials
from newsroom.errors import Refused
from newsroom.history import acting
from newsroom.jobs import TryAgain, enqueue
from newsroom.models import Event
from newsroom.permissions import require
from nlp.attribution import Statement, Turn
from sources import capture, documents, fetching, stated_publishers, transcripts, warc
from sources.choices import CaptureMethod, CaptureState, SourceKind
from sources.media_types import GZIP, PDF, WARC, sniff
from sources.models import (
    AnchorCheck,
    CaptureRequest,
    Cue,
    Publisher,
    Snapshot,
    Source,
    Transcript,
)
from sources.warc_reading import Recorded

METHOD = "extraction 1"
METHOD_OF_SPEECH = "extraction of speech 1"
COMPARED = 200  # statements of a text that are compared with claims; more would take too long


@dataclass(frozen=True)
class Obtained:
    """The content of a link or a file, before anything is stored.

    ``address``: where it was fetched from; empty for a file, whatever an archive says of it.
    """

    raw: bytes
    document: documents.Document
    address: str


def process(request_id: int) -> None:
    """Fetch, store and read what was requested, or continue where that was interrupted.

    Raises TryAgain where the problem may pass; any other is recorded in the row.
    """
    request = CaptureRequest.objects.select_related("source").get(pk=request_id)
    if request.state == CaptureState.WAITING:
        try:
            _obtain_and_store(request)
        except fetching.FetchFailed as error:
            if error.temporary:
                set_message(request_id, error.sentence)
                raise TryAgain(error.sentence) from error
            mark_failed(error.sentence, request_id)
        except Refused as error:
            mark_failed(error.sentence, request_id)
    _read(request_id)


def mark_failed(sentence: str, request_id: int) -> None:
    with acting(None, sentence):
        request = lock(request_id)
        if request.state in (CaptureState.WAITING, CaptureState.STORED):
            _finish(request, CaptureState.FAILED, sentence)


def _obtain_and_store(request: CaptureRequest) -> None:
    if request.requested_by is not None:
        require(request.requested_by, "add_source")
    raw = capture.stored_raw(request.raw_name) if request.raw_name else None
    if raw is not None and not request.url and sniff(raw) in (WARC, GZIP):
        _request_each_page(request.pk, raw)
        return
    found = _obtain(request, raw)
    with acting(request.requested_by):
        locked = lock(request.pk)
        if locked.state != CaptureState.WAITING:
            return
        if locked.source is not None and locked.source.url != request.url:
            raise Refused(_("The source has another address now. Capture that one."))
        stated = dict(locked.stated)
        address = locked.source.uri if locked.source else stated.get("uri", "") or found.address
        locked.source, locked.snapshot, locked.message = observe(
            locked.requested_by,
            address,
            found.document.text,
            found.raw,
            _of_page(found) | fields_of(stated),
            method=CaptureMethod.FETCHED if raw is None else CaptureMethod.UPLOADED,
            read_by=found.document.read_by,
            media_type=found.document.media_type,
            metadata=_metadata(found.document),
        )
        locked.state = CaptureState.STORED
        locked.save(update_fields=["source", "snapshot", "message", "state"])


def _obtain(request: CaptureRequest, raw: bytes | None) -> Obtained:
    if raw is not None:
        document = documents.read(raw, url=request.url)
        return Obtained(raw, document, "")
    fetched = fetching.fetch(request.url)
    document = documents.read(fetched.body, fetched.media_type, fetched.final_url, fetched.charset)
    return Obtained(fetched.body, document, _address(fetched.final_url, document.canonical_url))


def _address(final_url: str, canonical: str) -> str:
    """The canonical address that the page states, if it is plausible.

    Some sites state their front page as the canonical address of every page: all of them would
    become one source, each a new text of the one before.
    """
    here, there = urlsplit(final_url), urlsplit(canonical)
    plausible = there.hostname == here.hostname and bool(
        there.path.strip("/") or there.query or not here.path.strip("/")
    )
    return canonical if canonical and plausible else final_url


def _of_page(found: Obtained) -> dict[str, Any]:
    """What the page states about itself; the publisher is that of the domain it was fetched from."""
    document = found.document
    stated = {
        "kind": SourceKind.DOCUMENT if document.media_type == PDF else SourceKind.ARTICLE,
        "title": document.title[:500],
        "byline": document.byline[:300],
        "published_on": document.published_on,
        "language": document.language,
        "licence": document.licence[:300],
        "publisher": _publisher_at(found.address),
    }
    return {name: value for name, value in stated.items() if value}


def _metadata(document: documents.Document) -> dict[str, Any]:
    """What the page states and no field of the source holds as it is."""
    stated = {stated_publishers.STATED: document.publisher} if document.publisher else {}
    return {**document.metadata, **stated}


def _publisher_at(address: str) -> Publisher | None:
    """The publisher of the domain, whatever the page says."""
    labels = (urlsplit(address).hostname or "").split(".")
    domains = [".".join(labels[at:]) for at in range(len(labels) - 1)]
    found = list(Publisher.objects.filter(domain__in=domains))
    nearest = max((len(publisher.domain) for publisher in found), default=0)
    of_domain = [publisher for publisher in found if len(publisher.domain) == nearest]
    return of_domain[0] if len(of_domain) == 1 else None


def _request_each_page(request_id: int, raw: bytes) -> None:
    """Every page of an archive becomes its own request.

    Whoever made the archive chose the addresses in it. So an address is only a note,
    until an editor, who has confirmed it, enters it as the source's address.
    """
    pages = list(warc.records(raw))
    if not pages:
        raise Refused(_("The archive holds no page."))
    request = CaptureRequest.objects.select_related("requested_by").get(pk=request_id)
    with acting(request.requested_by):
        locked = lock(request_id)
        if locked.state != CaptureState.WAITING:
            return
        for page in pages:
            digest, stored = capture.store_raw(page.body)
            child = CaptureRequest.objects.create(
                url="" if has_credentials(page.url) else page.url,
                file_name=locked.file_name,
                raw_sha256=digest,
                raw_name=stored,
                stated=_archived(page),
                requested_by=locked.requested_by,
            )
            enqueue(JOB, request_id=child.pk)
        _finish(
            locked,
            CaptureState.DONE,
            ngettext(
                "The archive holds %(count)d page, which is captured separately.",
                "The archive holds %(count)d pages, each captured separately.",
                len(pages),
            )
            % {"count": len(pages)},
        )


def _archived(page: Recorded) -> dict[str, str]:
    day = page.date.date().isoformat() if page.date else _("an unknown day")
    if has_credentials(page.url):
        return {"note": _("From an uploaded web archive of %(day)s.") % {"day": day}}
    return {
        "note": _(
            "From an uploaded web archive of %(day)s, which gives its address as %(url)s. Whoever has"
            " confirmed that enters it as the address of this source."
        )
        % {"day": day, "url": page.url}
    }


def _read(request_id: int) -> None:
    """Find the statements in the stored text, and check earlier quotes against it."""
    request = CaptureRequest.objects.select_related("source", "snapshot").get(pk=request_id)
    source, snapshot = request.source, request.snapshot
    if request.state != CaptureState.STORED or source is None or snapshot is None:
        return
    turns = turns_of(snapshot)
    read, message = _statements(snapshot.text, source, turns)
    likely_repeats = _likely_repeats(read.statements)
    checks = _checks(source)
    with acting(request.requested_by):
        locked = lock(request_id)
        if locked.state != CaptureState.STORED:
            return
        _record_language(locked, snapshot, read.language)
        method = METHOD if turns is None else METHOD_OF_SPEECH
        made = find_candidates(snapshot, read.statements, method, likely_repeats)
        # What another worker stored meanwhile stays.
        AnchorCheck.objects.bulk_create(checks or [], ignore_conflicts=True)
        message = message or _outcome(len(made), read.read)
        if checks is None:
            message += " " + _("Its quotes could not be looked for in this text: look yourself.")
        _finish(locked, CaptureState.DONE, f"{locked.message} {message}".strip())


def _record_language(request: CaptureRequest, snapshot: Snapshot, language: str) -> None:
    """The language found in the text, where nobody stated one and the page states none or another.

    Only of a source's first snapshot, and never over what a person may have entered: the language of a
    source that this capture didn't make, or one that was changed since.
    """
    source = Source.objects.select_for_update(of=("self",)).get(pk=snapshot.source_id)
    if not language or source.language == language or "language" in request.stated:
        return
    if source.language and not _is_as_captured(source, snapshot):
        return
    if source.snapshots.exclude(pk=snapshot.pk).exists():
        return
    source.language = language
    source.save(update_fields=["language"])


def _is_as_captured(source: Source, snapshot: Snapshot) -> bool:
    """Whether the transaction that stored the snapshot made the source, and nobody changed its language since."""
    of_source = Event.objects.filter(table="sources_source", row=str(source.pk)).order_by("pk")
    of_snapshot = Event.objects.filter(table="sources_snapshot", row=str(snapshot.pk))
    made, *changes = of_source
    return made.transaction == of_snapshot.earliest("pk").transaction and not any(
        "language" in each.changes for each in changes
    )


def turns_of(snapshot: Snapshot) -> list[Turn] | None:
    """Who speaks where, if the snapshot is a transcript."""
    if not Transcript.objects.filter(pk=snapshot.pk).exists():
        return None
    cues = Cue.objects.filter(transcript=snapshot.pk).order_by("start")
    found = [Turn(*each) for each in cues.values_list("start", "end", "speaker")]
    if not found:
        return [
            Turn(each.start, each.end, each.speaker) for each in transcripts.turns(snapshot.text)
        ]
    joined = found[:1]
    for each in found[1:]:
        last = joined[-1]
        # In one paragraph a sentence may go on in the next cue.
        if each.speaker == last.speaker and "\n" not in snapshot.text[last.end : each.start]:
            joined[-1] = Turn(last.start, each.end, each.speaker)
        else:
            joined.append(each)
    return joined


def _statements(
    text: str, source: Source, turns: Sequence[Turn] | None
) -> tuple[reading.Read, str]:
    """The text's language and statements, and why it could not be read."""
    try:
        return reading.statements_in(text, source.language, source.published_on, turns), ""
    except reading.Unreadable:
        sentence = _(
            "The text is stored. Finding its statements takes more time or memory than is allowed:"
            " mark them in the text yourself."
        )
        return reading.Read("", True, []), sentence


def _checks(source: Source) -> list[AnchorCheck] | None:
    """None where the text could not be compared."""
    try:
        return rechecks.judge(source)
    except reading.Unreadable:
        return None


def _likely_repeats(found: Sequence[Statement]) -> dict[str, list[int]]:
    compared = found[:COMPARED]
    called = speakers_called({each.speaker_name for each in compared})
    with_speakers = [
        (each.content, speaker.pk if (speaker := called.get(each.speaker_name)) else None)
        for each in compared
    ]
    repeats = likely_repeats_of_each(with_speakers)
    return {each.content: found for each, found in zip(compared, repeats, strict=True)}


def _outcome(count: int, read: bool) -> str:
    """What stays true once the statements are decided: the row keeps it."""
    if not read:
        return _(
            "Statements can't be found in texts in this language: mark them in the text yourself."
        )
    if count:
        return ngettext(
            "%(count)d new statement was found.",
            "%(count)d new statements were found.",
            count,
        ) % {"count": count}
    return _("No new statement was found.")


def set_message(request_id: int, message: str) -> None:
    with acting(None, message):
        request = lock(request_id)
        if request.state == CaptureState.WAITING:
            request.message = message
            request.save(update_fields=["message"])


def _finish(request: CaptureRequest, state: CaptureState, message: str) -> None:
    request.state, request.message, request.finished_at = state, message, timezone.now()
    request.save(update_fields=["state", "message", "finished_at"])
