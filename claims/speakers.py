"""Speakers as claims know them: whoever a publication names takes two people to change."""

import json
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from claims import publishing
from claims.changing import count_revision, lock_with_neighbours, said_by_database
from claims.choices import PublicationEvent
from claims.models import Claim, Publication
from newsroom import deeds
from newsroom.choices import DeedKind
from newsroom.errors import Refused
from newsroom.history import acting
from newsroom.models import Deed, User
from newsroom.permissions import require
from sources import speakers as unpublished
from sources.models import Role, Speaker, SpeakerMerge


def is_published(speaker_id: int) -> bool:
    """Whether a publication, of any day, names the speaker."""
    return bool(said_by_database("SELECT is_published_speaker(%s)", speaker_id))


def change(speaker: Speaker, by: User, reason: str, **fields: Any) -> Speaker | Deed:
    """Change a speaker; of a published one this asks for a second person and returns the deed."""
    if is_published(speaker.pk):
        require(by, "edit_speaker")
        return deeds.ask(DeedKind.CHANGE_SPEAKER, speaker.pk, by, reason, fields=fields)
    return unpublished.change_speaker(speaker, by, **fields)


def add_role(
    speaker: Speaker,
    by: User,
    reason: str,
    title: str,
    organisation: Speaker | None = None,
    first: date | None = None,
    last_exclusive: date | None = None,
) -> Role | Deed:
    """Add a role; of a published speaker this asks for a second person and returns the deed."""
    if is_published(speaker.pk):
        require(by, "edit_speaker")
        role = {
            "title": title,
            "organisation": organisation.pk if organisation else None,
            "first": first.isoformat() if first else None,
            "last_exclusive": last_exclusive.isoformat() if last_exclusive else None,
        }
        return deeds.ask(DeedKind.CHANGE_SPEAKER, speaker.pk, by, reason, role=role)
    return unpublished.add_role(speaker, by, title, organisation, first, last_exclusive)


def merge(merged: Speaker, into: Speaker, by: User, reason: str) -> SpeakerMerge | Deed:
    """Make two speakers one, repointing nothing. Published ones take two people."""
    require(by, "merge_speakers")
    if merged.pk == into.pk:
        raise Refused(_("These two speakers are one already."))
    if is_published(merged.pk) or is_published(into.pk):
        return deeds.ask(DeedKind.MERGE_SPEAKERS, merged.pk, by, reason, into=into.pk)
    with acting(by, reason):
        return _merge(merged.pk, into.pk, by, reason)


def unmerge(merge_: SpeakerMerge, by: User, reason: str) -> SpeakerMerge | Deed:
    """Take a merge back. Published speakers take two people."""
    require(by, "merge_speakers")
    if is_published(merge_.merged_id) or is_published(merge_.into_id):
        return deeds.ask(
            DeedKind.UNMERGE_SPEAKERS, merge_.merged_id, by, reason, merge=merge_.pk
        )
    with acting(by, reason):
        return _unmerge(merge_.pk, by)


def protect(speaker_id: int, by: User, description: str, reason: str) -> Speaker:
    """Protect a speaker, at once: no public page, row or filter answers to the name any more.

    Every body that names them is withheld, on every day. Where the claim can be said without the
    name it is shown anew with the description; where its words hold the name it stays hidden.
    Raises Refused, NotAllowed.
    """
    require(by, "protect_speaker")
    with acting(by, reason):
        ids: list[int] = said_by_database("SELECT speakers_same_as(%s)", speaker_id)
        named = Publication.objects.filter(speakers__overlap=ids).values_list(
            "claim", flat=True
        )
        claims = _lock(set(named))
        speakers = (
            Speaker.objects.filter(pk__in=ids)
            .order_by("pk")
            .select_for_update(of=("self",))
        )
        for claim in claims:
            publishing.hide(claim)
        for speaker in speakers:
            speaker.protected = True
            speaker.description = description.strip() or speaker.description
            speaker.save(update_fields=["protected", "description"])
        names = _names(ids)
        for claim in claims:
            count_revision(claim)
            round_ = publishing.standing_round(claim)
            if round_ is None or not _mentions(round_.body, names):
                publishing.tell(claim, PublicationEvent.SHOWN)
        return Speaker.objects.get(pk=speaker_id)


