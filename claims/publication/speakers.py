"""Changing speakers: where a publication names one, it takes two people."""

import json
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from claims.choices import PublicationEvent
from claims.locking import count_revision, lock_with_neighbours, sql_scalar
from claims.models import Claim, Publication
from claims.publication import publishing
from newsroom import approvals
from newsroom.choices import ApprovalKind
from newsroom.errors import Refused
from newsroom.history import acting
from newsroom.models import Approval, User
from newsroom.permissions import require
from newsroom.verbs import permitted
from sources import speakers as unpublished
from sources.models import Role, Speaker, SpeakerMerge
from sources.saving import refuse_other_fields


def is_published(speaker_id: int) -> bool:
    """Whether a publication, of any day, names the speaker."""
    return bool(sql_scalar("SELECT is_published_speaker(%s)", speaker_id))


def change(speaker: Speaker, by: User, reason: str, **fields: Any) -> Speaker | Approval:
    """Change name, kind, description or same_as; for a published speaker, request it."""
    require(by, "edit_speaker")
    refuse_other_fields(fields, unpublished.CHANGEABLE)
    with acting(by, reason):
        if is_published(speaker.pk):
            return approvals.create(
                ApprovalKind.CHANGE_SPEAKER, speaker.pk, by, reason, fields=fields
            )
        return unpublished.update_speaker(speaker.pk, **fields)


def add_role(
    speaker: Speaker,
    by: User,
    reason: str,
    title: str,
    organisation: Speaker | None = None,
    first: date | None = None,
    last_exclusive: date | None = None,
    note: str = "",
) -> Role | Approval:
    """Add a role; for a published speaker, request it."""
    published = is_published(speaker.pk)
    with permitted(by, "edit_speaker" if published else "add_source", reason):
        if not published:
            return unpublished.create_role(
                speaker, title, organisation, first, last_exclusive, note
            )
        role = {
            "title": title,
            "organisation": organisation.pk if organisation else None,
            "first": first.isoformat() if first else None,
            "last_exclusive": last_exclusive.isoformat() if last_exclusive else None,
        }
        return approvals.create(ApprovalKind.CHANGE_SPEAKER, speaker.pk, by, reason, role=role)


def merge(merged: Speaker, into: Speaker, by: User, reason: str) -> SpeakerMerge | Approval:
    """Merge two speakers, repointing nothing; for published ones, request it."""
    require(by, "merge_speakers")
    if merged.pk == into.pk:
        raise Refused(_("These two speakers are merged already."))
    with acting(by, reason):
        if is_published(merged.pk) or is_published(into.pk):
            return approvals.create(
                ApprovalKind.MERGE_SPEAKERS, merged.pk, by, reason, into=into.pk
            )
        return _merge(merged.pk, into.pk, by, reason)


def unmerge(merge_: SpeakerMerge, by: User, reason: str) -> SpeakerMerge | Approval:
    """Undo a merge; for published speakers, request it."""
    require(by, "merge_speakers")
    merged, into = merge_.merged_id, merge_.into_id
    with acting(by, reason):
        if is_published(merged) or is_published(into):
            return approvals.create(
                ApprovalKind.UNMERGE_SPEAKERS, merged, by, reason, merge=merge_.pk
            )
        return _unmerge(merge_.pk, by)


class PublishedMeanwhile(Exception):
    """Another claim that names the speaker was published while the claims were being locked."""


def protect(speaker_id: int, by: User, description: str, reason: str) -> Speaker:
    """Protect a speaker, at once: no public page, row or filter shows or finds the name any more.

    Every publication that names them is withheld, on every day. A claim is published again with the
    description instead; if its words contain the name, it stays hidden. Speakers merged with this
    one are protected too.
    """
    require(by, "protect_speaker")
    while True:
        try:
            with acting(by, reason):
                _protect(speaker_id, description.strip())
                return Speaker.objects.get(pk=speaker_id)
        except PublishedMeanwhile:
            continue


def _protect(speaker_id: int, description: str) -> None:
    ids: list[int] = sql_scalar("SELECT merged_speakers(%s)", speaker_id)
    claims = _lock(_claims_naming(ids))
    speakers = list(
        Speaker.objects.filter(pk__in=ids).order_by("pk").select_for_update(no_key=True)
    )
    # Publishing locks the speakers that it names, so it waits for this transaction.
    if _claims_naming(ids) - {claim.pk for claim in claims}:
        raise PublishedMeanwhile
    for speaker in speakers:
        speaker.protected = True
        speaker.description = description or speaker.description
        _refuse_named(speaker, ids)
        speaker.save(update_fields=["protected", "description"])
    _publish_again(claims)


