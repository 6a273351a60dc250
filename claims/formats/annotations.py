"""Each quote as a W3C Web Annotation of the page that it is from, with the claim as its body.

``target`` is a list of one, with ``source`` and ``selector``, as in Hypothesis' API and JSON-LD; what is said in
a recording has that as a second target.
Offsets count code points of the text whose hash is in ``state``, as in the standard; in a live page
a client finds the words by the quote.
"""

from collections.abc import Iterator
from typing import NotRequired, TypedDict

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from claims.choices import Attribution
from claims.publication.labels import rating_in_words
from claims.publication.representation import (
    ClaimBody,
    QuoteBody,
    SnapshotBody,
    TranscriptBody,
)
from sources.choices import CaptureMethod

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
MEDIA_FRAGMENTS = "http://www.w3.org/TR/media-frags/"


class TextualBody(TypedDict):
    """Text about the quote; ``purpose``: assessing, describing or tagging."""

    type: str
    purpose: str
    value: str
    format: str


class Selector(TypedDict):
    """A TextQuoteSelector (exact, prefix, suffix), a TextPositionSelector (start, end), or of what is said
    in a recording a FragmentSelector (``value``: ``t=12.3,15.8``)."""

    type: str
    exact: NotRequired[str]
    prefix: NotRequired[str]
    suffix: NotRequired[str]
    start: NotRequired[int]
    end: NotRequired[int]
    conformsTo: NotRequired[str]
    value: NotRequired[str]


class TimeState(TypedDict):
    """Of what was fetched: the exact text, by its SHA-256. Of an excerpt: its day."""

    type: str
    cached: NotRequired[str]
    sourceDateStart: NotRequired[str]
    sourceDateEnd: NotRequired[str]


class SpecificResource(TypedDict):
    """Part of a page, or of a text without a known address (``urn:sha256:…``)."""

    type: str
    source: str
    selector: list[Selector]
    state: NotRequired[TimeState]


class Creator(TypedDict):
    """The newsroom."""

    type: str
    homepage: str
    name: NotRequired[str]


class Annotation(TypedDict):
    """One quote."""

    id: str
    type: str
    motivation: str
    created: str
    creator: Creator
    body: list[TextualBody]
    target: list[SpecificResource]


class AnnotationCollection(TypedDict):
    """The collection that the pages belong to."""

    id: str
    type: str
    label: str
    total: int


AnnotationPage = TypedDict(
    "AnnotationPage",
    {
        "@context": str,
        "id": str,
        "type": str,
        "partOf": AnnotationCollection,
        "startIndex": int,
        "items": list[Annotation],
    },
)


@override(settings.LANGUAGE_CODE)
def page(body: ClaimBody, created: str, url: str) -> AnnotationPage:
    """A claim's quotes: of its appearances, then of its evidence. ``url``: the page's own.

    Quotes that were taken down are left out.
    """
    items = [*_appearances(body, created, url), *_evidence(body, created, url)]
    return {
        "@context": CONTEXT,
        "id": url,
        "type": "AnnotationPage",
        "partOf": {
            "id": f"{url}#all",
            "type": "AnnotationCollection",
            "label": body["text"],
            "total": len(items),
        },
        "startIndex": 0,
        "items": items,
    }


def _appearances(body: ClaimBody, created: str, url: str) -> Iterator[Annotation]:
    answers = _("Did they say it? %(attribution)s. Is it true? %(rating)s.") % {
        "attribution": Attribution(body["attribution"]).public,
        "rating": rating_in_words(body),
    }
    about = [_text("assessing", f"{body['text']} {answers}")]
    about += [_text("tagging", topic["name"]) for topic in body["topics"]]
    for number, appearance in enumerate(body["appearances"], start=1):
        for at, quote in enumerate(appearance["quotes"], start=1):
            target = _target(appearance["source"]["uri"], quote)
            if state := _state(appearance["snapshot"]):
                target["state"] = state
            heard = _recording(appearance.get("transcript"), quote)
            yield _annotation(
                f"{url}#quote-{number}-{at}", "assessing", created, about, target, *heard
            )


def _evidence(body: ClaimBody, created: str, url: str) -> Iterator[Annotation]:
    # A publication names the source of a passage, not which capture of it.
    for piece in body["evidence"]:
        if piece["quote"] and piece["source"]:
            target = _target(piece["source"]["uri"], piece["quote"])
            if state := _day(piece.get("excerpt", {}).get("consulted_on")):
                target["state"] = state
            about = [_text("describing", piece["description"])]
            heard = _recording(piece.get("transcript"), piece["quote"])
            name = f"{url}#evidence-{piece['number']}"
            yield _annotation(name, "describing", created, about, target, *heard)


def _annotation(
    number: str,
    motivation: str,
    created: str,
    about: list[TextualBody],
    *targets: SpecificResource,
) -> Annotation:
    creator: Creator = {"type": "Organization", "homepage": settings.NEWSROOM_URL}
    if settings.NEWSROOM_NAME:
        creator["name"] = settings.NEWSROOM_NAME
    return {
        "id": number,
        "type": "Annotation",
        "motivation": motivation,
        "created": created,
        "creator": creator,
        "body": about,
        "target": list(targets),
    }


def _text(purpose: str, value: str) -> TextualBody:
    return {"type": "TextualBody", "purpose": purpose, "value": value, "format": "text/plain"}


def _target(address: str, quote: QuoteBody) -> SpecificResource:
    return {
        "type": "SpecificResource",
        "source": address,
        "selector": [
            {
                "type": "TextQuoteSelector",
                "exact": quote["exact"],
                "prefix": quote["prefix"],
                "suffix": quote["suffix"],
            },
            {"type": "TextPositionSelector", "start": quote["start"], "end": quote["end"]},
        ],
    }


def _recording(transcript: TranscriptBody | None, quote: QuoteBody) -> list[SpecificResource]:
    """The place in the recording, as another target of the same annotation; none where it isn't known."""
    if transcript is None or "time" not in quote:
        return []
    digest = transcript["recording_sha256"]
    address = transcript["recording_url"] or (f"urn:sha256:{digest}" if digest else "")
    if not address:
        return []
    selector: Selector = {
        "type": "FragmentSelector",
        "conformsTo": MEDIA_FRAGMENTS,
        "value": f"t={quote['time']}",
    }
    return [{"type": "SpecificResource", "source": address, "selector": [selector]}]


def _state(snapshot: SnapshotBody) -> TimeState | None:
    """None for what was pasted, uploaded or imported: nobody saw it at the source's address."""
    if snapshot["method"] == CaptureMethod.FETCHED:
        return {"type": "TimeState", "cached": f"urn:sha256:{snapshot['text_sha256']}"}
    return _day(snapshot["consulted_on"])


def _day(day: str | None) -> TimeState | None:
    """On which day the page was so, where an excerpt says that."""
    if not day:
        return None
    return {
        "type": "TimeState",
        "sourceDateStart": f"{day}T00:00:00Z",
        "sourceDateEnd": f"{day}T23:59:59Z",
    }
