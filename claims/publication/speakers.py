"""Speakers as claims know them: whoever a publication names takes two people to change."""

import json
from datetime import date
from typing import Any

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
from sources import speakers as unpublished
from sources.models import Role, Speaker, SpeakerMerge
from sources.saving import refuse_other_fields


def is_published(speaker_id: int) -> bool:
    """Whether a publication, of any day, names the speaker."""
    return bool(sql_scalar("SELECT is_published_speaker(%s)", speaker_id))


def change(speaker: Speaker, by: User, reason: str, **fields: Any) -> Speaker | Approval:
    """Change a speaker; of a published one this asks for a second person and returns the deed."""
    refuse_other_fields(fields, unpublished.CHANGEABLE)
    if is_published(speaker.pk):
        require(by, "edit_speaker")
        return approvals.request(ApprovalKind.CHANGE_SPEAKER, speaker.pk, by, reason, fields=fields)
    return unpublished.change_speaker(speaker, by, **fields)


def add_role(
    speaker: Speaker,
    by: User,
    reason: str,
    title: str,
    organisation: Speaker | None = None,
    first: date | None = None,
    last_exclusive: date | None = None,
) -> Role | Approval:
    """Add a role; of a published speaker this asks for a second person and returns the deed."""
    if is_published(speaker.pk):
        require(by, "edit_speaker")
        role = {
            "title": title,
            "organisation": organisation.pk if organisation else None,
            "first": first.isoformat() if first else None,
            "last_exclusive": last_exclusive.isoformat() if last_exclusive else None,
        }
        return approvals.request(ApprovalKind.CHANGE_SPEAKER, speaker.pk, by, reason, role=role)
    return unpublished.add_role(speaker, by, title, organisation, first, last_exclusive)


def merge(merged: Speaker, into: Speaker, by: User, reason: str) -> SpeakerMerge | Approval:
    """Make two speakers one, repointing nothing. Published ones take two people."""
    require(by, "merge_speakers")
    if merged.pk == into.pk:
        raise Refused(_("These two speakers are one already."))
    if is_published(merged.pk) or is_published(into.pk):
        return approvals.request(ApprovalKind.MERGE_SPEAKERS, merged.pk, by, reason, into=into.pk)
    with acting(by, reason):
        return _merge(merged.pk, into.pk, by, reason)


def unmerge(merge_: SpeakerMerge, by: User, reason: str) -> SpeakerMerge | Approval:
    """Take a merge back. Published speakers take two people."""
    require(by, "merge_speakers")
    if is_published(merge_.merged_id) or is_published(merge_.into_id):
        return approvals.request(
            ApprovalKind.UNMERGE_SPEAKERS, merge_.merged_id, by, reason, merge=merge_.pk
        )
    with acting(by, reason):
        return _unmerge(merge_.pk, by)


class _PublishedMeanwhile(Exception):
    """A claim that names the speaker was published while the others were being locked."""


def protect(speaker_id: int, by: User, description: str, reason: str) -> Speaker:
    """Protect a speaker, at once: no public page, row or filter answers to the name any more.

    Every body that names them is withheld, on every day. Where the claim can be said without the
    name it is shown anew with the description; where its words hold the name it stays hidden.
    Speakers merged with this one are protected with it. Raises Refused, NotAllowed.
    """
    require(by, "protect_speaker")
    while True:
        try:
            with acting(by, reason):
                _protect(speaker_id, description.strip())
                return Speaker.objects.get(pk=speaker_id)
        except _PublishedMeanwhile:
            continue


def _protect(speaker_id: int, description: str) -> None:
    ids: list[int] = sql_scalar("SELECT merged_speakers(%s)", speaker_id)
    claims = _lock(_naming(ids))
    speakers = list(
        Speaker.objects.filter(pk__in=ids).order_by("pk").select_for_update(no_key=True)
    )
    # Whoever publishes locks the speakers named: from here on nobody does.
    if _naming(ids) - {claim.pk for claim in claims}:
        raise _PublishedMeanwhile
    for speaker in speakers:
        speaker.protected = True
        speaker.description = description or speaker.description
        _refuse_named(speaker, ids)
        speaker.save(update_fields=["protected", "description"])
    _tell_anew(claims)


