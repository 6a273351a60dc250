"""Changing speakers: where a publication names one, it takes two people."""

import json
from collections.abc import Callable, Collection
from datetime import date
from typing import Any, TypeVar

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.locking import sql_scalar
from claims.models import Namesake
from claims.publication.protected_names import (
    hits,
    hits_of_new_name,
    lock_claims_and_names,
    merged_with,
    retry_if_published_meanwhile,
)
from claims.publication.showing_again import publish_again
from newsroom import approvals
from newsroom.choices import ApprovalKind
from newsroom.errors import NotAllowed, Refused
from newsroom.history import acting
from newsroom.models import Approval, User
from newsroom.names import cleaned
from newsroom.permissions import require, why_not_allowed
from newsroom.verbs import permitted
from sources import speakers as unpublished
from sources.models import Alias, Role, Speaker, SpeakerMerge
from sources.saving import refuse_other_fields

Added = TypeVar("Added")


ERASED = gettext_lazy(
    "This person’s data were erased, so nothing about them is changed any more. If they are quoted again, add a new"
    " speaker."
)


def _refuse_erased(speaker: Speaker) -> None:
    if speaker.erased:
        raise Refused(ERASED)


def is_published(speaker_id: int) -> bool:
    """Whether a publication, of any day, names the speaker."""
    return bool(sql_scalar("SELECT is_published_speaker(%s)", speaker_id))


def change(
    speaker: Speaker, by: User, reason: str, left_public: Collection[int] = (), **fields: Any
) -> Speaker | Approval:
    """Change name, kind, description or same_as; for a published speaker, request it.

    ``left_public``: other people's claims that say the new name of a protected speaker and stay.
    """
    require(by, "edit_speaker")
    _refuse_erased(speaker)
    refuse_other_fields(fields, unpublished.CHANGEABLE)
    if "name" in fields and speaker.protected and (why_not := why_not_name(speaker, by)):
        raise NotAllowed(why_not)
    payload = {"left_public": sorted(left_public)} if left_public else {}

    def changed() -> Speaker | Approval:
        with acting(by, reason):
            if is_published(speaker.pk):
                return approvals.create(
                    ApprovalKind.CHANGE_SPEAKER, speaker.pk, by, reason, fields=fields, **payload
                )
            return _update(speaker, fields, left_public, by)

    return retry_if_published_meanwhile(changed)


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
    _refuse_erased(speaker)
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


def protect(
    speaker_id: int, by: User, description: str, reason: str, left_public: Collection[int] = ()
) -> Speaker:
    """Protect a speaker, at once: no public page, row or filter shows or finds the name any more.

    Every publication that names them is withheld, on every day. A claim is published again with the
    description instead; if its words contain the name, it stays hidden. So do other people's claims
    that say the whole name, except those ``left_public``. Speakers merged with this one are
    protected too.
    """
    require(by, "protect_speaker")

    def protected() -> Speaker:
        with acting(by, reason):
            protect_locked(speaker_id, by, description.strip(), set(left_public))
            return Speaker.objects.get(pk=speaker_id)

    return retry_if_published_meanwhile(protected)


def protect_locked(
    speaker_id: int, by: User, description: str, left_public: set[int], *, erasing: bool = False
) -> None:
    """Inside the caller's verb. Raises PublishedMeanwhile, before it changes anything.

    ``erasing``: refuses nothing. Whoever is protected already keeps the description that readers know.
    """
    ids = merged_with(speaker_id)
    claims = lock_claims_and_names(ids)
    left_public &= set(hits(speaker_id))
    for speaker in _lock(ids):
        if description and not (erasing and speaker.protected):
            speaker.description = description
        speaker.protected = True
        if not erasing:
            _refuse_named(speaker, ids)
        speaker.save(update_fields=["protected", "description"])
    _leave_public(left_public, speaker_id, by)
    publish_again(claims)


def why_not_name(speaker: Speaker, by: User) -> str:
    """Why this person can't give the speaker another name; empty where they can."""
    if not speaker.protected:
        return why_not_allowed(by, "edit_speaker") if is_published(speaker.pk) else ""
    if not (why_not := why_not_allowed(by, "protect_speaker")):
        return ""
    return (
        _("Another name of a protected speaker takes claims that say it offline.") + f" {why_not}"
    )


def add_name(
    speaker: Speaker, by: User, name: str, left_public: Collection[int] = ()
) -> Alias | Approval:
    """Add an alias; for a published speaker, request it. A protected one is protected under it, too, at once.

    What says the name is hidden, except other people's claims that are ``left_public``: with the
    permission to protect.
    """
    _refuse_erased(speaker)
    if not speaker.protected and is_published(speaker.pk):
        reason = _("Add another name")
        with permitted(by, "edit_speaker", reason):
            alias = cleaned(name)
            return approvals.create(
                ApprovalKind.CHANGE_SPEAKER, speaker.pk, by, reason, alias=alias
            )
    if not speaker.protected:
        return unpublished.add_alias(speaker, by, name)
    if why_not := why_not_name(speaker, by):
        raise NotAllowed(why_not)
    name = cleaned(name)

    def added() -> Alias:
        with acting(by, _("another name of a protected speaker")):
            return _with_new_name(
                speaker,
                name,
                lambda: Alias.objects.create(speaker=speaker, name=name),
                left_public,
                by,
            )

    return retry_if_published_meanwhile(added)


