"""Looking for the names of a person who is to be erased: a job reads one table after the other.

What it found is kept for whoever looked and whoever approves the erasure: encrypted, and without the words around
a name, which are read when they are shown. It is deleted when the person is erased, and by retention.
"""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from claims.choices import ErasureJobState, NoticeKind
from claims.models import ErasureSearch, Notice
from claims.notifications import notices
from claims.publication.protected_names import merged_with
from claims.workflow import erased_files, erasures
from newsroom.choices import ApprovalKind, ApprovalOutcome
from newsroom.encryption import seal, unseal
from newsroom.errors import Refused
from newsroom.history import acting
from newsroom.jobs import SOON, enqueue
from newsroom.models import Approval, User
from newsroom.permissions import require
from sources.models import Speaker

JOB = "claims.look_for_names"
WHOLE = ""  # the names themselves, where a part of them could stand
EXAMPLES = 3  # rows of a table
LATER_ROWS = 2_000  # of each kind that came since; more are not read


@dataclass(frozen=True)
class Changes:
    """What came since: how many rows, how many of them say a name, and whether there are more."""

    came: int
    with_a_name: int
    more: bool


def request(speaker_id: int, by: User, names: Iterable[str] = ()) -> ErasureSearch:
    """Queue the search for all names of a person, and these. Raises Refused, NotAllowed."""
    require(by, "request_erasure")
    speaker = Speaker.objects.filter(pk=speaker_id).first()
    if speaker is None:
        raise Refused(_("No row has that number."))
    return _create(speaker, by, erasures.names_to_erase(speaker, names))


def again(search_id: int, by: User) -> ErasureSearch:
    """The same search once more. Raises Refused, NotAllowed."""
    require(by, "request_erasure")
    search = ErasureSearch.objects.select_related("speaker").get(pk=search_id)
    names = erasures.names_to_erase(search.speaker, content_of(search)["names"])
    return _create(search.speaker, by, names)


def for_approval(approval_id: int, by: User) -> ErasureSearch:
    """Look for the names of a request that waits. Raises Refused, NotAllowed."""
    require(by, "request_erasure")
    approval = Approval.objects.get(pk=approval_id)
    if approval.kind != ApprovalKind.ERASE_PERSON or approval.outcome != ApprovalOutcome.OPEN:
        raise Refused(_("This request is decided already."))
    if is_under_way(approval):
        raise Refused(_("The names are being looked for."))
    speaker = Speaker.objects.get(pk=approval.subject_id)
    return _create(speaker, by, approval.payload["names"], approval)


def without_request(speaker_id: int) -> QuerySet[ErasureSearch]:
    """Searches for the person's names, the latest first, of which no erasure was requested."""
    found = ErasureSearch.objects.filter(speaker__in=merged_with(speaker_id), approval=None)
    return found.select_related("requested_by").order_by("-pk")


def is_under_way(approval: Approval) -> bool:
    return ErasureSearch.objects.filter(approval=approval, finished_at=None).exists()


def latest_of(approval: Approval) -> ErasureSearch | None:
    """The latest that is done, and kept."""
    done = ErasureSearch.objects.filter(approval=approval, state=ErasureJobState.DONE)
    return done.select_related("requested_by").order_by("-pk").first()


def _create(
    speaker: Speaker, by: User, names: Sequence[str], approval: Approval | None = None
) -> ErasureSearch:
    content = {
        "speaker": speaker.pk,
        "names": list(names),
        "parts": [part for part in erasures.parts_of(names) if part not in names],
    }
    with acting(by):
        search = ErasureSearch.objects.create(speaker=speaker, requested_by=by, approval=approval)
        search.sealed = _sealed(search.pk, content)
        search.save(update_fields=["sealed"])
        enqueue(JOB, priority=SOON, erasuresearch_id=search.pk)
        return search


