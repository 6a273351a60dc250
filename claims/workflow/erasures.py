"""Erasing a person's data, a source's text or a reader's message: requested by one, approved by another.

Both are always needed, whatever the policy says. PostgreSQL erases (``claims/sql/erasures.sql``), and the
application can't without the two; here the public is kept from seeing it before, and files go after.
"""

import hashlib
import json
import secrets
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.choices import HoldKind, LegalBasis
from claims.locking import sql_scalar
from claims.models import Erasure, ErrorReport, ReaderRequest
from claims.publication import publishing, speakers, takedowns
from claims.publication.protected_names import merged_with
from claims.workflow import erased_files
from newsroom import approvals, timeouts
from newsroom.choices import ApprovalKind, ApprovalOutcome
from newsroom.encryption import seal
from newsroom.errors import Refused
from newsroom.models import Approval, User
from newsroom.permissions import require
from sources.choices import SpeakerKind
from sources.models import Recording, Snapshot, Source, Speaker
from sources.recordings import lock
from sources.takedowns import standing_on

DESCRIPTION = "A person whose data were erased"
_TRANSCRIBED_MEANWHILE = gettext_lazy(
    "One of the recordings has a transcript by now, or was erased. Request it again; a recording with a transcript"
    " goes with its source or with whoever it names."
)
ALREADY_REQUESTED = gettext_lazy(
    "%(who)s requested this already: request %(number)d. It is approved or declined by a second person, or withdrawn by"
    " %(who)s, before it can be requested again."
)
REASON_NAMES_NOBODY = "erasure_reason_names_nobody"
MODELS: dict[str, type[Any]] = {
    ApprovalKind.ERASE_PERSON: Speaker,
    ApprovalKind.ERASE_SOURCE: Source,
    ApprovalKind.ERASE_REPORT: ErrorReport,
    ApprovalKind.ERASE_REQUEST: ReaderRequest,
}


@dataclass(frozen=True)
class Found:
    """How many rows of each table have it, files with the name, and what becomes of public claims.

    ``offline``: until somebody edits them. ``described``: the person's own, with a description instead.
    """

    rows: dict[str, int]
    files: Sequence[str]
    offline: Sequence[int]
    described: Sequence[int]


@dataclass(frozen=True)
class Place:
    """A table that says a name: in how many rows, and some of the words around it."""

    table: str
    rows: int
    words: Sequence[str]


@dataclass(frozen=True)
class Spelling:
    """A part of a name that stands alone, and may mean somebody else."""

    name: str
    places: Sequence[Place]

    @property
    def rows(self) -> int:
        return sum(place.rows for place in self.places)


def erasure_of(speaker: Speaker) -> Erasure | None:
    """By which the person's data were erased, also under a speaker merged with this one."""
    if not speaker.erased:
        return None
    return Erasure.objects.filter(
        kind=ApprovalKind.ERASE_PERSON, subject_id__in=merged_with(speaker.pk)
    ).first()


def names_of(speaker_id: int) -> list[str]:
    """All names and addresses that are erased with the speaker, former ones too."""
    names: list[str] = sql_scalar("SELECT erasure_names(%s)", speaker_id)
    return names


def found(kind: str, subject_id: int) -> Found:
    """What an erasure of a source, a report or a request finds now. Of a person: erasure_searches."""
    rows = sql_scalar("SELECT erasure_found(%s, %s, '{}')", kind, subject_id)
    rows = json.loads(rows) if isinstance(rows, str) else rows
    counted = {table: int(count) for table, count in sorted(rows.items()) if count}
    return Found(counted, [], [], [])


def parts_of(names: Iterable[str]) -> list[str]:
    """What a person is called for short: each further part of a name that has four letters."""
    words = {
        word
        for name in names
        if "/" not in name
        for word in name.replace(",", " ").split()[1:]
        if not _names_nobody(word)
    }
    return sorted(words)


def recordings_without_text() -> QuerySet[Recording]:
    """Recordings whose transcription failed or waits: nothing but a person says who is heard in them."""
    numbers = _numbers("SELECT recordings_without_text()")
    return Recording.objects.filter(pk__in=numbers).order_by("-pk")