def _publish_again(claims: list[Claim]) -> None:
    """Hide what must not be public any more, then publish what may be."""
    for claim in claims:
        shown = publishing.current(claim)
        if shown is not None and shown.withheld:
            publishing.hide(claim)
    for claim in claims:
        count_revision(claim)
        publishing.publish(claim, PublicationEvent.SHOWN)


def _claims_naming(speaker_ids: list[int]) -> set[int]:
    """The claims with a publication, of any day, that names one of the speakers."""
    named = Publication.objects.filter(speakers__overlap=speaker_ids)
    return set(named.values_list("claim", flat=True))


def _refuse_named(speaker: Speaker, same: list[int]) -> None:
    words = json.dumps({"description": speaker.description})
    if sql_scalar("SELECT contains_a_name(%s::jsonb, %s)", words, same):
        raise Refused(
            _("The description is all that stays public, and it contains a name of the speaker."),
            rule="protected_name_not_used",
        )


def unprotect(speaker: Speaker, by: User, reason: str) -> Approval:
    """Request the end of a speaker's protection."""
    with permitted(by, "protect_speaker", reason):
        return approvals.create(ApprovalKind.UNPROTECT_SPEAKER, speaker.pk, by, reason)


def apply(approval: Approval, by: User) -> None:
    """What was requested, inside the transaction in which the second person approves it."""
    payload = approval.payload
    match approval.kind:
        case ApprovalKind.CHANGE_SPEAKER:
            speaker = Speaker.objects.get(pk=approval.subject_id)
            if fields := payload.get("fields"):
                unpublished.update_speaker(speaker.pk, **fields)
            if role := payload.get("role"):
                unpublished.create_role(
                    speaker,
                    role["title"],
                    Speaker.objects.get(pk=role["organisation"]) if role["organisation"] else None,
                    _day(role["first"]),
                    _day(role["last_exclusive"]),
                )
        case ApprovalKind.MERGE_SPEAKERS:
            _merge(approval.subject_id, payload["into"], by, approval.reason)
        case ApprovalKind.UNMERGE_SPEAKERS:
            _unmerge(payload["merge"], by)
        case ApprovalKind.UNPROTECT_SPEAKER:
            _unprotect(approval.subject_id)
        case _:
            raise RuntimeError(f"{approval.kind} does not concern a speaker")


def _merge(merged: int, into: int, by: User, reason: str) -> SpeakerMerge:
    return SpeakerMerge.objects.create(
        merged_id=merged, into_id=into, merged_by=by, reason=reason.strip()
    )


def _unmerge(merge_id: int, by: User) -> SpeakerMerge:
    merge_: SpeakerMerge = SpeakerMerge.objects.select_for_update(of=("self",)).get(pk=merge_id)
    if merge_.undone_at is not None:
        raise Refused(_("%(who)s has already undone this merge."), who=merge_.undone_by)
    merge_.undone_by, merge_.undone_at = by, timezone.now()
    merge_.save(update_fields=["undone_by", "undone_at"])
    return merge_


def _unprotect(speaker_id: int) -> None:
    """Raises PublishedMeanwhile, before anything is changed."""
    ids: list[int] = sql_scalar("SELECT merged_speakers(%s)", speaker_id)
    claims = _lock(_claims_naming(ids) | _claims_hiding(ids))
    speakers = list(
        Speaker.objects.filter(pk__in=ids).order_by("pk").select_for_update(no_key=True)
    )
    if (_claims_naming(ids) | _claims_hiding(ids)) - {claim.pk for claim in claims}:
        raise PublishedMeanwhile
    for speaker in speakers:
        speaker.protected = False
        speaker.save(update_fields=["protected"])
    _publish_again(claims)


def _claims_hiding(speaker_ids: list[int]) -> set[int]:
    """The public claims that would name one of the speakers if these weren't protected."""
    of_them = (
        Q(speaker__in=speaker_ids)
        | Q(speaker__roles__organisation__in=speaker_ids)
        | Q(appearances__relays__speaker__in=speaker_ids)
    )
    public = Publication.objects.current().values("claim")
    return set(Claim.objects.filter(of_them, pk__in=public).values_list("pk", flat=True))


def _lock(claim_ids: set[int]) -> list[Claim]:
    if not claim_ids:
        return []
    locked = lock_with_neighbours(*claim_ids)
    return [locked[number] for number in sorted(claim_ids)]


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None