def request_erasure(
    search_id: int,
    by: User,
    reason: str,
    legal_basis: str,
    parts: Iterable[str] = (),
    recordings: Iterable[int] = (),
) -> Approval:
    """Request to erase the names that were looked for, and these parts of them. Raises Refused, NotAllowed."""
    require(by, "request_erasure")
    with transaction.atomic():
        locked = ErasureSearch.objects.select_for_update(no_key=True, of=("self",))
        search: ErasureSearch = locked.get(pk=search_id)
        if search.state != ErasureJobState.DONE:
            raise Refused(_("Wait until the names have been looked for."))
        if search.approval_id is not None:
            raise Refused(_("This erasure is requested already."))
        content = content_of(search)
        chosen = [part for part in parts if part in content["parts"]]
        names = [*content["names"], *chosen]
        if missing := set(erasures.names_of(search.speaker_id)) - set(names):
            raise Refused(
                _("The person got further names since: %(names)s. Look for the names again."),
                names=", ".join(sorted(missing)),
            )
        approval = erasures.request(
            ApprovalKind.ERASE_PERSON,
            search.speaker_id,
            by,
            reason,
            legal_basis,
            names=names,
            recordings=recordings,
            files=_files(content, chosen),
        )
        with acting(by):
            ErasureSearch.objects.filter(pk=search.pk).update(approval=approval)
        return approval


# The job


def run(search_id: int) -> None:
    """Read each table that was not read yet. Interrupted, it goes on after the last table."""
    search = ErasureSearch.objects.select_related("requested_by").filter(pk=search_id).first()
    if search is None or search.finished_at is not None:
        return
    require(search.requested_by, "request_erasure")
    content = content_of(search)
    if "counts" not in content:
        content["marks"], content["counts"] = _marks(), {}
    names, parts = content["names"], content["parts"]
    tables = [name for (name,) in _rows("SELECT of_table FROM erasure_words()")]
    ((whole, everything, of_parts),) = _rows(
        "SELECT erasure_pattern(%s), erasure_pattern(%s),"
        " ARRAY(SELECT erasure_pattern(ARRAY[part])"
        "         FROM unnest(%s::text[]) WITH ORDINALITY p(part, at) ORDER BY at)",
        names,
        [*names, *parts],
        parts,
    )
    # Afterwards the public claims and the captured files.
    total = len(tables) + 2
    for table in tables:
        if table in content["counts"]:
            continue
        if not _show(search_id, content, table, len(content["counts"]), total):
            return
        ((read,),) = _rows(
            "SELECT erasure_search_table(%s, %s, %s, %s, %s, %s)",
            *(table, whole, everything, parts, of_parts, EXAMPLES),
        )
        of_table = json.loads(read)
        content["found"][table], content["counts"][table] = of_table["alone"], of_table["counts"]
    if not _show(search_id, content, "claims_publication", total - 2, total):
        return
    content["says"], content["rest"] = {}, {}
    for what, claim, forms in _rows(
        "SELECT * FROM erasure_search_claims(%s, %s, %s)", search.speaker_id, names, parts
    ):
        content[what][str(claim)] = forms
    if not _show(search_id, content, erased_files.CAPTURED, total - 1, total):
        return
    wanted = {WHOLE: names, **{part: [part] for part in parts}}
    content["files"] = erased_files.saying_each(wanted)
    _finish(search_id, ErasureJobState.DONE, sealed=_sealed(search_id, content), tables_read=total)


def mark_failed(sentence: str, erasuresearch_id: int) -> None:
    """The job has failed for good."""
    _finish(erasuresearch_id, ErasureJobState.FAILED, message=sentence)


def _show(search_id: int, content: Mapping[str, Any], reading: str, done: int, total: int) -> bool:
    """Keep what was found so far, and say what is read next; False where the search was deleted."""
    with acting(None):
        waiting = ErasureSearch.objects.filter(pk=search_id, finished_at=None)
        changed = waiting.update(
            state=ErasureJobState.RUNNING,
            sealed=_sealed(search_id, content),
            reading=reading,
            tables_read=done,
            tables=total,
        )
    return bool(changed)