def _with_new_name(
    speaker: Speaker, name: str, add: Callable[[], Added], left_public: Collection[int], by: User
) -> Added:
    """Give the speaker one more name; if they are protected, hide what says it."""
    if not speaker.protected:
        return add()
    claims = lock_claims_and_names(merged_with(speaker.pk), [name])
    saying, _own = hits_of_new_name(speaker.pk, name)
    added = add()
    _leave_public(saying.keys() & set(left_public), speaker.pk, by)
    publish_again(claims)
    return added


def _leave_public(claim_ids: Collection[int], speaker_id: int, by: User) -> None:
    """Record that these claims may go on saying the names that are protected in this transaction."""
    for number in sorted(claim_ids):
        Namesake.objects.create(claim_id=number, speaker_id=speaker_id, recorded_by=by)


def _update(
    speaker: Speaker, fields: dict[str, Any], left_public: Collection[int], by: User
) -> Speaker:
    return _with_new_name(
        speaker,
        cleaned(fields.get("name", "")),
        lambda: unpublished.update_speaker(speaker.pk, **fields),
        left_public,
        by,
    )


def _refuse_named(speaker: Speaker, same: list[int]) -> None:
    words = json.dumps({"description": speaker.description})
    if sql_scalar("SELECT contains_a_name(%s::jsonb, %s)", words, same):
        raise Refused(
            _("The description is all that stays public, and it contains a name of the speaker."),
            rule="protected_name_not_used",
        )


def unprotect(speaker: Speaker, by: User, reason: str, description: str) -> Approval:
    """Request the end of a speaker's protection.

    ``description``: what the public reads beside the name from then on, in place of the one that
    hides it.
    """
    _refuse_erased(speaker)
    with permitted(by, "protect_speaker", reason):
        return approvals.create(
            ApprovalKind.UNPROTECT_SPEAKER,
            speaker.pk,
            by,
            reason,
            description=description.strip(),
        )


def apply(approval: Approval, by: User) -> None:
    """What was requested, inside the transaction in which the second person approves it."""
    payload = approval.payload
    match approval.kind:
        case ApprovalKind.CHANGE_SPEAKER:
            speaker = Speaker.objects.get(pk=approval.subject_id)
            if fields := payload.get("fields"):
                left_public = payload.get("left_public", [])
                _update(speaker, fields, left_public, approval.requested_by)
            if alias := payload.get("alias"):
                _with_new_name(
                    speaker,
                    alias,
                    lambda: Alias.objects.create(speaker=speaker, name=alias),
                    [],
                    approval.requested_by,
                )
            if role := payload.get("role"):
                unpublished.create_role(
                    speaker,
                    role["title"],
                    Speaker.objects.get(pk=role["organisation"]) if role["organisation"] else None,
                    _day(role["first"]),
                    _day(role["last_exclusive"]),
                )
        case ApprovalKind.MERGE_SPEAKERS:
            _merge(approval.subject_id, payload["into"], approval.requested_by, approval.reason)
        case ApprovalKind.UNMERGE_SPEAKERS:
            _unmerge(payload["merge"], approval.requested_by)
        case ApprovalKind.UNPROTECT_SPEAKER:
            if "description" not in payload:
                raise Refused(
                    _(
                        "The request does not say which description follows. Decline it, and request"
                        " it again."
                    )
                )
            _unprotect(approval.subject_id, payload["description"])
        case _:
            raise RuntimeError(f"{approval.kind} does not concern a speaker")


def _merge(speaker_id: int, into: int, by: User, reason: str) -> SpeakerMerge:
    return SpeakerMerge.objects.create(
        merged_id=speaker_id, into_id=into, merged_by=by, reason=reason.strip()
    )


def _unmerge(merge_id: int, by: User) -> SpeakerMerge:
    merge_: SpeakerMerge = SpeakerMerge.objects.select_for_update(of=("self",)).get(pk=merge_id)
    if merge_.undone_at is not None:
        raise Refused(_("%(who)s has already undone this merge."), who=merge_.undone_by)
    merge_.undone_by, merge_.undone_at = by, timezone.now()
    merge_.save(update_fields=["undone_by", "undone_at"])
    return merge_


def _unprotect(speaker_id: int, description: str) -> None:
    """Raises PublishedMeanwhile, before anything is changed."""
    ids = merged_with(speaker_id)
    claims = lock_claims_and_names(ids, ending=True)
    for speaker in _lock(ids):
        speaker.protected = False
        if description or speaker.pooled:
            speaker.description = description
        speaker.save(update_fields=["protected", "description"])
    publish_again(claims)


def _lock(speaker_ids: list[int]) -> list[Speaker]:
    speakers = Speaker.objects.filter(pk__in=speaker_ids).order_by("pk")
    return list(speakers.select_for_update(no_key=True))


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None
