"""Asking web.archive.org to save the page of a source: one person, one page, its address shown before.

Off unless WEB_ARCHIVE_KEYS is set. The archive learns that somebody asked and shows the address to
everybody, so PostgreSQL refuses what is not public here (``require_archivable``); asked again just
before it is sent.
"""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from claims.locking import sql_scalar
from newsroom.errors import Refused, refusal_by, rules_in_words
from newsroom.history import acting
from newsroom.jobs import SOON, TryAgain, enqueue
from newsroom.models import User
from newsroom.verbs import permitted
from sources import web_archive
from sources.allowed_hosts import FetchFailed, destination, is_exempt
from sources.archived_copies import day_in
from sources.choices import ArchiveRequestState, ArchiveService
from sources.models import ArchivedCopy, ArchiveRequest, Source
from sources.models.archiving import OPEN

JOB = "claims.save_at_archive"


def why_not(source: Source) -> str | None:
    """Why its page can't be saved, in a sentence; empty where it can, None where that is off."""
    if not web_archive.is_on():
        return None
    if ArchiveRequest.objects.filter(source=source, state__in=OPEN).exists():
        return refusal_by("archive_request_once_at_a_time").sentence
    try:
        _require_archivable(source)
    except Refused as refused:
        return refused.sentence
    return ""


def _require_archivable(source: Source) -> None:
    with rules_in_words(), transaction.atomic():
        sql_scalar("SELECT require_archivable(%s)", source.pk)
    # Hosts of our own network, which are nobody else's business.
    if is_exempt(destination(source.uri)):
        raise Refused(_("This address is of the newsroom's own network."))


def request(source_id: int, by: User, address: str) -> ArchiveRequest:
    """Ask that the page be saved. ``address``: what the person saw. Raises Refused, NotAllowed."""
    with permitted(by, "save_at_archive"):
        if not web_archive.is_on():
            raise Refused(_("Saving pages at web.archive.org is off (WEB_ARCHIVE_KEYS)."))
        source = Source.objects.select_for_update(of=("self",)).get(pk=source_id)
        _require_archivable(source)
        made: ArchiveRequest = ArchiveRequest.objects.create(
            source=source, address=address, requested_by=by
        )
        enqueue(JOB, priority=SOON, request_id=made.pk)
        return made


def process(request_id: int) -> None:
    """Send the request, then ask for its result. Raises TryAgain until there is one."""
    found = ArchiveRequest.objects.select_related("source").get(pk=request_id)
    try:
        if found.state == ArchiveRequestState.WAITING:
            _require_archivable(found.source)
            _mark_sent(request_id, web_archive.start(found.address))
            found.refresh_from_db()
        if found.state == ArchiveRequestState.SENT:
            _record_copy(found, web_archive.time_of_copy(found.service_job))
    except FetchFailed as failed:
        if failed.temporary:
            raise TryAgain(failed.sentence) from failed
        mark_failed(failed.sentence, request_id)
    except Refused as refused:
        mark_failed(refused.sentence, request_id)


def _mark_sent(request_id: int, job: str) -> None:
    with acting(None):
        locked = _lock(request_id)
        if locked.state == ArchiveRequestState.WAITING:
            locked.state, locked.service_job = ArchiveRequestState.SENT, job
            locked.save(update_fields=["state", "service_job"])


def _record_copy(found: ArchiveRequest, time: str) -> None:
    if not time:
        raise TryAgain(_("The archive is still saving the page."))
    address = web_archive.copy_at(time, found.address)
    with acting(None):
        locked = _lock(found.pk)
        if locked.state != ArchiveRequestState.SENT:
            return
        # The archive may give a copy that somebody recorded before.
        ArchivedCopy.objects.get_or_create(
            source=locked.source,
            address=address,
            removed_at=None,
            defaults={
                "service": ArchiveService.WEB_ARCHIVE,
                "copied_on": day_in(address),
                "request": locked,
                "recorded_by": locked.requested_by,
            },
        )
        locked.state, locked.finished_at = ArchiveRequestState.DONE, timezone.now()
        locked.save(update_fields=["state", "finished_at"])


def mark_failed(sentence: str, request_id: int) -> None:
    with acting(None, sentence):
        locked = _lock(request_id)
        if locked.state in OPEN:
            locked.state, locked.message = ArchiveRequestState.FAILED, sentence
            locked.finished_at = timezone.now()
            locked.save(update_fields=["state", "message", "finished_at"])


def _lock(request_id: int) -> ArchiveRequest:
    locked: ArchiveRequest = (
        ArchiveRequest.objects.select_for_update(no_key=True, of=("self",))
        .select_related("source", "requested_by")
        .get(pk=request_id)
    )
    return locked
