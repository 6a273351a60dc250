"""Loading the demonstration newsroom through the verbs: idempotent, all or nothing.

Offsets are computed: a quote that is not found stops the load with a clear error. What was loaded
before is recognised by its first version, so that later changes by people stay.
"""

import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any, TypeVar

from django.conf import settings
from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from claims.capture import reading
from claims.capture.processing import METHOD
from claims.choices import LetterKind, RelationState, Status
from claims.inbox.candidates import find_candidates
from claims.models import Candidate, Claim, Relation, ReplyRequest, Topic
from claims.notifications import reply_letters
from claims.publication import speakers as published_speakers
from claims.workflow import approvals, drafting, relations, replies, review, translations
from claims.workflow.evidence import add_evidence
from newsroom.errors import Refused
from newsroom.history import acting
from newsroom.models import Event, User
from sources import anchors, capture, publishers, speakers
from sources.choices import SnapshotKind
from sources.models import Publisher, Role, Snapshot, Source, Speaker

# What takes long, in the order in which it is loaded.
COUNTED = ("claims", "relations", "reviews", "translations", "requests")

Record = dict[str, Any]
Row = TypeVar("Row", bound=Model)


@dataclass
class Desk:
    """The three people, and the rows of the file's local names so far."""

    reporter: User
    editor: User
    senior: User
    topics: dict[str, Topic] = field(default_factory=dict)
    speakers: dict[str, Speaker] = field(default_factory=dict)
    publishers: dict[str, Publisher] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)
    snapshots: dict[str, Snapshot] = field(default_factory=dict)
    claims: dict[str, Claim] = field(default_factory=dict)