def unprotect(speaker: Speaker, by: User, reason: str) -> Deed:
    """Ask to end a speaker's protection; a second person does it."""
    require(by, "protect_speaker")
    return deeds.ask(DeedKind.UNPROTECT_SPEAKER, speaker.pk, by, reason)


def carry_out(deed: Deed) -> None:
    """The second person's part, inside the deed's transaction. Called by ``claims.deeds``."""
    by = deed.decided_by
    if by is None:
        raise RuntimeError("a deed that is carried out is decided")
    payload = deed.payload
    if deed.kind == DeedKind.CHANGE_SPEAKER:
        speaker = Speaker.objects.get(pk=deed.subject_id)
        if fields := payload.get("fields"):
            unpublished.change_speaker(speaker, by, **fields)
        if role := payload.get("role"):
            unpublished.add_role(
                speaker,
                by,
                role["title"],
                Speaker.objects.get(pk=role["organisation"])
                if role["organisation"]
                else None,
                _day(role["first"]),
                _day(role["last_exclusive"]),
            )
    elif deed.kind == DeedKind.MERGE_SPEAKERS:
        _merge(deed.subject_id, payload["into"], by, deed.reason)
    elif deed.kind == DeedKind.UNMERGE_SPEAKERS:
        _unmerge(payload["merge"], by)
    elif deed.kind == DeedKind.UNPROTECT_SPEAKER:
        _unprotect(deed.subject_id)
    else:
        raise RuntimeError(f"{deed.kind} is no deed on a speaker")


def _merge(merged: int, into: int, by: User, reason: str) -> SpeakerMerge:
    return SpeakerMerge.objects.create(
        merged_id=merged, into_id=into, merged_by=by, reason=reason.strip()
    )


def _unmerge(merge_id: int, by: User) -> SpeakerMerge:
    merge_: SpeakerMerge = SpeakerMerge.objects.select_for_update(of=("self",)).get(
        pk=merge_id
    )
    if merge_.undone_at is not None:
        raise Refused(
            _("%(who)s has already undone this merge.") % {"who": merge_.undone_by}
        )
    merge_.undone_by, merge_.undone_at = by, timezone.now()
    merge_.save(update_fields=["undone_by", "undone_at"])
    return merge_


def _unprotect(speaker_id: int) -> None:
    named = Publication.objects.filter(speakers__contains=[speaker_id])
    claims = _lock(set(named.values_list("claim", flat=True)))
    speaker = Speaker.objects.select_for_update(of=("self",)).get(pk=speaker_id)
    speaker.protected = False
    speaker.save(update_fields=["protected"])
    for claim in claims:
        count_revision(claim)
        publishing.tell(claim, PublicationEvent.SHOWN)


def _lock(claim_ids: set[int]) -> list[Claim]:
    if not claim_ids:
        return []
    locked = lock_with_neighbours(*claim_ids)
    return [locked[number] for number in sorted(claim_ids)]


def _names(speaker_ids: list[int]) -> list[str]:
    """The speakers' names and aliases, folded."""
    aliases = Speaker.objects.filter(pk__in=speaker_ids).values_list(
        "aliases__folded", flat=True
    )
    return [name for name in aliases if name]


def _mentions(signed: str, names: list[str]) -> bool:
    """Whether the signed words hold a name, besides the fields that are redacted anyway."""
    body = json.loads(signed)
    del body["speaker"]
    for appearance in body["appearances"]:
        del appearance["relayed_from"]
    folded = said_by_database("SELECT fold(%s)", json.dumps(body, ensure_ascii=False))
    return any(name in folded for name in names)


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None