def _tell_anew(claims: list[Claim]) -> None:
    """Hide what must not be read any more, then show what can be said."""
    for claim in claims:
        shown = publishing.current(claim)
        if shown is not None and shown.withheld:
            publishing.hide(claim)
    for claim in claims:
        count_revision(claim)
        publishing.publish(claim, PublicationEvent.SHOWN)


def _naming(speaker_ids: list[int]) -> set[int]:
    """The claims of which a publication, of any day, names one of the speakers."""
    named = Publication.objects.filter(speakers__overlap=speaker_ids)
    return set(named.values_list("claim", flat=True))


def _refuse_named(speaker: Speaker, same: list[int]) -> None:
    words = json.dumps({"description": speaker.description})
    if sql_scalar("SELECT contains_a_name(%s::jsonb, %s)", words, same):
        raise Refused(
            _("The description holds a name of the speaker; it is all that stays public."),
            rule="protected_name_not_used",
        )


def unprotect(speaker: Speaker, by: User, reason: str) -> Approval:
    """Ask to end a speaker's protection; a second person does it."""
    require(by, "protect_speaker")
    return approvals.request(ApprovalKind.UNPROTECT_SPEAKER, speaker.pk, by, reason)


def apply(deed: Approval) -> None:
    """The second person's part, inside the deed's transaction. Called by ``claims.workflow.approvals``."""
    by = deed.decided_by
    if by is None:
        raise RuntimeError("a deed that is carried out is decided")
    payload = deed.payload
    if deed.kind == ApprovalKind.CHANGE_SPEAKER:
        speaker = Speaker.objects.get(pk=deed.subject_id)
        if fields := payload.get("fields"):
            unpublished.change_speaker(speaker, by, **fields)
        if role := payload.get("role"):
            unpublished.add_role(
                speaker,
                by,
                role["title"],
                Speaker.objects.get(pk=role["organisation"]) if role["organisation"] else None,
                _day(role["first"]),
                _day(role["last_exclusive"]),
            )
    elif deed.kind == ApprovalKind.MERGE_SPEAKERS:
        _merge(deed.subject_id, payload["into"], by, deed.reason)
    elif deed.kind == ApprovalKind.UNMERGE_SPEAKERS:
        _unmerge(payload["merge"], by)
    elif deed.kind == ApprovalKind.UNPROTECT_SPEAKER:
        _unprotect(deed.subject_id)
    else:
        raise RuntimeError(f"{deed.kind} is no deed on a speaker")


def _merge(merged: int, into: int, by: User, reason: str) -> SpeakerMerge:
    return SpeakerMerge.objects.create(
        merged_id=merged, into_id=into, merged_by=by, reason=reason.strip()
    )


def _unmerge(merge_id: int, by: User) -> SpeakerMerge:
    merge_: SpeakerMerge = SpeakerMerge.objects.select_for_update(of=("self",)).get(pk=merge_id)
    if merge_.undone_at is not None:
        raise Refused(_("%(who)s has already undone this merge.") % {"who": merge_.undone_by})
    merge_.undone_by, merge_.undone_at = by, timezone.now()
    merge_.save(update_fields=["undone_by", "undone_at"])
    return merge_


def _unprotect(speaker_id: int) -> None:
    ids: list[int] = sql_scalar("SELECT merged_speakers(%s)", speaker_id)
    claims = _lock(_naming(ids))
    for speaker in Speaker.objects.filter(pk__in=ids).order_by("pk").select_for_update(no_key=True):
        speaker.protected = False
        speaker.save(update_fields=["protected"])
    _tell_anew(claims)


def _lock(claim_ids: set[int]) -> list[Claim]:
    if not claim_ids:
        return []
    locked = lock_with_neighbours(*claim_ids)
    return [locked[number] for number in sorted(claim_ids)]


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None