def load(
    folder: Path,
    reporter: User,
    editor: User,
    senior: User,
    *,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> int:
    """Load ``folder/newsroom.toml``; returns how many claims were new. Raises Refused.

    ``progress`` is called after each claim, relation, review and so on with how many are done, and of how
    many.
    """
    data = tomllib.loads((folder / "newsroom.toml").read_text(encoding="utf-8"))
    desk = Desk(reporter, editor, senior)
    done, total = count(1), sum(len(data.get(name, ())) for name in COUNTED)

    def records(name: str) -> Iterator[Record]:
        for record in data.get(name, ()):
            yield record
            progress(next(done), total)

    with transaction.atomic():
        _topics(desk, data)
        _speakers(desk, [r for r in data["speakers"] if "source" not in r])
        _publishers(desk, data)
        _sources(desk, data, folder)
        _speakers(desk, [r for r in data["speakers"] if "source" in r])
        _roles(desk, data)
        new = {record["key"] for record in records("claims") if _claim(desk, record)}
        for record in records("relations"):
            _relation(desk, record)
        for record in records("reviews"):
            if record["claim"] in new:
                _review(desk, record)
        for record in records("translations"):
            if record["claim"] in new:
                _translation(desk, record)
        for record in records("requests"):
            _request(desk, record)
    return len(new)


def fill_inbox(folder: Path) -> int:
    """Put the article's statements that are no claims yet in the inbox; returns how many are new."""
    data = tomllib.loads((folder / "newsroom.toml").read_text(encoding="utf-8"))
    raw = (folder / data["sources"][0]["file"]).read_bytes()
    snapshot = Snapshot.objects.select_related("source").get(
        raw_sha256=capture.sha256(raw), kind=SnapshotKind.CAPTURE
    )
    source = snapshot.source
    if Candidate.objects.filter(snapshot__source=source).exists():
        return 0
    read = reading.statements_in(snapshot.text, source.language, source.published_on)
    claimed = list(snapshot.anchors.values_list("start", "end"))
    new = [
        each
        for each in read.statements
        if not any(start < each.end and each.start < end for start, end in claimed)
    ]
    with acting(None):
        return len(find_candidates(snapshot, new, METHOD))


def _given(record: Record, names: str) -> Record:
    """The named values that the file gives."""
    return {name: record[name] for name in names.split() if name in record}


def _inserted(model: type[Row], **values: Any) -> Row | None:
    """The row that was inserted with these values, whatever it says now."""
    first = (
        Event.objects.filter(
            table=model._meta.db_table,
            action="insert",
            **{f"new__{name}": value for name, value in values.items()},
        )
        .order_by("pk")
        .first()
    )
    return model._default_manager.filter(pk=first.row).first() if first else None


def _topics(desk: Desk, data: Record) -> None:
    with acting(desk.editor):
        for record in data["topics"]:
            desk.topics[record["key"]], _ = Topic.objects.get_or_create(
                slug=record["key"], defaults={"name": record["name"]}
            )


def _speakers(desk: Desk, records: list[Record]) -> None:
    for record in records:
        source = desk.sources.get(record.get("source", ""))
        found = _inserted(
            Speaker,
            kind=record["kind"],
            source_id=source.pk if source else None,
            name=record.get("name", ""),
            **({} if record.get("name") else {"description": record.get("description", "")}),
        )
        desk.speakers[record["key"]] = found or speakers.add_speaker(
            desk.reporter,
            record["kind"],
            record.get("name", ""),
            record.get("description", ""),
            source,
            tuple(record.get("aliases", ())),
            tuple(record.get("same_as", ())),
        )


def _publishers(desk: Desk, data: Record) -> None:
    for record in data["publishers"]:
        found = _inserted(Publisher, name=record["name"])
        desk.publishers[record["key"]] = found or publishers.add(
            desk.reporter,
            organisation=desk.speakers.get(record.get("organisation", "")),
            **_given(record, "name kind domain country"),
        )


def _sources(desk: Desk, data: Record, folder: Path) -> None:
    for record in data["sources"]:
        raw = (folder / record["file"]).read_bytes()
        text = raw.decode("utf-8")
        uri = record.get("uri") or f"urn:sha256:{capture.sha256(text)}"
        source = Source.objects.filter(uri=uri).first()
        if source is None:
            source = capture.add_source(
                desk.reporter,
                text,
                record.get("uri", ""),
                publisher=desk.publishers.get(record.get("publisher", "")),
                **_given(
                    record, "kind title byline published_on published_note language licence note"
                ),
            )
        desk.sources[record["key"]] = source
        if consulted := record.get("excerpt"):
            snapshot = capture.excerpt(
                source,
                desk.reporter,
                text,
                consulted["consulted_on"],
                consulted.get("consulted_url", ""),
            )
        else:
            snapshot = capture.capture(
                source, desk.reporter, text, raw, method="uploaded", media_type="text/plain"
            )
        desk.snapshots[record["key"]] = snapshot


def _roles(desk: Desk, data: Record) -> None:
    for record in data["speakers"]:
        speaker = desk.speakers[record["key"]]
        for role in record.get("roles", ()):
            if _inserted(Role, speaker_id=speaker.pk, title=role["title"]) is None:
                published_speakers.add_role(
                    speaker,
                    desk.reporter,
                    "",
                    role["title"],
                    desk.speakers.get(role.get("organisation", "")),
                    role.get("from"),
                    role.get("to"),
                    role.get("note", ""),
                )


def _places(snapshot: Snapshot, record: Record) -> list[anchors.Selector]:
    places: list[anchors.Selector] = []
    for quote in record["quotes"]:
        found = anchors.find(snapshot.text, quote) if record.get("all_places") else []
        places += found or [anchors.find_one(snapshot.text, quote)]
    return sorted(places, key=lambda place: place.start)


def _claim(desk: Desk, record: Record) -> bool:
    """Whether the claim was new."""
    speaker = desk.speakers[record["speaker"]]
    found = _inserted(Claim, speaker_id=speaker.pk, text=record["text"])
    if found is not None:
        desk.claims[record["key"]] = found
        return False
    quantities = [
        {**{k: v for k, v in quantity.items() if k != "value"}}
        | ({"low": quantity["value"], "high": quantity["value"]} if "value" in quantity else {})
        for quantity in record.get("quantities", ())
    ]
    claim = drafting.add_claim(
        desk.reporter,
        record["text"],
        speaker,
        [desk.topics[key] for key in record.get("topics", ())],
        quantities,  # type: ignore[arg-type]  # the file's own keys, checked by full_clean
        **_given(record, "nature said_from said_to said_basis said_note language note"),
    )
    for appearance in record["appearances"]:
        snapshot = desk.snapshots[appearance["source"]]
        try:
            places = _places(snapshot, appearance)
        except Refused as refused:
            raise Refused(f"Claim {record['key']}: {refused}", rule=refused.rule) from refused
        relays: list[Any] = [
            {**relay, "speaker": desk.speakers.get(relay.get("speaker", ""))}
            for relay in appearance.get("relay", ())
        ]
        drafting.add_appearance(
            claim.pk,
            desk.reporter,
            snapshot,
            places,
            relays,
            **_given(
                appearance, "verb directness described_as first_known translated_from translated_by"
            ),
        )
    desk.claims[record["key"]] = claim
    return True


def _suggested(desk: Desk, record: Record) -> Relation | None:
    """None where there is one already."""
    one, other = desk.claims[record["from"]].pk, desk.claims[record["to"]].pk
    if Relation.objects.of(one).of(other).filter(kind=record["kind"]).exists():
        return None
    return relations.suggest(
        one, other, record["kind"], desk.reporter, record["rationale"], scope=record["scope"]
    )


def _relation(desk: Desk, record: Record) -> None:
    made = _suggested(desk, record)
    if made is not None and record["state"] == RelationState.CONFIRMED:
        relations.confirm(made.pk, desk.editor)


def _ask(desk: Desk, number: int, record: Record) -> None:
    """Asked when the newsroom is loaded, by hand: the demonstration sends nobody e-mail."""
    claim = Claim.objects.select_related("speaker").get(pk=number)
    now = timezone.now()
    details: replies.Details = {
        "addressee": record["addressee"],
        "role": record.get("role", ""),
        "channel": record["channel"],
        "contact_name": record.get("contact_name", ""),
        "contact_address": record.get("contact_address", ""),
        "language": "en",
        "deadline": now + timedelta(days=record["days"]),
        "time_zone": settings.TIME_ZONE,
    }
    request = ReplyRequest(claim=claim, sent_at=now, **details)
    heading, text = reply_letters.draft(
        LetterKind.REQUEST, claim, request, desk.editor, record["questions"]
    )
    letter: replies.Letter = {"heading": heading, "text": text, "by_hand_at": now}
    replies.ask(number, desk.editor, details, letter)


def _request(desk: Desk, record: Record) -> None:
    """A relation that waits for a second person to become part of a signed claim."""
    if (made := _suggested(desk, record)) is not None:
        approvals.request_relation(
            desk.claims[record["from"]].pk, desk.editor, record["reason"], made
        )


def _translation(desk: Desk, record: Record) -> None:
    """Of a signed claim, by the editor; approved by the senior editor."""
    words: translations.TranslationText = {
        "language": record["language"],
        "text": record["text"],
        "summary": record["summary"],
        "rationale": record["rationale"],
    }
    request = approvals.request_translation(
        desk.claims[record["claim"]].pk, desk.editor, record["reason"], words, reads_both=True
    )
    approvals.approve(request.pk, desk.senior, reads_both=True)


def _review(desk: Desk, record: Record) -> None:
    number = desk.claims[record["claim"]].pk
    if Claim.objects.get(pk=number).status != Status.UNREVIEWED:
        return
    reply = record.get("reply", {})
    review.start(number, desk.editor)
    review.write(
        number,
        desk.editor,
        summary=record.get("summary", ""),
        rationale=record.get("rationale", "").strip(),
        reply_not_sought=reply.get("not_sought_because", ""),
    )
    for evidence in record.get("evidence", ()):
        snapshot = desk.snapshots[evidence["source"]]
        try:
            place = anchors.find_one(snapshot.text, evidence["quote"])
        except Refused as refused:
            raise Refused(f"Review of {record['claim']}: {refused}", rule=refused.rule) from refused
        add_evidence(
            number,
            desk.editor,
            snapshot=snapshot,
            place=place,
            **_given(
                evidence, "bears_on direction kind primary private description independence_reason"
            ),
        )
    for request in record.get("reply_requests", ()):
        _ask(desk, number, request)
    if record["stop"] == "in_review":
        return
    round_ = review.propose(
        number, desk.editor, record["attribution"], record["status"], harms=record.get("harms", [])
    )
    if record["stop"] == "signed":
        review.sign(number, desk.senior, round_.version)