def _finish(search_id: int, state: ErasureJobState, **values: Any) -> None:
    with acting(None):
        waiting = ErasureSearch.objects.filter(pk=search_id, finished_at=None)
        if not waiting.update(state=state, reading="", finished_at=Now(), **values):
            return
        search = ErasureSearch.objects.select_related("requested_by").get(pk=search_id)
        done = state == ErasureJobState.DONE
        sentence = (
            _("Speaker %(number)d: the search for this person’s names is done. Read what it found.")
            if done
            else _("Speaker %(number)d: the search for this person’s names failed. Read why.")
        ) % {"number": search.speaker_id}
        notices.create(
            [Notice(person=search.requested_by, kind=NoticeKind.LOOKED, sentence=sentence)]
        )


def place(search_id: int) -> str:
    """Of what a search keeps encrypted."""
    return f"search for names {search_id}"


def _sealed(search_id: int, content: Mapping[str, Any]) -> str:
    return seal(json.dumps(content), place(search_id))


def _marks() -> dict[str, int]:
    """The last rows of what grows."""
    ((event, snapshot, publication),) = _rows(
        "SELECT (SELECT max(id) FROM newsroom_event), (SELECT max(id) FROM sources_snapshot),"
        " (SELECT max(number) FROM claims_publication)"
    )
    return {"event": event or 0, "snapshot": snapshot or 0, "publication": publication or 0}


def _rows(query: str, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, list(values))
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


# What it found


def content_of(search: ErasureSearch) -> dict[str, Any]:
    """Raises Refused where it can't be read, as another search's can't."""
    content: dict[str, Any] = {"found": {}, "says": {}, "rest": {}, "files": {}}
    content |= json.loads(unseal(search.sealed, place(search.pk)))
    return content


def found(content: Mapping[str, Any], parts: Collection[str] = ()) -> erasures.Found:
    """What an erasure of the names, and of these parts of them, would find, as it was then."""
    chosen = {WHOLE, *parts}
    rows = {
        table: sum(count for listed, count in counts if chosen & set(listed))
        for table, counts in content["counts"].items()
    }
    offline = {claim for part in chosen for claim in offline_with(content, part)}
    described = sorted({int(claim) for claim in content["rest"]} - offline)
    return erasures.Found(
        {table: count for table, count in sorted(rows.items()) if count},
        _files(content, parts),
        sorted(offline),
        described,
    )


def offline_with(content: Mapping[str, Any], part: str = WHOLE) -> list[int]:
    """The public claims that go offline because the names are erased, or a part of them."""
    # Of the person's own claims, what is left once a description stands in place of the name.
    saying = {**content["says"], **content["rest"]}
    return sorted(int(claim) for claim, parts in saying.items() if part in parts)


def further_offline(content: Mapping[str, Any], part: str) -> list[int]:
    """The public claims that stay online unless this part of the names is erased, too."""
    return sorted({*offline_with(content, part)} - {*offline_with(content)})


def places(content: Mapping[str, Any], part: str = WHOLE) -> list[erasures.Place]:
    """Where the names stood, or a part of them alone, with the words that are there now."""
    names = [part] if part else content["names"]
    outside = content["names"] if part else []
    made = []
    for table, of in content["found"].items():
        count, keys = of.get(part, (0, []))
        if count and (keys or part):
            words = _rows(
                "SELECT * FROM erasure_examples(%s, %s, %s, %s)", table, keys, names, outside
            )
            made.append(erasures.Place(table, count, [each for (each,) in words]))
    return made


def spellings(content: Mapping[str, Any]) -> list[erasures.Spelling]:
    """The parts of the names that also stood alone, if only in what is published."""
    made = (erasures.Spelling(part, places(content, part)) for part in content["parts"])
    return [each for each in made if each.places or further_offline(content, each.name)]


def _files(content: Mapping[str, Any], parts: Collection[str]) -> list[str]:
    return sorted({name for part in (WHOLE, *parts) for name in content["files"].get(part, [])})


def changes_since(content: Mapping[str, Any], names: Sequence[str]) -> Changes:
    """Whether what came since says one of the names. It reads no more than a few thousand rows."""
    marks = content["marks"]
    ((came, with_a_name),) = _rows(
        "SELECT * FROM erasure_changes(%s, %s, %s, %s, %s)",
        list(names),
        marks["event"],
        marks["snapshot"],
        marks["publication"],
        LATER_ROWS,
    )
    return Changes(came, with_a_name, came >= LATER_ROWS)