def request(
    kind: str,
    subject_id: int,
    by: User,
    reason: str,
    legal_basis: str,
    names: Iterable[str] = (),
    recordings: Iterable[int] = (),
    files: Sequence[str] | None = None,
) -> Approval:
    """Request an erasure. ``names``: of a person, what is looked for besides the names on record.

    ``recordings``: those without text that go, too. ``files``: the captured files that say a name, where
    they are known. Raises Refused, NotAllowed.
    """
    require(by, "request_erasure")
    model = MODELS[kind]
    subject = model.objects.filter(pk=subject_id).first()
    if subject is None:
        raise Refused(_("No row has that number."))
    if legal_basis not in LegalBasis.values:
        raise Refused(_("Choose the legal basis."))
    payload: dict[str, Any] = {"legal_basis": legal_basis}
    if kind == ApprovalKind.ERASE_PERSON:
        payload["names"] = names_to_erase(subject, names)
        _refuse_names_in(reason, payload["names"])
        payload["files"] = erased_files.saying(payload["names"]) if files is None else list(files)
    if wanted := set(recordings):
        chosen = dict(
            recordings_without_text().filter(pk__in=wanted).values_list("pk", "file_name")
        )
        if chosen.keys() != wanted:
            raise Refused(_TRANSCRIBED_MEANWHILE, rule="recording_kind")
        payload["recordings"] = sorted(chosen)
        payload["files"] = sorted({*payload.get("files", []), *chosen.values()})
    with transaction.atomic():
        # So that two requests at once aren't both made.
        model.objects.select_for_update(no_key=True, of=("self",)).get(pk=subject_id)
        if (first := open_request(kind, subject_id)) is not None:
            raise Refused(ALREADY_REQUESTED, who=first.requested_by, number=first.pk)
        return approvals.request(ApprovalKind(kind), subject_id, by, reason, **payload)


def open_request(kind: str, subject_id: int) -> Approval | None:
    """To erase the same, which waits for a second person; of a person also under a merged speaker."""
    is_person = kind == ApprovalKind.ERASE_PERSON
    subjects = merged_with(subject_id) if is_person else [subject_id]
    waiting = Approval.objects.open().filter(kind=kind, subject_id__in=subjects)
    found: Approval | None = waiting.select_related("requested_by").order_by("pk").first()
    return found


def _refuse_names_in(reason: str, names: Sequence[str]) -> None:
    """A reason is kept for good, and is in the notices and the history of the request."""
    everything = [*names, *parts_of(names)]
    if sql_scalar("SELECT says_a_name(%s, erasure_pattern(%s))", reason, everything):
        raise Refused(
            _(
                "The reason repeats a name that is to be erased, or a part of it, and a reason is kept for good. Write it"
                " without the name, such as “Letter of the person concerned, 12 May”."
            ),
            rule=REASON_NAMES_NOBODY,
        )


def names_to_erase(speaker: Speaker, names: Iterable[str]) -> list[str]:
    """The names on record, and these. Raises Refused."""
    if speaker.kind != SpeakerKind.PERSON:
        raise Refused(_("Only a person's data are erased. For others, change or merge them."))
    given = [name.strip() for name in names if name.strip()]
    found = sorted({*names_of(speaker.pk), *given})
    if not sql_scalar("SELECT erasure_pattern(%s) IS NOT NULL", found):
        raise Refused(_("Give a name of at least four letters."), rule="erasure_names_somebody")
    if short := [name for name in given if _names_nobody(name)]:
        raise Refused(
            _("Too short to look for everywhere: %(names)s. Give at least four letters.")
            % {"names": ", ".join(short)}
        )
    return found


def _names_nobody(name: str) -> bool:
    return bool(sql_scalar("SELECT erasure_pattern(ARRAY[%s]) IS NULL", name))


def carry_out(requested: Approval, by: User) -> Approval:
    """Approve and erase, inside the transaction of the approval. Raises PublishedMeanwhile."""
    timeouts.at_least(timeouts.ERASURE)
    names = requested.payload.get("names", [])
    files = requested.payload.get("files", [])
    without_text = requested.payload.get("recordings", [])
    if requested.kind in (ApprovalKind.ERASE_PERSON, ApprovalKind.ERASE_SOURCE) or without_text:
        # So that none of them gets a transcript meanwhile.
        lock()
    if recordings_without_text().filter(pk__in=without_text).count() < len(without_text):
        raise Refused(_TRANSCRIBED_MEANWHILE, rule="recording_kind")
    if requested.kind == ApprovalKind.ERASE_PERSON:
        of_texts = raw_files(requested.kind, requested.subject_id, names)
        if set(erased_files.saying(names)) - {*files, *of_texts}:
            raise Refused(
                _(
                    "More files that say a name were captured since. Decline this, and request it again."
                )
            )
        refuse_while_open({*files, *of_texts})
    if requested.kind in (ApprovalKind.ERASE_PERSON, ApprovalKind.ERASE_SOURCE):
        # Before the chain, as whoever signs does: each would wait for the other.
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE claims_round IN SHARE ROW EXCLUSIVE MODE")
    approval = approvals.decide(requested.pk, by, ApprovalOutcome.DONE)
    take_offline(requested.kind, requested.subject_id, names, by)
    files = sorted({*files, *raw_files(requested.kind, requested.subject_id, names)})
    key, sealed, digest = _sealed(requested, names, files)
    sql_scalar("SELECT erasure_of_approval(%s, %s, %s, %s)", approval.pk, key, digest, sealed)
    transaction.on_commit(lambda: erased_files.after(Erasure.objects.get(key=key)))
    return approval


def refuse_while_open(files: Iterable[str]) -> None:
    """Raise Refused where a late answer that waits for a second person brings one of the files."""
    waiting = Approval.objects.filter(
        outcome=ApprovalOutcome.OPEN, payload__reply__file_name__in=list(files)
    )
    if (first := waiting.order_by("pk").first()) is not None:
        raise Refused(
            _(
                "A late answer to claim %(claim)s waits for a second person, and its file says a name. Decide on"
                " request %(number)s first."
            ),
            claim=first.subject_id,
            number=first.pk,
        )


def take_offline(kind: str, subject_id: int, names: Sequence[str], by: User) -> None:
    """Before it is erased, the public no longer reads it. Raises PublishedMeanwhile."""
    reason = _("It says what was erased (see Erasures). Reopen and edit it, then lift this.")
    if kind == ApprovalKind.ERASE_PERSON:
        speakers.protect_locked(subject_id, by, DESCRIPTION, set(), erasing=True)
        for claim_id in _claims(names):
            publishing.hold(claim_id, by, HoldKind.LEGAL, reason, announce=False)
    elif kind == ApprovalKind.ERASE_SOURCE:
        for (snapshot,) in Snapshot.objects.filter(source=subject_id).values_list("pk"):
            if standing_on(snapshot) is None:
                takedowns.take_down(snapshot, by, _("The source's text is erased."))


def _claims(names: Sequence[str]) -> list[int]:
    return _numbers("SELECT erasure_holds(%s)", list(names))


def _numbers(query: str, *values: Any) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(query, list(values))
        return [number for (number,) in cursor.fetchall()]


def raw_files(kind: str, subject_id: int, names: Sequence[str]) -> list[str]:
    """The captured files of texts that are erased, or that say one of the names, and their recordings."""
    rows = Snapshot.objects.exclude(raw_name="").order_by()
    recordings = Recording.objects.exclude(file_name="").order_by()
    if kind == ApprovalKind.ERASE_SOURCE:
        rows = rows.filter(source=subject_id)
        texts = list(Snapshot.objects.filter(source=subject_id).values_list("pk", flat=True))
        recordings = recordings.filter(
            pk__in=sql_scalar("SELECT recordings_erased_with(%s::bigint[])", texts)
        )
    elif kind == ApprovalKind.ERASE_PERSON:
        with connection.cursor() as cursor:
            cursor.execute("SELECT erasure_snapshots(%s)", [list(names)])
            rows = rows.filter(pk__in=[number for (number,) in cursor.fetchall()])
            cursor.execute("SELECT erasure_recordings(%s)", [list(names)])
            recordings = recordings.filter(pk__in=[number for (number,) in cursor.fetchall()])
    else:
        return []
    return [
        *rows.values_list("raw_name", flat=True),
        *recordings.values_list("file_name", flat=True),
    ]


def _sealed(
    requested: Approval, names: Sequence[str], files: Sequence[str]
) -> tuple[uuid.UUID, str, str]:
    """A key, what was erased, encrypted, and its salted hash."""
    content = {
        "kind": requested.kind,
        "subject_id": requested.subject_id,
        "names": list(names),
        "files": list(files),
    }
    salt = secrets.token_hex(16)
    text = json.dumps(content, sort_keys=True, ensure_ascii=False)
    digest = hashlib.sha256(f"{salt}\n{text}".encode()).hexdigest()
    key = uuid.uuid4()
    return key, seal(json.dumps({**content, "salt": salt}), erased_files.place(key)), digest
